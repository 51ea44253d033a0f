package engine_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/engine"
)

// withParams is a policy that declares parameters and shows one as evidence.
func withParams(id, shown string, declarations ...string) string {
	lines := "# METADATA\n# title: A title\n# schemas:\n"
	for _, d := range declarations {
		lines += "# - data.params." + d + "\n"
	}
	return lines + "# custom:\n#   severity: high\npackage " + id +
		"\n\ndeny contains {\"msg\": \"m\", \"resource\": \"r\", \"evidence\": {\"is\": data.params." + shown + "}}\n"
}

const accounts = `accounts: {type: array, items: {type: string}, default: ["1"], description: ours}`

func TestParams(t *testing.T) {
	for name, tc := range map[string]struct {
		source string
		params map[string]any
		want   any // nil: undefined
	}{
		"default":           {withParams("acme.x", "accounts", accounts), nil, []any{"1"}},
		"value":             {withParams("acme.x", "accounts", accounts), map[string]any{"accounts": []any{"2", "3"}}, []any{"2", "3"}},
		"no default":        {withParams("acme.x", "days", "days: {type: integer}"), nil, nil},
		"number":            {withParams("acme.x", "days", "days: {type: integer}"), map[string]any{"days": uint64(3)}, "3"},
		"object":            {withParams("acme.x", "limit.days", "limit: {type: object, properties: {days: {type: integer}}}"), map[string]any{"limit": map[string]any{"days": 3}}, "3"},
		"several":           {withParams("acme.x", "b", accounts, "b: {type: string, default: x}"), nil, "x"},
		"declared the same": {withParams("acme.x", "accounts", accounts) + "---" + withParams("acme.y", "accounts", accounts), nil, []any{"1"}},
	} {
		t.Run(name, func(t *testing.T) {
			first, second, two := strings.Cut(tc.source, "---")
			files := map[string]string{"x.rego": first}
			if two {
				files["y.rego"] = second
			}
			found := outcomes(t, files, engine.Options{Params: tc.params})["acme.x"].Findings
			if len(found) == 0 {
				if tc.want != nil {
					t.Errorf("undefined, want %v", tc.want)
				}
				return
			}
			got := found[0].Evidence["is"]
			if number, ok := got.(interface{ String() string }); ok {
				got = number.String()
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParamsRefuse(t *testing.T) {
	for name, tc := range map[string]struct {
		source string
		params map[string]any
		want   string
	}{
		"unknown":            {withParams("acme.x", "accounts", accounts), map[string]any{"acounts": 1}, "unknown parameter acounts: did you mean accounts?"},
		"unknown, none near": {withParams("acme.x", "accounts", accounts), map[string]any{"something": 1}, "unknown parameter something: want accounts"},
		"wrong type": {
			withParams("acme.x", "accounts", accounts), map[string]any{"accounts": "1"},
			"parameter accounts: got string, want array (declared at /x.rego:1)",
		},
		"wrong element": {
			withParams("acme.x", "accounts", accounts), map[string]any{"accounts": []any{"1", uint64(123456789012)}},
			"parameter accounts: at '/1': got number, want string (declared at /x.rego:1)",
		},
		"no JSON": {withParams("acme.x", "accounts", accounts), map[string]any{"accounts": func() {}}, "parameter accounts: json: unsupported type"},
		"two declarations": {
			withParams("acme.x", "accounts", accounts) + "---" + withParams("acme.y", "accounts", "accounts: {type: string}"), nil,
			"/y.rego:1:1: parameter accounts is declared in another way at /x.rego:1",
		},
		"default breaks schema": {
			withParams("acme.x", "accounts", "accounts: {type: array, default: x}"), nil,
			"/x.rego:1:1: declare parameter accounts: default: got string, want array",
		},
		"schema breaks":    {withParams("acme.x", "accounts", "accounts: {type: 3}"), nil, "/x.rego:1:1: declare parameter accounts: "},
		"foreign schema":   {withParams("acme.x", "a", "a: {$ref: 'file:///etc/hostname'}"), nil, `declare parameter a: failing loading "file:///etc/hostname"`},
		"too deep":         {withParams("acme.x", "a.b", "a.b: {type: string}"), nil, "declare data.params.a.b: want data.params.NAME: {type: …}"},
		"named schema":     {withParams("acme.x", "a", "a: schema.a"), nil, "declare data.params.a: want data.params.NAME"},
		"undeclared":       {withParams("acme.x", "acounts", accounts), nil, "/x.rego:9:64: undeclared parameter acounts: did you mean accounts?"},
		"unknown property": {withParams("acme.x", "limit.dayz", "limit: {type: object, properties: {days: {type: integer}}}"), nil, `undefined field "dayz" in data.params.limit: did you mean days?`},
		"used wrongly":     {withParams("acme.x", "accounts.first", accounts), nil, "undefined ref: data.params.accounts.first"},
	} {
		t.Run(name, func(t *testing.T) {
			first, second, two := strings.Cut(tc.source, "---")
			files := map[string]string{"x.rego": first}
			if two {
				files["y.rego"] = second
			}
			dir := write(t, files)
			_, err := engine.LoadFrom(t.Context(), fstest.MapFS{}, engine.Options{PolicyDirs: []string{dir}, Params: tc.params})
			if err == nil {
				t.Fatal("accepted")
			}
			got := strings.ReplaceAll(err.Error(), dir, "")
			if !strings.Contains(got, tc.want) {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
			if strings.Contains(got, "\n") {
				t.Errorf("more than one line:\n%s", got)
			}
		})
	}
}
