package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
)

// verdicts is the order of the verdicts: the first line whose conditions all hold decides.
const verdicts = `
	broken                                      error
	reads=off                                   skipped
	applies=no                                  skipped
	applies=no_gap                              unknown
	reads=gap  confirmed=no absence             unknown
	applies=yes_gap  confirmed=no absence       unknown
	undecided  confirmed=no absence             unknown
	finding                                     fail
	reads=gap  confirmed=no                     unknown
	applies=yes_gap  confirmed=no               unknown
	undecided  confirmed=no                     unknown
	accepted                                    waived
	                                            pass
`

// TestVerdicts runs a rule for every combination of what decides a verdict.
func TestVerdicts(t *testing.T) {
	files, wants := map[string]string{}, map[string]report.Status{}
	for _, traits := range combinations(
		[]string{"", "broken"},
		[]string{"reads=complete", "reads=gap", "reads=off"},
		[]string{"applies=undefined", "applies=yes", "applies=yes_gap", "applies=no", "applies=no_gap"},
		[]string{"", "absence"}, []string{"confirmed=no", "confirmed=yes"},
		[]string{"", "undecided"}, []string{"", "finding"}, []string{"", "accepted"},
	) {
		id := fmt.Sprintf("acme.r%d", len(files))
		files[id+".rego"] = ruleWith(id, traits)
		wants[id] = expected(t, traits)
	}
	got := outcomes(t, files, engine.Options{Waivers: []report.Waiver{waiver("acme.*", "waived")}})
	if len(got) != len(wants) || len(wants) != 960 {
		t.Fatalf("%d outcomes for %d rules", len(got), len(wants))
	}
	for id, want := range wants {
		o := got[id]
		if o.Status != want {
			t.Errorf("got %s (%s), want %s for\n%s", o.Status, o.Reason, want, files[id+".rego"])
		}
		if (o.Reason == "") != (want == report.Pass || want == report.Fail || want == report.Waived) {
			t.Errorf("%s has the reason %q", want, o.Reason)
		}
		if allowed := want == report.Fail || want == report.Error || want == report.Waived ||
			want == report.Unknown && report.AllWaived(o.Findings); len(o.Findings) > 0 && !allowed {
			t.Errorf("%s has findings", want)
		}
	}
}

func combinations(choices ...[]string) [][]string {
	out := [][]string{{}}
	for _, choice := range choices {
		var longer [][]string
		for _, traits := range out {
			for _, c := range choice {
				longer = append(longer, append(append([]string{}, traits...), c))
			}
		}
		out = longer
	}
	return out
}

func expected(t *testing.T, traits []string) report.Status {
	t.Helper()
	for line := range strings.Lines(verdicts) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if holds(words[:len(words)-1], traits) {
			return report.Status(words[len(words)-1])
		}
	}
	t.Fatalf("no verdict for %v", traits)
	return ""
}

func holds(conditions, traits []string) bool {
	for _, c := range conditions {
		found := false
		for _, trait := range traits {
			found = found || trait == c
		}
		if !found {
			return false
		}
	}
	return true
}

// ruleWith writes a rule that has the traits when it judges account.
func ruleWith(id string, traits []string) string {
	has := func(trait string) bool { return holds([]string{trait}, traits) }
	section, gate := "iam.users", "cloudtrail.trails"
	switch {
	case has("reads=gap"):
		section = "iam.roles"
	case has("reads=off"):
		section, gate = "sns.topics", "sns.topics"
	}
	if (has("applies=yes_gap") || has("applies=no_gap")) && !has("reads=off") {
		gate = "iam.groups"
	}
	body := ""
	if has("absence") {
		body = "custom absence: true\n"
	}
	for resource, trait := range map[string]string{"r": "finding", "waived": "accepted"} {
		body += "deny contains {\"msg\": \"m\", \"resource\": \"" + resource + "\"} if {\n\treads\n\tinput.meta.account_id " +
			map[bool]string{true: "!=", false: "=="}[has(trait)] + " \"0\"\n}\n\n"
	}
	// Present or absent, the section is read.
	body += "reads if input.aws." + section + "\n\nreads if not input.aws." + section + "\n\n" +
		"gate if input.aws." + gate + "\n\ngate if not input.aws." + gate + "\n\n"
	switch {
	case has("applies=yes"), has("applies=yes_gap"):
		body += "applicable if gate\n\n"
	case has("applies=no"), has("applies=no_gap"):
		body += "applicable if {\n\tgate\n\tinput.meta.account_id == \"0\"\n}\n\n"
	}
	if has("confirmed=yes") {
		body += "confirmed if input.meta.account_id\n\n"
	}
	if has("undecided") {
		body += "unknown contains \"it depends\"\n\n"
	}
	if has("broken") {
		body += "unknown contains \"never\" if time.parse_rfc3339_ns(input.meta.account_id) > 0\n"
	}
	return policy(id, body)
}

