//go:build moto

package cmd_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tocsin-dev/tocsin/cmd"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// useMoto makes the test talk to the moto server at $MOTO_ENDPOINT, which `.ci/run moto` provides.
func useMoto(t *testing.T) (endpoint string) {
	t.Helper()
	endpoint = os.Getenv("MOTO_ENDPOINT")
	if endpoint == "" {
		t.Fatal("MOTO_ENDPOINT is not set: run .ci/run moto")
	}
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL":            endpoint,
		"AWS_ACCESS_KEY_ID":           "moto",
		"AWS_SECRET_ACCESS_KEY":       "moto",
		"AWS_REGION":                  "us-east-1",
		"AWS_DEFAULT_REGION":          "us-east-1", // what the AWS CLI reads
		"AWS_CONFIG_FILE":             os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
		"AWS_MAX_ATTEMPTS":            "1", // moto says 500 to what it does not know
	} {
		t.Setenv(name, value)
	}
	return endpoint
}

// populateMoto needs a Python that has boto3, by default python3.
func populateMoto(t *testing.T, endpoint, account string) {
	t.Helper()
	python := cmp.Or(os.Getenv("MOTO_PYTHON"), "python3")
	script := filepath.Join("..", "testdata", "moto", "populate.py")
	if out, err := exec.Command(python, "-B", script, endpoint, account).CombinedOutput(); err != nil {
		t.Fatalf("populate moto: %v\n%s", err, out)
	}
}

// tries is how often an account is read anew because moto, on a busy machine, did not answer in time.
const tries = 5

// collectMoto reads the account, and records what moto answers.
func collectMoto(t *testing.T, args ...string) (file, recording string, snap snapshot.Snapshot) {
	t.Helper()
	for range tries {
		dir := t.TempDir()
		file, recording = filepath.Join(dir, "snapshot.json"), filepath.Join(dir, "recording")
		runMoto(t, report.ExitIncomplete, append([]string{"collect", "-o", file, "--record", recording}, args...))
		snap = snapshot.Snapshot{}
		readJSON(t, file, &snap)
		if answered(snap.Coverage) {
			return file, recording, snap
		}
	}
	t.Fatalf("moto did not answer in time, in each of %d tries", tries)
	return "", "", snap
}

// scanMoto judges the account.
func scanMoto(t *testing.T, args ...string) report.Report {
	t.Helper()
	for range tries {
		file := filepath.Join(t.TempDir(), "out.json")
		runMoto(t, report.ExitFindings, append([]string{"scan", "-o", "json=" + file}, args...))
		var r report.Report
		readJSON(t, file, &r)
		if answered(r.Coverage) {
			return r
		}
	}
	t.Fatalf("moto did not answer in time, in each of %d tries", tries)
	return report.Report{}
}

func runMoto(t *testing.T, want int, args []string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if status := cmd.Main(context.Background(), args, strings.NewReader(""), &stdout, &stderr); status != want {
		t.Fatalf("tocsin %s: exit status %d, want %d\n%s", strings.Join(args, " "), status, want, &stderr)
	}
}

func answered(coverage map[string]snapshot.Coverage) bool {
	for _, section := range coverage {
		if slices.ContainsFunc(section.Gaps, func(g snapshot.Gap) bool { return g.Code == "Timeout" || g.Code == "Unreachable" }) {
			return false
		}
	}
	return true
}

func readJSON(t *testing.T, file string, v any) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		t.Fatalf("read %s: %v", filepath.Base(file), err)
	}
}
