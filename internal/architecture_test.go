// Package internal_test checks what holds for the source tree as a whole.
package internal_test

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module   = "github.com/tocsin-dev/tocsin/"
	maxLines = 400
	// futureStandard is encoding/json/jsontext from Go 1.27 on.
	futureStandard = "github.com/go-json-experiment/json/jsontext"
)

// mayImport lists the packages of this module and, for each, which of the others it may import.
// Tests may import more.
var mayImport = map[string][]string{
	"cmd/tocsin": {"cmd"},
	"cmd": {
		"collector", "output", "schema", "testdata/accounts",
		"internal/awsreplay", "internal/checkout", "internal/config", "internal/digest", "internal/engine", "internal/nearest", "internal/report",
		"internal/runbook", "internal/scaffold", "internal/snapshot", "internal/timeline",
	},
	"collector":                    {"collector/pattern", "internal/cloudtrail", "internal/digest", "internal/snapshot"},
	"collector/pattern":            {},
	"output":                       {"internal/digest", "internal/plain", "internal/report", "internal/runbook", "internal/snapshot"},
	"internal/engine":              {"policies", "schema", "internal/cloudtrail", "internal/glob", "internal/nearest", "internal/report", "internal/snapshot", "internal/timeline"},
	"internal/config":              {"internal/nearest", "internal/report"},
	"internal/checkout":            {},
	"internal/glob":                {},
	"internal/report":              {"internal/snapshot"},
	"internal/cloudtrail":          {},
	"internal/snapshot":            {},
	"internal/timeline":            {"internal/cloudtrail", "internal/report", "internal/snapshot"},
	"internal/awsreplay":           {},
	"internal/awsreplay/synthetic": {},
	"internal/digest":              {},
	"internal/digest/digesttest":   {},
	"internal/nearest":             {},
	"internal/plain":               {},
	"internal/runbook":             {"internal/plain", "internal/report", "internal/shell"},
	"internal/shell":               {"internal/plain"},
	"internal/scaffold":            {}, // templates: what a good rule looks like is told by the tests that run them
	"policies":                     {},
	"schema":                       {},
	"testdata/accounts":            {},
	"testdata/administrators":      {},
}

// onlyIn lists modules that a few packages know, tests included, so that a change of them stays
// there and only those packages wait for them to compile.
var onlyIn = map[string][]string{
	"github.com/aws/":                   {"collector"},
	"github.com/open-policy-agent/opa/": {"internal/engine", "policies"},
	"github.com/owenrumney/go-sarif/":   {"output"},
	"github.com/spf13/cobra":            {"cmd"},
	"github.com/invopop/jsonschema":     {"schema"},
	// These call methods by name, which makes the linker keep every method of the AWS SDK.
	"text/template": {},
	"html/template": {},
}

// standardLibraryOnly lists packages whose programs import nothing else, at any depth.
// What becomes part of the standard library counts as such.
var standardLibraryOnly = []string{
	"internal/awsreplay/synthetic", "internal/checkout", "internal/digest", "internal/glob", "internal/plain", "internal/report", "internal/runbook", "internal/scaffold",
	"internal/shell", "internal/snapshot", "policies", "schema",
	"testdata/accounts",
}

func TestImportsRunOneWay(t *testing.T) {
	for _, f := range sourceFiles(t) {
		if f.test {
			continue
		}
		allowed, known := mayImport[f.pkg]
		if !known {
			t.Errorf("%s: package %s is not in mayImport", f.path, f.pkg)
			continue
		}
		for _, path := range f.imports {
			if own, ok := strings.CutPrefix(path, module); ok && !slices.Contains(allowed, own) {
				t.Errorf("%s: package %s must not import %s", f.path, f.pkg, own)
			}
		}
	}
}

func TestEveryListedPackageExists(t *testing.T) {
	exists := map[string]bool{}
	for _, f := range sourceFiles(t) {
		exists[f.pkg] = true
	}
	for _, pkg := range slices.Sorted(maps.Keys(mayImport)) {
		if !exists[pkg] {
			t.Errorf("mayImport lists %s, which does not exist", pkg)
		}
	}
}

func TestArchitecturePageNamesEveryPackage(t *testing.T) {
	page, err := os.ReadFile("../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for line := range strings.Lines(string(page)) {
		if cells := strings.Split(line, "|"); len(cells) == 5 { // | package | does | knows |
			for i, name := range strings.Split(cells[1], "`") {
				named[name] = named[name] || i%2 == 1
			}
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(mayImport)) {
		if !named[pkg] {
			t.Errorf("the table of docs/architecture.md lacks %s", pkg)
		}
	}
}

func TestForeignModulesStayInTheirPackages(t *testing.T) {
	for _, f := range sourceFiles(t) {
		for _, path := range f.imports {
			for prefix, packages := range onlyIn {
				if strings.HasPrefix(path+"/", prefix) && !slices.Contains(packages, f.pkg) {
					t.Errorf("%s: package %s must not import %s: see onlyIn", f.path, f.pkg, path)
				}
			}
			foreign := strings.Contains(strings.Split(path, "/")[0], ".") && !strings.HasPrefix(path, module) && path != futureStandard
			if foreign && !f.test && slices.Contains(standardLibraryOnly, f.pkg) {
				t.Errorf("%s: package %s must not import %s, only the standard library", f.path, f.pkg, path)
			}
		}
	}
}

func TestFilesAreShort(t *testing.T) {
	for _, f := range sourceFiles(t) {
		if f.lines > maxLines {
			t.Errorf("%s has %d lines, more than %d", f.path, f.lines, maxLines)
		}
	}
}

type sourceFile struct {
	path, pkg string // relative to the module
	test      bool
	imports   []string
	lines     int
}

// sourceFiles reads every Go file of the module. It does not ask the go command, whose answer
// `go test` would cache without knowing which files it came from.
func sourceFiles(t *testing.T) []sourceFile {
	t.Helper()
	root := ".."
	var files []sourceFile
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && strings.HasPrefix(d.Name(), "."):
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(path) != ".go":
			return nil
		}
		f, err := readSource(root, path)
		files = append(files, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("found no Go file")
	}
	return files
}

func readSource(root, path string) (sourceFile, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return sourceFile{}, err
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), path, src, parser.ImportsOnly)
	if err != nil {
		return sourceFile{}, err
	}
	relative, err := filepath.Rel(root, path)
	if err != nil {
		return sourceFile{}, err
	}
	f := sourceFile{
		path:  filepath.ToSlash(relative),
		pkg:   filepath.ToSlash(filepath.Dir(relative)),
		test:  strings.HasSuffix(path, "_test.go"),
		lines: bytes.Count(src, []byte("\n")),
	}
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return sourceFile{}, err
		}
		f.imports = append(f.imports, imported)
	}
	return f, nil
}
