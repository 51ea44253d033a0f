//go:build unix

package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/engine"
)

// hostileTests are Rego tests that want more time or memory than there is, or fail with values that are too large
// to look at, and part of what each is told to have done.
var hostileTests = map[string]struct{ body, want string }{
	"endless comprehension": {`test_hostile if count([1 | some x in numbers.range(1, 1000000); some y in numbers.range(1, 1000000); x + y < 0]) > 0`, "took longer than 1.5s"},
	"long range":            {`test_hostile if count(numbers.range(1, 1000000000000)) > 0`, "took more than 256 MiB of memory|took longer"},
	"doubled array":         {"x0 := [1, 2]\n" + chain(40, "x%d := array.concat(x%d, x%[2]d)\n") + `test_hostile if x40`, "took more than 256 MiB of memory|took longer"},
	"endless print":         {doubled(20, `"x"`) + `test_hostile if { some i in numbers.range(1, 1000000); print(i, x20); i < 0 }`, "took more than 256 MiB of memory|took longer"},
	"never told to end":     {tree(40) + strings.ReplaceAll(tree(40), "x", "y") + `test_hostile if untyped(x40) == untyped(y40)`, "took longer than 1.5s"},
	"a tree as answer":      {tree(40) + `test_hostile := x40`, "the answer is too large"},
	"printed tree":          {tree(40) + `test_hostile if { print(x40); 1 == 2 }`, "failed; to see where took longer than 1.5s"},
	"failed tree":           {tree(40) + `test_hostile if untyped(x40) == 1`, "failed; to see where took longer than 1.5s"},
	"a large value":         {tree(16) + "test_hostile if {\n\tgot := untyped(x16)\n\tgot == 1\n}", "got: \"too large to show\"|failed; to see where took"},
	"case of a tree":        {tree(40) + `test_hostile[note] if { some note, got in {"a": x40}; untyped(got) == 1 }`, "took longer than 1.5s"},
	"case named by a tree":  {tree(40) + `test_hostile[got] if { some got in [x40]; untyped(got) == 1 }`, "took longer than 1.5s"},
}

// TestHostileTests: whatever a test does, it ends soon, takes little memory and is said to have failed, and the
// others' results are what they are without it.
func TestHostileTests(t *testing.T) {
	for name, tc := range hostileTests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := write(t, map[string]string{
				"x.rego":      policy("acme.x", harmless),
				"x_test.rego": "package acme.x_test\n\n" + tc.body + "\n\ntest_good if 1 + 1 == 2\n\ntest_wrong if 1 + 1 == 3\n" + finding,
			})
			var run engine.TestRun
			used := readApart(t, testHostile, dir, &run)
			var others []string
			for _, r := range run.Results {
				if r.Name != "test_hostile" {
					others = append(others, fmt.Sprintf("%s %t", r.Name, r.Passed))
					continue
				}
				if r.Passed || !containsAny(r.Message, strings.Split(tc.want, "|")) || len(r.Message) > 2000 {
					t.Errorf("passed=%t: %.3000s, want %s", r.Passed, r.Message, tc.want)
				}
				t.Logf("%v, %d MB: %.300s", used.time.Round(time.Millisecond), used.memory>>20, r.Message)
			}
			if diff := cmp.Diff([]string{"test_good true", "test_wrong false"}, others); diff != "" || len(run.Results) != 3 {
				t.Errorf("%d results; %s", len(run.Results), diff)
			}
			if used.time > 20*time.Second || used.memory > 1500<<20 {
				t.Errorf("took %v and %d MB", used.time, used.memory>>20)
			}
		})
	}
}

// TestHostileTestTypes: tests that OPA would compile for ever.
func TestHostileTestTypes(t *testing.T) {
	dir := write(t, map[string]string{
		"x.rego":      policy("acme.x", harmless),
		"x_test.rego": "package acme.x_test\n\n" + tree(40) + strings.ReplaceAll(tree(40), "x", "y") + "test_x if x40 == y40\n",
	})
	_, stderr, _ := runApart(t, testHostile, dir)
	if want := "compile policies: took longer than 9s\n"; stderr != want {
		t.Errorf("got %q, want %q", stderr, want)
	}
}
