package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// builtinRoot is the root of the packages of tocsin's own policies.
const builtinRoot = "tocsin"

// reservedRoots may not be the root of anybody else's package: OPA would merge its rules into
// tocsin's own, or into the documents that policies read, without a word.
var reservedRoots = map[string]string{
	builtinRoot: "tocsin's own policies",
	"params":    "parameters",
	"baseline":  "the baseline snapshot",
}

// modulesOf parses tocsin's own policies and those of the directories, by file name.
func modulesOf(builtin fs.FS, dirs []string, tests bool) (map[string]*ast.Module, error) {
	own, err := parseAll(builtin, "policies", tests && len(dirs) == 0)
	if err != nil {
		return nil, err
	}
	modules := map[string]*ast.Module{}
	for name, m := range own {
		modules["tocsin:"+name] = m // a directory of the user's may have the same name
	}
	for _, dir := range dirs {
		more, err := parseDir(dir, tests)
		if err != nil {
			return nil, err
		}
		maps.Copy(modules, more)
	}
	return modules, nil
}

// parseDir parses somebody else's policies, which may not pass for tocsin's own.
func parseDir(dir string, tests bool) (map[string]*ast.Module, error) {
	modules, err := readDir(dir, tests)
	if err != nil {
		return nil, err
	}
	return modules, unreserved(modules)
}

// readDir parses the policies of a directory. One whose policies would silently never run is an error.
func readDir(dir string, tests bool) (map[string]*ast.Module, error) {
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return nil, fmt.Errorf("load policies from %s: %w", dir, pathless(err))
	case !info.IsDir():
		return nil, fmt.Errorf("load policies from %s: not a directory", dir)
	}
	modules, err := parseAll(os.DirFS(dir), dir, tests)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(byName(modules), definesDeny) {
		return nil, fmt.Errorf("load policies from %s: no rule in it (a rule is a package that defines deny)", dir)
	}
	return modules, nil
}

func definesDeny(m *ast.Module) bool {
	return slices.ContainsFunc(m.Rules, func(r *ast.Rule) bool { return r.Head.Ref()[0].String() == "deny" })
}

// parseAll parses every Rego file below a directory. Hidden directories are passed over.
func parseAll(fsys fs.FS, dir string, tests bool) (map[string]*ast.Module, error) {
	modules := map[string]*ast.Module{}
	var broken []error
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.IsDir() || path.Ext(name) != ".rego" || isTest(name) && !tests:
			return nil
		}
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		origin := filepath.ToSlash(filepath.Join(dir, name))
		module, err := ast.ParseModuleWithOpts(origin, string(content), ast.ParserOptions{ProcessAnnotation: true})
		if err != nil {
			broken = append(broken, explain(err))
		}
		modules[origin] = module
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load policies from %s: %w", dir, err)
	}
	return modules, errors.Join(broken...)
}

func isTest(name string) bool { return strings.HasSuffix(name, "_test.rego") }

func unreserved(modules map[string]*ast.Module) error {
	var taken []error
	for _, m := range byName(modules) {
		root, _ := m.Package.Path[1].Value.(ast.String)
		if what, ok := reservedRoots[string(root)]; ok {
			taken = append(taken, problem(m.Package.Location, "package %s: the root %s is reserved for %s",
				packageName(m), string(root), what).named("reserved-package"))
		}
	}
	return errors.Join(taken...)
}

// packageName is the package's name as its file has it, without the root data.
func packageName(m *ast.Module) string {
	return strings.TrimPrefix(m.Package.Path.String(), "data.")
}

// pathless drops the operation and the path that the message around it already names.
func pathless(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err
	}
	return err
}
