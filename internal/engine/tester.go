package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

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

// Test runs the Rego tests of the directories, or tocsin's own if none are named, as the rules
// are run: checked by the same schema, with the same functions. Like with opa test, data.params is
// empty but for what a test sets by with.
func Test(ctx context.Context, dirs ...string) ([]TestResult, error) {
	sources, err := loadSources(ctx, policies.FS, Options{PolicyDirs: dirs}, true)
	if err != nil {
		return nil, err
	}
	compiler, err := newCompiler()
	if err != nil {
		return nil, err
	}
	store := inmem.NewFromObject(sources.data)
	txn, err := store.NewTransaction(ctx)
	if err != nil {
		return nil, fmt.Errorf("run policy tests: %w", err)
	}
	defer store.Abort(ctx, txn)
	results, err := tester.NewRunner().
		SetCompiler(compiler.WithEnablePrintStatements(true)).
		SetModules(withBaselineType(sources.modules)).
		SetStore(store).
		SetTimeout(time.Minute). // the default of five seconds is short on a busy machine
		RunTests(ctx, txn)
	if err != nil {
		return nil, explain(err)
	}
	out := []TestResult{}
	for r := range results {
		out = append(out, testResult(r))
	}
	slices.SortFunc(out, func(a, b TestResult) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Name, b.Name))
	})
	return out, ctx.Err()
}

func testResult(r *tester.Result) TestResult {
	var lines []string
	for path, sub := range r.SubResults.Iter {
		if sub.Fail && len(sub.SubResults) == 0 {
			lines = append(lines, "failed: "+strings.Join(path, "/"))
		}
	}
	if r.Error != nil {
		lines = append(lines, oneLine(r.Error.Error()))
	}
	if r.FailedAt != nil {
		lines = append(lines, problem(r.FailedAt.Location, "failed: %v", r.FailedAt).Error())
	}
	if len(r.Output) > 0 {
		lines = append(lines, strings.TrimSpace(string(r.Output)))
	}
	return TestResult{
		File: r.Location.File, Line: r.Location.Row,
		Package: strings.TrimPrefix(r.Package, "data."), Name: r.Name,
		Passed: r.Pass(), Skipped: r.Skip, Message: strings.Join(lines, "\n"),
	}
}
