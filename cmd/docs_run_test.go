package cmd_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/tocsin-dev/tocsin/cmd"
)

// block is a fenced block of a page. One that is below a line **`path`** is that file, or, in a diff,
// a change of it.
type block struct{ language, path, text string }

var fenced = regexp.MustCompile("(?ms)^(?:\\*\\*`([^`\n]+)`\\*\\*\n\n)?```([a-z]+)\n(.*?\n)```$")

func blocksOf(markdown string) []block {
	var blocks []block
	for _, m := range fenced.FindAllStringSubmatch(markdown, -1) {
		blocks = append(blocks, block{path: m[1], language: m[2], text: m[3]})
	}
	return blocks
}

// TestDocsAreRun does what docs/writing-policies.md tells its reader, from an empty directory on: it
// writes and changes the files, runs the commands, and compares what they print.
func TestDocsAreRun(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the page is for a shell")
	}
	page, err := os.ReadFile("../docs/writing-policies.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	shell := readersShell(t, dir)
	ran := 0
	for _, b := range blocksOf(string(page)) {
		switch {
		case b.language == "console":
			for _, s := range sessions(b.text) {
				ran++
				if diff := diffElided(s.want, shell(s.command)); diff != "" {
					t.Errorf("$ %s\nprints something else (-page +now)\n%s", s.command, diff)
				}
			}
		case b.path == "":
			t.Errorf("a block of %s is no file's and not run:\n%s", b.language, b.text)
		case b.language == "diff":
			applyDiff(t, filepath.Join(dir, b.path), b.text)
		default:
			writeFile(t, filepath.Join(dir, b.path), b.text)
		}
	}
	if ran == 0 {
		t.Error("the page has no command")
	}
	runWorkflow(t, dir, shell)
}

// readersShell runs commands in a directory, as somebody who has tocsin, a recorded account, and no Regal.
func readersShell(t *testing.T, dir string) func(command string) string {
	tocsin, err := exec.LookPath("tocsin")
	if err != nil {
		t.Fatal(err)
	}
	environment := append(os.Environ(),
		"PATH="+filepath.Dir(tocsin)+":/usr/bin:/bin",
		"AWS_ENDPOINT_URL="+serve(t), "AWS_ACCESS_KEY_ID=AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY=x", "AWS_REGION=us-east-1",
		"AWS_CONFIG_FILE="+filepath.Join(dir, "no-config"), "AWS_SHARED_CREDENTIALS_FILE="+filepath.Join(dir, "no-credentials"))
	return func(command string) string {
		sh := exec.Command("sh", "-c", command)
		sh.Dir, sh.Env = dir, environment
		printed, err := sh.CombinedOutput()
		if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return string(printed)
	}
}

// runWorkflow runs tocsin as the steps of the page's workflow and its action do, and looks for what is uploaded. Of
// a scan the account decides the exit status.
func runWorkflow(t *testing.T, dir string, shell func(string) string) {
	workflow, err := os.ReadFile(filepath.Join(dir, ".github", "workflows", "policies.yml"))
	if err != nil {
		t.Fatal(err)
	}
	if ready, err := os.ReadFile("../docs/workflows/policies.yml"); err != nil || !bytes.Equal(ready, workflow) {
		t.Errorf("the page's workflow is not docs/workflows/policies.yml (%v)", err)
	}
	steps := regexp.MustCompile(`(?m)- run: (tocsin .+)$`).FindAllStringSubmatch(string(workflow), -1)
	if len(steps) == 0 {
		t.Error("the workflow does not run tocsin")
	}
	for _, step := range steps {
		if printed := shell(step[1] + ` || echo "ended with $?"`); strings.Contains(printed, "ended with ") {
			t.Errorf("the workflow's step %q fails:\n%s", step[1], printed)
		}
	}
	scan := "tocsin scan -o sarif=tocsin.sarif"
	for _, input := range regexp.MustCompile(`(?m)^ +(policy|config): (\S+)$`).FindAllStringSubmatch(string(workflow), -1) {
		scan += " --" + input[1] + "=" + input[2]
	}
	shell(scan)
	uploaded, err := os.ReadFile(filepath.Join(dir, "tocsin.sarif"))
	if err != nil || !bytes.Contains(uploaded, []byte("acme.state_machine_unlogged")) {
		t.Errorf("the workflow's results lack the page's rule: %v\n%s", err, uploaded)
	}
}

func writeFile(t *testing.T, file, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// applyDiff applies a diff without line numbers, whose lines of context and "-" stand in the file once, and
// in which "…" skips lines.
func applyDiff(t *testing.T, file, diff string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, hunk := range strings.Split(diff, "…\n") {
		var before, after strings.Builder
		for line := range strings.Lines(hunk) {
			if line == "\n" { // editors trim lines
				line = " \n"
			}
			if line[0] != '+' {
				before.WriteString(line[1:])
			}
			if line[0] != '-' {
				after.WriteString(line[1:])
			}
		}
		if n := strings.Count(string(content), before.String()); n != 1 {
			t.Fatalf("%s has %d times, want once:\n%s", file, n, before.String())
		}
		content = []byte(strings.Replace(string(content), before.String(), after.String(), 1))
	}
	writeFile(t, file, string(content))
}

// TestExamplePolicies holds the examples to what the page says of them.
func TestExamplePolicies(t *testing.T) {
	t.Chdir("..")
	const policies, settings = "docs/examples/policies", "docs/examples/tocsin.yaml"
	snapshot := filepath.Join(t.TempDir(), "demo.json")
	for _, tc := range []struct {
		args   string
		status int
		want   []string
	}{
		{"policy test --min-coverage 100 " + policies, 0, []string{"100.0%  in all"}},
		{"config check " + settings + " --policy " + policies, 0, []string{"4 parameters set", "1 waiver"}},
		{"collect --demo --quiet -o " + snapshot, 3, nil},
		{"eval --rule org.* --policy " + policies + " --config " + settings + " " + snapshot, 1, []string{
			"Instance 'i-0b8e3f6a5d2c71490' is in ap-southeast-2",
			"State machine 'ir-disable-user' is not there.",
			"AWS does not say how old image 'ami-02d5f8a6c3e1b9740' is",
			"4 rules     1 failed, 2 unknown, 1 passed",
			"1 waived",
		}},
	} {
		var got bytes.Buffer
		status := cmd.Main(context.Background(), strings.Fields(tc.args), strings.NewReader(""), &got, &got)
		if status != tc.status {
			t.Fatalf("tocsin %s: exit status %d, want %d\n%s", tc.args, status, tc.status, got.String())
		}
		for _, want := range tc.want {
			if !strings.Contains(got.String(), want) {
				t.Errorf("tocsin %s does not print %q\n%s", tc.args, want, got.String())
			}
		}
	}
}
