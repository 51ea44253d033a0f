// Package glob matches names by patterns that have two wildcards and nothing else.
package glob

import (
	"strings"
	"unicode/utf8"
)

// Match reports whether the pattern matches the whole of a name: * stands for any number of any
// characters, also / and : and line breaks, and ? for one. Every other character stands for itself,
// in upper or lower case as it is; there is no way, and no need, to take the meaning from * or ?.
//
// It takes no more steps than the pattern and the name have characters, multiplied.
func Match(pattern, name string) bool {
	star, resume := -1, 0 // behind the last *, and where in the name its match ends so far
	p, n := 0, 0
	for n < len(name) {
		switch _, size := utf8.DecodeRuneInString(name[n:]); {
		case p < len(pattern) && pattern[p] == '*':
			p++
			star, resume = p, n
		case p < len(pattern) && pattern[p] == '?':
			p, n = p+1, n+size
		case strings.HasPrefix(pattern[p:], name[n:n+size]):
			p, n = p+size, n+size
		case star >= 0:
			_, size = utf8.DecodeRuneInString(name[resume:])
			resume += size
			p, n = star, resume
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
