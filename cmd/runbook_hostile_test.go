package cmd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/cmd"
	"github.com/tocsin-dev/tocsin/internal/plain"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/runbook"
	"github.com/tocsin-dev/tocsin/output"
)

// renamed are resources of the recorded account whose names an intruder might have chosen.
var renamed = []string{
	"support-audit", "session-restore", "metrics-vendor-readonly", "corporate-idp-backup", "fjordmart-tmp-7f3a91", "fjordmart-customer-exports",
	"RootUsage", "planned-maintenance", "root-console-login", "security-oncall", "checkout-audit", "management-events", "ci-deploy", "deploy-cache",
}

// hostileNames are such names. Each would do harm to somebody who did not reckon with it.
var hostileNames = map[string]string{
	"spaces":            "a  b ",
	"quotes":            `it's "x"'; touch pwned; '`,
	"a command":         "$(touch pwned)`touch pwned`",
	"joined":            "x;touch pwned&&touch pwned|touch pwned>pwned",
	"a newline":         "x\ntouch pwned\n",
	"a leading dash":    "--endpoint-url=http",
	"ANSI escapes":      "\x1b[2J\x1b]0;x\x07\x1b[31m",
	"no shell's quote":  "$'a\\n'\\",
	"Markdown":          "```\n```sh\n# <b onclick=alert(1)> [x](y) @all",
	"invisible":         "a\u202egpj\u200b\u2066",
	"variables":         "${HOME}$KEY$IFS",
	"printf's own":      `%s%n\033\0`,
	"a glob and a home": "~root*?[a]",
}

// TestRunbookHostileNames runs the commands of an account with such names through shells, with a program
// in the place of the AWS CLI that tells what it is given: just the names, and nothing else happens.
func TestRunbookHostileNames(t *testing.T) {
	b, err := os.ReadFile("../collector/testdata/compromised.json")
	if err != nil {
		t.Fatal(err)
	}
	demo, titles := string(b), slices.Sorted(maps.Keys(hostileNames))
	tame := commandsOf(t, rename(demo, placeholder))
	for turn := range 3 { // other names for other resources
		name := func(i int) string { return hostileNames[titles[(i+5*turn)%len(titles)]] }
		commands := commandsOf(t, rename(demo, name))
		for _, sh := range []string{"sh", "bash"} {
			want, got := arguments(t, sh, tame), arguments(t, sh, commands)
			for i, argv := range want {
				want[i] = canonical(argv, name)
			}
			for i, argv := range got {
				got[i] = canonical(argv, placeholder)
			}
			if diff := cmp.Diff(sorted(want), sorted(got)); diff != "" {
				t.Errorf("through %s (-want +got)\n%s", sh, diff)
			}
		}
	}
}

func placeholder(i int) string { return fmt.Sprintf("NAME%02d", i) }

// rename gives the resources other names, in a snapshot: they may stand in ARNs and documents.
func rename(snapshot string, name func(int) string) string {
	for i, old := range renamed {
		snapshot = strings.ReplaceAll(snapshot, old, withinJSON(name(i)))
	}
	return snapshot
}

func withinJSON(text string) string {
	b, _ := json.Marshal(text) //nolint:errchkjson // of a string there is always one
	return string(b[1 : len(b)-1])
}

