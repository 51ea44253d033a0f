// Package scaffold writes the first version of a policy: a rule that judges, and its test.
package scaffold

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

var (
	//go:embed rule.rego
	rule string
	//go:embed rule_test.rego
	test string
	//go:embed regal.yaml
	regal string
)

// The package of the files that are embedded, and what the test calls it.
const (
	placeholder = "example.rule"
	configName  = ".regal/config.yaml"
)

type file struct{ path, content string }

// Write writes a rule with an id, which the caller has checked, and its test into a directory, where path,
// package and id are one, and returns the names of the files. If no configuration of Regal applies there, it
// writes one. A file that is there already is an error, and then nothing is written.
func Write(dir, id string) ([]string, error) {
	stem := filepath.Join(dir, filepath.FromSlash(strings.ReplaceAll(id, ".", "/")))
	files := []file{
		{stem + ".rego", strings.ReplaceAll(rule, placeholder, id)},
		{stem + "_test.rego", testOf(id)},
	}
	for _, f := range files {
		if _, err := os.Lstat(f.path); err == nil {
			return nil, fmt.Errorf("write %s: it is there already", f.path)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("write %s: %w", f.path, pathless(err))
		}
	}
	configured, err := hasRegal(dir)
	if err != nil {
		return nil, err
	}
	if !configured {
		files = append(files, file{filepath.Join(dir, filepath.FromSlash(configName)), regal})
	}
	var names []string
	for _, f := range files {
		if err := create(f); err != nil {
			return nil, fmt.Errorf("write %s: %w", f.path, pathless(err))
		}
		names = append(names, f.path)
	}
	return names, nil
}

// testOf calls the rule by one name whatever its id is, so that a formatted test stays formatted.
func testOf(id string) string {
	alias := id + " as rule"
	if strings.HasSuffix(id, ".rule") {
		alias = id
	}
	imported := strings.Replace(test, "import data."+placeholder, "import data."+alias, 1)
	return strings.Replace(imported, "package "+placeholder, "package "+id, 1)
}

// hasRegal looks for a configuration where Regal does: in the directory and in those around it.
func hasRegal(dir string) (bool, error) {
	at, err := filepath.Abs(dir)
	if err != nil {
		return false, fmt.Errorf("look for regal's configuration: %w", err)
	}
	for {
		for _, name := range []string{configName, ".regal.yaml"} {
			if _, err := os.Stat(filepath.Join(at, filepath.FromSlash(name))); err == nil {
				return true, nil
			}
		}
		parent := filepath.Dir(at)
		if parent == at {
			return false, nil
		}
		at = parent
	}
}

// create writes a file that must not be there. Policies are for everyone to read.
func create(f file) error {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o755); err != nil { //nolint:gosec // as git checks it out
		return err
	}
	out, err := os.OpenFile(f.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // as git checks it out
	if err != nil {
		return err
	}
	_, err = out.WriteString(f.content)
	return errors.Join(err, out.Close())
}

// pathless drops the operation and the path that the message around it already names.
func pathless(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err
	}
	return err
}
