package digest_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
)

// bucket is a store with the metadata of S3.
type bucket struct {
	in      *digesttest.Bucket
	failing map[string]error
}

func (b bucket) Bucket() string                          { return b.in.Name }
func (b bucket) Roots(context.Context) ([]string, error) { return []string{"AWSLogs/"}, nil }

func (b bucket) Folders(_ context.Context, folder string) ([]string, error) {
	var names []string
	for _, name := range b.in.Names() {
		if rest, ok := strings.CutPrefix(name, folder); ok {
			if child, _, nested := strings.Cut(rest, "/"); nested {
				names = append(names, child)
			}
		}
	}
	return slices.Compact(names), b.failing[folder]
}

func (b bucket) Files(_ context.Context, folder, after string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, name := range b.in.Names() {
			if strings.HasPrefix(name, folder) && name > after && !yield(name, nil) {
				return
			}
		}
		if err := b.failing[folder]; err != nil {
			yield("", err)
		}
	}
}

func (b bucket) Open(_ context.Context, name string) (*digest.Object, error) {
	if err := b.failing[name]; err != nil {
		return nil, err
	}
	o, ok := b.in.Objects[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	generated, _ := time.Parse(time.RFC3339, o.Metadata["backfill-generation-timestamp"])
	return &digest.Object{ReadCloser: io.NopCloser(bytes.NewReader(o.Data)), Signature: o.Metadata["signature"], Generated: generated}, nil
}

// folder copies a bucket to disk.
func folder(t *testing.T, b *digesttest.Bucket) *digest.Folder {
	t.Helper()
	dir := t.TempDir()
	if err := b.CopyTo(dir); err != nil {
		t.Fatal(err)
	}
	f, err := digest.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}