// commandsOf returns the commands of the runbook of a snapshot. In each format they are the same, and none
// shows anything else than what it is.
func commandsOf(t *testing.T, snapshot string) []string {
	t.Helper()
	var printed, stderr, text, markdown bytes.Buffer
	args := []string{"eval", "-", "-q", "-o", "json", "--rule", "ioc.*", "--rule", "impact.*"}
	if status := cmd.Main(context.Background(), args, strings.NewReader(snapshot), &printed, &stderr); status != report.ExitFindings {
		t.Fatalf("exit status %d\n%s", status, &stderr)
	}
	r, err := report.Decode(printed.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	account := runbook.Of(r, r.Rules)
	if err := errors.Join(output.RunbookText(&text, account), output.RunbookMarkdown(&markdown, account)); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, ph := range account.Phases {
		for _, s := range ph.Steps {
			for _, c := range s.Commands {
				lines = append(lines, c.Line)
			}
		}
	}
	if diff := cmp.Diff(lines, matches(`(?m)^    [$!] (.*)$`, text.String())); diff != "" {
		t.Errorf("the text has other commands\n%s", diff)
	}
	fenced, prose := unfence(markdown.String())
	if diff := cmp.Diff(lines, fenced); diff != "" {
		t.Errorf("the Markdown has other commands\n%s", diff)
	}
	if outside := outsideSpans(prose); strings.Contains(outside, "<b ") || strings.Contains(outside, "@all") {
		t.Errorf("a name is not in a code span:\n%s", outside)
	}
	for _, doc := range []string{text.String(), markdown.String()} {
		if shown := strings.ReplaceAll(doc, "\n", ""); plain.Text(shown) != shown {
			t.Error("something that cannot be seen is printed")
		}
	}
	return lines
}

func matches(pattern, text string) []string {
	var found []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	return found
}

// unfence separates the lines in fenced blocks from the others, as CommonMark does.
func unfence(markdown string) (fenced []string, prose string) {
	fence := ""
	for line := range strings.Lines(markdown) {
		line = strings.TrimSuffix(line, "\n")
		ticks := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		switch {
		case fence == "" && len(ticks) >= 3:
			fence = ticks
		case fence == "":
			prose += line + "\n"
		case len(ticks) >= len(fence) && strings.Trim(line, "` ") == "":
			fence = ""
		default:
			fenced = append(fenced, line)
		}
	}
	return fenced, prose
}

// outsideSpans leaves out the code spans of each line: what stands between as many backticks.
func outsideSpans(prose string) string {
	var b strings.Builder
	for line := range strings.Lines(prose) {
		for line != "" {
			before, rest, found := strings.Cut(line, "`")
			b.WriteString(before)
			if !found {
				break
			}
			n := 1 + len(rest) - len(strings.TrimLeft(rest, "`"))
			closing := regexp.MustCompile("(^|[^`])" + strings.Repeat("`", n) + "([^`]|$)").FindStringIndex(rest[n-1:])
			if closing == nil {
				b.WriteString(rest)
				break
			}
			line = strings.TrimLeft(rest[n-1+closing[0]+1:], "`")
		}
	}
	return b.String()
}

// arguments runs the commands through a shell, in an empty directory, with every variable set.
func arguments(t *testing.T, sh string, commands []string) [][]string {
	t.Helper()
	if _, err := exec.LookPath(sh); err != nil {
		t.Skip(err)
	}
	bin, dir, log := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "log")
	program := "#!/bin/sh\n{ printf '%s\\0' \"$@\"; printf 'end of command\\0'; } >>'" + log + "'\n"
	if err := os.WriteFile(filepath.Join(bin, "aws"), []byte(program), 0o700); err != nil { //nolint:gosec // to be run
		t.Fatal(err)
	}
	c := exec.Command(sh, "-eu") //nolint:gosec // the shells above
	c.Dir, c.Stdin = dir, strings.NewReader(strings.Join(commands, "\n")+"\n")
	c.Env = []string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=/nowhere", "KEY=k", "EMAIL=e", "ENDPOINT=e", "ROLE_ARN=r"}
	if out, err := c.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%s: %v\n%s", sh, err, out)
	}
	left, err := os.ReadDir(dir)
	for _, f := range left {
		if !ownFile.MatchString("file://"+f.Name()) || !strings.HasSuffix(f.Name(), ".json") {
			t.Errorf("%s made %s", sh, f.Name())
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(log) //nolint:gosec // written above
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for record := range strings.SplitSeq(strings.TrimSuffix(string(b), "end of command\x00"), "end of command\x00") {
		all = append(all, strings.Split(strings.TrimSuffix(record, "\x00"), "\x00"))
	}
	return all
}

var ownFile = regexp.MustCompile(`file://[A-Za-z0-9_.-]+$`)

// canonical gives a command the names, and leaves out what depends on them: how JSON is written, and the
// names of files.
func canonical(argv []string, name func(int) string) []string {
	var out []string
	for _, arg := range argv {
		arg = ownFile.ReplaceAllString(arg, "file://FILE")
		option, value, _ := strings.Cut(arg, "=")
		isJSON := json.Valid([]byte(value))
		for i := range renamed {
			if isJSON {
				value = strings.ReplaceAll(value, placeholder(i), withinJSON(name(i)))
			}
			arg = strings.ReplaceAll(arg, placeholder(i), name(i))
		}
		if isJSON {
			var v any
			_ = json.Unmarshal([]byte(value), &v)
			arg = fmt.Sprintf("%s=%q", option, v)
		}
		out = append(out, arg)
	}
	return out
}

func sorted(commands [][]string) [][]string {
	slices.SortFunc(commands, slices.Compare)
	return slices.CompactFunc(commands, slices.Equal)
}
