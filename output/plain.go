package output

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plain shows what cannot be seen. Whoever may name a resource could otherwise move the cursor,
// recolour the terminal, forge a line of the report, reverse the reading direction or command a CI system.
func Plain(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case visible(r):
			b.WriteString(s[:size])
		default:
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
		s = s[size:]
	}
	return inert(b.String())
}

// inert breaks what a CI system would take for a command, if a job prints it: GitHub takes "::name::"
// at the beginning of a line, to which wrapping may bring any word, and "##[name]" wherever it stands;
// Azure Pipelines takes "##vso[name]".
func inert(s string) string {
	s = strings.ReplaceAll(s, "##", `#\u0023`)
	if strings.HasPrefix(s, "::") {
		s = `\u003a` + s[1:]
	}
	return strings.ReplaceAll(s, " ::", ` \u003a:`)
}

// visible reports whether a character prints as itself. Among what Unicode takes for printable
// are characters that show nothing, such as the Hangul fillers.
func visible(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= ' ' && r < 0x7f
	}
	return unicode.IsPrint(r) && !unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// prose puts a policy's text, which YAML may have broken into lines, on one line.
func prose(s string) string { return Plain(strings.Join(strings.Fields(s), " ")) }
