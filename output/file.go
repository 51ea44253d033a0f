package output

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// File lets write fill the file at path: whole or not at all, and readable by its owner only,
// because what tocsin writes describes an account's weaknesses. It creates the directory.
func File(path string, write func(io.Writer) error) error {
	if err := fill(path, write); err != nil {
		return fmt.Errorf("write %s: %w", path, reason(err))
	}
	return nil
}

func fill(path string, write func(io.Writer) error) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return errors.New("it is a directory")
	case err == nil && !info.Mode().IsRegular():
		return fillDevice(path, write)
	case err == nil:
		// A link stays a link; what it points to is replaced.
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return err
		}
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	return replace(dir, path, write)
}

// replace writes a temporary file, whose mode is 0600, and gives it the name.
func replace(dir, path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(dir, ".tocsin-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // after the renaming there is none
	if err := errors.Join(write(f), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// fillDevice writes to what must not be replaced: /dev/null, a named pipe, >(a shell's process).
func fillDevice(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// reason drops the operation and the path of a file error: the caller names the path that the
// user knows, and the temporary one would mislead.
func reason(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
