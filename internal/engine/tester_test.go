package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/engine"
)

func TestTest(t *testing.T) {
	dir := write(t, map[string]string{
		"x.rego": policy("acme.x", harmless),
		"x_test.rego": `package acme.x_test

import data.acme.x

test_passes if count(x.deny) == 0 with input as {"meta": {"account_id": "1"}}

test_fails if {
	print("seen")
	count(x.deny) == 9
}

test_breaks if x.conflict == 1

todo_test_later if false

test_table[note] if {
	some note, n in {"one": 1, "two": 2}
	n == 1
}
`,
		"y.rego": "package acme.x\n\nconflict := x if some x in [1, 2]\n",
	})
	dir2 := write(t, map[string]string{
		"x.rego":      policy("acme.x", harmless),
		"x_test.rego": "package acme.x_test\n\ntest_x if time.now_ns() > 0",
	})
	results, err := engine.TestDir(t.Context(), dir, engine.TestOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range results.Results {
		got = append(got, fmt.Sprintf("%d %s.%s passed=%t skipped=%t %s", r.Line, r.Package, r.Name, r.Passed, r.Skipped, strings.ReplaceAll(strings.Join(strings.Fields(r.Message), " "), dir, "")))
	}
	want := []string{
		"5 acme.x_test.test_passes passed=true skipped=false ",
		"7 acme.x_test.test_fails passed=false skipped=false /x_test.rego:9:2: failed: count(x.deny) == 9 got: 0 want: 9 seen",
		"12 acme.x_test.test_breaks passed=false skipped=false /y.rego:3: eval_conflict_error: rule data.acme.x.conflict produced conflicting values: 1 at /y.rego:3 2 at /y.rego:3",
		"14 acme.x_test.todo_test_later passed=false skipped=true ",
		"16 acme.x_test.test_table passed=false skipped=false failed: two /x_test.rego:18:2: failed: n == 1 got: 2 want: 1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := engine.TestDir(t.Context(), dir2, engine.TestOptions{}); err == nil || !strings.Contains(err.Error(), "time.now_ns is not available") {
		t.Errorf("got error %v: tests are not compiled as rules are", err)
	}
}

func TestTestMemory(t *testing.T) {
	dir := write(t, map[string]string{
		"x.rego":      policy("acme.x", harmless),
		"x_test.rego": "package acme.x_test\n\ntest_greedy if count(numbers.range(1, 1000000000000)) > 0\n\ntest_modest if count(numbers.range(1, 1000)) == 1000\n",
	})
	run, err := engine.TestDir(t.Context(), dir, engine.TestOptions{Timeout: time.Minute, Memory: 64 << 20})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range run.Results {
		got = append(got, fmt.Sprintf("%s passed=%t %s", r.Name, r.Passed, r.Message))
	}
	want := []string{"test_greedy passed=false took more than 64 MiB of memory", "test_modest passed=true "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
