package digest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// errDamaged says that a file was read to its end and is not what CloudTrail delivered, whatever
// that was. Any other error says that it could not be read.
var errDamaged = errors.New("it is no whole gzip file")

var gzipMagic = []byte{0x1f, 0x8b}

// inflate writes the uncompressed content of a file to w, up to a limit: a small file may inflate
// to terabytes. A file that some tool has uncompressed already is taken as it is: hashes and
// signatures are of the content.
func inflate(w io.Writer, file io.Reader, limit int64) (int64, error) {
	src := &source{r: file}
	in := bufio.NewReader(src)
	var content io.Reader = in
	if magic, _ := in.Peek(len(gzipMagic)); bytes.Equal(magic, gzipMagic) {
		unzipped, err := gzip.NewReader(in)
		if err != nil {
			return 0, src.explain(err)
		}
		content = unzipped
	}
	n, err := io.Copy(w, io.LimitReader(content, limit+1))
	switch {
	case n > limit:
		return n, fmt.Errorf("it inflates to more than %d MiB", limit>>20)
	case err != nil || src.err != nil:
		return n, src.explain(err)
	}
	return n, nil
}

// source keeps the error with which reading failed, to tell a file that cannot be read from one
// that is damaged.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

func (s *source) explain(err error) error {
	if s.err != nil {
		return fmt.Errorf("read: %w", s.err)
	}
	return fmt.Errorf("%w: %w", errDamaged, err)
}
