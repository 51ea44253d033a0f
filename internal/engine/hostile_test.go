//go:build unix

package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
)

// hostile are rules that want more time or memory than there is, and part of the reason for which each is an
// error, unless its time is over first.
var hostile = map[string]struct{ body, want string }{
	"endless comprehension": {`deny contains finding if count([1 | some x in numbers.range(1, 1000000); some y in numbers.range(1, 1000000); x + y < 0]) > 0`, "took longer than"},
	"long range":            {`deny contains finding if count(numbers.range(1, 1000000000000)) > 0`, "memory"},
	"long steps":            {`deny contains finding if count(numbers.range_step(1, 1000000000000, 2)) > 0`, "memory"},
	"all addresses":         {`deny contains finding if count(net.cidr_expand("0.0.0.0/0")) > 0`, "memory"},
	"a million findings":    {`deny contains {"msg": sprintf("m%d", [x]), "resource": "r", "key": sprintf("%d", [x])} if some x in numbers.range(1, 1000000)`, "took|memory|too large"},
	"a huge message":        {doubled(24, `"x"`) + `deny contains {"msg": concat("", [x24, x24]), "resource": "r"}`, "the answer is too large"},
	"doubled text":          {doubled(40, `"x"`) + `deny contains {"msg": x40, "resource": "r"}`, "concat: too large"},
	"multiplied text":       {doubled(22, `"x"`) + `deny contains finding if count(replace(x22, "x", x22)) > 1`, "memory|replace: timed out"},
	"multiplied matches":    {doubled(22, `"x"`) + `deny contains finding if count(regex.replace(x22, "x", x22)) > 1`, "memory|timed out"},
	"characters":            {doubled(25, `"x"`) + `deny contains finding if count(split(x25, "")) > 1`, "split: too large"},
	"joined text":           {doubled(22, `"x"`) + `deny contains finding if count(concat(x22, [x | some i in numbers.range(1, 100000); x := "y"])) > 1`, "concat: too large"},
	"doubled array":         {"x0 := [1, 2]\n" + chain(40, "x%d := array.concat(x%d, x%[2]d)\n") + `deny contains finding if x40`, "memory"},
	"flattened array":       {`deny contains finding if count(array.flatten([list | some i in numbers.range(1, 1000); list := numbers.range(1, 100000)])) > 1`, "array.flatten: too large"},
	"doubled groups":        {doubled(20, `"x"`) + `deny contains finding if count(regex.find_all_string_submatch_n(concat("", [concat("", [p | some i in numbers.range(1, 500); p := "("]), "x", concat("", [p | some i in numbers.range(1, 500); p := ")"])]), x20, -1)) > 1`, "submatch_n: too large"},
	"replaced":              {doubled(22, `"x"`) + `deny contains finding if count(strings.replace_n({"x": x22}, x22)) > 1`, "memory|replace_n"},
	"wide print":            {`deny contains finding if count(sprintf("%*d", [999999, 1])) > 1` + "\n" + `deny contains finding if count(sprintf(concat("", [f | some i in numbers.range(1, 100000); f := "%999999[1]d"]), [1])) > 1`, "sprintf: too large"},
	"repeated print":        {doubled(22, `"x"`) + `deny contains finding if count(sprintf(concat("", [f | some i in numbers.range(1, 100000); f := "%[1]s"]), [x22])) > 1`, "sprintf: too large"},
	"marshalled tree":       {tree(40) + `deny contains finding if count(json.marshal(x40)) > 1`, "json.marshal: too large"},
	"marshalled YAML":       {tree(40) + `deny contains finding if count(yaml.marshal(x40)) > 1`, "yaml.marshal: too large"},
	"printed tree":          {tree(40) + `deny contains finding if count(sprintf("%v", [x40])) > 1`, "sprintf: too large"},
	"interpolated tree":     {tree(40) + "deny contains finding if count($`{x40}`) > 1", "too large"},
	"a tree as evidence":    {tree(40) + `deny contains {"msg": "m", "resource": "r", "evidence": {"x": x40}}`, "the answer is too large"},
	"compared trees":        {tree(40) + strings.ReplaceAll(tree(40), "x", "y") + `deny contains finding if untyped(x40) == untyped(y40)`, "took longer than"},
	"walked tree":           {tree(40) + `deny contains finding if count([1 | walk(x40, [_, v]); v == 2]) > 1`, "took longer than"},
	"union of trees":        {objects(40) + strings.ReplaceAll(objects(40), "x", "y") + `deny contains finding if count(object.union(x40, y40)) > 9`, "object.union: too large"},
	"patched tree":          {tree(40) + `deny contains finding if count(json.patch(x40, [{"op": "add", "path": "0/0", "value": 1}])) > 9`, "json.patch: too large"},
	"deep nesting":          {nested + `deny contains finding if untyped(z) == untyped([w])`, "memory"},
	"deep evidence":         {nested + `deny contains {"msg": "m", "resource": "r", "evidence": {"x": z}}`, "MiB of memory|too large"},
	"deep JSON":             {doubled(19, `"["`) + `deny contains finding if json.unmarshal(x19)`, "json.unmarshal: "},
	"bombs in YAML":         {"deny contains finding if yaml.unmarshal(\"" + bomb + "\")", "yaml.unmarshal: "},
	"huge number":           {`deny contains finding if round(to_number("1e999999999")) > 1`, "to_number: "},
	"huge number in JSON":   {`deny contains finding if json.unmarshal("[1e999999999]")[0] < 1`, "number too big"},
	"squares":               {"x0 := 9999999999\n" + chain(60, "x%d := x%d * x%[2]d\n") + `deny contains finding if x60 > 1`, "took longer than"},
	"huge expression":       {doubled(12, `"(a{1000}){1000}"`) + `deny contains finding if regex.match(x12, "aaa")`, "regex.match: "},
	"slow expression":       {doubled(21, `"a"`) + doubledAs("y", 12, `"(a|aa)*"`) + `deny contains finding if regex.match(concat("", [y12, "$"]), x21)`, "memory"},
	"sorted tree":           {tree(40) + strings.ReplaceAll(tree(40), "x", "y") + `deny contains finding if count(sort([x40, y40])) > 3`, "took longer than"},
	"flood of errors":       {`deny contains finding if { some x in numbers.range(1, 1000000); some y in numbers.range(1, 1000000); time.parse_rfc3339_ns(sprintf("%d %d", [x, y])) > 0 }`, "memory"},
	"rubbish findings":      {`deny contains x if some x in numbers.range(1, 200000)`, "want an object with msg and resource; "},
}

