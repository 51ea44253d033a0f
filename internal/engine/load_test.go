package engine_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tocsin-dev/tocsin/internal/engine"
)

// TestLoadRefuses holds what an author can get wrong. A line that begins with "/" stands for the
// policy directory.
func TestLoadRefuses(t *testing.T) {
	deny := func(body string) string {
		return policy("acme.x", "deny contains {\"msg\": \"m\", \"resource\": \"r\"} if {\n"+body+"\n}")
	}
	for name, tc := range map[string]struct{ source, want string }{
		"misspelt field": {
			deny("\tsome t in input.aws.cloudtrail.trails\n\tt.is_loging"),
			`/x.rego:9:2: undefined field "is_loging" in t: did you mean is_logging?`,
		},
		"misspelt section": {
			deny("\tinput.aws.cloudtrail.trials"),
			`/x.rego:8:2: undefined field "trials" in input.aws.cloudtrail: did you mean trails?`,
		},
		"nothing near": {deny("\tinput.aws.something"), `"something" in input.aws`},
		"several":      {deny("\tinput.aws.ian\n\tinput.mata"), "did you mean iam?\n/x.rego:9:2: "},
		"wrong type":   {deny("\tinput.meta.account_id == 3"), "/x.rego:8:2: match error: left : string, right : number"},
		"wrong argument": {
			deny("\tstartswith(input.meta.regions, \"x\")"),
			"/x.rego:8:2: startswith: invalid argument(s): have: (array[string], string)",
		},
		"network":          {deny("\thttp.send({})"), "/x.rego:8:2: http.send is not available to policies: they reach neither the network"},
		"resolver":         {deny("\tnet.lookup_ip_addr(\"a\")"), "net.lookup_ip_addr is not available"},
		"environment":      {deny("\topa.runtime().env.HOME"), "opa.runtime is not available"},
		"clock":            {deny("\ttime.now_ns() > 0"), "time.now_ns is not available"},
		"chance":           {deny("\trand.intn(\"a\", 2) > 0"), "rand.intn is not available"},
		"parser":           {deny("\trego.parse_module(\"a\", \"\")"), "rego.parse_module is not available"},
		"machine's trust":  {deny("\tcrypto.x509.parse_and_verify_certificates(\"\")[0]"), "parse_and_verify_certificates is not available"},
		"all paths":        {deny("\tgraph.reachable_paths({}, [])"), "graph.reachable_paths is not available"},
		"templates":        {deny("\tstrings.render_template(\"\", {})"), "strings.render_template is not available"},
		"unknown function": {deny("\tsomething(1)"), "/x.rego:8:2: undefined function something"},
		"unsafe variable":  {deny("\ta > 1"), "/x.rego:8:2: var a is unsafe"},
		"not strict":       {deny("\ta := 1"), "/x.rego:8:2: assigned var a unused"},
		"broken syntax":    {deny("\tx :="), "/x.rego:"},
		"half a rule":      {"package acme.x\ndeny contains {\n", "/x.rego:2: unexpected eof token: expected rule key term"},
		"old syntax":       {policy("acme.x", "deny[x] { x := 1 }"), "`if` keyword is required before rule body"},
		"empty":            {"", "/x.rego:1: empty module"},
		"no deny":          {"package acme.x\n\nallow if true", "no rule in it (a rule is a package that defines deny)"},
		"reserved root":    {policy("tocsin.ioc.x", harmless), "/x.rego:5:1: package tocsin.ioc.x: the root tocsin is reserved for tocsin's own policies"},
		"parameters root":  {policy("params.x", harmless), "package params.x: the root params is reserved for parameters"},
		"baseline root":    {policy("baseline", harmless), "package baseline: the root baseline is reserved"},
		"strange name":     {policy(`acme["a b"]`, harmless), "/x.rego:5:1: package acme[\"a b\"]: want letters, digits, _ and - in a rule's name"},
		"remote schema":    {"# METADATA\n# schemas:\n# - input: {$ref: \"http://127.0.0.1:9/x\"}\n" + strings.TrimPrefix(policy("acme.x", "deny contains input.x"), "# METADATA\n"), "remote reference loading disabled"},

		"no metadata":      {"package acme.x\n\n" + harmless, "/x.rego:1:1: rule acme.x has no METADATA"},
		"no title":         {"# METADATA\n# custom: {severity: low}\npackage acme.x\n\n" + harmless, "/x.rego:1:1: METADATA has no title"},
		"no severity":      {"# METADATA\n# title: t\npackage acme.x\n\n" + harmless, `/x.rego:1:1: custom.severity is "", want critical, high, medium, low or info`},
		"unknown severity": {strings.Replace(policy("acme.x", harmless), "high", "severe", 1), `/x.rego:4:1: custom.severity is "severe", want critical`},
		"unknown key":      {policy("acme.x", "custom abscence: true\n"+harmless), "/x.rego:5:1: unknown key custom.abscence: did you mean absence?"},
		"wrong kind":       {policy("acme.x", "custom absence: 'yes'\n"+harmless), "/x.rego:5:1: custom.absence is a string, want true or false"},
		"list expected":    {policy("acme.x", "custom attack: T1\n"+harmless), "/x.rego:5:1: custom.attack is a string, want a list of strings"},
		"broken metadata":  {"# METADATA\n# title: [\npackage acme.x\n\n" + harmless, "/x.rego:"},

		"deny is no set":         {policy("acme.x", "deny if true"), "/x.rego:7:1: deny must have the form deny contains {…} if { … }"},
		"deny is an object":      {policy("acme.x", "deny[x] := 1 if some x in [1]"), "deny must have the form"},
		"deny lies below":        {policy("acme.x", "deny.a contains 1"), "deny must have the form"},
		"deny is a function":     {policy("acme.x", "deny(x) := x"), "deny must have the form"},
		"applicable is a set":    {policy("acme.x", harmless+"\n\napplicable contains 1"), "/x.rego:9:1: applicable must have the form applicable if { … }"},
		"unknown is no set":      {policy("acme.x", harmless+"\n\nunknown if true"), "unknown must have the form unknown contains \"reason\" if"},
		"severity without deny":  {policy("acme.x", "denny contains 1") + harmlessRule("acme.y"), "/x.rego:4:1: package acme.x has a severity but no deny: it would never run"},
		"annotated twice":        {policy("acme.x", harmless) + "---" + policy("acme.x", harmless), "package annotation redeclared"},
		"two rules of one id":    {policy("ioc.taken", harmless), "rule ioc.taken is defined in both /x.rego and policies/ioc/taken.rego"},
		"no partial result, too": {policy("acme.x", harmless) + "---" + "package acme.y\n\nx := {", "/y.rego:"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{}
			first, second, two := strings.Cut(tc.source, "---")
			files["x.rego"] = first
			if two {
				files["y.rego"] = second
			}
			dir := write(t, files)
			builtin := fstest.MapFS{"ioc/taken.rego": {Data: []byte(policy("tocsin.ioc.taken", harmless))}}
			_, err := engine.LoadFrom(t.Context(), builtin, engine.Options{PolicyDirs: []string{dir}})
			if err == nil {
				t.Fatal("accepted")
			}
			if got := strings.ReplaceAll(err.Error(), dir, ""); !strings.Contains(got, tc.want) {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

// harmlessRule is a second file of a case.
func harmlessRule(id string) string { return "---" + policy(id, harmless) }

func TestLoadRefusesDirectories(t *testing.T) {
	file := write(t, map[string]string{"x": ""}) + "/x"
	for name, tc := range map[string]struct{ dir, want string }{
		"missing":    {"nosuch", "load policies from nosuch: no such file or directory"},
		"not one":    {file, "load policies from " + file + ": not a directory"},
		"empty":      {write(t, nil), "no rule in it"},
		"tests only": {write(t, map[string]string{"x_test.rego": policy("acme.x", harmless)}), "no rule in it"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := engine.LoadFrom(t.Context(), fstest.MapFS{}, engine.Options{PolicyDirs: []string{tc.dir}})
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got error %v, want %q", err, tc.want)
			}
		})
	}
}

func TestPrintDoesNothing(t *testing.T) {
	got := outcomes(t, map[string]string{"x.rego": policy("acme.x", harmless+"\n\nconfirmed if print(input.meta)")}, engine.Options{})
	if got["acme.x"].Status != "pass" {
		t.Errorf("got %+v", got["acme.x"])
	}
}

// FuzzLoad: whatever a policy file holds, loading it ends with an engine or an error.
func FuzzLoad(f *testing.F) {
	f.Add(policy("acme.x", harmless))
	f.Add(withParams("acme.x", "accounts", accounts))
	f.Add("package x\n\ndeny.a[b] contains 1 if some b in input")
	f.Fuzz(func(t *testing.T, source string) {
		fsys := fstest.MapFS{"x.rego": {Data: []byte(source)}}
		e, err := engine.LoadFrom(t.Context(), fsys, engine.Options{})
		if err == nil {
			e.Rules()
		}
	})
}

// TestFilesOfOneName: a user's file neither replaces one of tocsin's own that has its name, nor
// is replaced by it.
func TestFilesOfOneName(t *testing.T) {
	t.Chdir(write(t, map[string]string{"policies/ioc/x.rego": policy("acme.x", harmless)}))
	own := fstest.MapFS{"ioc/x.rego": {Data: []byte(policy("tocsin.ioc.x", harmless))}}
	e, err := engine.LoadFrom(t.Context(), own, engine.Options{PolicyDirs: []string{"policies"}})
	if err != nil {
		t.Fatal(err)
	}
	if rules := e.Rules(); len(rules) != 2 || rules[0].ID != "acme.x" || rules[1].ID != "ioc.x" {
		t.Errorf("rules: %+v", rules)
	}
}

// TestNoFileTakesAnothersPlace: a rule whose file another file replaced would be gone without a word.
func TestNoFileTakesAnothersPlace(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.MkdirAll("tocsin:policies/ioc", 0o700); err != nil {
		t.Skip("this system has no such names")
	}
	if err := os.WriteFile("tocsin:policies/ioc/trail_stopped.rego", []byte(policy("acme.x", `deny contains {"msg": "m", "resource": "r"}`)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := engine.Load(t.Context(), engine.Options{PolicyDirs: []string{"tocsin:policies"}})
	want := "load policies from tocsin:policies: a file of the name tocsin:policies/ioc/trail_stopped.rego is loaded already"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
