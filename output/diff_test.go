package output

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

func diffs() map[string]*snapshot.Diff {
	empty := &snapshot.Diff{SchemaVersion: 1, AccountID: account, Sections: []snapshot.SectionDiff{}, Incomparable: []snapshot.Incomparable{},
		Before: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC), After: time.Date(2026, 11, 4, 8, 31, 12, 0, time.UTC)}
	full := *empty
	raw := func(s string) json.RawMessage { return json.RawMessage(s) }
	full.Sections = []snapshot.SectionDiff{
		{Section: "account.security_contact", Added: []snapshot.Resource{}, Removed: []snapshot.Resource{}, Changed: []snapshot.Change{
			{ID: "account.security_contact", Fields: []snapshot.Field{
				{Name: "email_address", Before: raw(`"ana@example.com"`), After: raw(`"mallory@example.net"`)},
				{Name: "phone_number", Before: raw(`"+1 555 0100"`)},
			}},
		}},
		{
			Section: "cloudtrail.trails",
			Added:   []snapshot.Resource{{ID: "arn:aws:cloudtrail:eu-west-3:" + account + ":trail/new", Value: raw(`{"arn":"x"}`)}},
			Removed: []snapshot.Resource{{ID: "arn:aws:cloudtrail:eu-west-3:" + account + ":trail/old", Value: raw(`{"arn":"y"}`)}},
			Changed: []snapshot.Change{{ID: "arn:aws:cloudtrail:eu-west-3:" + account + ":trail/main", Fields: []snapshot.Field{
				{Name: "is_logging", Before: raw("true"), After: raw("false")},
				{Name: "kms_key_id", Before: raw(`"arn:aws:kms:eu-west-3:` + account + `:key/1"`)},
				{Name: "management_events.read", Before: raw("true"), After: raw("false")},
				{Name: "s3_key_prefix", After: raw(`""`)},
			}}},
		},
	}
	full.Incomparable = []snapshot.Incomparable{{Section: "sns.topics", Reason: "before: not collected; after: sns:ListTopics in eu-west-3: AccessDenied"}}
	hostile := *empty
	section := snapshot.SectionDiff{Section: "iam.users", Added: []snapshot.Resource{}, Removed: []snapshot.Resource{}, Changed: []snapshot.Change{}}
	names := append(hostileNames(), "`", "``", "a`b``c", "` `", " a ", "#1", "GH-1", "- x\n- y", "~~x~~", "&lt;", "$x$", "\\`")
	for _, name := range names {
		value, err := json.Marshal(name)
		if err != nil {
			panic(err)
		}
		section.Added = append(section.Added, snapshot.Resource{ID: name, Value: value})
		section.Removed = append(section.Removed, snapshot.Resource{ID: name, Value: value})
		section.Changed = append(section.Changed, snapshot.Change{ID: name, Fields: []snapshot.Field{{Name: name, Before: value, After: value}}})
		hostile.Incomparable = append(hostile.Incomparable, snapshot.Incomparable{Section: name, Reason: name})
	}
	hostile.Sections = []snapshot.SectionDiff{section, {Section: "@everyone <b>", Added: section.Added}}
	return map[string]*snapshot.Diff{"full": &full, "empty": empty, "hostile": &hostile}
}

func TestDiffGolden(t *testing.T) {
	for name, d := range diffs() {
		if name == "hostile" {
			continue
		}
		for _, format := range Diffs() {
			t.Run(name+"/"+format.name, func(t *testing.T) {
				var buf bytes.Buffer
				if err := format.print(&buf, d); err != nil {
					t.Fatal(err)
				}
				golden(t, "diff_"+name+"."+format.name, buf.Bytes())
			})
		}
	}
}

func TestNothingHidesInADiff(t *testing.T) { nothingHidesIn(t, diffs(), Diffs()) }

// nothingHidesIn prints documents in all formats: each is text, of which all can be seen.
func nothingHidesIn[T any](t *testing.T, documents map[string]T, formats Formats[T]) {
	t.Helper()
	for name, d := range documents {
		for _, format := range formats {
			t.Run(format.name+"/"+name, func(t *testing.T) {
				var buf bytes.Buffer
				if err := format.print(&buf, d); err != nil {
					t.Fatal(err)
				}
				nothingHides(t, buf.String())
			})
		}
	}
}

// TestDiffMarkdownIsInert: what comes from the account stands in code spans, one of which ends where
// as many backticks stand together as at its beginning.
func TestDiffMarkdownIsInert(t *testing.T) {
	var buf bytes.Buffer
	if err := DiffMarkdown(&buf, diffs()["hostile"]); err != nil {
		t.Fatal(err)
	}
	harmless := regexp.MustCompile(`^(#{2,3} |- |  - |added |removed |changed |: | → |Changes in AWS account |From .* changed\.$|Not compared whole$|What was not read .*|)*$`)
	for line := range strings.Lines(buf.String()) {
		if rest := withoutCode(t, strings.TrimSuffix(line, "\n")); !harmless.MatchString(rest) {
			t.Errorf("outside of code: %q in %q", rest, line)
		}
	}
}

func withoutCode(t *testing.T, line string) string {
	t.Helper()
	out := ""
	for {
		start := strings.IndexByte(line, '`')
		if start < 0 {
			return out + line
		}
		fence := line[start : start+len(line[start:])-len(strings.TrimLeft(line[start:], "`"))]
		out += line[:start]
		line = line[start+len(fence):]
		end := -1
		for _, run := range regexp.MustCompile("`+").FindAllStringIndex(line, -1) {
			if run[1]-run[0] == len(fence) {
				end = run[0]
				break
			}
		}
		if end < 0 {
			t.Errorf("a code span does not end: %q", line)
			return out
		}
		line = line[end+len(fence):]
	}
}

func TestDiffMarkdownKeepsContacts(t *testing.T) {
	var buf bytes.Buffer
	if err := DiffMarkdown(&buf, diffs()["full"]); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"ana@", "mallory@", "555"} {
		if strings.Contains(buf.String(), secret) {
			t.Errorf("it tells %s", secret)
		}
	}
	if !strings.Contains(buf.String(), "email_address") {
		t.Error("it does not tell that the address changed")
	}
}
