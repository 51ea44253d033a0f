//go:build moto

package cmd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/runbook"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// refused are the commands that moto cannot run, by how they begin, and what it or the AWS CLI says of them.
var refused = map[string]string{}

// motoPatience is how long one command may take.
const motoPatience = 2 * time.Minute

// lasting are the findings that stay although all commands of theirs were run, and why.
var lasting = map[string]string{}

// TestRunbookClosesTheLoop runs every command of the runbook of an account that was broken into, and scans
// it again: what the commands are for is mended, and nothing else has changed.
func TestRunbookClosesTheLoop(t *testing.T) {
	populateMoto(t, useMoto(t), "watched")
	config := filepath.Join("..", "testdata", "moto", "watched.yaml")
	baseline, _, _ := collectMoto(t, "--config", config)
	breakIn(t)

	dir := t.TempDir()
	scan := func(name string) (report.Report, string) {
		file := filepath.Join(dir, name+".json")
		return scanMoto(t, "--config", config, "--baseline", baseline, "--snapshot", file), file
	}
	before, snapBefore := scan("before")
	commands := runbookOf(t, before)
	ran := runAll(t, commands)
	after, snapAfter := scan("after")

	compareFindings(t, before, after, commands, ran)
	compareSnapshots(t, snapBefore, snapAfter, ran)
}

// runbookOf returns the commands of the runbook of a report, in their order.
func runbookOf(t *testing.T, r report.Report) []runbook.Command {
	t.Helper()
	file := filepath.Join(t.TempDir(), "runbook.json")
	reportFile := filepath.Join(t.TempDir(), "report.json")
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(reportFile, b, 0o600); err != nil {
		t.Fatal(err)
	}
	runMoto(t, report.ExitClean, []string{"runbook", reportFile, "-o", "json=" + file})
	var account runbook.Account
	readJSON(t, file, &account)
	var commands []runbook.Command
	for _, phase := range account.Phases {
		for _, step := range phase.Steps {
			commands = append(commands, step.Commands...)
		}
	}
	return commands
}

// runAll runs each command that needs no person, and returns those that succeeded.
func runAll(t *testing.T, commands []runbook.Command) map[string]bool {
	t.Helper()
	dir, path := t.TempDir(), filepath.Dir(os.Getenv("MOTO_AWS_CLI"))+string(os.PathListSeparator)+os.Getenv("PATH")
	ran, used := map[string]bool{}, map[string]bool{}
	for _, c := range commands {
		if c.ByPerson() {
			t.Logf("by a person (%s): %s", strings.Join(slices.Concat(c.Fill, c.Edit), ", "), c.Line)
			continue
		}
		said, ok := runLine(t, dir, path, c.Line)
		begin, want := refusal(c.Line)
		used[begin] = true
		switch {
		case ok && want != "":
			t.Errorf("moto was to refuse this, and runs it: %s", c.Line)
		case !ok && (want == "" || !strings.Contains(said, want)):
			t.Errorf("moto refuses %s\n\t%s, want %q", c.Line, said, want)
		case !ok:
			t.Logf("moto cannot: %s\n\t%s", c.Line, said)
		default:
			t.Logf("ran (%s): %s", c.Effect, c.Line)
			ran[c.Line] = true
		}
	}
	for begin := range refused {
		if !used[begin] {
			t.Errorf("no command begins with %q any more", begin)
		}
	}
	return ran
}

func runLine(t *testing.T, dir, path, line string) (said string, ok bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), motoPatience)
	defer cancel()
	sh := exec.CommandContext(ctx, "sh", "-eu", "-c", line)
	sh.Dir, sh.Env = dir, append(os.Environ(), "PATH="+path)
	var stderr bytes.Buffer
	sh.Stderr = &stderr
	err := sh.Run()
	return strings.TrimSpace(stderr.String()), err == nil
}

func refusal(line string) (begin, want string) {
	for begin, want := range refused {
		if strings.HasPrefix(line, begin) {
			return begin, want
		}
	}
	return "", ""
}

// compareFindings holds what became of each finding against what its commands were to do.
func compareFindings(t *testing.T, before, after report.Report, commands []runbook.Command, ran map[string]bool) {
	t.Helper()
	whole := map[string]bool{} // findings of which all commands were run
	for _, c := range commands {
		for _, id := range c.Findings {
			all, known := whole[id]
			whole[id] = (all || !known) && ran[c.Line]
		}
	}
	then, now := byID(before), byID(after)
	t.Logf("before: %d findings, after: %d", len(then), len(now))
	var mended, stayed []string
	used := map[string]bool{}
	for id, name := range then {
		_, still := now[id]
		rule, _, _ := strings.Cut(name, " ")
		switch {
		case !whole[id]:
			if !still {
				t.Logf("gone with others: %s", name)
			}
		case !still:
			mended = append(mended, name)
		case lasting[rule] == "":
			t.Errorf("all its commands were run, and it is still found: %s", name)
		default:
			used[rule] = true
			stayed = append(stayed, name+": "+lasting[rule])
		}
	}
	for rule := range lasting {
		if !used[rule] {
			t.Errorf("%s is mended after all, or has no commands that were run", rule)
		}
	}
	for id, name := range now {
		if _, was := then[id]; !was {
			t.Errorf("the commands made a finding: %s", name)
		}
	}
	slices.Sort(mended)
	slices.Sort(stayed)
	t.Logf("mended:\n%s", strings.Join(mended, "\n"))
	t.Logf("stay:\n%s", strings.Join(stayed, "\n"))
	logVerdicts(t, before, after)
	if len(mended) == 0 {
		t.Error("nothing was mended")
	}
}

func byID(r report.Report) map[string]string {
	found := map[string]string{}
	for _, o := range r.Outcomes {
		for _, f := range o.Findings {
			found[f.ID] = strings.Join([]string{o.Rule, f.Resource.ARN, f.Key, f.Message}, " ")
		}
	}
	return found
}

// logVerdicts lists the rules whose verdict changed.
func logVerdicts(t *testing.T, before, after report.Report) {
	t.Helper()
	then := map[string]report.Outcome{}
	for _, o := range before.Outcomes {
		then[o.Rule] = o
	}
	for _, o := range after.Outcomes {
		if was := then[o.Rule]; was.Status != o.Status || len(was.Findings) != len(o.Findings) {
			t.Logf("%s: %s (%d findings) before, %s (%d) after", o.Rule, was.Status, len(was.Findings), o.Status, len(o.Findings))
		}
	}
}

// compareSnapshots: all that differs is named by a command that was run.
func compareSnapshots(t *testing.T, before, after string, ran map[string]bool) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "diff.json")
	runMoto(t, report.ExitFindings, []string{"diff", before, after, "-o", "json=" + file})
	var d snapshot.Diff
	readJSON(t, file, &d)
	for _, i := range d.Incomparable {
		t.Logf("not compared whole: %s: %s", i.Section, i.Reason)
	}
	for _, s := range d.Sections {
		for _, r := range slices.Concat(s.Added, s.Removed) {
			checkNamed(t, s.Section, r.ID, ran)
		}
		for _, c := range s.Changed {
			checkNamed(t, s.Section, c.ID, ran)
		}
	}
}

func checkNamed(t *testing.T, section, id string, ran map[string]bool) {
	t.Helper()
	name := report.ParseResource(id, "", "").Name
	name = name[strings.LastIndexAny(name, "/:")+1:]
	for line := range ran {
		if strings.Contains(line, name) {
			t.Logf("changed: %s %s", section, id)
			return
		}
	}
	t.Errorf("%s %s changed, and no command names it", section, id)
}
