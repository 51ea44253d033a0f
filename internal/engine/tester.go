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
	failed  bool // and did not break
}

// TestRun is what became of the tests of a directory.
type TestRun struct {
	Results []TestResult
	// Coverage is of each file that is no test, by name.
	Coverage []FileCoverage
}

// TestOptions say which tests are run, and what they may take.
type TestOptions struct {
	// Pattern is a regular expression for the full names of the tests; empty for all.
	Pattern string
	// Timeout bounds one test; the default is that of a rule. To compile all may take six times that.
	Timeout time.Duration
	// Memory bounds, in bytes, what the tests that run keep; the default is that of rules.
	Memory uint64
}

// Test runs tocsin's own Rego tests as the rules are run: checked by the same schema, with the same
// functions. Like with opa test, data.params is empty but for what a test sets by with. The Go tests of
// policies call it, so that `go test` runs them without opa; the program does not.
func Test(ctx context.Context) ([]TestResult, error) {
	modules, err := ownModules(policies.FS, true)
	if err != nil {
		return nil, err
	}
	s, err := newSuite(ctx, modules, regexp.MustCompile(""), time.Minute, defaultMemory)
	if err != nil {
		return nil, err
	}
	return s.run(ctx, s.tests, func(*tester.Runner) {})
}

// TestDir runs the Rego tests of a directory in the same way and with tocsin's own policies beside them. That
// there is none is an error.
func TestDir(ctx context.Context, dir string, o TestOptions) (*TestRun, error) {
	names, err := regexp.Compile(o.Pattern)
	if err != nil {
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
	s, err := newSuite(ctx, all, names, cmp.Or(o.Timeout, defaultTimeout), cmp.Or(o.Memory, defaultMemory))
	switch {
	case err != nil:
		return nil, err
	case len(s.tests) == 0 && o.Pattern != "":
		return nil, fmt.Errorf("test %s: no test's name matches %q", dir, o.Pattern)
	case len(s.tests) == 0:
		return nil, fmt.Errorf("test %s: no test in it (a test is a rule in a _test.rego whose name begins with test_)", dir)
	}
	covered := cover.New()
	results, err := s.run(ctx, s.tests, func(r *tester.Runner) { r.SetCoverageQueryTracer(covered).SetCoverageRuns(nil) })
	if err != nil {
		return nil, err
	}
	if err := s.explain(ctx, results); err != nil {
		return nil, err
	}
	return &TestRun{results, coverageOf(covered, theirs)}, nil
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

// compare orders results as they stand in the files.
func (r TestResult) compare(other TestResult) int {
	return cmp.Or(cmp.Compare(r.File, other.File), cmp.Compare(r.Line, other.Line), cmp.Compare(r.Name, other.Name))
}

func testResults(results []*tester.Result) []TestResult {
	var out []TestResult
	for _, r := range results {
		out = append(out, testResult(r))
	}
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
		Passed: r.Pass(), Skipped: r.Skip, Message: strings.Join(parts, "\n"), failed: r.Fail,
	}
}
