package output

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/runbook"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// injections are what an intruder might write into a name, a tag, a user agent or an error message.
func injections() map[string]string {
	return map[string]string{
		"html":           `</td></script><script>alert(1)</script><img src=x onerror=alert(1)>`,
		"html attribute": `" onmouseover="alert(1)" x='`,
		"html entity":    `&lt;script&gt;&#60;b&#62;`,
		"ansi":           "\x1b[2J\x1b[1;31mCRITICAL\x1b[0m",
		"osc":            "\x1b]0;owned\a\x1b]8;;https://example.com\x1b\\click\x1b]8;;\x1b\\",
		"c1":             "\u009b31m\u009d0;owned\u009c",
		"backspace":      "all is wrong\b\b\b\b\bwell",
		"markdown":       "**bold** _it_ `code` ![img](https://example.com/x.png) [link](https://example.com) <https://example.com>",
		"fence":          "```\n# heading\n```",
		"backticks":      "``a`b```c",
		"table":          "a | b || c \\| d\\",
		"row":            "x |\n|---|---|\n| CRITICAL  forged | y |",
		"mention":        "@octocat @github/security #123 GH-26 https://example.com www.example.com a@example.com",
		"math":           `$\sqrt{x}$ $$y$$`,
		"csv":            `=HYPERLINK("https://example.com","x")`,
		"csv at":         "@SUM(1+1)*cmd|' /C calc'!A0",
		"csv minus":      "-2+3+cmd|'x'",
		"command":        "::set-output name=x::y",
		"command spaced": "   ::add-mask::a",
		"command line":   "x\n::error file=a,line=1::forged\r\n::stop-commands::t",
		"command word":   strings.Repeat("long words ", 20) + "::warning::wrapped to the beginning of a line ::debug::x",
		"command v1":     "##[set-output name=x]y and ##[error]z ###[group]",
		"azure":          "##vso[task.setvariable variable=x]y",
		"xml":            `]]></failure></testcase><testcase name="forged"/><!-- <![CDATA[ <?x ?> &x;`,
		"bidi":           "\u202egnp.exe\u202c \u2066a\u2069 \u200f",
		"nothing":        "\u200b\ufeff\u00ad\u3164\u2060\U000e0041",
		"separators":     "a\u2028b\u2029c\u0085d\ve\ff",
		"nul":            "a\x00b\x7f\x01",
		"crlf":           "a\r\nCRITICAL  forged\rb\n\nc",
		"not utf8":       "\xff\xfe\xc3\x28\xed\xa0\x80",
		"not xml":        "\ufffe\uffff\U0001ffff",
		"shell":          "$(reboot) `reboot` ; reboot & '\"\\",
		"json":           `","severity":"info","x":"\u0022`,
		"template":       "${{ github.token }} {{.Secret}} %s %d %n",
		"long":           strings.Repeat("<b>|`", 4000),
		"blank":          " \t ",
		"quotes":         `'"`,
	}
}

