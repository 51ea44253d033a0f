package output

import (
	"fmt"
	"io"

	"github.com/tocsin-dev/tocsin/internal/runbook"
)

// RunbookHTML prints the runbook as one page that needs nothing else, to work through on a screen or on paper.
func RunbookHTML(w io.Writer, a *runbook.Account) error {
	header := htmlHeader(a.Tool.Name, " · what to do about the use of root", "Runbook for AWS account ", a.Scan, [][2]string{
		{"Read", moment(a.Scan.EndedAt) + in(a.Scan.Regions)},
	})
	var contents, sections []markup
	for i, ph := range a.Phases {
		title := text(fmt.Sprintf("%d. %s", i+1, ph.Title))
		id := text(fmt.Sprintf("phase-%d", i+1))
		states := el(`span class="state"`, text(stateCounts(ph.Steps)))
		contents = append(contents, el("li", `<a href="#`+id+`">`+title+"</a> ", states))
		sections = append(sections, el(`section aria-labelledby="`+id+`"`,
			el(`h2 id="`+id+`"`, title, " ", states), "\n", each(ph.Steps, htmlStep)), "\n")
	}
	_, err := io.WriteString(w, string(htmlPage("Runbook for AWS account "+a.Scan.AccountID+" · tocsin", header, contents,
		append([]markup{htmlOrder(a.Scan.Complete)}, sections...), a.Tool.Name+" "+a.Tool.Version+". It runs none of the commands.")))
	return err
}

// htmlOrder says how to go through the page.
func htmlOrder(complete bool) markup {
	order := el("p", "Run the commands from the top down: what preserves evidence comes first.")
	if complete {
		return order
	}
	return el(`p class="banner"`, "Not all could be read: what is unknown may be open.") + order
}

func htmlStep(s runbook.Step) markup {
	return el(`section class="step"`,
		el("h3", el(`span class="badge `+stateClass(s.State)+`"`, text(string(s.State))), " ", text(s.Text)), "\n",
		htmlFound(s.Findings),
		htmlList("Not known", reasons(s.Undecided), text),
		htmlList("By hand", s.Advice, func(advice runbook.Advice) markup { return text(prose(advice.Text)) + advicePage(advice.Page) }),
		each(blocks(s.Commands), htmlBlock),
	) + "\n"
}

func stateClass(s runbook.State) markup {
	return map[runbook.State]markup{runbook.Open: "error", runbook.Unknown: "unknown", runbook.Done: "pass"}[s]
}

// htmlFound lists findings, folded if they are many.
func htmlFound(findings []runbook.Finding) markup {
	const many = 8
	if len(findings) == 0 {
		return ""
	}
	list := el("ul", each(findings, func(f runbook.Finding) markup {
		return el("li", badge(f.Severity), " ", text(f.Message))
	})) + "\n"
	if len(findings) <= many {
		return list
	}
	return el("details", el("summary", text(count(len(findings), "finding"))), list) + "\n"
}

func htmlList[T any](title markup, items []T, of func(T) markup) markup {
	if len(items) == 0 {
		return ""
	}
	return el("h4", title) + el("ul", each(items, func(item T) markup { return el("li", of(item)) })) + "\n"
}

// advicePage leads to a page of AWS's. A report may have been written by anybody.
func advicePage(page string) markup {
	switch {
	case page == "":
		return ""
	case pageOfAWS.MatchString(page):
		return " " + link(page, text(page))
	default:
		return " " + el("code", text(page))
	}
}

// htmlBlock shows commands that are alike in what a reader has to know before running them.
func htmlBlock(b block) markup {
	warning := markup("")
	if b.warning != "" {
		warning = el(`p class="banner"`, text(b.warning))
	}
	return warning + el("pre", each(b.commands, func(c string) markup {
		return el("code", uncut(shellText(c))) + "\n" // a reader must not lack a step
	})) + "\n"
}
