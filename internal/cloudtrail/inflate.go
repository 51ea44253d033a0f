package cloudtrail

import (
	"bufio"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
)

// A gzip stream may say a thousand times more than it is long. Log files come to ten times, and to
// 50 MB before that.
const (
	// maxInflated bounds the inflated size of one stream.
	maxInflated = 16 << 30
	// maxRatio bounds the inflated size as a multiple of the size on disk, beyond the first freeRatio bytes.
	maxRatio  = 200
	freeRatio = 64 << 20
)

// inflater reads a stream as it is, or inflated if it is a gzip stream of one or more members.
type inflater struct {
	raw     counter
	ahead   *bufio.Reader
	gzip    *gzip.Reader // kept for the next stream
	zipped  bool
	written int64
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
	z.raw = counter{in: in}
	z.written = 0
	if z.ahead == nil {
		z.ahead = bufio.NewReaderSize(nil, 64<<10)
	}
	z.ahead.Reset(&z.raw)
	magic, err := z.ahead.Peek(2)
	if z.zipped = string(magic) == "\x1f\x8b"; !z.zipped {
		return nil //nolint:nilerr // whoever reads on gets it
	}
	if z.gzip == nil {
		z.gzip, err = gzip.NewReader(z.ahead)
	} else {
		err = z.gzip.Reset(z.ahead)
	}
	if err != nil {
		return fmt.Errorf("inflate: %w", err)
	}
	return nil
}

func (z *inflater) Read(b []byte) (int, error) {
	if !z.zipped {
		return z.ahead.Read(b)
	}
	n, err := z.gzip.Read(b)
	z.written += int64(n)
	switch {
	case z.written > maxInflated:
		return n, fmt.Errorf("inflate: more than %d GiB", maxInflated>>30)
	case z.written > freeRatio && z.written > maxRatio*z.raw.read:
		return n, fmt.Errorf("inflate: more than %d times the size of the file", maxRatio)
	case err == nil || err == io.EOF: //nolint:errorlint // a reader returns it as it is
		return n, err
	}
	return n, fmt.Errorf("inflate: %w", err)
}