// injected puts the string wherever something foreign stands in a report.
func injected(s string) *report.Report {
	yes := &report.Acceptance{Reason: s, Owner: s, Expires: "2026-12-31"}
	at := func(name string) report.Finding {
		f := finding("ioc.bad", report.Critical, "arn:aws:iam::"+account+":role/"+name, name, name, name)
		f.Message, f.Key, f.Evidence = name, name, map[string]any{"tag": name, "user_agent": name, name: []any{name}}
		return f
	}
	waived, bare := at("waived "+s), at(s)
	waived.Waived, bare.Resource.ARN = yes, s
	rule := report.Rule{ID: "ioc.bad", Title: s, Description: s, Severity: report.High, Runbook: s, Remediation: s, References: []string{s}, Attack: []string{s}, Sections: []string{s}}
	second, third := rule, rule
	second.ID, third.ID = "readiness.bad", "readiness.skipped"
	r := reportOf([]report.Rule{rule, second, third},
		report.Outcome{Rule: rule.ID, Status: report.Fail, Findings: []report.Finding{at(s), bare, waived}},
		report.Outcome{Rule: second.ID, Status: report.Unknown, Reason: s, Possible: []report.Finding{at(s)}},
		report.Outcome{Rule: third.ID, Status: report.Skipped, Reason: s},
		report.Outcome{Rule: "unlisted", Status: report.Error, Reason: s, Findings: []report.Finding{at(s)}},
	)
	r.Tool.Version, r.Scan.CallerARN, r.Scan.Partition, r.Scan.Regions, r.Scan.EndpointOverrides = s, s, s, []string{s}, []string{s}
	gap := snapshot.Gap{Operation: s, Region: s, Code: s, Resource: s, Message: s}
	r.Coverage["x.y"] = snapshot.Coverage{Status: snapshot.Partial, Gaps: []snapshot.Gap{gap}}
	r.Waivers = []report.Waiver{{Rule: s, Resource: s, Account: s, Acceptance: *yes}}
	when := r.Scan.EndedAt
	seen := []report.Seen{{Name: s, First: when, Last: when, Count: 1}}
	entry := report.Entry{Time: when, ID: s, Event: s, Region: s, Actor: s, Root: s, SourceIPAddress: s, UserAgent: s, Target: s, ErrorCode: s, Rules: []string{s}}
	r.Timeline = &report.Timeline{Entries: []report.Entry{entry}, Addresses: seen, Agents: seen}
	return r
}

// inertIn checks for each format what is particular to it. A new format needs a check.
var inertIn = map[string]func(t *testing.T, s string, out []byte){
	"text": func(t *testing.T, _ string, out []byte) {
		for _, line := range strings.Split(string(out), "\n") {
			if strings.HasPrefix(line, "CRITICAL  forged") {
				t.Errorf("a line is forged: %s", line)
			}
		}
	},
	"json": func(t *testing.T, s string, out []byte) {
		var r report.Report
		if err := json.Unmarshal(out, &r); err != nil {
			t.Fatal(err)
		}
		if got := r.Outcomes[0].Findings[0].Message; got != valid(s) {
			t.Errorf("the message comes back as %q", got)
		}
		same(t, 4, len(r.Outcomes))
	},
	"sarif": func(t *testing.T, s string, out []byte) {
		var log struct {
			Runs []struct {
				Results []struct {
					Properties struct {
						ARN string `json:"arn"`
					} `json:"properties"`
				} `json:"results"`
			} `json:"runs"`
		}
		if err := json.Unmarshal(out, &log); err != nil {
			t.Fatal(err)
		}
		same(t, 3, len(log.Runs[0].Results)) // what is waived is left out
		if got := log.Runs[0].Results[0].Properties.ARN; !strings.HasSuffix(got, ":role/"+valid(s)) {
			t.Errorf("the ARN comes back as %q", got)
		}
	},
	"ocsf": func(t *testing.T, s string, out []byte) {
		lines := bytes.Split(bytes.TrimSuffix(out, []byte("\n")), []byte("\n"))
		same(t, 7, len(lines))
		for i, line := range lines {
			var e ocsfEvent
			if err := json.Unmarshal(line, &e); err != nil {
				t.Fatal(err)
			}
			if i == 0 && e.Message != valid(s) {
				t.Errorf("the message comes back as %q", e.Message)
			}
		}
	},
	"junit":    inertJUnit,
	"markdown": inertMarkdown,
	"html": func(t *testing.T, s string, out []byte) {
		if strings.ContainsAny(s, "<") && bytes.Contains(out, []byte(s)) {
			t.Error("markup of the account stands in the page")
		}
		if bytes.Contains(out, []byte("<script>alert")) || bytes.Contains(out, []byte("<img src=x")) {
			t.Error("an element is forged")
		}
	},
}

func same(t *testing.T, want, got int) {
	t.Helper()
	if got != want {
		t.Errorf("%d things came of %d", got, want)
	}
}

// valid is how JSON writes what is no UTF-8: each byte becomes U+FFFD.
func valid(s string) string { return string([]rune(s)) }

