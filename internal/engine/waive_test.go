package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
)

// waiver is one that counts on the day of account.
func waiver(rule, resource string) report.Waiver {
	w := report.Waiver{Rule: rule, Resource: resource}
	w.Acceptance = report.Acceptance{Reason: "known", Owner: "ana", Expires: "2999-12-31"}
	return w
}

const eachUser = `deny contains {"msg": "m", "resource": u.arn} if some u in input.aws.iam.users`

// judged returns the report on account's two users, a and b.
func judged(t *testing.T, body string, at time.Time, o engine.Options) *report.Report {
	t.Helper()
	snap := account()
	if !at.IsZero() {
		snap.Meta.CollectedAt = at
	}
	r, err := mustLoad(t, map[string]string{"x.rego": policy("acme.x", body), "y.rego": policy("acme.y", harmless)}, o).
		Evaluate(t.Context(), snap, report.Tool{Name: "tocsin", Version: "v1"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWaivers(t *testing.T) {
	other := waiver("acme.x", "*")
	other.Account = "999999999999"
	own := waiver("acme.x", "*")
	own.Account = "123456789012"
	past := waiver("acme.x", "*")
	past.Expires = "2000-01-01"
	rubbish := waiver("acme.x", "*")
	rubbish.Expires = "never"
	for name, tc := range map[string]struct {
		waivers []report.Waiver
		status  report.Status
		waived  int
		matched []int // for each waiver that is listed
	}{
		"none":                  {nil, report.Fail, 0, []int{}},
		"all":                   {[]report.Waiver{waiver("acme.?", "arn:*:user/*")}, report.Waived, 2, []int{2}},
		"one of two":            {[]report.Waiver{waiver("acme.x", "*/a")}, report.Fail, 1, []int{1}},
		"one each":              {[]report.Waiver{waiver("acme.x", "*/a"), waiver("*", "*/b")}, report.Waived, 2, []int{1, 1}},
		"two of one":            {[]report.Waiver{waiver("acme.x", "*/a"), waiver("*", "*/a")}, report.Fail, 1, []int{1, 1}},
		"another rule":          {[]report.Waiver{waiver("acme.y", "*")}, report.Fail, 0, []int{0}},
		"another account":       {[]report.Waiver{other}, report.Fail, 0, []int{}},
		"the account":           {[]report.Waiver{own}, report.Waived, 2, []int{2}},
		"not all of the name":   {[]report.Waiver{waiver("acme.x", "user/a")}, report.Fail, 0, []int{0}},
		"expired":               {[]report.Waiver{past}, report.Fail, 0, []int{2}},
		"expired and renewed":   {[]report.Waiver{past, own}, report.Waived, 2, []int{2, 2}},
		"no date":               {[]report.Waiver{rubbish}, report.Fail, 0, []int{2}},
		"a class is no pattern": {[]report.Waiver{waiver("acme.x", "*/[ab]")}, report.Fail, 0, []int{0}},
	} {
		t.Run(name, func(t *testing.T) {
			r := judged(t, eachUser, time.Time{}, engine.Options{Waivers: tc.waivers})
			if got := r.Outcomes[0]; got.Status != tc.status || len(got.Findings) != 2 {
				t.Errorf("got %s with %d findings, want %s", got.Status, len(got.Findings), tc.status)
			}
			if r.Summary.Waived != tc.waived || r.Summary.Findings[report.High] != 2-tc.waived {
				t.Errorf("the summary is %+v, want %d waived", r.Summary, tc.waived)
			}
			matched := []int{}
			for _, w := range r.Waivers {
				matched = append(matched, w.Matched)
			}
			if diff := cmp.Diff(tc.matched, matched); diff != "" {
				t.Error(diff)
			}
			clean := r.ExitStatus(report.Info) == report.ExitClean
			if clean != (tc.status == report.Waived) {
				t.Errorf("the exit status is %d", r.ExitStatus(report.Info))
			}
		})
	}
}

// TestExpiry: the day itself counts, in UTC, whatever the zone that the time is given in.
func TestExpiry(t *testing.T) {
	w := waiver("acme.x", "*")
	w.Expires = "2026-03-31"
	west := time.FixedZone("west", -8*60*60)
	for _, tc := range []struct {
		at      time.Time
		expired bool
	}{
		{time.Date(2026, 3, 30, 12, 0, 0, 0, time.UTC), false},
		{time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC), false},
		{time.Date(2026, 3, 31, 23, 59, 59, 999, time.UTC), false},
		{time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), true},
		{time.Date(2026, 3, 31, 15, 59, 59, 0, west), false},
		{time.Date(2026, 3, 31, 16, 0, 0, 0, west), true}, // it is April in UTC
	} {
		r := judged(t, eachUser, tc.at, engine.Options{Waivers: []report.Waiver{w}})
		if got := r.Waivers[0].Expired; got != tc.expired || (r.Outcomes[0].Status == report.Waived) == tc.expired {
			t.Errorf("at %v: expired is %v and the verdict %s", tc.at, got, r.Outcomes[0].Status)
		}
		if warned := strings.Contains(r.Waivers[0].Warning(), "expired on 2026-03-31: 2 findings count again"); warned != tc.expired {
			t.Errorf("at %v the warning is %q", tc.at, r.Waivers[0].Warning())
		}
	}
}

// TestWaivedIsNotPassed: what could not be read may hold a finding that nobody waived.
func TestWaivedIsNotPassed(t *testing.T) {
	all := engine.Options{Waivers: []report.Waiver{waiver("*", "*")}}
	t.Run("gap", func(t *testing.T) {
		r := judged(t, eachUser+"\ndeny contains {\"msg\": \"m\", \"resource\": u.arn} if some u in input.aws.iam.roles", time.Time{}, all)
		o := r.Outcomes[0]
		if o.Status != report.Unknown || !report.AllWaived(o.Findings) || r.ExitStatus(report.Info) != report.ExitIncomplete {
			t.Errorf("got %s with %+v", o.Status, o.Findings)
		}
		if !r.Waivers[0].Undecided {
			t.Error("the waiver's rules were decided")
		}
	})
	t.Run("absence", func(t *testing.T) {
		r := judged(t, "custom absence: true\ndeny contains {\"msg\": \"m\", \"resource\": \"r\"} if not input.aws.iam.roles", time.Time{}, all)
		o := r.Outcomes[0]
		if o.Status != report.Unknown || len(o.Findings) != 0 || !report.AllWaived(o.Possible) || r.Summary.Waived != 0 {
			t.Errorf("got %+v", o)
		}
		if r.ExitStatus(report.Info) != report.ExitIncomplete || r.Waivers[0].Warning() != "" {
			t.Errorf("exit status %d, warning %q", r.ExitStatus(report.Info), r.Waivers[0].Warning())
		}
	})
	t.Run("nothing to waive", func(t *testing.T) {
		r := judged(t, "custom absence: true\ndeny contains {\"msg\": \"m\", \"resource\": u.arn} if some u in input.aws.iam.roles", time.Time{}, all)
		if got := r.Waivers[0].Warning(); r.Outcomes[0].Status != report.Unknown || !strings.HasSuffix(got, "matches nothing that could be read, but not all could") {
			t.Errorf("%s: %q", r.Outcomes[0].Status, got)
		}
	})
}

func TestSettings(t *testing.T) {
	no, yes := false, true
	set := func(settings ...engine.Setting) *report.Report {
		return judged(t, eachUser, time.Time{}, engine.Options{Settings: settings, Waivers: []report.Waiver{waiver("acme.x", "none")}})
	}
	t.Run("off", func(t *testing.T) {
		r := set(engine.Setting{Rules: "acme.x", Enabled: &no})
		o := r.Outcomes[0]
		if o.Status != report.Skipped || o.Reason != "turned off by the configuration" || len(o.Findings) != 0 || !r.Rules[0].Disabled {
			t.Errorf("got %+v of %+v", o, r.Rules[0])
		}
		if len(r.Coverage) != 0 {
			t.Errorf("sections of the rule that is off are in the coverage: %v", r.Coverage)
		}
		if len(r.Waivers) != 0 {
			t.Errorf("a waiver of the rule that is off is missed: %v", r.Waivers)
		}
	})
	t.Run("the last counts", func(t *testing.T) {
		r := set(engine.Setting{Rules: "acme.*", Enabled: &no, Severity: report.Low}, engine.Setting{Rules: "acme.x", Enabled: &yes})
		if o := r.Outcomes[0]; o.Status != report.Fail || o.Findings[0].Severity != report.Low || r.Rules[0].Severity != report.Low {
			t.Errorf("got %+v", o)
		}
		if r.Outcomes[1].Status != report.Skipped || r.ExitStatus(report.High) != report.ExitClean {
			t.Errorf("got %+v, exit status %d", r.Outcomes[1], r.ExitStatus(report.High))
		}
	})
	t.Run("nothing is read for it", func(t *testing.T) {
		files := map[string]string{"x.rego": policy("acme.x", eachUser), "y.rego": policy("acme.y", `deny contains {"msg": "m", "resource": t.arn} if some t in input.aws.cloudtrail.trails`)}
		eng := mustLoad(t, files, engine.Options{Settings: []engine.Setting{{Rules: "acme.x", Enabled: &no}}})
		if got := eng.Sections(); !slices.Equal(got, []string{"cloudtrail.trails"}) {
			t.Errorf("reads %v", got)
		}
	})
}
