package output

import (
	"cmp"
	"crypto/sha256"
	_ "embed" // for the style
	"encoding/base64"
	"io"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
)

//go:embed html/style.css
var htmlStyle string

// The room that the parts of the page have, in bytes. Findings take what the others leave of the page.
const (
	roomForPage     = 1950 * 1000
	roomForDetails  = 350 * 1000 // if not all findings fit in full
	roomForPossible = 80 * 1000  // and for waived findings
	roomForHeads    = 120 * 1000 // of rules with findings
	roomForRules    = 80 * 1000  // for what rules are about
	roomForTable    = 80 * 1000
	roomForPicture  = 50 * 1000
)

// HTML prints the report as one page that needs nothing else: no script, no other file, no network.
// Its policy forbids the browser to run or fetch anything, should a name ever escape from the text.
func HTML(w io.Writer, r *report.Report) error {
	p := &htmlReport{Report: r, rules: map[string]report.Rule{}}
	for _, rule := range r.Rules {
		p.rules[rule.ID] = rule
	}
	_, err := io.WriteString(w, string(p.page()))
	return err
}

type htmlReport struct {
	*report.Report
	rules map[string]report.Rule
}

// part is a section of the page that the contents lead to.
type part struct {
	id, title markup
	content   markup
}

func (p *htmlReport) page() markup {
	parts := []part{
		{"possible", "Possible findings", p.possible()},
		{"timeline", "Timeline", p.timeline()},
		{"trust", "Who may take which role", p.trust()},
		{"alerts", "Alert paths", p.alerts()},
		{"waived", "Waived findings", p.waived()},
		{"undecided", "Not decided", p.undecided()},
		{"gaps", "What could not be read", p.gaps()},
		{"waivers", "Waivers", p.waivers()},
		{"rules", "Rules that passed or were skipped", p.quiet()},
	}
	room := roomForPage
	for _, s := range parts {
		room -= len(s.content)
	}
	parts = append([]part{{"findings", "Findings by runbook line", p.findings(room)}}, parts...)
	var contents, sections []markup
	for _, s := range parts {
		if s.content == "" {
			continue
		}
		contents = append(contents, el("li", `<a href="#`+s.id+`">`+s.title+"</a>"))
		sections = append(sections, el(`section aria-labelledby="`+s.id+`"`, `<h2 id="`+s.id+`">`+s.title+"</h2>\n", s.content), "\n")
	}
	return "<!doctype html>\n" + el(`html lang="en"`, p.head(), el("body",
		`<a class="skip" href="#content">Skip to the content</a>`, "\n",
		p.header(),
		el(`nav aria-label="Contents"`, el("ul", contents...)), "\n",
		el(`main id="content"`, p.verdict(), join(sections)),
		el("footer", el("p", text(p.Tool.Name+" "+p.Tool.Version+". What could not be read is neither passed nor failed."))),
	)) + "\n"
}

// head holds the policy: nothing is loaded or run, and only this very style applies.
func (p *htmlReport) head() markup {
	sum := sha256.Sum256([]byte(htmlStyle))
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
	return el("head",
		"\n"+`<meta charset="utf-8">`+"\n",
		`<meta http-equiv="Content-Security-Policy"`+attr("content", policy)+">\n",
		`<meta name="viewport" content="width=device-width, initial-scale=1">`+"\n",
		`<meta name="referrer" content="no-referrer">`+"\n",
		`<meta name="color-scheme" content="light dark">`+"\n",
		el("title", text("AWS account "+p.Scan.AccountID+" · tocsin")), "\n",
		el("style", markup(htmlStyle)), "\n",
	) + "\n"
}

func (p *htmlReport) header() markup {
	account := p.Scan.AccountID
	if p.Scan.Partition != "aws" && p.Scan.Partition != "" {
		account += " (" + p.Scan.Partition + ")"
	}
	facts := [][2]string{
		{"Read", moment(p.Scan.EndedAt) + in(p.Scan.Regions)},
		{"By", cmp.Or(p.Scan.CallerARN, "nobody in AWS: from files of events alone")},
		{"Recent", recent(p.Scan.Window)},
	}
	if p.Scan.Baseline != nil {
		facts = append(facts, [2]string{"Baseline", "read " + moment(p.Scan.Baseline.CollectedAt)})
	}
	var notAWS markup
	if len(p.Scan.EndpointOverrides) > 0 {
		notAWS = el(`p class="banner"`, "<strong>Not AWS.</strong> ", text("Answers came from "+strings.Join(p.Scan.EndpointOverrides, ", ")+
			", not from AWS: this report says nothing about an AWS account."))
	}
	return el("header",
		el(`p class="brand"`, text(p.Tool.Name), " · root usage: readiness and signs of compromise"),
		el("h1", "AWS account ", el("span", text(account))),
		notAWS,
		el(`dl class="facts"`, each(facts, func(f [2]string) markup {
			if f[1] == "" {
				return ""
			}
			return el("div", el("dt", text(f[0])), el("dd", text(f[1])))
		})),
	) + "\n"
}
