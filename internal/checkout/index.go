package checkout

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // it is git's name for a file, not a proof
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"path/filepath"
)

// Holds reports whether a file has this content in what was last committed or staged: its path is relative
// to the root, with slashes.
func (c *Checkout) Holds(path string, text []byte) bool {
	h := sha1.New() //nolint:gosec // see above
	if len(c.Revision) == 2*sha256.Size {
		h = sha256.New()
	}
	fmt.Fprintf(h, "blob %d\x00", len(text))
	h.Write(text)
	if c.index == nil {
		c.index = file(filepath.Join(c.dir, "index"))
	}
	return bytes.Equal(indexed(c.index, path, h.Size()), h.Sum(nil))
}

// indexed returns what git's index says of a path: the id of its content, nil if it does not have the path
// (https://git-scm.com/docs/index-format).
func indexed(index []byte, path string, idSize int) []byte {
	const header, stat = 12, 40
	if len(index) < header || string(index[:4]) != "DIRC" {
		return nil
	}
	version, count := binary.BigEndian.Uint32(index[4:]), binary.BigEndian.Uint32(index[8:])
	index = index[header:]
	var name []byte
	for range count {
		fixed := stat + idSize + 2
		if len(index) < fixed {
			return nil
		}
		if version >= 3 && index[stat+idSize]&0x40 != 0 { // it has flags that do not fit in
			fixed += 2
		}
		if len(index) < fixed {
			return nil
		}
		id, rest := index[stat:stat+idSize], index[fixed:]
		kept := 0
		if version == 4 { // a name has only what is not as in the one before
			var cut int
			if cut, rest = offset(rest); cut > len(name) {
				return nil
			}
			kept = len(name) - cut
		}
		end := bytes.IndexByte(rest, 0)
		if end < 0 {
			return nil
		}
		name = append(name[:kept:kept], rest[:end]...)
		if string(name) == path {
			return id
		}
		length := len(index) - len(rest) + end + 1
		if version != 4 {
			length = (length + 7) &^ 7 // padded with up to eight zeros, of which the name's end is one
		}
		index = index[min(length, len(index)):]
	}
	return nil
}

// offset reads a number as git writes it in seven bits a byte, and returns what follows.
func offset(b []byte) (int, []byte) {
	n := 0
	for i, c := range b[:min(len(b), 5)] {
		if n = n<<7 | int(c&0x7f); c&0x80 == 0 {
			return n, b[i+1:]
		}
		n++
	}
	return 1 << 40, nil
}
