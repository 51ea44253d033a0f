package glob_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/tocsin-dev/tocsin/internal/glob"
)

func TestMatch(t *testing.T) {
	const role = "arn:aws:iam::111122223333:role/service/deploy"
	for _, tc := range []struct {
		pattern, name string
		want          bool
	}{
		{"", "", true},
		{"", "a", false},
		{"*", "", true},
		{"*", role, true},
		{"**", "a", true},
		{"?", "", false},
		{"?", "é", true},
		{"?", "ab", false},
		{role, role, true},
		{role, strings.ToUpper(role), false},
		{"arn:aws:iam::*:role/*", role, true},
		{"arn:aws:iam::*:role/deploy", role, false},
		{"*/deploy", role, true},
		{"*deplo?", role, true},
		{"*aab", "aaaab", true},
		{"*a*b*c", "abcabcab", false},
		{"arn:*:role/ci", "arn:aws:iam::111122223333:role/ci-evil", false},
		{"arn:*:role/ci", "arn:aws:iam::111122223333:role/ci\n", false},
		{"arn:*:role/ci*", "arn:aws:iam::111122223333:role/ci\nforged\x00", true},
		{"role/ci?x", "role/ci\nx", true},
		{"[a-z]*", "a", false},
		{"[a-z]*", "[a-z]b", true},
		{`\*`, "*", false},
		{`\*`, `\anything`, true},
		{"a{b,c}", "ab", false},
		{"a.b", "axb", false},
		{"^a$", "a", false},
		{"a|b", "a", false},
		{"x?", "x\xff", true},
		{"x?y", "x\xff\xfey", false},
		{"x\ufffd", "x\xff", false},
		{"é", "\xc3", false},
		{"\xc3*", "é", false},
		{"*", "\xff\xfe\x00", true},
	} {
		if got := glob.Match(tc.pattern, tc.name); got != tc.want {
			t.Errorf("Match(%q, %q) is %v", tc.pattern, tc.name, got)
		}
	}
}

// TestMatchIsNotExponential would take longer than the age of the universe if it were.
func TestMatchIsNotExponential(t *testing.T) {
	if glob.Match(strings.Repeat("*a", 100)+"*b", strings.Repeat("a", 20_000)) {
		t.Error("there is no b")
	}
}

// FuzzMatch compares with a regular expression that says the same, for names that are text: what is
// no UTF-8 has no characters.
func FuzzMatch(f *testing.F) {
	f.Add("a*b?c", "axxbyc")
	f.Add("*\n[", "x\n[")
	f.Fuzz(func(t *testing.T, pattern, name string) {
		pattern, name = strings.ToValidUTF8(pattern, "x"), strings.ToValidUTF8(name, "x")
		expression := strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(regexp.QuoteMeta(pattern))
		if strings.Contains(pattern, `\`) {
			t.Skip("the replacement would take its escape for that of a wildcard")
		}
		want := regexp.MustCompile(`(?s)\A` + expression + `\z`).MatchString(name)
		if got := glob.Match(pattern, name); got != want {
			t.Errorf("Match(%q, %q) is %v", pattern, name, got)
		}
	})
}
