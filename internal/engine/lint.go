package engine

import (
	"cmp"
	"errors"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/tocsin-dev/tocsin/policies"
)

// Lint finds what is wrong or unwise in the policies of a directory: all for which Load would refuse them,
// and what it would let pass. The error is for a directory that cannot be read or has no rule.
func Lint(dir string) ([]Problem, error) {
	theirs, err := parseDir(dir)
	if err != nil {
		problems := named("syntax", err)
		if slices.ContainsFunc(problems, func(p Problem) bool { return p.File == "" }) {
			return nil, err
		}
		return problems, nil
	}
	own, err := ownModules(policies.FS, false)
	if err != nil {
		return nil, err
	}
	l := &linter{dir: dir, theirs: theirs, all: own}
	maps.Copy(l.all, theirs)
	if err := l.run(); err != nil {
		return nil, err
	}
	slices.SortFunc(l.found, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
	})
	return slices.Compact(l.found), nil
}

type linter struct {
	dir         string
	theirs, all map[string]*ast.Module
	rules       []*rule // of the directory
	found       []Problem
}

func (l *linter) run() error {
	l.add("reserved-package", unreserved(l.theirs))
	rules, err := readRules(l.untested())
	l.add("metadata", err)
	l.rules = slices.DeleteFunc(rules, (*rule).isOwn)
	params, err := declaredParams(l.all)
	l.add("parameter", err)
	for _, r := range l.rules {
		l.complete(r)
		l.path(r)
		l.tested(r)
	}
	l.quadratic()
	compiler, err := compile(&sources{l.all, nil}, time.Minute)
	l.add("compile", err)
	if compiler == nil { // what the rules read is not known
		return nil
	}
	if params != nil {
		l.add("parameter", params.checkUses(l.theirs))
	}
	l.unfit(compiler)
	return l.broad(compiler)
}

func (l *linter) add(name string, err error) { l.found = append(l.found, named(name, err)...) }

// named are the problems in an error, those without a name with this one.
func named(name string, err error) []Problem {
	problems := problemsIn(err)
	for i := range problems {
		problems[i].Rule = cmp.Or(problems[i].Rule, name)
	}
	return problems
}

// untested are the modules that are no tests.
func (l *linter) untested() map[string]*ast.Module {
	modules := maps.Clone(l.all)
	maps.DeleteFunc(modules, func(name string, _ *ast.Module) bool { return isTest(name) })
	return modules
}

var technique = regexp.MustCompile(`^T\d{4}(\.\d{3})?$`)

// complete finds what a rule leaves unsaid.
func (l *linter) complete(r *rule) {
	var wrong []error
	for _, stated := range []struct{ key, text string }{
		{"description", r.Description}, {"custom.runbook", r.Runbook}, {"custom.remediation", r.Remediation},
	} {
		if stated.text == "" {
			wrong = append(wrong, problem(r.about.Location, "rule %s does not state %s", r.ID, stated.key))
		}
	}
	if slices.Contains(r.defines, "applicable") && r.appliesWhen == "" {
		wrong = append(wrong, problem(r.about.Location, "rule %s defines applicable and does not state custom.applies_when: the reason for which it is skipped", r.ID))
	}
	for _, id := range r.Attack {
		if !technique.MatchString(id) {
			wrong = append(wrong, problem(keyAt(r.about, "attack"), "custom.attack has %q, want a technique such as T1562.008", id))
		}
	}
	l.add("metadata", errors.Join(wrong...))
}

// path finds a rule that does not stand where its id says.
func (l *linter) path(r *rule) {
	parts := strings.Split(packagePath(r.pkg), "/")
	file, err := filepath.Rel(filepath.FromSlash(filepath.ToSlash(l.dir)), filepath.FromSlash(r.Origin))
	if err != nil {
		file = r.Origin
	}
	want := strings.Join(parts, "/") + ".rego"
	nested := strings.Join(append(parts, parts[len(parts)-1]), "/") + ".rego"
	if got := filepath.ToSlash(file); got != want && got != nested {
		l.add("id-path", problem(r.at, "rule %s stands in %s, want %s: path, package and id are one", r.ID, got, want))
	}
}

func packagePath(pkg ast.Ref) string {
	var parts []string
	for _, term := range pkg[1:] {
		parts = append(parts, strings.Trim(term.Value.String(), `"`))
	}
	return strings.Join(parts, "/")
}

// tested finds a rule that no test of the directory mentions.
func (l *linter) tested(r *rule) {
	for name, m := range l.theirs {
		if isTest(name) && slices.ContainsFunc(m.Rules, isTestRule) && refersTo(m, r.pkg) {
			return
		}
	}
	l.add("untested", problem(r.at, "rule %s has no test: want one in %s_test.rego", r.ID, strings.TrimSuffix(r.Origin, ".rego")))
}

func isTestRule(r *ast.Rule) bool { return strings.HasPrefix(r.Head.Ref()[0].String(), "test_") }

func refersTo(m *ast.Module, pkg ast.Ref) bool {
	imported := func(i *ast.Import) bool {
		ref, ok := i.Path.Value.(ast.Ref)
		return ok && (ref.HasPrefix(pkg) || pkg.HasPrefix(ref))
	}
	return m.Package.Path.Equal(pkg) || slices.ContainsFunc(m.Imports, imported) || mentions(m, pkg)
}
