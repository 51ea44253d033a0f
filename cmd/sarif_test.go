package cmd_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/cmd"
)

// TestSARIFOfReorderedSnapshot: the order in which a snapshot lists things makes no other alerts.
func TestSARIFOfReorderedSnapshot(t *testing.T) {
	b, err := os.ReadFile("../collector/testdata/compromised.json")
	if err != nil {
		t.Fatal(err)
	}
	var snap map[string]any
	if err := json.Unmarshal(b, &snap); err != nil {
		t.Fatal(err)
	}
	services, _ := snap["aws"].(map[string]any)
	for _, collections := range services {
		for _, collection := range collections.(map[string]any) {
			if items, ok := collection.([]any); ok {
				slices.Reverse(items)
			}
		}
	}
	reordered, err := json.Marshal(snap) // on one line, too
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Chdir(dir)
	for name, text := range map[string][]byte{"a.json": b, "b.json": reordered} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := fingerprintsOf(t, "a.json")
	if diff := cmp.Diff(want, fingerprintsOf(t, "b.json", "--sarif-location=snapshot")); diff != "" || len(want) < 50 {
		t.Errorf("%d fingerprints (-as collected +reordered):\n%s", len(want), diff)
	}
}

func fingerprintsOf(t *testing.T, snapshot string, flags ...string) []string {
	t.Helper()
	var out []string
	for _, r := range resultsOf(t, snapshot, flags...) {
		out = append(out, r.RuleID+" "+r.PartialFingerprints.PrimaryLocationLineHash)
	}
	slices.Sort(out)
	if n := len(slices.Compact(slices.Clone(out))); n != len(out) {
		t.Errorf("%d results have %d fingerprints", len(out), n)
	}
	return out
}

type sarifResult struct {
	RuleID              string
	Message             struct{ Text string }
	PartialFingerprints struct{ PrimaryLocationLineHash string }
	RelatedLocations    []struct {
		PhysicalLocation struct {
			ArtifactLocation struct{ URI string }
			Region           struct{ StartLine int }
		}
	}
}

func resultsOf(t *testing.T, snapshot string, flags ...string) []sarifResult {
	t.Helper()
	var stdout, stderr strings.Builder
	args := append([]string{"eval", snapshot, "-q", "-o", "sarif", "--fail-on", "none"}, flags...)
	if status := cmd.Main(t.Context(), args, strings.NewReader(""), &stdout, &stderr); status != 0 && status != 3 {
		t.Fatalf("tocsin %q: exit status %d: %s", args, status, stderr.String())
	}
	var log struct {
		Runs []struct{ Results []sarifResult }
	}
	if err := json.Unmarshal([]byte(stdout.String()), &log); err != nil {
		t.Fatal(err)
	}
	return log.Runs[0].Results
}

// TestSARIFLinksWhatIsCommitted: a link leads to what the repository holds, and to just that.
func TestSARIFLinksWhatIsCommitted(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("there is no git to commit with")
	}
	b, err := os.ReadFile("../collector/testdata/compromised.json")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	const policy = "# METADATA\n# title: A trail\n# custom: {severity: low}\npackage acme.trail\n\ndeny contains {\"msg\": \"m\", \"resource\": t.arn} if some t in input.aws.cloudtrail.trails\n"
	for name, text := range map[string]string{"snapshot.json": string(b), "policies/acme/trail.rego": policy} {
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	links := func() (related []string) {
		for _, r := range resultsOf(t, "snapshot.json", "--policy", "policies", "--rule", "acme.trail")[:1] {
			for _, l := range r.RelatedLocations {
				related = append(related, l.PhysicalLocation.ArtifactLocation.URI)
				if l.PhysicalLocation.ArtifactLocation.URI == "snapshot.json" {
					line := strings.Split(string(b), "\n")[l.PhysicalLocation.Region.StartLine-1]
					if !strings.Contains(line, "arn:aws:cloudtrail:") {
						t.Errorf("the evidence is %s", line)
					}
				} else if l.PhysicalLocation.Region.StartLine != 6 {
					t.Errorf("the policy is at line %d, want 6", l.PhysicalLocation.Region.StartLine)
				}
			}
			if linked := strings.Count(r.Message.Text, "]("); linked != len(r.RelatedLocations) {
				t.Errorf("%d links to %d places: %s", linked, len(r.RelatedLocations), r.Message.Text)
			}
		}
		return related
	}
	expect := func(when string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, links()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", when, diff)
		}
	}
	expect("outside of a checkout")
	for _, args := range [][]string{{"init", "-q"}, {"add", "policies"}} {
		if out, err := exec.CommandContext(t.Context(), git, args...).CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	expect("the snapshot is not held", "policies/acme/trail.rego")
	if out, err := exec.CommandContext(t.Context(), git, "add", "snapshot.json").CombinedOutput(); err != nil {
		t.Fatalf("git add: %v\n%s", err, out)
	}
	expect("both are held", "snapshot.json", "policies/acme/trail.rego")
	if err := os.WriteFile("policies/acme/trail.rego", []byte(policy+"# changed\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	expect("the policy has changed", "snapshot.json")
}
