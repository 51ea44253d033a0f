package output

import (
	"cmp"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// result carries neither evidence nor commands: code scanning shows it to everybody who may
// write to a repository.
func (p *places) result(f ruled, account string) *sarif.Result {
	res := f.Resource
	res.Account = cmp.Or(res.Account, account, "unknown")
	related, links := p.related(f)
	out := sarif.NewRuleResult(f.rule).
		WithLevel(level(f.Severity)).
		WithMessage(sarif.NewTextMessage(resultMessage(f.Message, res) + links)).
		WithLocations([]*sarif.Location{p.primary(f, res)}).
		WithRelatedLocations(related).
		// The only fingerprint that GitHub uses; ":1" says that it is the first on its line.
		WithPartialFingerPrints(map[string]any{"primaryLocationLineHash": f.ID + ":1"})
	if f.Waived != nil {
		out.AddSuppression(suppression(f.Waived))
	}
	out.Properties = sarif.Properties{"account": res.Account}
	for name, value := range map[string]string{"arn": res.ARN, "region": res.Region, "baseline": string(f.Baseline)} {
		if value != "" {
			out.Properties[name] = value
		}
	}
	return out
}

// resultMessage names the resource, because GitHub's list of alerts shows the message's first
// sentence.
func resultMessage(msg string, r report.Resource) string {
	where := "account '" + r.Account + "'"
	if r.ARN != "" && r.ARN != r.Account {
		where = "resource '" + limit(r.ARN, 300) + "', " + where
	}
	if r.Region != "" {
		where += ", region '" + r.Region + "'"
	}
	return message(strings.TrimSuffix(limit(Plain(msg), 600), ".") + " (" + where + ")")
}

// message makes the text of a SARIF message: a sentence, without what SARIF takes for a link, and short enough
// for links to follow.
func message(text string) string {
	var b strings.Builder
	room := maxText - len(links) - len("….")
	for _, r := range Plain(text) {
		if room <= 0 {
			b.WriteRune('…')
			break
		}
		if strings.ContainsRune(`\[]`, r) {
			b.WriteByte('\\')
			room--
		}
		b.WriteRune(r)
		room--
	}
	return strings.TrimSuffix(b.String(), ".") + "."
}

// limit cuts a text to n characters.
func limit(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return s
}
