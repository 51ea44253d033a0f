package cloudtrail

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
)

// A gzip stream may inflate to a thousand times its size. Log files do to ten times, and have up to
// 50 MB before that.
const (
	// maxInflated bounds the inflated size of one stream.
	maxInflated = 16 << 30
	// maxRatio bounds the inflated size as a multiple of the stream's, beyond the first freeRatio bytes.
	maxRatio  = 200
	freeRatio = 64 << 20
)

// inflater reads a stream as it is, or inflated if it is a gzip stream of one or more members.
type inflater struct {
	raw      counter
	head     []byte // what is read first; most log files are not longer
	fromHead bytes.Reader
	ahead    *bufio.Reader
	gzip     gzip.Reader
	plain    io.Reader // or nil
	inflated int64
}

type counter struct {
	in   io.Reader
	read int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.in.Read(b)
	c.read += int64(n)
	return n, err
}

func (z *inflater) reset(in io.Reader) error {
	if z.head == nil {
		z.head = make([]byte, 64<<10)
		z.ahead = bufio.NewReaderSize(nil, 64<<10)
	}
	z.raw, z.inflated, z.plain = counter{in: in}, 0, nil
	n, err := fill(&z.raw, z.head)
	z.fromHead.Reset(z.head[:n])
	var all io.Reader = &z.fromHead // which inflates faster than other readers
	if err != io.EOF {              //nolint:errorlint // a reader returns it as it is
		z.ahead.Reset(io.MultiReader(&z.fromHead, &failing{err, &z.raw}))
		all = z.ahead
	}
	if !bytes.HasPrefix(z.head[:n], []byte("\x1f\x8b")) {
		z.plain = all
		return nil
	}
	if err := z.gzip.Reset(all); err != nil {
		return fmt.Errorf("inflate: %w", err)
	}
	return nil
}

// failing is a reader that goes on after an error, or fails with it.
type failing struct {
	err error
	in  io.Reader
}

func (f *failing) Read(b []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return f.in.Read(b)
}

func (z *inflater) Read(b []byte) (int, error) {
	if z.plain != nil {
		return z.plain.Read(b)
	}
	n, err := z.gzip.Read(b)
	z.inflated += int64(n)
	switch {
	case z.inflated > maxInflated:
		return n, fmt.Errorf("inflate: more than %d GiB", maxInflated>>30)
	case z.inflated > freeRatio && z.inflated > maxRatio*z.raw.read:
		return n, fmt.Errorf("inflate: more than %d times the size of the stream", maxRatio)
	case err == nil || err == io.EOF: //nolint:errorlint // a reader returns it as it is
		return n, err
	}
	return n, fmt.Errorf("inflate: %w", err)
}

// fill reads until a buffer is full or the stream ends, by the error that is returned.
func fill(in io.Reader, buf []byte) (int, error) {
	n := 0
	for empty := 0; n < len(buf); empty++ {
		read, err := in.Read(buf[n:])
		n += read
		switch {
		case err != nil:
			return n, err
		case read > 0:
			empty = 0
		case empty > 100:
			return n, io.ErrNoProgress
		}
	}
	return n, nil
}
