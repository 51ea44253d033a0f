package cloudtrail

import (
	"bytes"
	"io"
)

const (
	// maxRecord is how large a record, or another value that is looked at as a whole, may be.
	// CloudTrail's own have up to 256 KiB.
	maxRecord  = 1 << 20
	windowSize = 128 << 10
)

// window is the part of a stream that is being looked at.
type window struct {
	in         io.Reader
	buf        []byte
	start, end int   // what has been read and not used is buf[start:end]
	err        error // what ended the stream
	used       int64 // bytes before the window
}

func (w *window) reset(in io.Reader) {
	if cap(w.buf) == 0 {
		w.buf = make([]byte, windowSize)
	}
	*w = window{in: in, buf: w.buf[:cap(w.buf)]}
	copy(w.buf, padding)
}

// rest returns what has been read and not used.
func (w *window) rest() []byte { return w.buf[w.start:w.end] }

// padded returns the same, with padding behind it, and its length.
func (w *window) padded() ([]byte, int) { return w.buf[w.start : w.end+len(padding)], w.end - w.start }

func (w *window) advance(n int) { w.start += n }

func (w *window) offset() int64 { return w.used + int64(w.start) }

// more reads on, and reports whether there is more than before. The window grows up to a record's size.
func (w *window) more() bool {
	if w.err != nil {
		return false
	}
	if w.start > 0 {
		w.used += int64(w.start)
		w.end = copy(w.buf, w.rest())
		w.start = 0
	}
	if w.end == len(w.buf)-len(padding) {
		if len(w.buf) >= 2*maxRecord {
			return false
		}
		w.buf = append(w.buf, make([]byte, len(w.buf))...)
	}
	n, err := fill(w.in, w.buf[w.end:len(w.buf)-len(padding)])
	w.end += n
	w.err = err
	copy(w.buf[w.end:], padding)
	return n > 0
}

// peek returns the next byte that is no white space, or 0 at the end of the stream.
func (w *window) peek() byte {
	for {
		for w.start < w.end {
			if c := w.buf[w.start]; !isSpace(c) {
				return max(c, 1) // a NUL is no end, and as wrong as the next
			}
			w.start++
		}
		if !w.more() {
			return 0
		}
	}
}

// has reports whether the stream goes on with a prefix.
func (w *window) has(prefix string) bool {
	if w.end-w.start < len(prefix) {
		w.more()
	}
	return bytes.HasPrefix(w.rest(), []byte(prefix))
}

// next goes to the line behind the next break, which is "\n" with what the line begins with, and
// reports whether there is one.
func (w *window) next(lineBreak string) bool {
	for {
		if i := bytes.Index(w.rest(), []byte(lineBreak)); i >= 0 {
			w.advance(i + 1)
			return true
		}
		w.start = max(w.start, w.end-len(lineBreak)+1)
		if !w.more() {
			return false
		}
	}
}

// ended returns the error that ended the stream, if one did.
func (w *window) ended() error {
	if w.err == io.EOF { //nolint:errorlint // a reader returns it as it is
		return nil
	}
	return w.err
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }
