package output

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

func htmlOf(t *testing.T, r *report.Report) string {
	t.Helper()
	var buf bytes.Buffer
	if err := HTML(&buf, r); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

// pages are reports and runbooks as pages: those of all formats, some with pictures, and a large one.
func pages(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{"pictures": htmlOf(t, picturedReport()), "5000": htmlOf(t, largeReport(5000))}
	for name, r := range reports() {
		all[name] = htmlOf(t, r)
	}
	for name, a := range runbooks() {
		var buf bytes.Buffer
		if err := RunbookHTML(&buf, a); err != nil {
			t.Fatal(err)
		}
		all["runbook-"+name] = buf.String()
	}
	return all
}

func TestHTMLPictures(t *testing.T) {
	golden(t, "pictures.html", []byte(htmlOf(t, picturedReport())))
}

var (
	tags       = regexp.MustCompile(`<[^<>]*>`)
	elementTag = regexp.MustCompile(`^</?([a-z0-9]+)((?: [a-zA-Z0-9-]+(?:="[^"<>]*")?)*)>$`)
	attributes = regexp.MustCompile(` ([a-zA-Z0-9-]+)(?:="([^"<>]*)")?`)
)

// TestHTMLHoldsNothingElse: whatever names there are, a page has no element and no attribute but its own.
func TestHTMLHoldsNothingElse(t *testing.T) {
	elements := strings.Fields("html head meta title style body a header p h1 h2 h3 h4 span strong dl div dt dd nav ul li main section b svg rect " +
		"details summary code pre em table thead tbody tr th td time figure figcaption g circle line path text footer")
	own := strings.Fields("lang charset http-equiv content name class href id aria-label aria-labelledby role tabindex open rel scope " +
		"viewBox preserveAspectRatio x y x1 x2 y1 y2 r rx cx cy d width height transform text-anchor")
	for name, page := range pages(t) {
		if left := tags.ReplaceAllString(strings.TrimPrefix(page, "<!doctype html>"), ""); strings.ContainsAny(left, "<>") {
			t.Errorf("%s: a < or > is no part of a tag", name)
		}
		for _, tag := range tags.FindAllString(strings.TrimPrefix(page, "<!doctype html>"), -1) {
			parts := elementTag.FindStringSubmatch(tag)
			if parts == nil || !slices.Contains(elements, parts[1]) {
				t.Fatalf("%s: %q is no element of the page", name, tag)
			}
			for _, a := range attributes.FindAllStringSubmatch(parts[2], -1) {
				if !slices.Contains(own, a[1]) {
					t.Fatalf("%s: %q has the attribute %s", name, tag, a[1])
				}
				if a[1] == "href" && !strings.HasPrefix(a[2], "#") && (!strings.HasPrefix(a[2], "https://") || !strings.Contains(tag, "noreferrer")) {
					t.Errorf("%s: %q leads elsewhere", name, tag)
				}
			}
		}
	}
}

func TestHTMLPolicy(t *testing.T) {
	for name, page := range pages(t) {
		t.Run(name, func(t *testing.T) { hasPolicy(t, page) })
	}
}

// hasPolicy checks that the page forbids what it does not need, and needs no more.
func hasPolicy(t *testing.T, page string) {
	t.Helper()
	if !strings.Contains(page, "<style>"+htmlStyle+"</style>") {
		t.Error("the page lacks the style")
	}
	policy := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-[^;]+&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;">`)
	if n := len(policy.FindAllString(page, -1)); n != 1 {
		t.Errorf("there are %d policies", n)
	}
	for _, loads := range []string{"<script", "<link", "<img", "src=", "url(", "@import", "style=", `="http://`} {
		if strings.Contains(page, loads) {
			t.Errorf("the page has %s", loads)
		}
	}
}

func TestLink(t *testing.T) {
	for address, linked := range map[string]bool{
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#x": true,
		"javascript:alert(1)":                    false,
		"http://docs.aws.amazon.com/":            false,
		"https:alert":                            false,
		"https://docs.aws.amazon.com@evil.test/": false,
		"https://evil.test/\u202egnp":            false,
		"data:text/html,x":                       false,
		"//docs.aws.amazon.com/":                 false,
		"https://a.test/\"onclick=\"x":           true, // the quotes are escaped
	} {
		got := string(link(address, text(address)))
		if strings.HasPrefix(got, "<a ") != linked || strings.Contains(got, `"onclick`) {
			t.Errorf("%q becomes %s", address, got)
		}
	}
}

// TestHTMLIsSmall: a page opens at once, whatever the report holds, and as long as there is room it has every finding.
func TestHTMLIsSmall(t *testing.T) {
	const most = 2 * 1000 * 1000
	page := htmlOf(t, largeReport(5000))
	t.Logf("5000 findings: %d bytes", len(page))
	if len(page) >= most {
		t.Errorf("5000 findings make %d bytes", len(page))
	}
	if n := strings.Count(page, `<li class="f">`) + strings.Count(page, `<li class="b">`); n != 5000 {
		t.Errorf("of 5000 findings %d are shown", n)
	}
	page = htmlOf(t, hugeReport())
	t.Logf("everything large: %d bytes", len(page))
	if len(page) >= most {
		t.Errorf("everything large makes %d bytes", len(page))
	}
	for _, left := range []string{"more findings", "more gaps", "more rules", "more edges", "more paths", "more waivers", "events before these"} {
		if !strings.Contains(page, left) {
			t.Errorf("the page does not say that there are %s", left)
		}
	}
}

// No rule's findings crowd out another's, and none is counted that is not there.
func TestHTMLShowsSomeOfEachRule(t *testing.T) {
	page := htmlOf(t, hugeReport())
	for i := range 20 {
		if !strings.Contains(page, fmt.Sprintf("user/r%d-", i)) {
			t.Errorf("nothing of rule %d is shown", i)
		}
	}
}

func TestAxisLeavesOutWhatIsEmpty(t *testing.T) {
	begin := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	entries := []report.Entry{{Time: begin}, {Time: begin.Add(time.Minute)}, {Time: begin.Add(2 * time.Minute)}, {Time: begin.AddDate(0, 0, 7)}}
	at := newAxis(entries, 100, 500)
	x := []int{at.x(entries[0].Time), at.x(entries[1].Time), at.x(entries[2].Time), at.x(entries[3].Time)}
	if !slices.IsSorted(x) || x[0] != 100 || x[3] > 600 || x[1]-x[0] < 50 {
		t.Errorf("the events stand at %v", x)
	}
	if one := newAxis(entries[:1], 100, 500); one.x(begin) != 100 {
		t.Errorf("one event stands at %d", one.x(begin))
	}
}

// picturedReport has all that there are pictures of, under names of intruders.
func picturedReport() *report.Report {
	r := fullReport()
	end := r.Scan.EndedAt
	r.Timeline = &report.Timeline{Complete: true, Addresses: []report.Seen{{Name: "<b>", First: end, Last: end, Count: 2}}}
	for i, name := range hostileNames() {
		r.Timeline.Entries = append(r.Timeline.Entries, report.Entry{
			Time: end.Add(time.Duration(i-100) * time.Hour), ID: name, Event: name + ".amazonaws.com/" + name, Region: name, Actor: name, Root: []string{"", "human", "service"}[i%3],
			SourceIPAddress: name, UserAgent: name, Target: name, Succeeded: i%2 == 0, ErrorCode: name, Rules: []string{name}[:i%2],
		})
		role := finding("impact.role_trusts_external_account", report.High, "arn:aws:iam::"+account+":role/"+name, "", name)
		role.Evidence = map[string]any{"account_id": name, "trusts": []any{name, "*", 7}, "event_time": name, "last_used_date": name + "T"}
		path := finding("readiness.root_usage_not_alerted", report.High, account, "", name)
		path.Evidence = map[string]any{"probes": []any{name}, "regions": []any{name, nil}, "path": []any{
			map[string]any{"edge": "trail_logging", "state": "ok", "at": name},
			map[string]any{"edge": "x" + name, "state": "broken", "at": name}, map[string]any{"edge": "y", "state": name, "at": 7},
		}}
		r.Outcomes[0].Findings = append(r.Outcomes[0].Findings, role)
		r.Outcomes[5].Possible = append(r.Outcomes[5].Possible, path)
	}
	r.Outcomes[5].Status, r.Outcomes[5].Reason = report.Unknown, "something"
	r.Summarize()
	return r
}

// largeReport has as many findings, as the built-in rules write them.
func largeReport(n int) *report.Report {
	r := reportOf(nil)
	for i := range 20 {
		id := fmt.Sprintf("ioc.rule_%d", i)
		rule := rules()[2]
		rule.ID = id
		r.Rules = append(r.Rules, rule)
		o := report.Outcome{Rule: id, Status: report.Fail}
		for j := range n / 20 {
			f := finding(id, report.Severities()[i%5], fmt.Sprintf("arn:aws:iam::%s:user/r%d-%d", account, i, j), "",
				fmt.Sprintf("'arn:aws:iam::%s:root' created IAM user 'r%d-%d' at 2026-11-18T02:33:12Z from 198.51.100.146.", account, i, j),
				fmt.Sprintf("aws iam attach-user-policy --user-name=r%d-%d --policy-arn=arn:aws:iam::aws:policy/AWSDenyAll", i, j))
			f.Evidence = map[string]any{"actor": "arn:aws:iam::111122223333:root", "event": "iam.amazonaws.com/CreateUser", "succeeded": true,
				"user_agent": "aws-cli/2.19.1 md/awscrt#0.22.0 ua/2.0 os/linux#6.8.0 md/arch#x86_64 lang/python#3.12.6"}
			o.Findings = append(o.Findings, f)
		}
		r.Outcomes = append(r.Outcomes, o)
	}
	r.Summarize()
	return r
}

// hugeReport has too much of everything.
func hugeReport() *report.Report {
	r := largeReport(20000)
	long := strings.Repeat("<&>", 600)
	r.Timeline = &report.Timeline{}
	var gaps []snapshot.Gap
	possible := report.Outcome{Rule: "impact.role_x", Status: report.Unknown, Reason: long}
	for i := range 600 {
		name := fmt.Sprint(i, long)
		r.Timeline.Entries = append(r.Timeline.Entries, report.Entry{Time: r.Scan.EndedAt.Add(time.Duration(i) * time.Minute), Event: name + ".amazonaws.com/" + name,
			Actor: name, Target: name, SourceIPAddress: name, Region: name, ErrorCode: name, Rules: []string{name}})
		r.Timeline.Addresses = append(r.Timeline.Addresses, report.Seen{Name: name})
		gaps = append(gaps, snapshot.Gap{Operation: name, Region: name, Code: name, Resource: name, Message: name})
		f := finding("impact.role_x", report.High, name, "", long, long)
		f.Evidence = map[string]any{"account_id": name, "probes": []any{long}, "regions": []any{long},
			"path": slices.Repeat([]any{map[string]any{"edge": name, "state": "broken", "at": long}}, 50)}
		possible.Possible = append(possible.Possible, f)
		for _, s := range report.Statuses()[2:] {
			r.Outcomes = append(r.Outcomes, report.Outcome{Rule: fmt.Sprint(s, name), Status: s, Reason: long})
		}
	}
	r.Timeline.Agents = r.Timeline.Addresses
	r.Waivers = slices.Repeat([]report.Waiver{{Rule: long, Resource: long, Acceptance: report.Acceptance{Reason: long, Owner: long, Expires: long}}}, 600)
	for i := range 3000 {
		id := fmt.Sprint("acme.rule", i)
		f := finding(id, report.High, account, "", long, long)
		r.Rules = append(r.Rules, report.Rule{ID: id, Title: long, Description: long, Runbook: fmt.Sprint(i, long), References: []string{long}})
		waived := f
		waived.ID, waived.Waived = "w", &report.Acceptance{Reason: long, Owner: long, Expires: long}
		r.Outcomes = append(r.Outcomes, report.Outcome{Rule: id, Status: report.Fail, Findings: []report.Finding{f, waived}})
	}
	r.Outcomes = append(r.Outcomes, possible)
	r.Coverage = maps.Clone(r.Coverage)
	r.Coverage["iam.users"] = snapshot.Coverage{Status: snapshot.Partial, Gaps: gaps}
	r.Summarize()
	return r
}
