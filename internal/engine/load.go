package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"golang.org/x/sync/errgroup"
)

// builtinRoot is the root of the packages of tocsin's own policies.
const builtinRoot = "tocsin"

// reservedRoots may not be the root of anybody else's package: OPA would merge its rules into
// tocsin's own, or into the documents that policies read, without a word.
var reservedRoots = map[string]string{
	builtinRoot: "tocsin's own policies",
	"params":    "parameters",
	"baseline":  "the baseline snapshot",
	"data":      "OPA, whose documents are below it",
	"input":     "OPA, which calls the snapshot so",
}

// sources are what is loaded: Rego files by name, and the data of bundles.
type sources struct {
	modules map[string]*ast.Module
	data    map[string]any
}

// loadSources parses tocsin's own policies and those of the directories and bundles.
func loadSources(ctx context.Context, builtin fs.FS, o Options) (*sources, error) {
	own, err := ownModules(builtin, false)
	if err != nil {
		return nil, err
	}
	key, err := o.Verification.config()
	if err != nil {
		return nil, err
	}
	if key != nil && !slices.ContainsFunc(o.PolicyDirs, isBundle) {
		return nil, errors.New("a verification key is of use for bundles only, and no policies come from one")
	}
	all := &sources{modules: own, data: map[string]any{}}
	for _, source := range o.PolicyDirs {
		if err := all.add(ctx, source, key, 3*o.Timeout); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// ownModules parses tocsin's own policies, under names that a user's files may not have.
func ownModules(builtin fs.FS, tests bool) (map[string]*ast.Module, error) {
	own, err := parseAll(builtin, "policies", tests)
	if err != nil {
		return nil, err
	}
	modules := map[string]*ast.Module{}
	for name, m := range own {
		modules["tocsin:"+name] = m
	}
	return modules, nil
}

// parseDir parses the policies of a directory with their tests.
func parseDir(dir string) (map[string]*ast.Module, error) {
	modules, _, err := parseSource(context.Background(), dir, nil, true)
	if err != nil {
		return nil, err
	}
	return modules, hasRule(dir, modules)
}

// hasRule refuses a source whose policies would silently never run.
func hasRule(source string, modules map[string]*ast.Module) error {
	if !slices.ContainsFunc(byName(modules), definesDeny) {
		return unloaded(source, errors.New("no rule in it (a rule is a package that defines deny)"))
	}
	return nil
}

// add parses somebody else's policies, for which a server may take as long as the limit.
func (all *sources) add(ctx context.Context, source string, key *bundle.VerificationConfig, limit time.Duration) error {
	ctx, done := within(ctx, limit)
	defer done()
	modules, data, err := parseSource(ctx, source, key, false)
	if err != nil {
		return err
	}
	if err := hasRule(source, modules); err != nil {
		return err
	}
	if err := all.addData(data); err != nil {
		return unloaded(source, err)
	}
	if err := all.addModules(modules); err != nil {
		return unloaded(source, err)
	}
	return unreserved(modules)
}

// addModules adds Rego files. None may take the name of one that is there, which would be gone without a word.
func (all *sources) addModules(modules map[string]*ast.Module) error {
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		if all.modules[name] != nil {
			return fmt.Errorf("a file of the name %s is loaded already", oneLine(name))
		}
		all.modules[name] = modules[name]
	}
	return nil
}

func parseSource(ctx context.Context, source string, key *bundle.VerificationConfig, tests bool) (map[string]*ast.Module, map[string]any, error) {
	info, err := os.Stat(source)
	switch {
	case isURL(source) || err == nil && !info.IsDir() && isBundle(source):
		b, err := openBundle(ctx, source, key)
		if err != nil {
			return nil, nil, unloaded(source, err)
		}
		return bundleModules(b, tests), b.Data, nil
	case err != nil:
		return nil, nil, unloaded(source, pathless(err))
	case !info.IsDir():
		return nil, nil, unloaded(source, errors.New("not a directory and not a bundle (.tar.gz)"))
	}
	modules, err := parseAll(os.DirFS(source), source, tests)
	return modules, nil, err
}

func unloaded(source string, err error) error {
	return fmt.Errorf("load policies from %s: %w", shown(source), err)
}

// addData adds a bundle's data, of which nothing may stand where tocsin's documents or another bundle's data do.
func (all *sources) addData(data map[string]any) error {
	for _, root := range slices.Sorted(maps.Keys(data)) {
		if what, ok := reservedRoots[root]; ok {
			return fmt.Errorf("data.%s is reserved for %s", root, what)
		}
		if _, ok := all.data[root]; ok {
			return fmt.Errorf("another bundle has data.%s, too", root)
		}
		all.data[root] = data[root]
	}
	return nil
}

func definesDeny(m *ast.Module) bool {
	return slices.ContainsFunc(m.Rules, func(r *ast.Rule) bool { return r.Head.Ref()[0].String() == "deny" })
}

// parseAll parses every Rego file below a directory, by all cores.
func parseAll(fsys fs.FS, dir string, tests bool) (map[string]*ast.Module, error) {
	names, err := policyFiles(fsys, tests)
	if err != nil {
		return nil, unloaded(dir, err)
	}
	parsed, broken := make([]*ast.Module, len(names)), make([]error, len(names))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, name := range names {
		group.Go(func() error {
			content, err := fs.ReadFile(fsys, name)
			if err != nil {
				return err
			}
			parsed[i], err = ast.ParseModuleWithOpts(origin(dir, name), string(content), ast.ParserOptions{ProcessAnnotation: true})
			if err != nil {
				broken[i] = explain(err)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, unloaded(dir, err)
	}
	modules := map[string]*ast.Module{}
	for i, name := range names {
		modules[origin(dir, name)] = parsed[i]
	}
	return modules, errors.Join(broken...)
}

func origin(dir, name string) string { return filepath.ToSlash(filepath.Join(dir, name)) }

// policyFiles lists the Rego files below a directory. Hidden directories are passed over.
func policyFiles(fsys fs.FS, tests bool) (names []string, err error) {
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case !d.IsDir() && path.Ext(name) == ".rego" && (tests || !isTest(name)):
			names = append(names, name)
		}
		return nil
	})
	return names, err
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
