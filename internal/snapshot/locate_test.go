package snapshot_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// cut returns the part of a text that a region names.
func cut(text string, r snapshot.Region) string {
	lines := strings.SplitAfter(text, "\n")[r.StartLine-1 : r.EndLine]
	last := utf16.Encode([]rune(lines[len(lines)-1]))
	lines[len(lines)-1] = string(utf16.Decode(last[:r.EndColumn-1]))
	first := utf16.Encode([]rune(lines[0]))
	lines[0] = string(utf16.Decode(first[r.StartColumn-1:]))
	return strings.Join(lines, "")
}

const located = `{
  "schema_version": 1, "meta": {"account_id": "arn:b"},
  "coverage": {"iam.roles": {"status": "missing"}, "iam.users": {}},
  "aws": {"iam": {"users": [
    {"name": "é🔔\"\\", "arn": "arn:\"a\\"}, {"groups": ["arn:b", "arn:c"]}, {"arn": "arn:b", "keys": [{"id": "arn:a"}]}],
    "groups": [{"arn": "arn:c"}]}}
}`

func TestFind(t *testing.T) {
	for name, c := range map[string]struct {
		sections, names []string
		want            string
		line            int
	}{
		"own":                         {[]string{"iam.users"}, []string{"arn:b"}, `"arn:b"`, 5},
		"escaped, behind wide ones":   {[]string{"iam.users"}, []string{`arn:"a\`}, `"arn:\"a\\"`, 5},
		"mentioned":                   {[]string{"iam.users"}, []string{"arn:c"}, `"arn:c"`, 5},
		"own in another section":      {[]string{"iam.users", "iam.groups"}, []string{"arn:c"}, `"arn:c"`, 6},
		"second name":                 {[]string{"iam.groups"}, []string{"", "arn:none", "arn:c"}, `"arn:c"`, 6},
		"section":                     {[]string{"iam.none", "iam.groups"}, []string{"arn:none"}, `"groups"`, 6},
		"section of which is nothing": {[]string{"iam.roles"}, nil, `"iam.roles"`, 3},
		"nothing":                     {[]string{"sns.topics"}, []string{"arn:b"}, "", 1},
	} {
		for _, crlf := range []bool{false, true} {
			text := located
			if crlf {
				text = strings.ReplaceAll(text, "\n", "\r\n")
			}
			x, err := snapshot.NewIndex([]byte(text), func(string) bool { return true })
			if err != nil {
				t.Fatal(err)
			}
			r := x.Find(c.sections, c.names...)
			if got := cut(text, r); got != c.want || r.StartLine != c.line {
				t.Errorf("%s: %+v is %s, want %s on line %d", name, r, got, c.want, c.line)
			}
		}
	}
}

func FuzzIndex(f *testing.F) {
	f.Add(located, "arn:b")
	f.Add(`{"aws":{"a":{"b":[{"arn":"x"}]}}}`, "x")
	f.Fuzz(func(t *testing.T, text, name string) {
		x, err := snapshot.NewIndex([]byte(text), func(s string) bool { return s == name })
		if err != nil {
			return
		}
		r := x.Find([]string{"iam.users", "a.b"}, name)
		var got string
		if r != (snapshot.Region{StartLine: 1, StartColumn: 1, EndLine: 1, EndColumn: 1}) {
			if err := json.Unmarshal([]byte(cut(text, r)), &got); err != nil {
				t.Errorf("%+v is %q, no string: %v", r, cut(text, r), err)
			}
		}
	})
}
