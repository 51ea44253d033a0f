package digest

import (
	"context"
	"io"
	"iter"
	"time"
)

// Store holds what CloudTrail delivered: a trail's bucket, or a copy of it. Names are separated
// by slashes, and those of folders end in one.
type Store interface {
	// Bucket is the bucket's name, empty if the store is a copy and does not know.
	Bucket() string
	// Roots returns the folders AWSLogs/.
	Roots(ctx context.Context) ([]string, error)
	// Folders returns the names of the folders right in a folder; none if that does not exist.
	Folders(ctx context.Context, folder string) ([]string, error)
	// Files returns the files at any depth in a folder that come after a name, in order.
	Files(ctx context.Context, folder, after string) iter.Seq2[string, error]
	// Open opens a file. The error is fs.ErrNotExist only if it is certain that there is none.
	Open(ctx context.Context, name string) (*Object, error)
}

// Object is an open file with the metadata that CloudTrail gives digests.
type Object struct {
	io.ReadCloser
	// Signature is hexadecimal, empty if it is not known.
	Signature string
	// Generated is when a backfill digest was made, zero if it is not known.
	Generated time.Time
}
