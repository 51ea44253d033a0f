package digest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Folder is a copy of a bucket, or of a part of it, on disk. Digests and log files are to have the
// names that they have in the bucket, from AWSLogs/ on. A digest's signature, which is not in the
// file, may stand in a file beside it whose name has .signature added.
type Folder struct{ root *os.Root }

// OpenFolder opens a copy: the folder AWSLogs, or one that has it in it.
func OpenFolder(dir string) (*Folder, error) {
	if absolute, err := filepath.Abs(dir); err == nil && filepath.Base(absolute)+"/" == awsLogs {
		dir = filepath.Dir(absolute)
	}
	root, err := os.OpenRoot(dir) // what digests name cannot lead out of it
	if err != nil {
		return nil, fmt.Errorf("open copy of log files: %w", err)
	}
	return &Folder{root}, nil
}

// Close ends the use of the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Bucket returns nothing: a copy does not know of what bucket it is.
func (f *Folder) Bucket() string { return "" }

// maxDepth is how deep below the folder AWSLogs may lie.
const maxDepth = 8

// Roots finds the folders AWSLogs.
func (f *Folder) Roots(context.Context) ([]string, error) {
	var roots []string
	err := fs.WalkDir(f.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !e.IsDir():
			return nil
		case e.Name()+"/" == awsLogs:
			roots = append(roots, name+"/")
			return fs.SkipDir
		case strings.Count(name, "/") >= maxDepth:
			return fs.SkipDir
		}
		return nil
	})
	if err == nil && len(roots) == 0 {
		err = errors.New("there is none: want the names that the files have in the bucket, as in AWSLogs/123456789012/CloudTrail/")
	}
	if err != nil {
		return nil, fmt.Errorf("find folder AWSLogs in %s: %w", f.root.Name(), err)
	}
	return roots, nil
}

// Folders returns the names of the folders in a folder.
func (f *Folder) Folders(_ context.Context, folder string) ([]string, error) {
	entries, err := fs.ReadDir(f.root.FS(), path.Clean(folder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// Files returns the files in a folder, at any depth.
func (f *Folder) Files(ctx context.Context, folder, after string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		err := fs.WalkDir(f.root.FS(), path.Clean(folder), func(name string, e fs.DirEntry, err error) error {
			switch {
			case err != nil && errors.Is(err, fs.ErrNotExist):
				return nil
			case err != nil:
				return err
			case ctx.Err() != nil:
				return ctx.Err()
			case e.IsDir():
				if dir := name + "/"; dir < after && !strings.HasPrefix(after, dir) {
					return fs.SkipDir
				}
			case name > after && !yield(name, nil):
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield("", err)
		}
	}
}

// Open opens a file.
func (f *Folder) Open(_ context.Context, name string) (*Object, error) {
	info, err := f.root.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // a pipe would never end
		return nil, errors.New("it is no regular file")
	}
	opened, err := f.root.Open(name)
	if err != nil {
		return nil, err
	}
	signature, err := f.signature(name)
	if err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return &Object{ReadCloser: opened, Signature: signature}, nil
}

// maxSignature is more than the longest signature in hexadecimal.
const maxSignature = 4096

func (f *Folder) signature(name string) (string, error) {
	info, err := f.root.Stat(name + ".signature")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err == nil && !info.Mode().IsRegular():
		err = errors.New("it is no regular file")
	}
	if err != nil {
		return "", fmt.Errorf("read signature beside it: %w", err)
	}
	file, err := f.root.Open(name + ".signature")
	if err != nil {
		return "", fmt.Errorf("read signature beside it: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(file, maxSignature))
	if err = errors.Join(err, file.Close()); err != nil {
		return "", fmt.Errorf("read signature beside it: %w", err)
	}
	return string(b), nil
}
