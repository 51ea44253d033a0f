package engine

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// suite is the Rego tests of modules, compiled as rules are.
type suite struct {
	compiler *ast.Compiler
	tests    []namedTest
	timeout  time.Duration
	memory   uint64
	starting sync.Mutex // OPA's runners, when they start, write to what their compilers share
}

// namedTest is the tests of one name, which is of one rule but for tables.
type namedTest struct {
	ref      ast.Ref
	pkg      string
	name     string
	location *ast.Location
}

func (t namedTest) broken(message string) TestResult {
	return TestResult{File: t.location.File, Line: t.location.Row, Package: t.pkg, Name: t.name, Message: message}
}

// newSuite compiles modules and finds the tests whose names match.
func newSuite(ctx context.Context, modules map[string]*ast.Module, names *regexp.Regexp, timeout time.Duration, memory uint64) (*suite, error) {
	limitFunctions()
	compiler, err := newCompiler()
	if err != nil {
		return nil, err
	}
	s := &suite{compiler: compiler.WithEnablePrintStatements(true), timeout: timeout, memory: memory}
	err = compileInTime(6*timeout, func() error { // by a runner that runs nothing: it adds stages of its own
		_, err := s.start(ctx, s.runner(s.compiler).SetModules(withBaselineType(modules)).Filter("^$"))
		return err
	})
	if err != nil {
		return nil, err
	}
	s.find(names)
	return s, nil
}

func (s *suite) runner(compiler *ast.Compiler) *tester.Runner {
	return tester.NewRunner().
		SetCompiler(compiler).
		SetStore(inmem.NewFromObject(map[string]any{})).
		SetRuntime(ast.ObjectTerm()).
		AddCustomBuiltins([]*tester.Builtin{{Func: rego.GenerateJSON(told)}}). // the one way to set what OPA's runner does not
		SetTimeout(2 * s.timeout)                                              // the guard's is over before
}

// start runs tests and waits for their end.
func (s *suite) start(ctx context.Context, r *tester.Runner) ([]*tester.Result, error) {
	s.starting.Lock()
	running, err := r.RunTests(ctx, nil)
	s.starting.Unlock()
	if err != nil {
		return nil, err
	}
	var results []*tester.Result
	for r := range running {
		results = append(results, r)
	}
	return results, nil
}

func (s *suite) find(names *regexp.Regexp) {
	seen := map[string]bool{}
	for _, m := range byName(s.compiler.Modules) {
		for _, rule := range m.Rules {
			ref := testName(rule)
			if len(ref) == 0 {
				continue
			}
			full := m.Package.Path.Extend(ref)
			if seen[full.String()] || !names.MatchString(full.String()) {
				continue
			}
			seen[full.String()] = true
			s.tests = append(s.tests, namedTest{full, packageName(m), ref.String(), rule.Loc()})
		}
	}
}

// testName is the name of a rule if it is a test, without what follows it in a table.
func testName(rule *ast.Rule) ast.Ref {
	ref := rule.Head.Ref().GroundPrefix()
	for i, term := range ref {
		var text string
		switch v := term.Value.(type) {
		case ast.Var:
			text = string(v)
		case ast.String:
			text = string(v)
		}
		if strings.HasPrefix(text, tester.TestPrefix) || strings.HasPrefix(text, tester.SkipTestPrefix) {
			return ref[:i+1]
		}
	}
	return nil
}

// run runs tests by runners that are set up alike. Each is guarded as a foreign rule is: what takes too long or
// too much memory is an error of that test.
func (s *suite) run(ctx context.Context, tests []namedTest, set func(*tester.Runner)) ([]TestResult, error) {
	ran := make([]atomic.Pointer[[]TestResult], len(tests)) // one that was left behind may still write
	each := make([][]int, len(tests))
	for i := range tests {
		each[i] = []int{i}
	}
	g := guard{limit: s.memory, timeout: s.timeout, ask: func(ctx context.Context, i int, _ topdown.VirtualCache) answer {
		own := *s.compiler // for a runner to write to, as others read theirs
		runner := s.runner(&own).SetPrefixMatchers(tests[i].ref)
		set(runner)
		results, err := s.start(ctx, runner)
		switch {
		case ctx.Err() != nil:
			return answer{errs: []string{oneLine(context.Cause(ctx).Error())}}
		case err != nil:
			return answer{errs: []string{oneLine(err.Error())}}
		}
		told := testResults(results)
		ran[i].Store(&told)
		return answer{}
	}}
	answers, err := g.judge(ctx, each)
	if err != nil {
		return nil, fmt.Errorf("run policy tests: %w", err)
	}
	results := []TestResult{}
	for i, t := range tests {
		if errs := answers[i].errs; len(errs) > 0 {
			results = append(results, t.broken(summary(errs)))
		} else {
			results = append(results, *ran[i].Load()...)
		}
	}
	slices.SortFunc(results, TestResult.compare)
	return results, nil
}

// explain runs the tests that failed once more, to see where: to trace all would take long.
func (s *suite) explain(ctx context.Context, results []TestResult) error {
	failed := map[string]*TestResult{}
	for i, r := range results {
		if r.failed {
			failed[r.Package+"."+r.Name] = &results[i]
		}
	}
	tests := slices.DeleteFunc(slices.Clone(s.tests), func(t namedTest) bool { return failed[t.pkg+"."+t.name] == nil })
	again, err := s.run(ctx, tests, func(r *tester.Runner) { r.EnableTracing(true) })
	if err != nil {
		return err
	}
	for _, r := range again {
		first := failed[r.Package+"."+r.Name]
		switch {
		case first == nil:
		case r.failed:
			*first = r
		default: // a trace takes more than the test itself
			first.Message = strings.TrimSpace("failed; to see where " + r.Message + "\n" + first.Message)
		}
	}
	return nil
}
