// Package checkout reads what a git checkout says of itself: where it comes from, its revision, and which
// files the revision holds. It does not run git, which runs what the configuration of a checkout names.
//
// What it cannot read or does not understand is empty: nothing depends on it but links.
package checkout

import (
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Checkout is a working tree of git.
type Checkout struct {
	// Root is the directory of the working tree.
	Root string
	// URI is where the repository comes from, without credentials; empty if it is no place that others know.
	URI string
	// Revision is the id of the commit that is checked out, in hexadecimal digits.
	Revision string
	// Branch is the name of the branch that is checked out, empty if it is none.
	Branch string

	dir, common string // those of git: of this working tree, and of all working trees of the repository
	index       []byte // read when it is first needed
}

// Find looks for the checkout that a directory lies in, and returns nil if it lies in none.
func Find(dir string) *Checkout {
	for {
		if git := gitDir(filepath.Join(dir, ".git")); git != "" {
			return read(dir, git)
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return nil
		}
		dir = parent
	}
}

// gitDir returns the directory that .git is or, in a worktree or a submodule, names.
func gitDir(path string) string {
	if target, ok := strings.CutPrefix(content(path), "gitdir: "); ok {
		path = relativeTo(filepath.Dir(path), target)
	}
	if content(filepath.Join(path, "HEAD")) == "" {
		return ""
	}
	return path
}

func read(root, dir string) *Checkout {
	c := &Checkout{Root: root, dir: dir, common: dir}
	if common := content(filepath.Join(dir, "commondir")); common != "" {
		c.common = relativeTo(dir, common)
	}
	c.URI = publicURI(origin(content(filepath.Join(c.common, "config"))))
	head := content(filepath.Join(dir, "HEAD"))
	ref, symbolic := strings.CutPrefix(head, "ref: ")
	if !symbolic {
		c.Revision = objectID(head)
		return c
	}
	if branch, ok := strings.CutPrefix(ref, "refs/heads/"); ok && filepath.IsLocal(ref) {
		c.Branch, c.Revision = branch, c.resolve(ref)
	}
	if c.Revision == "" { // a branch without a commit, or one that is stored in a way of its own
		c.Branch = ""
	}
	return c
}

// resolve returns the commit of a reference that has a file of its own, or a line among the packed ones.
func (c *Checkout) resolve(ref string) string {
	if id := objectID(content(filepath.Join(c.common, filepath.FromSlash(ref)))); id != "" {
		return id
	}
	for line := range strings.Lines(content(filepath.Join(c.common, "packed-refs"))) {
		if id, name, _ := strings.Cut(strings.TrimSpace(line), " "); name == ref {
			return objectID(id)
		}
	}
	return ""
}

// objectID returns the id if it is one, of SHA-1 or SHA-256.
func objectID(s string) string {
	if b, err := hex.DecodeString(s); err != nil || len(b) != 20 && len(b) != 32 {
		return ""
	}
	return s
}

func relativeTo(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// maxFile bounds what is read of a file; the index of a large repository has some hundred megabytes.
const maxFile = 1 << 30

// content returns the text of a regular file, without the line breaks at its end; a pipe would never end.
func content(path string) string {
	return strings.TrimRight(string(file(path)), "\r\n")
}

func file(path string) []byte {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close() //nolint:errcheck // it was only read
	b, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil
	}
	return b
}