const finding = `

finding := {"msg": "m", "resource": "r"}

untyped(x) := object.get({"x": x}, "x", 0)
`

// doubled defines x0 to xN, each twice as long as the one before.
func doubled(n int, first string) string { return doubledAs("x", n, first) }

func doubledAs(name string, n int, first string) string {
	return name + "0 := " + first + "\n" + chain(n, name+"%d := concat(\"\", ["+name+"%d, "+name+"%[2]d])\n")
}

// tree defines x0 to xN, each with the one before twice in it, which takes no memory.
func tree(n int) string {
	return "x0 := [1]\n" + chain(n, "x%d := [x%d, x%[2]d]\n")
}

func objects(n int) string {
	return "x0 := {\"a\": 1}\n" + chain(n, "x%d := {\"a\": x%d, \"b\": x%[2]d}\n")
}

func chain(n int, format string) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, format, i, i-1)
	}
	return b.String()
}

// nested defines z, w: as deep as functions and literals can make it.
var nested = func() string {
	s := "f0(x) := " + strings.Repeat("[", 100) + "x" + strings.Repeat("]", 100) + "\n"
	for i := 1; i <= 4; i++ {
		s += fmt.Sprintf("f%d(x) := %sx%s\n", i, strings.Repeat(fmt.Sprintf("f%d(", i-1), 100), strings.Repeat(")", 100))
	}
	return s + "z := f4(1)\nw := f4([1])\n"
}()

