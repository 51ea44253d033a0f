package output

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// snapshotOf is the text of a snapshot that has the resources of a report, each on a line of its own.
func snapshotOf(t *testing.T, r *report.Report) []byte {
	t.Helper()
	sections := map[string][]string{}
	for _, rule := range r.Rules {
		sections[rule.ID] = rule.Sections
	}
	resources := map[string][]map[string]string{}
	for _, o := range r.Outcomes {
		for _, f := range o.Findings {
			for _, section := range sections[o.Rule] {
				resources[section] = append(resources[section], map[string]string{"arn": f.Resource.ARN, "name": f.Resource.Name})
			}
		}
	}
	snap := &snapshot.Snapshot{SchemaVersion: snapshot.SchemaVersion, AWS: map[string]map[string]json.RawMessage{}}
	for section, items := range resources {
		raw, err := json.Marshal(items)
		if err != nil {
			t.Fatal(err)
		}
		service, name, _ := strings.Cut(section, ".")
		if snap.AWS[service] == nil {
			snap.AWS[service] = map[string]json.RawMessage{}
		}
		snap.AWS[service][name] = raw
	}
	text, err := snapshot.Encode(snap)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

type sarifVariant struct {
	options SARIFOptions
	report  *report.Report
}

// sarifVariants are reports printed with options, each of which has an expected file.
func sarifVariants(t *testing.T) map[string]sarifVariant {
	full, hostile := fullReport(), hostileReport()
	hostile.Rules[0].Sections = []string{"iam.roles"}
	full.Scan.Baseline = comparedReport().Scan.Baseline
	for _, o := range full.Outcomes {
		for i := range o.Findings {
			o.Findings[i].Baseline = []report.Standing{report.New, report.Unchanged}[i%2]
		}
	}
	line := func(n int) snapshot.Region {
		return snapshot.Region{StartLine: n, StartColumn: 1, EndLine: n, EndColumn: 1}
	}
	policies := map[string]Anchor{"ioc.trail_stopped": {"policies/trail stopped.rego", line(9)}, "acme.Weird-Rule": {"policies/é:[].rego", line(1)}}
	repository := &Repository{"https://github.com/example/accounts", strings.Repeat("ab", 20), "main\x1b[2J"}
	return map[string]sarifVariant{
		"in_file":             {SARIFOptions{File: &Anchor{"accounts/prod: eu.yaml", line(12)}, Category: "prod/eu"}, full},
		"in_snapshot":         {SARIFOptions{Snapshot: &SnapshotFile{"snapshots/prod.json", snapshotOf(t, full), true}, Policies: policies, Repository: repository}, full},
		"related":             {SARIFOptions{Snapshot: &SnapshotFile{"docs/prod.json", snapshotOf(t, full), false}, Policies: policies, Repository: repository}, full},
		"hostile_in_snapshot": {SARIFOptions{Snapshot: &SnapshotFile{"prod.json", snapshotOf(t, hostile), true}, Policies: policies}, hostile},
		"suppressed":          {SARIFOptions{IncludeSuppressed: true}, waivedReport()},
	}
}

func TestGoldenSARIF(t *testing.T) {
	for name, v := range sarifVariants(t) {
		t.Run(name, func(t *testing.T) {
			_, doc := sarifWith(t, v.options, v.report)
			golden(t, name+".sarif", doc)
			expectNoNulls(t, doc)
		})
	}
}

// TestFingerprintsAreTheSameEverywhere: for GitHub a finding with another fingerprint is another alert.
func TestFingerprintsAreTheSameEverywhere(t *testing.T) {
	fingerprints := func(log sarifLog) map[string]string {
		out := map[string]string{}
		for _, r := range log.Runs[0].Results {
			out[r.PartialFingerprints.PrimaryLocationLineHash] = r.RuleID + " " + r.Properties.ARN
		}
		if len(out) != len(log.Runs[0].Results) {
			t.Errorf("%d results have %d fingerprints", len(log.Runs[0].Results), len(out))
		}
		return out
	}
	for name, v := range sarifVariants(t) {
		plain, _ := sarifWith(t, SARIFOptions{IncludeSuppressed: true}, v.report)
		want := fingerprints(plain)
		log, _ := sarifWith(t, v.options, v.report)
		if diff := cmp.Diff(want, fingerprints(log)); diff != "" || len(want) == 0 {
			t.Errorf("%s (-at resources +with options):\n%s", name, diff)
		}
		slices.Reverse(v.report.Outcomes)
		for _, o := range v.report.Outcomes {
			slices.Reverse(o.Findings)
		}
		log, _ = sarifWith(t, v.options, v.report)
		if diff := cmp.Diff(want, fingerprints(log)); diff != "" {
			t.Errorf("%s (-as it was +in another order):\n%s", name, diff)
		}
	}
}

// TestSARIFInSnapshot: a region is that of the resource's ARN, or if the snapshot lacks it of the section.
func TestSARIFInSnapshot(t *testing.T) {
	for _, name := range []string{"in_snapshot", "related", "hostile_in_snapshot"} {
		v := sarifVariants(t)[name]
		lines := strings.Split(string(v.options.Snapshot.Text), "\n")
		sectionless := map[string]bool{}
		for _, rule := range v.report.Rules {
			sectionless[rule.ID] = rule.Sections == nil
		}
		log, _ := sarifWith(t, v.options, v.report)
		for _, r := range log.Runs[0].Results {
			place := r.Locations[0].PhysicalLocation
			if name == "related" {
				checkPath(t, place.ArtifactLocation.URI)
				place = r.RelatedLocations[0].PhysicalLocation
			}
			at := place.Region
			got := lines[at.StartLine-1]
			if strings.Contains(r.Properties.ARN, "\ufffd") {
				continue // no snapshot has what is not UTF-8
			}
			if sectionless[r.RuleID] {
				if at != (snapshot.Region{StartLine: 1, StartColumn: 1, EndLine: 1, EndColumn: 1}) {
					t.Errorf("%s: %s, which reads nothing, is at %+v", name, r.RuleID, at)
				}
				continue
			}
			var arn string
			units := utf16.Encode([]rune(got))
			if err := json.Unmarshal([]byte(string(utf16.Decode(units[at.StartColumn-1:at.EndColumn-1]))), &arn); err != nil {
				t.Errorf("%+v is %s: %v", at, got, err)
			}
			if at.StartLine != at.EndLine || !strings.Contains(got, `"arn":`) || arn != r.Properties.ARN {
				t.Errorf("%s: %+v is %q, want %q", name, at, arn, r.Properties.ARN)
			}
		}
	}
}

// TestSARIFRelatesWhatItLinks: GitHub shows only those related locations that a message links to.
func TestSARIFRelatesWhatItLinks(t *testing.T) {
	v := sarifVariants(t)["related"]
	v.report.Outcomes[2].Findings[0].Message = strings.Repeat("[", 600) // each of which is escaped
	log, _ := sarifWith(t, v.options, v.report)
	linked := 0
	for _, r := range log.Runs[0].Results {
		want := []int{evidenceID}
		text := " See the [evidence](1)."
		if r.RuleID == "ioc.trail_stopped" {
			linked++
			want, text = append(want, policyID), links
			if got := r.RelatedLocations[1].PhysicalLocation; got.ArtifactLocation.URI != "policies/trail%20stopped.rego" || got.Region.StartLine != 9 {
				t.Errorf("the policy is %+v", got)
			}
		}
		got := []int{}
		for _, l := range r.RelatedLocations {
			got = append(got, l.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", r.RuleID, diff)
		}
		if !strings.HasSuffix(r.Message.Text, text) {
			t.Errorf("%s does not end in %q", r.Message.Text, text)
		}
		r.Message.Text = strings.TrimSuffix(r.Message.Text, text)
		checkResult(t, r)
		if len([]rune(r.Message.Text+text)) > maxText {
			t.Errorf("%d characters are too many", len([]rune(r.Message.Text+text)))
		}
	}
	if linked != 2 {
		t.Errorf("%d results link to a policy, want 2", linked)
	}
}

func TestSARIFProvenance(t *testing.T) {
	v := sarifVariants(t)["in_snapshot"]
	run := func(o SARIFOptions) any {
		log, _ := sarifWith(t, o, v.report)
		return log.Runs[0].VersionControlProvenance
	}
	log, doc := sarifWith(t, v.options, v.report)
	p := log.Runs[0].VersionControlProvenance
	if len(p) != 1 || p[0].RepositoryURI != v.options.Repository.URI || p[0].RevisionID != v.options.Repository.Revision ||
		p[0].Branch != `main\x1b[2J` || p[0].MappedTo.URIBaseID != "SRCROOT" {
		t.Errorf("provenance is %+v", p)
	}
	if text := log.Runs[0].OriginalURIBaseIDs["SRCROOT"].Description.Text; strings.Contains(text, "AWS") {
		t.Errorf("paths are those of files, but SRCROOT is %s", text)
	}
	if bytes.Contains(doc, []byte("\x1b")) {
		t.Error("the branch's name hides something")
	}
	v.options.Repository = &Repository{Revision: "abc"} // of a place that nobody knows
	if got := run(v.options); len(got.([]struct {
		RepositoryURI, RevisionID, Branch string
		MappedTo                          struct{ URIBaseID string }
	})) != 0 {
		t.Errorf("provenance is %+v", got)
	}
}

func TestSARIFCategory(t *testing.T) {
	log, _ := sarifWith(t, SARIFOptions{Category: "prod/eu"}, fullReport())
	if got, want := log.Runs[0].AutomationDetails.ID, "prod/eu/20261104T083030Z"; got != want {
		t.Errorf("id is %s, want %s", got, want)
	}
}

// TestSARIFBaseline: SARIF demands the state of all results or of none, and has no word for unknown.
func TestSARIFBaseline(t *testing.T) {
	for name, c := range map[string]struct {
		report *report.Report
		states []string
	}{
		"no baseline": {fullReport(), []string{""}},
		"all known":   {sarifVariants(t)["related"].report, []string{"new", "unchanged"}},
		"one unknown": {comparedReport(), []string{""}},
	} {
		standing := map[string]report.Standing{}
		for _, o := range c.report.Outcomes {
			for _, f := range o.Findings {
				standing[f.ID+":1"] = f.Baseline
			}
		}
		log, _ := sarifOf(t, c.report)
		var states []string
		for _, r := range log.Runs[0].Results {
			states = append(states, r.BaselineState)
			if want := standing[r.PartialFingerprints.PrimaryLocationLineHash]; r.Properties.Baseline != string(want) || r.BaselineState != "" && r.BaselineState != string(want) {
				t.Errorf("%s: %q and %q, want %q", name, r.BaselineState, r.Properties.Baseline, want)
			}
		}
		slices.Sort(states)
		if diff := cmp.Diff(c.states, slices.Compact(states)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestSARIFTaxonomy follows every reference to a technique.
func TestSARIFTaxonomy(t *testing.T) {
	r := fullReport()
	r.Rules[0].Attack = append(r.Rules[0].Attack, "TA0001", "T1562.008", "t1098", "T1098/../x", "T1098.001")
	log, _ := sarifOf(t, r)
	run := log.Runs[0]
	if len(run.Taxonomies) != 1 || run.Taxonomies[0].GUID == "" || run.Taxonomies[0].Version == "" {
		t.Fatalf("taxonomies are %+v", run.Taxonomies)
	}
	taxonomy := run.Taxonomies[0]
	itself := sarifReference{taxonomy.Name, taxonomy.GUID, 0}
	if diff := cmp.Diff([]sarifReference{itself}, run.Tool.Driver.SupportedTaxonomies); diff != "" {
		t.Errorf("supported taxonomies (-want +got):\n%s", diff)
	}
	got := map[string][]string{}
	follow := func(d sarifRule) {
		for _, rel := range d.Relationships {
			got[d.ID] = append(got[d.ID], rel.Kinds[0]+" "+rel.Target.ID)
			if rel.Target.ToolComponent != itself || taxonomy.Taxa[rel.Target.Index].ID != rel.Target.ID {
				t.Errorf("%s points to %+v", d.ID, rel.Target)
			}
		}
	}
	for _, taxon := range taxonomy.Taxa {
		got[taxon.ID] = nil
		follow(taxon)
	}
	for _, rule := range run.Tool.Driver.Rules {
		follow(rule)
	}
	want := map[string][]string{
		"T1098": nil, "T1098.001": {"superset T1098"},
		"T1562": nil, "T1562.001": {"superset T1562"}, "T1562.008": {"superset T1562"},
		"impact.role_trusts_anyone": {"relevant T1098.001", "relevant T1562.008"},
		"ioc.alarm_disabled":        {"relevant T1562.001"},
		"ioc.trail_stopped":         {"relevant T1562.008"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("taxa (-want +got):\n%s", diff)
	}
	bare, _ := sarifOf(t, reportOf([]report.Rule{{ID: "a.b"}}))
	if bare.Runs[0].Taxonomies != nil || bare.Runs[0].Tool.Driver.SupportedTaxonomies != nil {
		t.Error("there is a taxonomy of nothing")
	}
}
