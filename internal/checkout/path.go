package checkout

import (
	"fmt"
	"path/filepath"
)

// Relative returns the path of a file relative to a root, with slashes and without symbolic links, which
// GitHub does not follow. The file need not be there yet. One outside of the root is an error.
func Relative(root, path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	relative, err := filepath.Rel(resolved(root), resolved(absolute))
	if err != nil || !filepath.IsLocal(relative) {
		return "", fmt.Errorf("%s is not below %s, the root of the repository", path, root)
	}
	return filepath.ToSlash(relative), nil
}

// resolved follows the symbolic links of as much of a path as there is.
func resolved(path string) string {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		return target
	}
	parent := filepath.Dir(path)
	if parent == path {
		return path
	}
	return filepath.Join(resolved(parent), filepath.Base(path))
}
