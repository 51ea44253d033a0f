package output

import (
	"strings"

	"github.com/tocsin-dev/tocsin/internal/plain"
)

// fold breaks a shell command between its words, with the backslash that lets it be copied as it stands.
// A word that is too long stays whole. Where a word ends is for the shell to say: what is quoted is not
// broken, nor is a command that has a comment or a quote that does not end.
func fold(command string, width int) []string {
	words, ok := shellWords(command)
	if !ok || columns(command) <= width {
		return []string{command}
	}
	const indent, more = "    ", ` \`
	lines := []string{words[0]}
	for i, word := range words[1:] {
		room := width
		if i < len(words)-2 {
			room -= len(more)
		}
		last := len(lines) - 1
		if columns(lines[last])+1+columns(word) <= room {
			lines[last] += " " + word
			continue
		}
		lines[last] += more
		lines = append(lines, indent+word)
	}
	return lines
}

// shellWords splits a command at the spaces that are not quoted.
func shellWords(command string) (words []string, ok bool) {
	var q quoting
	begin := 0
	for i := range len(command) {
		bare := q.open == 0 && !q.escaped
		switch {
		case bare && command[i] == ' ':
			if begin < i {
				words = append(words, command[begin:i])
			}
			begin = i + 1
		case bare && command[i] == '#' && i == begin:
			return nil, false
		}
		q.read(command[i])
	}
	if begin < len(command) {
		words = append(words, command[begin:])
	}
	return words, len(words) > 0 && q.open == 0 && !q.escaped
}

// shellText shows a command: what cannot be seen is shown as by Plain, and what a CI system would take for
// a command of its own is broken by a quotation that ends and begins again, which is nothing to a shell.
func shellText(command string) string {
	command = plain.Text(command)
	var b strings.Builder
	var q quoting
	for i := range len(command) {
		c := command[i]
		if i > 0 && c == command[i-1] && (c == '#' || c == ':' && (i == 1 || command[i-2] == ' ')) {
			b.WriteString(q.pause())
		}
		b.WriteByte(c)
		q.read(c)
	}
	return b.String()
}

// quoting is how a shell quotes at a place in a command.
type quoting struct {
	open    byte // ' or ", or $ for $'…'
	escaped bool
	before  byte
}

func (q *quoting) read(c byte) {
	before := q.before
	q.before = c
	switch {
	case q.escaped:
		q.escaped, q.before = false, 0
	case c == '\\' && q.open != '\'':
		q.escaped = true
	case q.open == '$' && c == '\'', q.open != '$' && c == q.open:
		q.open = 0
	case q.open == 0 && c == '\'' && before == '$':
		q.open = '$'
	case q.open == 0 && (c == '\'' || c == '"'):
		q.open = c
	}
}

// pause ends the quotation and begins it again.
func (q *quoting) pause() string {
	switch q.open {
	case '"':
		return `""`
	case '$':
		return `'$'`
	}
	return `''`
}