func inertJUnit(t *testing.T, s string, out []byte) {
	texts, elements := "", map[string]int{}
	d := xml.NewDecoder(bytes.NewReader(out))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.CharData:
			texts += string(token)
		case xml.StartElement:
			elements[token.Name.Local]++
		case xml.Comment, xml.Directive:
			t.Errorf("%T in the document", token)
		}
	}
	if want := "\n  " + Plain(s) + "\n"; !strings.Contains(texts, want) {
		t.Errorf("the message does not come back: want %q", want)
	}
	want := map[string]int{"testsuites": 1, "testsuite": 3, "testcase": 4, "failure": 1, "error": 2, "skipped": 1, "properties": 3, "property": 15, "system-out": 3, "system-err": 3}
	if fmt.Sprint(elements) != fmt.Sprint(want) {
		t.Errorf("elements %v, want %v", elements, want)
	}
}

// inertMarkdown takes each line apart as GitHub does, cells before code, and wants nothing outside code
// that could be more than text.
func inertMarkdown(t *testing.T, _ string, out []byte) {
	columns := 0
	for _, line := range strings.Split(string(out), "\n") {
		line = strings.TrimPrefix(strings.TrimPrefix(line, "## "), "### ")
		if !strings.HasPrefix(line, "|") {
			columns = 0
			if rest := strings.ReplaceAll(withoutCode(t, line), "**", ""); strings.ContainsAny(rest, "<>[]!@`_&\\$~#|*") {
				t.Errorf("outside code stands %q", rest)
			}
			continue
		}
		cells := strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), "|")
		if columns == 0 {
			columns = len(cells)
		}
		same(t, columns, len(cells))
		for _, cell := range cells {
			if rest := withoutCode(t, strings.ReplaceAll(cell, "\x00", "|")); active.MatchString(rest) {
				t.Errorf("outside code stands %q", rest)
			}
		}
	}
}

// TestInjection renders every string in every format.
func TestInjection(t *testing.T) {
	for _, format := range Reports() {
		check, ok := inertIn[format.name]
		if !ok {
			t.Errorf("format %s has no check in inertIn", format.name)
			continue
		}
		for name, s := range injections() {
			t.Run(format.name+"/"+name, func(t *testing.T) {
				check(t, s, inert(t, func(w io.Writer) error { return format.print(w, injected(s)) }))
			})
		}
	}
}

// TestInjectionOfDocuments does so with what is made of a report, in every format that it has.
func TestInjectionOfDocuments(t *testing.T) {
	for name, s := range injections() {
		r := injected(s)
		for _, f := range Runbooks() {
			t.Run("runbook "+f.name+"/"+name, func(t *testing.T) {
				inert(t, func(w io.Writer) error { return f.print(w, runbook.Of(r, r.Rules)) })
			})
		}
		for _, f := range Timelines() {
			t.Run("timeline "+f.name+"/"+name, func(t *testing.T) {
				inert(t, func(w io.Writer) error { return f.print(w, r.Timeline) })
			})
		}
	}
}

// inert prints and checks what holds for all formats.
func inert(t *testing.T, write func(io.Writer) error) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := write(&buf); err != nil {
		t.Fatal(err)
	}
	nothingHides(t, buf.String())
	noCommand(t, buf.String())
	return buf.Bytes()
}

func nothingHides(t *testing.T, out string) {
	t.Helper()
	if !utf8.ValidString(out) {
		t.Error("it is not UTF-8")
	}
	for i, c := range out {
		if c != '\n' && !visible(c) {
			t.Errorf("%U at byte %d", c, i)
		}
	}
}

// noCommand wants nothing that a CI system takes for a command when it reads a job's output.
func noCommand(t *testing.T, out string) {
	t.Helper()
	for _, line := range strings.Split(out, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "::") || regexp.MustCompile(`##(vso)?\[`).MatchString(line) {
			t.Errorf("a command: %.200s", line)
		}
	}
}
