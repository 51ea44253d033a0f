package output

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// trusted is that somebody may take a role.
type trusted struct{ party, role string }

// trustEdge is what findings say of it.
type trustEdge struct {
	trusted
	severity report.Severity
	rules    []string
	changed  string // when an event changed it
	lastUsed string // when the role was last used, if that is known
	possible bool   // nothing but possible findings tell of it
	waived   bool   // all that tell of it are waived
}

// The measures of the picture, in pixels.
const (
	trustWidth  = 960
	trustRow    = 56
	trustBox    = 40
	trustMost   = 20 // parties, and roles, that are drawn
	partyWidth  = 300
	roleLeft    = 590
	trustMargin = 34
)

// trust shows whom the account's roles let in, as findings about roles tell. Roles without one are
// not drawn.
func (p *htmlReport) trust() markup {
	edges := p.trustEdges()
	if len(edges) == 0 {
		return ""
	}
	rows, left := within(roomForTable/2, edges, func(e trustEdge) markup {
		standing := ""
		switch {
		case e.possible:
			standing = "possible"
		case e.waived:
			standing = "waived"
		}
		return el("tr", el("td", text(limit(e.party, 200))), el("td", text(limit(p.local(e.role), 200))),
			el("td", badge(e.severity), " ", text(standing)), el("td", text(day("", e.changed))), el("td", text(day("", e.lastUsed))),
			el("td", text(limit(strings.Join(e.rules, ", "), 300)))) + "\n"
	})
	return el("p", "As far as findings tell: a role that no finding is about is not shown.") +
		trustPicture("account "+p.Scan.AccountID, edges) +
		table("Who may take which role", []markup{"Who", "Role", "Severity", "Changed", "Role last used", "Rules"}, []markup{rows}) +
		more(left, "edge")
}

// trustEdges gathers the edges, the gravest first.
func (p *htmlReport) trustEdges() []trustEdge {
	edges := map[trusted]*trustEdge{}
	add := func(rule string, f report.Finding, possible bool) {
		for _, party := range parties(f) {
			at := trusted{party, f.Resource.ARN}
			e := edges[at]
			if e == nil {
				e = &trustEdge{trusted: at, severity: f.Severity, possible: true, waived: true}
				edges[at] = e
			}
			if f.Severity.Compare(e.severity) < 0 {
				e.severity = f.Severity
			}
			if !slices.Contains(e.rules, rule) {
				e.rules = append(e.rules, rule)
			}
			e.possible = e.possible && possible
			e.waived = e.waived && f.Waived != nil
			e.changed = cmp.Or(e.changed, fact(f, "event_time"))
			e.lastUsed = cmp.Or(e.lastUsed, fact(f, "last_used_date"))
		}
	}
	for _, o := range p.Outcomes {
		if !strings.HasPrefix(o.Rule, "impact.role_") {
			continue
		}
		for _, f := range o.Findings {
			add(o.Rule, f, false)
		}
		for _, f := range o.Possible {
			add(o.Rule, f, true)
		}
	}
	var all []trustEdge
	for _, e := range edges {
		all = append(all, *e)
	}
	slices.SortFunc(all, func(a, b trustEdge) int {
		return cmp.Or(a.severity.Compare(b.severity), cmp.Compare(a.party, b.party), cmp.Compare(a.role, b.role))
	})
	return all
}

// parties are those whom a finding about a role says it trusts.
func parties(f report.Finding) []string {
	var all []string
	add := func(id string) {
		switch {
		case id == "":
		case id == "*":
			all = append(all, "anyone")
		case strings.Trim(id, "0123456789") == "":
			all = append(all, "account "+id)
		default:
			all = append(all, report.ParseResource(id, "", "").Name)
		}
	}
	add(fact(f, "account_id"))
	add(fact(f, "provider"))
	for _, key := range []string{"trusts", "accounts"} {
		ids, _ := f.Evidence[key].([]any)
		for _, id := range ids {
			s, _ := id.(string)
			add(s)
		}
	}
	return all
}

func fact(f report.Finding, key string) string {
	s, _ := f.Evidence[key].(string)
	return s
}

func trustPicture(account string, edges []trustEdge) markup {
	left, right := map[string]int{}, map[string]trustEdge{}
	rows := map[string]int{}
	var lines, boxes []markup
	hidden := 0
	for _, e := range edges {
		if _, known := left[e.party]; !known && len(left) == trustMost {
			hidden++
			continue
		}
		if _, known := right[e.role]; !known && len(right) == trustMost {
			hidden++
			continue
		}
		if _, known := left[e.party]; !known {
			left[e.party] = len(left)
			boxes = append(boxes, trustBoxAt(10, left[e.party], partyWidth, "party "+severityClass(e.severity), e.party, ""))
		}
		if _, known := right[e.role]; !known {
			right[e.role], rows[e.role] = e, len(rows)
		}
		lines = append(lines, e.draw(left[e.party], rows[e.role]))
	}
	for _, role := range slices.Sorted(maps.Keys(right)) {
		e := right[role]
		note := string(e.severity) + day(", changed ", e.changed) + day(", last used ", e.lastUsed)
		boxes = append(boxes, trustBoxAt(roleLeft, rows[role], trustWidth-roleLeft-16, "role "+severityClass(e.severity), report.ParseResource(role, "", "").Name, note))
	}
	height := trustMargin + trustRow*max(len(left), len(rows)) + 10
	svg := el(measured(`svg class="trust" role="img" viewBox="0 0 %d %d"`, trustWidth, height)+
		attr("aria-label", fmt.Sprintf("%s from outside lead to %s; the table below has each", count(len(lines), "edge"), count(len(rows), "role"))),
		el(measured(`rect class="frame" x="%d" y="2" width="%d" height="%d" rx="6"`, roleLeft-16, trustWidth-roleLeft+14, height-4)),
		el(measured(`text class="head" x="%d" y="22"`, roleLeft), text(account)),
		el(`text class="head" x="10" y="22"`, "who may come in"),
		join(lines), join(boxes))
	return el(`div class="scroll" role="region" tabindex="0" aria-label="Picture of the trust"`, svg) + more(hidden, "edge")
}

// day is the date of a time, after what it is the date of.
func day(what, moment string) string {
	if date, _, isTime := strings.Cut(moment, "T"); isTime {
		return what + date
	}
	return ""
}

func trustBoxAt(x, row, width int, class markup, name, note string) markup {
	y := trustMargin + trustRow*row
	baseline := y + 25
	if note != "" {
		baseline = y + 17
	}
	return el(`g class="`+class+`"`, el("title", text(limit(name, 200))),
		el(measured(`rect x="%d" y="%d" width="%d" height="%d" rx="5"`, x, y, width, trustBox)),
		el(measured(`text x="%d" y="%d"`, x+12, baseline), label(name, (width-24)*10/76)),
		el(measured(`text class="note" x="%d" y="%d"`, x+12, y+33), label(note, 60)))
}

func (e trustEdge) draw(from, to int) markup {
	class := "edge " + severityClass(e.severity)
	if e.possible {
		class += " perhaps"
	}
	middle := func(row int) int { return trustMargin + trustRow*row + trustBox/2 }
	x, y, end := 10+partyWidth, middle(from), middle(to)
	return el(`path class="`+class+measured(`" d="M%d %dC%d %d %d %d %d %d"`, x, y, x+100, y, roleLeft-110, end, roleLeft-9, end)) +
		el(`path class="head `+severityClass(e.severity)+measured(`" d="M%d %dl-9 -5v10z"`, roleLeft-1, end))
}
