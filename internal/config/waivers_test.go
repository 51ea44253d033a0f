package config_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/config"
	"github.com/tocsin-dev/tocsin/internal/report"
)

// waiver is one that is right; with replaces one of its lines by another, or by none.
const waiver = `waivers:
- rule: ioc.*
  resource: "*"
  account: "012345678901"
  reason: Known.
  owner: ana@example.com
  expires: 2026-12-31
`

func with(line, by string) string {
	for l := range strings.Lines(waiver) {
		if strings.Contains(l, line+":") {
			if by != "" {
				by = l[:2] + by + "\n"
			}
			return strings.Replace(waiver, l, by, 1)
		}
	}
	panic(line)
}

func TestLoadWaivers(t *testing.T) {
	got, err := config.Load(write(t, waiver))
	if err != nil {
		t.Fatal(err)
	}
	want := []config.Waiver{{
		Rule: "ioc.*", Resource: "*", Account: "012345678901", Reason: "Known.", Owner: "ana@example.com", Expires: "2026-12-31",
	}}
	if diff := cmp.Diff(want, got.Waivers); diff != "" {
		t.Error(diff)
	}
	if at := got.At("waivers", 0, "owner"); !strings.HasSuffix(at, "tocsin.yaml:6:3") {
		t.Errorf("owner stands at %s", at)
	}
}

func TestLoadRules(t *testing.T) {
	got, err := config.Load(write(t, "rules:\n  z.*: {enabled: false}\n  a.b:\n    enabled: true\n    severity: low\n  'm': &m {severity: high}\n  c: *m\n"))
	if err != nil {
		t.Fatal(err)
	}
	if globs := got.RuleGlobs(); !slices.Equal(globs, []string{"z.*", "a.b", "m", "c"}) {
		t.Errorf("the order is %v", globs)
	}
	no, yes := false, true
	want := map[string]config.Rule{
		"z.*": {Enabled: &no}, "a.b": {Enabled: &yes, Severity: report.Low}, "m": {Severity: report.High}, "c": {Severity: report.High},
	}
	if diff := cmp.Diff(want, got.Rules); diff != "" {
		t.Error(diff)
	}
}

func TestLoadRefusesRulesAndWaivers(t *testing.T) {
	for name, tc := range map[string]struct{ content, want string }{
		"no rule":           {"waivers:\n- {resource: x, reason: x, owner: x, expires: 2026-12-31}\n", ":2:4: waiver has no rule"},
		"no resource":       {with("resource", ""), ":2:3: waiver has no resource"},
		"no reason":         {with("reason", ""), ":2:3: waiver has no reason"},
		"no owner":          {with("owner", ""), ":2:3: waiver has no owner"},
		"no expiry":         {with("expires", ""), ":2:3: waiver has no expires"},
		"empty waiver":      {"waivers:\n-\n", ": waiver has no rule"},
		"empty resource":    {with("resource", `resource: ""`), ":3:3: resource is empty"},
		"blank reason":      {with("reason", `reason: " \t\n "`), ":5:3: reason is empty"},
		"null owner":        {with("owner", "owner:"), ":6:3: owner is empty"},
		"no date":           {with("expires", "expires: soon"), `:7:3: expires is "soon", want a date such as 2026-12-31`},
		"no such day":       {with("expires", "expires: 2026-02-30"), `:7:3: expires is "2026-02-30"`},
		"a time":            {with("expires", "expires: 2026-02-20T00:00:00Z"), ":7:3: expires is"},
		"a number":          {with("expires", "expires: 20261231"), ":7:3: expires is"},
		"octal account":     {with("account", "account: 012345670123"), `:4:3: account is "1402433619", want 12 digits in quotes`},
		"short account":     {with("account", "account: '1234'"), `:4:3: account is "1234"`},
		"empty account":     {with("account", "account: ''"), `:4:3: account is ""`},
		"null account":      {with("account", "account:"), `:4:3: account is ""`},
		"misspelt key":      {with("owner", "ownr: x"), `:6:3: unknown key "ownr": did you mean owner?`},
		"key of another":    {with("owner", "enabled: x"), `:6:3: unknown key "enabled": want account, expires, owner, reason, resource, rule`},
		"waivers as a map":  {"waivers: {a: 1}\n", ":1:"},
		"resource as list":  {with("resource", "resource: [a]"), ":3:13: "},
		"empty rule":        {"rules:\n  ioc.x:\n", ":2:3: rule ioc.x: want enabled or severity"},
		"no such severity":  {"rules:\n  ioc.x: {severity: hihg}\n", `:2:11: severity is "hihg", want critical, high, medium, low or info`},
		"enabled is a text": {"rules:\n  ioc.x: {enabled: no}\n", ":2:20: "},
		"rule key misspelt": {"rules:\n  ioc.x: {enable: false}\n", `:2:11: unknown key "enable": did you mean enabled?`},
		"rule twice":        {"rules:\n  a: {enabled: false}\n  a: {enabled: true}\n", ":3:3: "},
		"unquoted glob":     {"rules:\n  *: {enabled: false}\n", ":2:"},
		"endless alias":     {"rules: &a\n  x: *a\n", "tocsin.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := config.Load(write(t, tc.content))
			if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "\n") {
				t.Fatalf("got error %v, want one line with %q", err, tc.want)
			}
		})
	}
}