const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n` +
	`e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nh: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g]\ni: [*h,*h,*h,*h,*h,*h,*h,*h,*h]`

// judgeHostile names the policies that the process is to judge by instead of running tests, and testHostile
// those whose Rego tests it is to run.
const judgeHostile, testHostile = "TOCSIN_TEST_HOSTILE", "TOCSIN_TEST_HOSTILE_TESTS"

func TestMain(m *testing.M) {
	var told any
	var err error
	switch judged, tested := os.Getenv(judgeHostile), os.Getenv(testHostile); {
	case judged != "":
		told, err = judgeBy(judged)
	case tested != "":
		told, err = engine.TestDir(context.Background(), tested, engine.TestOptions{Timeout: 1500 * time.Millisecond, Memory: 256 << 20})
	default:
		os.Exit(m.Run()) //nolint:forbidigo // it is main
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:forbidigo // it is main
	}
	_ = json.NewEncoder(os.Stdout).Encode(told) //nolint:errchkjson // the reader sees
}

func judgeBy(dir string) (*report.Report, error) {
	own := fstest.MapFS{"ioc/own.rego": {Data: []byte(policy("tocsin.ioc.own", `deny contains {"msg": "m", "resource": u.arn} if some u in input.aws.iam.users`))}}
	e, err := engine.LoadFrom(context.Background(), own, engine.Options{PolicyDirs: []string{dir}, Timeout: 500 * time.Millisecond, Memory: 256 << 20})
	if err != nil {
		return nil, err
	}
	return e.Evaluate(context.Background(), account(), report.Tool{})
}

// TestHostilePolicies: whatever a rule does, it ends soon, takes little memory and is an error, and the
// others' verdicts are what they are without it. Each is judged in a process of its own, which it may not end.
func TestHostilePolicies(t *testing.T) {
	for name, tc := range hostile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := write(t, map[string]string{
				"hostile.rego": policy("acme.hostile", tc.body+finding),
				"good.rego":    policy("acme.good", `deny contains {"msg": "m", "resource": u.arn} if some u in input.aws.iam.users`),
				"later.rego":   policy("acme.later", `deny contains {"msg": "m", "resource": u.arn} if some u in input.aws.iam.users`),
			})
			r, used := judgeApart(t, dir)
			for _, o := range r.Outcomes {
				if o.Rule != "acme.hostile" {
					if o.Status != report.Fail || len(o.Findings) != 2 {
						t.Errorf("%s: %s (%s) with %d findings", o.Rule, o.Status, o.Reason, len(o.Findings))
					}
					continue
				}
				if o.Status != report.Error || !containsAny(o.Reason, append(strings.Split(tc.want, "|"), "took longer than 500ms")) || len(o.Reason) > 2000 {
					t.Errorf("got %s (%s), want an error: %s", o.Status, o.Reason, tc.want)
				}
				t.Logf("%v, %d MB: %s", used.time.Round(time.Millisecond), used.memory>>20, o.Reason)
			}
			if used.time > 20*time.Second || used.memory > 1500<<20 {
				t.Errorf("took %v and %d MB", used.time, used.memory>>20)
			}
		})
	}
}

func containsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// TestHostileTypes: policies that OPA would compile for ever.
func TestHostileTypes(t *testing.T) {
	dir := write(t, map[string]string{
		"x.rego": policy("acme.x", tree(40)+strings.ReplaceAll(tree(40), "x", "y")+`deny contains finding if x40 == y40`+finding),
	})
	_, stderr, _ := runApart(t, judgeHostile, dir)
	if want := "compile policies: took longer than 3s\n"; stderr != want {
		t.Errorf("got %q, want %q", stderr, want)
	}
}

type used struct {
	time   time.Duration
	memory int64
}

// judgeApart judges by the policies of a directory in another process.
func judgeApart(t *testing.T, dir string) (*report.Report, used) {
	t.Helper()
	var r report.Report
	return &r, readApart(t, judgeHostile, dir, &r)
}

// readApart reads what another process tells of a directory.
func readApart(t *testing.T, what, dir string, told any) used {
	t.Helper()
	stdout, stderr, used := runApart(t, what, dir)
	if err := json.Unmarshal(stdout, told); err != nil {
		t.Fatalf("%v after %v\n%.3000s", err, used.time, stderr)
	}
	return used
}

func runApart(t *testing.T, what, dir string) (stdout []byte, stderr string, u used) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, os.Args[0])
	c.Env = append(os.Environ(), what+"="+filepath.ToSlash(dir))
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	begun := time.Now()
	_ = c.Run() // what it printed tells
	u.time = time.Since(begun)
	if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.memory = usage.Maxrss << 10
	}
	return out.Bytes(), errs.String(), u
}
