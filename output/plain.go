package output

import (
	"strings"

	"github.com/tocsin-dev/tocsin/internal/plain"
)

// Plain shows what cannot be seen, and breaks what a CI system would take for a command, if a job prints
// it: what comes from an account could otherwise deceive its reader. GitHub takes "::name::" at the
// beginning of a line, to which wrapping may bring any word, and "##[name]" wherever it stands; Azure
// Pipelines takes "##vso[name]".
func Plain(s string) string {
	s = strings.ReplaceAll(plain.Text(s), "##", `#\u0023`)
	if strings.HasPrefix(s, "::") {
		s = `\u003a` + s[1:]
	}
	return strings.ReplaceAll(s, " ::", ` \u003a:`)
}

func visible(r rune) bool { return plain.Visible(r) }

// prose puts a policy's text, which YAML may have broken into lines, on one line.
func prose(s string) string { return Plain(strings.Join(strings.Fields(s), " ")) }
