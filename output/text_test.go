package output

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

func TestColorChangesNoText(t *testing.T) {
	ansi := regexp.MustCompile("\x1b\\[[0-9;]+m")
	for name, r := range reports() {
		colored := renderText(r, true)
		if !ansi.Match(colored) {
			t.Errorf("%s has no colour", name)
		}
		if diff := cmp.Diff(string(renderText(r, false)), ansi.ReplaceAllString(string(colored), "")); diff != "" {
			t.Errorf("%s (-plain +coloured without its colour):\n%s", name, diff)
		}
	}
}

func TestColorful(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no pseudo-terminals here: ", err)
	}
	defer func() { _ = terminal.Close() }()
	for _, tc := range []struct {
		noColor, force, term string
		want                 bool
	}{
		{"", "", "xterm", true}, {"", "0", "", true}, {"1", "", "xterm", false}, {"", "", "dumb", false}, {"1", "1", "xterm", false},
	} {
		t.Setenv("NO_COLOR", tc.noColor)
		t.Setenv("CLICOLOR_FORCE", tc.force)
		t.Setenv("TERM", tc.term)
		if got := colorful(terminal); got != tc.want {
			t.Errorf("NO_COLOR=%q TERM=%q: %v, want %v", tc.noColor, tc.term, got, tc.want)
		}
		if colorful(&bytes.Buffer{}) {
			t.Error("a buffer is no terminal")
		}
	}
}

// TestWidth allows a longer line only for one long word, which is there to be copied.
func TestWidth(t *testing.T) {
	for name, r := range reports() {
		for _, line := range strings.Split(string(renderText(r, false)), "\n") {
			word, _ := strings.CutSuffix(strings.TrimPrefix(line, "    $ "), ` \`)
			words, whole := shellWords(strings.TrimSpace(word))
			if columns(line) > width && len(words) > 1 && whole {
				t.Errorf("%s has a line of %d columns: %s", name, columns(line), line)
			}
			if strings.TrimRight(line, " ") != line {
				t.Errorf("%s has spaces at the end of %q", name, line)
			}
		}
	}
}

func TestTextForgesNoLine(t *testing.T) {
	out := string(renderText(hostileReport(), false))
	if got := strings.Count(out, "\nCRITICAL"); got != 0 {
		t.Errorf("%d lines were forged", got)
	}
}

func TestTextOfManyGaps(t *testing.T) {
	r := incompleteReport()
	var gaps []snapshot.Gap
	for i := range 300 {
		gaps = append(gaps, snapshot.Gap{Operation: "sns:GetTopicAttributes", Code: "Throttling",
			Region: fmt.Sprintf("region-%d", i%9), Resource: fmt.Sprintf("topic-%03d", i), Message: fmt.Sprint("Rate exceeded for ", i)})
	}
	r.Coverage["sns.topics"] = snapshot.Coverage{Status: snapshot.Partial, Gaps: gaps}
	out := string(renderText(r, false))
	want := `sns:GetTopicAttributes  Throttling
    in region-0, region-1, region-2, region-3 and 5 more regions
    of topic-000, topic-001, topic-002, topic-003 and 296 more resources
    Rate exceeded for 0
`
	if !strings.Contains(out, want) {
		t.Errorf("want\n%s\nin\n%s", want, out)
	}
}

func TestVerdict(t *testing.T) {
	pass := report.Outcome{Rule: "a", Status: report.Pass}
	skipped := report.Outcome{Rule: "b", Status: report.Skipped}
	unknown := report.Outcome{Rule: "c", Status: report.Unknown}
	for _, tc := range []struct {
		want     string
		outcomes []report.Outcome
	}{
		{"Nothing was found.", []report.Outcome{pass, skipped}},
		{"No rule was applied: this says nothing about the account.", nil},
		{"No rule was applied: this says nothing about the account.", []report.Outcome{skipped}},
		{"Not complete: 1 rule could not be decided.", []report.Outcome{pass, unknown}},
	} {
		out := string(renderText(reportOf(nil, tc.outcomes...), false))
		if !strings.Contains(out, "\n\n"+tc.want+"\n") {
			t.Errorf("want %q in\n%s", tc.want, out)
		}
		if clean := strings.Contains(out, "Nothing was found"); clean != (tc.want == "Nothing was found.") {
			t.Errorf("a clean bill of health with %v", tc.outcomes)
		}
	}
}