func TestReasons(t *testing.T) {
	const finding = `deny contains {"msg": "m", "resource": "r"} if `
	for name, tc := range map[string]struct {
		body, want string
	}{
		"gap": {finding + `some u in input.aws.iam.roles`, "unknown: iam.roles: iam:ListRoles: AccessDenied"},
		"two gaps": {
			finding + `{ input.aws.iam.roles; input.aws.iam.groups }`,
			"unknown: iam.groups: iam:ListGroups: AccessDenied; iam.roles: iam:ListRoles: AccessDenied",
		},
		"partly off": {finding + `{ input.aws.iam.users[9]; input.aws.sns.topics }`, "unknown: sns.topics: not collected"},
		"own reason": {finding + `input.aws.iam.users[9]` + "\nunknown contains \"the report is old\"", "unknown: the report is old"},
		"own reason first": {
			finding + `input.aws.iam.roles` + "\nunknown contains \"the report is old\"",
			"unknown: the report is old; iam.roles: iam:ListRoles: AccessDenied",
		},
		"many reasons": {
			finding + `input.aws.iam.users[9]` + "\nunknown contains sprintf(\"%d\", [i]) if some i in numbers.range(1, 9)",
			"unknown: 1; 2; 3; 4; 5; and 4 more",
		},
		"applicable depends on a gap": {
			finding + "input.aws.iam.users\napplicable if input.aws.iam.groups", "unknown: iam.groups: iam:ListGroups: AccessDenied",
		},
		"not applicable":   {"custom applies_when: the moon is full\n" + finding + "input.aws.iam.users\napplicable if input.meta.account_id == \"0\"", "skipped: the moon is full"},
		"off":              {finding + "input.aws.sns.topics", "skipped: nothing that it reads was collected"},
		"never mentioned":  {finding + "input.aws.cloudwatch.alarms", "skipped: nothing that it reads was collected"},
		"reads nothing":    {finding + "input.meta.caller_arn == \"x\"", "pass: "},
		"odd confirmation": {finding + "input.aws.iam.users[9]\nconfirmed := \"yes\"", `error: confirmed is "yes", want true or false`},
		"odd reason":       {finding + "input.aws.iam.users[9]\nunknown contains 3", `error: unknown contains 3, want a text`},
	} {
		t.Run(name, func(t *testing.T) {
			o := outcomes(t, map[string]string{"x.rego": policy("acme.x", tc.body)}, engine.Options{})["acme.x"]
			if got := string(o.Status) + ": " + o.Reason; got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

// TestPossible: what an absence rule found in spite of a gap is kept, but is no finding.
func TestPossible(t *testing.T) {
	source := policy("acme.x", "custom absence: true\ndeny contains {\"msg\": \"m\", \"resource\": \"r\"} if not input.aws.iam.roles")
	o := outcomes(t, map[string]string{"x.rego": source}, engine.Options{})["acme.x"]
	if o.Status != report.Unknown || len(o.Findings) != 0 || len(o.Possible) != 1 {
		t.Fatalf("got %+v", o)
	}
	if diff := cmp.Diff("m", o.Possible[0].Message); diff != "" {
		t.Error(diff)
	}
}
