package output

import (
	"bytes"
	"fmt"
	"io"

	"github.com/tocsin-dev/tocsin/internal/digest"
)

// VerificationMarkdown prints the verification for a summary of a CI job or a comment. All that
// comes from the bucket stands in code spans, where neither HTML nor links nor mentions work.
func VerificationMarkdown(w io.Writer, v *digest.Verification) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "## CloudTrail log files in %s\n\nDelivered %s. %s\n\n", code(v.Source), window(v), conclusion(v))
	for _, host := range v.EndpointOverrides {
		fmt.Fprintf(&b, "**Answers came from %s, not from AWS.**\n\n", code(host))
	}
	fmt.Fprintf(&b, "- digests: %s\n- log files: %s\n", fate(v.Digests), fate(v.Logs))
	for _, list := range []struct {
		title    string
		problems []digest.Problem
	}{{"Wrong", v.Problems}, {"Not verified", v.Unverified}} {
		if len(list.problems) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n### %s\n\n", list.title)
		for _, k := range digest.Kinds() {
			for _, p := range ofKind(list.problems, k) {
				fmt.Fprintf(&b, "- %s: %s\n", kindTitle[k], code(p.Object))
				for _, line := range []string{place(p), p.Detail} {
					if line != "" {
						fmt.Fprintf(&b, "  - %s\n", code(line))
					}
				}
			}
		}
	}
	if len(ofKind(v.Unverified, digest.NoSignature)) > 0 {
		fmt.Fprintf(&b, "\n%s\n", signatureAdvice)
	}
	_, err := w.Write(b.Bytes())
	return err
}
