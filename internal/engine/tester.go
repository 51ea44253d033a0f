package engine

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"

	"github.com/tocsin-dev/tocsin/policies"
)

// TestResult is what became of one Rego test.
type TestResult struct {
	File          string
	Line          int
	Package, Name string
	// Passed and Skipped are both false for a test that failed or broke.
	Passed, Skipped bool
	// Message says what went wrong, or what the test printed.
	Message string
}

// TestRun is what became of the tests of a directory.
type TestRun struct {
	Results []TestResult
	// Coverage is of each file that is no test, by name.
	Coverage []FileCoverage
}

// Test runs tocsin's own Rego tests as the rules are run: checked by the same schema, with the same
// functions. Like with opa test, data.params is empty but for what a test sets by with.
func Test(ctx context.Context) ([]TestResult, error) {
	modules, err := ownModules(policies.FS, true)
	if err != nil {
		return nil, err
	}
	results, err := runTests(ctx, modules, func(*tester.Runner) {})
	if err != nil {
		return nil, err
	}
	return testResults(results), nil
}

// TestDir runs the Rego tests of a directory whose names match a pattern, in the same way and with
// tocsin's own policies beside them. That there is none is an error.
func TestDir(ctx context.Context, dir, pattern string) (*TestRun, error) {
	if _, err := regexp.Compile(pattern); err != nil {
		return nil, fmt.Errorf("parse the pattern of tests: %w", err)
	}
	theirs, err := parseDir(dir)
	if err != nil {
		return nil, err
	}
	if err := unreserved(theirs); err != nil {
		return nil, err
	}
	all, err := besideOwn(theirs)
	if err != nil {
		return nil, err
	}
	covered := cover.New()
	results, err := runTests(ctx, all, func(r *tester.Runner) {
		r.Filter(pattern).SetCoverageQueryTracer(covered).SetCoverageRuns(nil)
	})
	switch {
	case err != nil:
		return nil, err
	case len(results) == 0 && pattern != "":
		return nil, fmt.Errorf("test %s: no test's name matches %q", dir, pattern)
	case len(results) == 0:
		return nil, fmt.Errorf("test %s: no test in it (a test is a rule in a _test.rego whose name begins with test_)", dir)
	}
	if err := traceFailures(ctx, all, results); err != nil {
		return nil, err
	}
	return &TestRun{testResults(results), coverageOf(covered, theirs)}, nil
}

// besideOwn adds tocsin's own policies. Their files get names that no file of a directory has, since
// coverage is counted by name.
func besideOwn(theirs map[string]*ast.Module) (map[string]*ast.Module, error) {
	all, err := parseAll(policies.FS, "tocsin:policies", false)
	if err != nil {
		return nil, err
	}
	maps.Copy(all, theirs)
	return all, nil
}

// runTests compiles the modules and runs their tests.
func runTests(ctx context.Context, modules map[string]*ast.Module, set func(*tester.Runner)) ([]*tester.Result, error) {
	compiler, err := newCompiler()
	if err != nil {
		return nil, err
	}
	store := inmem.NewFromObject(map[string]any{})
	txn, err := store.NewTransaction(ctx)
	if err != nil {
		return nil, fmt.Errorf("run policy tests: %w", err)
	}
	defer store.Abort(ctx, txn)
	runner := tester.NewRunner().
		SetCompiler(compiler.WithEnablePrintStatements(true)).
		SetModules(withBaselineType(modules)).
		SetStore(store).
		SetRuntime(ast.ObjectTerm()).
		SetTimeout(time.Minute) // the default of five seconds is short on a busy machine
	set(runner)
	running, err := runner.RunTests(ctx, txn)
	if err != nil {
		return nil, explain(err)
	}
	var results []*tester.Result
	for r := range running {
		results = append(results, r)
	}
	return results, ctx.Err()
}

// testResults are the results in the order of the files.
func testResults(results []*tester.Result) []TestResult {
	out := []TestResult{}
	for _, r := range results {
		out = append(out, testResult(r))
	}
	slices.SortFunc(out, func(a, b TestResult) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Name, b.Name))
	})
	return out
}

func testResult(r *tester.Result) TestResult {
	var parts []string
	for path, sub := range r.SubResults.Iter {
		if sub.Fail && len(sub.SubResults) == 0 {
			parts = append(parts, "failed: "+strings.Join(path, "/"), failure(r, sub.Trace))
		}
	}
	switch {
	case r.Error != nil:
		parts = append(parts, oneLine(r.Error.Error()))
	case r.Fail && len(parts) == 0:
		parts = append(parts, failure(r, r.Trace))
	}
	parts = append(parts, strings.TrimSpace(string(r.Output)))
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return TestResult{
		File: r.Location.File, Line: r.Location.Row,
		Package: strings.TrimPrefix(r.Package, "data."), Name: r.Name,
		Passed: r.Pass(), Skipped: r.Skip, Message: strings.Join(parts, "\n"),
	}
}
