//go:build moto

package cmd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/runbook"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// refused are the commands that moto cannot run, by how they begin, and what it or the AWS CLI says of them.
var refused = map[string]string{
	// Of an ARN it makes an error.
	"aws kms enable-key --key-id=arn:":          "(500) when calling the EnableKey operation",
	"aws kms cancel-key-deletion --key-id=arn:": "(500) when calling the CancelKeyDeletion operation",
	"aws cloudtrail start-logging --name=arn:":  "(500) when calling the StartLogging operation",
	// It lacks them.
	"aws cloudwatch enable-alarm-actions ":          "(500) when calling the EnableAlarmActions operation",
	"aws organizations list-handshakes-for-account": "(500) when calling the ListHandshakesForAccount operation",
	"aws stepfunctions redrive-execution ":          "(500) when calling the RedriveExecution operation",
}

// motoPatience is how long one command may take.
const motoPatience = 2 * time.Minute

// lasting are the findings that stay although all commands of theirs were run, by how they begin, and why.
var lasting = map[string]string{
	"impact.instance_launched ":      "it was launched all the same; stopped it is evidence",
	"ioc.ami_created ":               "it was made all the same",
	"ioc.iam_user_created ":          "the user stays, shut out, as evidence",
	"ioc.iam_user_credential_added ": "moto tells when a password was set even if there is none",
	"ioc.metric_filter_deleted arn:aws:logs:us-east-1:123456789012:log-group:alerts TrailChanges": "moto keeps the filter beside the one that replaces it",
}

// following are the findings that commands make, by how they begin, and why.
var following = map[string]string{
	"ioc.trail_stopped arn:aws:cloudtrail:eu-west-1:123456789012:trail/spare ":   "moto cannot start it by its ARN",
	"ioc.topic_without_subscribers arn:aws:sns:eu-west-1:123456789012:regional ": "a person says who is subscribed to it",
	"ioc.subscription_removed arn:aws:sns:eu-west-1:123456789012:regional ":      "a person says who is subscribed to it",
}

// unnamed are sections that change without being named by the commands that begin so: they hold ids that AWS
// makes, or only what guards a running instance.
var unnamed = map[string]string{
	"ec2.security_groups": "aws ec2 stop-instances ",
	"guardduty.detectors": "aws guardduty create-detector ",
}

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
	logVerdicts(t, before, after)
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
		begin, want := lookUp(refused, c.Line)
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
	checkUsed(t, refused, used)
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

// lookUp returns the entry of a table whose key a text begins with.
func lookUp(table map[string]string, text string) (key, value string) {
	for key, value := range table {
		if strings.HasPrefix(text, key) {
			return key, value
		}
	}
	return "", ""
}

// checkUsed says which entries of a table are of no use any more.
func checkUsed(t *testing.T, table map[string]string, used map[string]bool) {
	t.Helper()
	for key := range table {
		if !used[key] {
			t.Errorf("nothing begins with %q any more", key)
		}
	}
}

// onlyReads tells commands that mend nothing.
var onlyReads = regexp.MustCompile(`^aws [a-z0-9-]+ (get|list|describe|ls)\b`)

// compareFindings holds what became of each finding against what its commands were to do.
func compareFindings(t *testing.T, before, after report.Report, commands []runbook.Command, ran map[string]bool) {
	t.Helper()
	whole, mends := map[string]bool{}, map[string]bool{} // findings of which all commands were run, and mend something
	for _, c := range commands {
		for _, id := range c.Findings {
			all, known := whole[id]
			whole[id] = (all || !known) && ran[c.Line]
			mends[id] = mends[id] || !onlyReads.MatchString(c.Line)
		}
	}
	then, now := byID(before), byID(after)
	t.Logf("before: %d findings, after: %d", len(then), len(now))
	fates, used := map[string][]string{}, map[string]bool{}
	for id, name := range then {
		_, still := now[id]
		begin, why := lookUp(lasting, name)
		switch {
		case !still && whole[id] && mends[id]:
			fates["mended"] = append(fates["mended"], name)
		case !still:
			fates["gone with others"] = append(fates["gone with others"], name)
		case !whole[id]:
			fates["left"] = append(fates["left"], name)
		case !mends[id]:
			fates["looked at"] = append(fates["looked at"], name)
		case why == "":
			t.Errorf("all its commands were run, and it is still found: %s", name)
		default:
			used[begin] = true
			fates["lasting"] = append(fates["lasting"], name+": "+why)
		}
	}
	for id, name := range now {
		if _, was := then[id]; was {
			continue
		}
		begin, why := lookUp(following, name)
		used[begin] = true
		if why == "" {
			t.Errorf("the commands made a finding: %s", name)
		}
	}
	checkUsed(t, lasting, used)
	checkUsed(t, following, used)
	for _, fate := range slices.Sorted(maps.Keys(fates)) {
		slices.Sort(fates[fate])
		t.Logf("%s:\n%s", fate, strings.Join(fates[fate], "\n"))
	}
	if len(fates["mended"]) == 0 {
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
	id, _, _ = strings.Cut(id, " in ") // a region
	name := report.ParseResource(id, "", "").Name
	name = name[strings.LastIndexAny(name, "/:")+1:]
	for line := range ran {
		if strings.Contains(line, name) || unnamed[section] != "" && strings.HasPrefix(line, unnamed[section]) {
			t.Logf("changed: %s %s", section, id)
			return
		}
	}
	t.Errorf("%s %s changed, and no command names it", section, id)
}
