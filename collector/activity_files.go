package collector

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// EventFiles is a file of events, or a folder of any depth that holds such files, plain or in gzip. A
// link in the folder is not followed: what is in the folder is read anyway.
func EventFiles(name string) EventSource { return localFiles{name: name} }

// EventStream is a stream of events, plain or in gzip. It can be read once.
func EventStream(stream io.Reader) EventSource {
	return localFiles{name: "standard input", stream: stream}
}

type localFiles struct {
	name   string
	stream io.Reader
}

func (localFiles) operations() []Operation { return nil }

func (localFiles) regional() bool { return false }

func (l localFiles) read(ctx context.Context, r *reader, q *eventQuery) bool {
	f := newEventFiles(q, unreadableFile)
	if l.stream != nil {
		f.read(ctx, eventFile{l.name, func() (io.ReadCloser, error) { return io.NopCloser(l.stream), nil }})
		return f.conclude(ctx, r)
	}
	info, err := os.Stat(l.name)
	switch {
	case err != nil:
		f.unreadable.add(unreadableFile(l.name, err))
	case info.IsDir():
		f.readFolder(ctx, l.name)
	default:
		f.read(ctx, eventFile{l.name, func() (io.ReadCloser, error) { return os.Open(l.name) }})
	}
	return f.conclude(ctx, r)
}

// delivered opens the folder if something in it has the name of digests. It is a copy, and need not begin with the
// window: the whole of it is verified.
func (l localFiles) delivered(ctx context.Context, _ *reader) (deliveredFiles, error) {
	if l.stream != nil {
		return deliveredFiles{}, nil
	}
	found := false
	_ = filepath.WalkDir(l.name+"/", func(_ string, entry fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return nil //nolint:nilerr // whoever reads the events there says so
		case strings.Contains(entry.Name(), "CloudTrail-Digest"):
			found = true
			return fs.SkipAll
		}
		return nil
	})
	if !found {
		return deliveredFiles{}, ctx.Err()
	}
	store, err := digest.OpenFolder(l.name)
	return deliveredFiles{Store: store, options: digest.Options{Source: l.name}}, err
}

// readFolder walks a folder and reads its files, as many at once as there are processors.
func (f *eventFiles) readFolder(ctx context.Context, name string) {
	root, err := os.OpenRoot(name)
	if err != nil {
		f.unreadable.add(unreadableFile(".", err))
		return
	}
	defer func() { _ = root.Close() }() // it was read from
	found := make(chan eventFile)
	go func() {
		defer close(found)
		f.walk(ctx, root, found)
	}()
	f.readAll(ctx, found, runtime.GOMAXPROCS(0))
}

// walk passes on the files of a folder, in order.
func (f *eventFiles) walk(ctx context.Context, root *os.Root, found chan<- eventFile) {
	// Not root.FS(): its names have to be UTF-8. The slash is for a folder that is named by a link.
	_ = filepath.WalkDir(root.Name()+"/", func(name string, entry fs.DirEntry, err error) error {
		relative, relErr := filepath.Rel(root.Name(), name)
		if relErr != nil {
			relative = name
		}
		relative = filepath.ToSlash(relative)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			f.unreadable.add(unreadableFile(relative, err))
		case entry.IsDir():
		case entry.Type().IsRegular():
			found <- eventFile{relative, func() (io.ReadCloser, error) { return root.Open(relative) }}
		case entry.Type()&fs.ModeSymlink == 0:
			f.unreadable.add(fileGap(relative, "it is no regular file"))
		default:
			if _, err := root.Stat(relative); err != nil {
				f.unreadable.add(fileGap(relative, "it is a link that leads out of the folder, or nowhere"))
			}
		}
		return nil
	})
}

// unreadableFile says why a file cannot be opened, without its path, of which the gap has its part.
func unreadableFile(name string, err error) snapshot.Gap {
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		err = inner.Err
	}
	return fileGap(name, err.Error())
}
