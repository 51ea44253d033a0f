package output

import (
	"fmt"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// timeline is what happened: a picture, the events in the order of their times, and who was seen.
func (p *htmlReport) timeline() markup {
	t := p.Timeline
	if t == nil {
		return ""
	}
	var partial markup
	if !t.Complete {
		partial = el(`p class="banner"`, "Not all events of this time could be read.")
	}
	if len(t.Entries) == 0 {
		return partial + el("p", "No event.")
	}
	return partial + picture(t.Entries) + p.events(t.Entries) +
		seenTable("Addresses", t.Addresses) + seenTable("Programs", t.Agents)
}

// events is a table of as many events as there is room for; of many the last matter most.
func (p *htmlReport) events(entries []report.Entry) markup {
	shown := budget{roomForTable}
	var rows []markup
	first := len(entries)
	for first > 0 {
		m := p.eventRow(entries[first-1])
		if !shown.take(m) {
			break
		}
		rows = append([]markup{m}, rows...)
		first--
	}
	var before markup
	if first > 0 {
		before = el(`p class="more"`, text(count(first, "event")+" before these: tocsin timeline shows them."))
	}
	return el("details open", el("summary", text(count(len(entries), "event"))), before,
		table("Events in the order of their times", []markup{"Time (UTC)", "Event", "On", "By", "From", "Rules"}, rows))
}

// table is one that scrolls sideways where the screen is narrow.
func table(name markup, heads, rows []markup) markup {
	return el(`div class="scroll" role="region" tabindex="0" aria-label="`+name+`"`, el("table",
		el("thead", el("tr", each(heads, func(h markup) markup { return el(`th scope="col"`, h) }))), "\n",
		el("tbody", rows...))) + "\n"
}

func (p *htmlReport) eventRow(e report.Entry) markup {
	tag, outcome := markup("tr"), markup("")
	if len(e.Rules) > 0 {
		tag = `tr class="hit"`
	}
	if !e.Succeeded {
		outcome = el("em", text(strings.TrimRight(" in vain "+e.ErrorCode, " ")))
	}
	service, name, _ := strings.Cut(e.Event, "/")
	who := p.local(e.Actor)
	if e.Root != "" && e.Root != "human" {
		who += " (" + e.Root + ")"
	}
	return el(tag,
		el("td", el("time", text(e.Time.UTC().Format("2006-01-02 15:04:05")))),
		el("td", el("b", text(name)), " ", el(`span class="where"`, text(service)), outcome),
		el("td", text(limit(p.local(e.Target), 200))), el("td", text(limit(who, 200))),
		el("td", text(limit(e.SourceIPAddress, 100)), " ", el(`span class="where"`, text(e.Region))),
		el("td", text(limit(strings.Join(e.Rules, ", "), 300)))) + "\n"
}

// local is an ARN without what says that it is of this account.
func (p *htmlReport) local(arn string) string {
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 && parts[0] == "arn" && parts[4] == p.Scan.AccountID {
		return parts[5]
	}
	return arn
}

func seenTable(title markup, seen []report.Seen) markup {
	if len(seen) == 0 {
		return ""
	}
	rows, left := within(roomForTable/6, seen, func(s report.Seen) markup {
		return el("tr", el("td", text(limit(s.Name, 200))), el(`td class="n"`, text(fmt.Sprint(s.Count))),
			el("td", text(moment(s.First))), el("td", text(moment(s.Last)))) + "\n"
	})
	return el("h3", title) + table(title, []markup{"Name", "Events", "First seen", "Last seen"}, []markup{rows}) + more(left, "line")
}
