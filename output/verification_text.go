package output

import (
	"fmt"
	"io"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/digest"
)

// VerificationText prints the verification for people. It is coloured on a terminal.
func VerificationText(w io.Writer, v *digest.Verification) error {
	_, err := w.Write(renderVerification(v, colorful(w)))
	return err
}

func renderVerification(v *digest.Verification, color bool) []byte {
	p := &verificationText{page{color: color}}
	p.line(span{bold, "CloudTrail log files in " + v.Source})
	p.line(span{faint, "delivered "}, span{normal, window(v)})
	if len(v.EndpointOverrides) > 0 {
		p.hanging(span{boldRed, "NOT AWS   "}, normal, "Answers came from "+strings.Join(v.EndpointOverrides, ", ")+
			", not from AWS: the keys, and so all that is called verified, may be anybody's.")
	}
	p.problems("Wrong", red, v.Problems)
	p.problems("Not verified", cyan, v.Unverified)
	if len(ofKind(v.Unverified, digest.NoSignature)) > 0 {
		p.line()
		p.paragraph("", normal, signatureAdvice)
	}
	p.chains(v.Chains)
	p.section("Summary")
	p.line(span{normal, "digests   " + fate(v.Digests)})
	p.line(span{normal, fmt.Sprintf("log files %s; %.1f MB of logs were verified", fate(v.Logs), float64(v.Bytes)/1e6)})
	p.line()
	p.line(span{bold, conclusion(v)})
	return p.buf.Bytes()
}

type verificationText struct{ page }

func (p *verificationText) problems(title string, s style, problems []digest.Problem) {
	if len(problems) == 0 {
		return
	}
	p.section(title)
	first := true
	for _, k := range digest.Kinds() {
		for _, problem := range ofKind(problems, k) {
			if !first {
				p.line()
			}
			first = false
			p.line(span{s, kindTitle[k]})
			p.line(span{normal, "  "}, span{cyan, problem.Object})
			if where := place(problem); where != "" {
				p.line(span{faint, "    " + where})
			}
			p.paragraph("    ", normal, problem.Detail)
		}
	}
}

// maxChains is how many chains people are shown; an organization has thousands.
const maxChains = 40

func (p *verificationText) chains(chains []digest.Chain) {
	if len(chains) == 0 {
		return
	}
	p.section("Chains of digests")
	for _, c := range chains[:min(len(chains), maxChains)] {
		p.line(span{normal, fmt.Sprintf("%s %s %s", c.Account, c.Region, c.Trail)}, span{faint, backfill(c)})
		covered := "nothing verified"
		if !c.From.IsZero() {
			covered = moment(c.From) + " to " + moment(c.To)
		}
		p.line(span{faint, fmt.Sprintf("    %s: %s, %s", covered, count(c.Digests.Total(), "digest"), count(c.Logs.Total(), "log file"))})
	}
	if more := len(chains) - maxChains; more > 0 {
		p.line(span{faint, fmt.Sprintf("and %d more, which JSON has", more)})
	}
}

func backfill(c digest.Chain) string {
	if c.Backfill {
		return " (backfill)"
	}
	return ""
}
