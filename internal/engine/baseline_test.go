package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// TestBaselineIsTypeChecked: a misspelt field of the baseline is an error as one of input is.
func TestBaselineIsTypeChecked(t *testing.T) {
	const finding = `deny contains {"msg": "m", "resource": "r"} if `
	for name, tc := range map[string]struct{ body, want string }{
		"field":          {finding + `{ some u in data.baseline.aws.iam.users; u.arnn }`, `undefined field "arnn" in u: did you mean arn?`},
		"section":        {finding + `data.baseline.aws.iam.usrs`, `undefined field "usrs" in data.baseline.aws.iam: did you mean users?`},
		"service":        {finding + `data.baseline.aws.ian`, `did you mean iam?`},
		"meta":           {finding + `data.baseline.meta.colected_at`, `did you mean collected_at?`},
		"import":         {"import data.baseline\n\n" + finding + `baseline.aws.iam.usrs`, `did you mean users?`},
		"deep import":    {"import data.baseline.aws.iam\n\n" + finding + `{ some u in iam.users; u.arnn }`, `did you mean arn?`},
		"helper":         {finding + "arns[_]\n\narns contains u.arnn if some u in data.baseline.aws.iam.users", `did you mean arn?`},
		"object of them": {finding + `{ before := {u.arn: u | some u in data.baseline.aws.iam.users}; before["a"].nam }`, `did you mean name?`},
		"wrong type":     {finding + `data.baseline.meta.account_id == 3`, `match error`},
		"right":          {finding + `{ some u in data.baseline.aws.iam.users; u.arn == data.baseline.meta.account_id }`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := load(t, map[string]string{"x.rego": policy("acme.x", tc.body)}, engine.Options{})
			switch {
			case err == nil && tc.want != "":
				t.Error("accepted")
			case err != nil && (tc.want == "" || !strings.Contains(err.Error(), tc.want)):
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
}

// earlier is account a day before, changed.
func earlier(change func(*snapshot.Snapshot)) *snapshot.Snapshot {
	s := account()
	s.Meta.CollectedAt = s.Meta.CollectedAt.AddDate(0, 0, -1)
	if change != nil {
		change(s)
	}
	return s
}

func against(t *testing.T, body string, baseline *snapshot.Snapshot) report.Outcome {
	t.Helper()
	e := mustLoad(t, map[string]string{"x.rego": policy("acme.x", body)}, engine.Options{})
	r, err := e.EvaluateAgainst(t.Context(), input(t, account()), input(t, baseline), report.Tool{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Outcomes[0]
}

const newUsers = `deny contains {"msg": "m", "resource": u.arn} if {
	before := {u.arn | some u in data.baseline.aws.iam.users}
	some u in input.aws.iam.users
	not u.arn in before
}

applicable if data.baseline.meta
`

func TestBaselineIsMounted(t *testing.T) {
	baseline := earlier(func(s *snapshot.Snapshot) {
		s.AWS["iam"]["users"] = json.RawMessage(`[{"arn":"arn:aws:iam::123456789012:user/b"}]`)
	})
	o := against(t, newUsers, baseline)
	if o.Status != report.Fail || len(o.Findings) != 1 || o.Findings[0].Resource.Name != "a" {
		t.Errorf("got %+v", o)
	}
	if o := against(t, newUsers, earlier(nil)); o.Status != report.Pass {
		t.Errorf("nothing is new, but it is %s", o.Status)
	}
	if o := against(t, newUsers, nil); o.Status != report.Skipped {
		t.Errorf("no baseline, but it is %s", o.Status)
	}
}

// TestBaselineGaps: what the baseline lacks leaves a rule that reads it undecided, and no other.
func TestBaselineGaps(t *testing.T) {
	const finding = `deny contains {"msg": "m", "resource": "r"} if `
	reads := finding + `{ input.aws.iam.users[9]; data.baseline.aws.iam.users[9] }`
	only := finding + `data.baseline.aws.iam.roles[9]`
	lacking := func(c snapshot.Coverage) func(*snapshot.Snapshot) {
		return func(s *snapshot.Snapshot) { s.Coverage["iam.users"] = c }
	}
	partial := snapshot.Coverage{Status: snapshot.Partial, Gaps: []snapshot.Gap{{Operation: "iam:ListUsers", Code: "Timeout"}}}
	whole := func(s *snapshot.Snapshot) { s.Coverage["iam.roles"] = snapshot.Coverage{Status: snapshot.Complete} }
	for name, tc := range map[string]struct {
		body     string
		baseline *snapshot.Snapshot
		want     string
	}{
		"complete":                           {reads, earlier(nil), "pass: "},
		"partial":                            {reads, earlier(lacking(partial)), "unknown: baseline: iam.users: iam:ListUsers: Timeout"},
		"off":                                {reads, earlier(lacking(snapshot.Coverage{Status: snapshot.Off})), "unknown: baseline: iam.users: not collected"},
		"older than a section":               {reads, earlier(func(s *snapshot.Snapshot) { delete(s.Coverage, "iam.users") }), "unknown: baseline: iam.users: not collected"},
		"no baseline":                        {reads, nil, "pass: "},
		"confirmed":                          {reads + "\n\nconfirmed if input.aws.iam.users", earlier(lacking(partial)), "pass: "},
		"of another rule":                    {finding + `input.aws.iam.users[9]`, earlier(lacking(partial)), "pass: "},
		"gap now, read by the baseline only": {only, earlier(whole), "pass: "},
		"applicable": {
			finding + "input.aws.iam.users[9]\n\napplicable if data.baseline.aws.iam.roles[9]", earlier(nil),
			"unknown: baseline: iam.roles: iam:ListRoles: AccessDenied",
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := against(t, tc.body, tc.baseline)
			if got := string(o.Status) + ": " + o.Reason; got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

// TestStanding: a finding is new if it is of what changed since the baseline, or if the baseline, judged
// by the same rule and the same window, lacks it and had been read whole.
func TestStanding(t *testing.T) {
	const users = `deny contains {"msg": "m", "resource": u.arn} if some u in input.aws.iam.users`
	one := json.RawMessage(`[{"arn":"arn:aws:iam::123456789012:user/b"}]`)
	for name, tc := range map[string]struct {
		body     string
		baseline *snapshot.Snapshot
		want     string
	}{
		"none given": {users, nil, "a= b="},
		"same":       {users, earlier(nil), "a=unchanged b=unchanged"},
		"one more":   {users, earlier(func(s *snapshot.Snapshot) { s.AWS["iam"]["users"] = one }), "a=new b=unchanged"},
		"not all was read then": {users, earlier(func(s *snapshot.Snapshot) {
			s.AWS["iam"]["users"] = one
			s.Coverage["iam.users"] = snapshot.Coverage{Status: snapshot.Partial}
		}), "a=unknown b=unchanged"},
		"passed in spite of that": {
			users + "\n\nconfirmed if count(input.aws.iam.users) == 0",
			earlier(func(s *snapshot.Snapshot) {
				s.AWS["iam"]["users"] = json.RawMessage("[]")
				s.Coverage["iam.users"] = snapshot.Coverage{Status: snapshot.Partial}
			}), "a=new b=new",
		},
		"changed since, although not all was read then": {
			`deny contains {"msg": "m", "resource": u.arn, "evidence": {"kind": "drift"}} if {
	some u in input.aws.iam.users
	not u.arn in {v.arn | some v in data.baseline.aws.iam.users}
}`,
			earlier(func(s *snapshot.Snapshot) {
				s.AWS["iam"]["users"] = one
				s.Coverage["iam.users"] = snapshot.Coverage{Status: snapshot.Partial}
			}), "a=new",
		},
		"not collected then": {users, earlier(func(s *snapshot.Snapshot) {
			delete(s.AWS, "iam")
			s.Coverage["iam.users"] = snapshot.Coverage{Status: snapshot.Off}
		}), "a=unknown b=unknown"},
		"did not apply then": {newUsers, earlier(func(s *snapshot.Snapshot) { s.AWS["iam"]["users"] = one }), "a=new"},
		"error then": {
			`deny contains {"msg": "m", "resource": u.arn} if { some u in input.aws.iam.users; time.parse_rfc3339_ns(input.meta.tool_version) > 0 }` +
				"\n\n" + users,
			earlier(func(s *snapshot.Snapshot) { s.AWS["iam"]["users"] = one }), "a=unknown b=unchanged",
		},
		"another window then": {
			`deny contains {"msg": "m", "resource": u.arn} if { some u in input.aws.iam.users; input.meta.window.state_since >= "2026-11-22" }`,
			earlier(func(s *snapshot.Snapshot) { s.Meta.Window.StateSince = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }),
			"a=unchanged b=unchanged",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range against(t, tc.body, tc.baseline).Findings {
				got = append(got, f.Resource.Name+"="+string(f.Baseline))
			}
			if got := strings.Join(got, " "); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestReportNamesTheBaseline(t *testing.T) {
	e := mustLoad(t, map[string]string{"x.rego": policy("acme.x", newUsers)}, engine.Options{})
	r, err := e.EvaluateAgainst(t.Context(), input(t, account()), input(t, earlier(nil)), report.Tool{Name: "tocsin", Version: "v1"})
	if err != nil {
		t.Fatal(err)
	}
	want := &report.Baseline{AccountID: "123456789012", CollectedAt: earlier(nil).Meta.CollectedAt}
	if diff := cmp.Diff(want, r.Scan.Baseline); diff != "" {
		t.Error(diff)
	}
	b, err := snapshot.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	checkSchema(t, b)
}

func TestBaselineIsRefused(t *testing.T) {
	e := mustLoad(t, map[string]string{"x.rego": policy("acme.x", newUsers)}, engine.Options{})
	for name, tc := range map[string]struct {
		change func(*snapshot.Snapshot)
		want   string
	}{
		"another account": {
			func(s *snapshot.Snapshot) { s.Meta.AccountID = "210987654321" },
			"compare with baseline: it is of account 210987654321 (aws), the snapshot is of 123456789012 (aws)",
		},
		"another partition": {func(s *snapshot.Snapshot) { s.Meta.Partition = "aws-cn" }, "123456789012 (aws-cn)"},
		"newer": {
			func(s *snapshot.Snapshot) { s.Meta.CollectedAt = s.Meta.CollectedAt.AddDate(0, 0, 2) },
			"compare with baseline: it was read at 2026-11-23T12:00:00Z, after the snapshot (2026-11-22T12:00:00Z)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := e.EvaluateAgainst(t.Context(), input(t, account()), input(t, earlier(tc.change)), report.Tool{})
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
}
