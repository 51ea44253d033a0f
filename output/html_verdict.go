package output

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// verdict says at a glance what the report comes to.
func (p *htmlReport) verdict() markup {
	found := p.found()
	return el(`section class="verdict" aria-labelledby="verdict"`,
		`<h2 id="verdict">`, text(p.headline(found)), "</h2>\n",
		el(`ul class="tiles" aria-label="Findings by severity"`, each(report.Severities(), func(s report.Severity) markup {
			return tile(severityClass(s), p.Summary.Findings[s], string(s))
		})), "\n",
		p.bar(), "\n",
		el(`ul class="tally" aria-label="Rules by verdict"`, each(report.Statuses(), func(s report.Status) markup {
			return tile(statusClass(s), p.Summary.Outcomes[s], statusWord(s))
		})), "\n",
		el(`p class="exit"`, text(p.exit())),
	) + "\n"
}

func (p *htmlReport) found() int {
	total := 0
	for _, n := range p.Summary.Findings {
		total += n
	}
	return total
}

func (p *htmlReport) headline(found int) string {
	open := p.Summary.Outcomes[report.Unknown] + p.Summary.Outcomes[report.Error]
	var said []string
	if found > 0 {
		said = append(said, count(found, "finding")+p.worst()+".")
	}
	switch {
	case open > 0:
		said = append(said, fmt.Sprintf("Not complete: %s could not be decided.", count(open, "rule")))
	case found == 0 && p.Summary.Outcomes[report.Pass]+p.Summary.Waived == 0:
		return "No rule was applied: this says nothing about the account."
	case found == 0 && p.Summary.Waived > 0:
		return "Nothing was found but what is waived."
	case found == 0:
		return "Nothing was found."
	}
	if p.Summary.Waived > 0 {
		said = append(said, fmt.Sprintf("%d waived.", p.Summary.Waived))
	}
	return strings.Join(said, " ")
}

// worst says how many findings are of the gravest severity, if not all are.
func (p *htmlReport) worst() string {
	for _, s := range report.Severities() {
		switch n := p.Summary.Findings[s]; n {
		case 0:
		case p.found():
			return " of severity " + string(s)
		default:
			return fmt.Sprintf(", %d of them %s", n, s)
		}
	}
	return ""
}

// exit says what the exit status of the scan means, at the threshold that holds if none is given.
func (p *htmlReport) exit() string {
	switch p.ExitStatus(report.High) {
	case report.ExitFindings:
		return "Exit status 1 at the default threshold: there are findings of severity high or above."
	case report.ExitIncomplete:
		return "Exit status 3 at the default threshold: something could not be judged, and no finding is of severity high or above."
	default:
		return "Exit status 0 at the default threshold: all was judged, and no finding is of severity high or above."
	}
}

func tile(class markup, n int, name string) markup {
	if n == 0 {
		class += " none"
	}
	return el(`li class="`+class+`"`, el("b", text(fmt.Sprint(n))), " ", text(name))
}

// bar is a picture of how many rules got which verdict.
func (p *htmlReport) bar() markup {
	const width = 1000
	total := len(p.Outcomes)
	if total == 0 {
		return ""
	}
	var pieces []markup
	var names []string
	x, seen := 0, 0
	for _, s := range report.Statuses() {
		n := p.Summary.Outcomes[s]
		if n == 0 {
			continue
		}
		seen += n
		end := width * seen / total
		pieces = append(pieces, el(`rect class="`+statusClass(s)+measured(`" y="0" height="12" x="%d" width="%d"`, x, max(1, end-x-3))))
		names = append(names, fmt.Sprintf("%d %s", n, statusWord(s)))
		x = end
	}
	return el(`svg class="bar" viewBox="0 0 1000 12" preserveAspectRatio="none" role="img"`+
		attr("aria-label", count(total, "rule")+": "+strings.Join(names, ", ")), pieces...)
}

// severityClass is the class of the style: a severity that is none has none.
func severityClass(s report.Severity) markup {
	if slices.Contains(report.Severities(), s) {
		return text(string(s))
	}
	return "info"
}

func statusClass(s report.Status) markup {
	if slices.Contains(report.Statuses(), s) {
		return text(string(s))
	}
	return "unknown"
}

func badge(s report.Severity) markup {
	return el(`span class="badge `+severityClass(s)+`"`, text(string(s)))
}

func statusWord(s report.Status) string {
	switch s {
	case report.Fail:
		return "failed"
	case report.Error:
		return "in error"
	case report.Pass:
		return "passed"
	default:
		return string(s)
	}
}
