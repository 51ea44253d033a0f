package output

import "strings"

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
	var quote byte // ' or ", or $ for $'…', in which a backslash quotes
	begin := 0
	for i := 0; i < len(command); i++ {
		c := command[i]
		switch {
		case c == '\\' && quote != '\'':
			i++
		case quote == '$' && c == '\'', quote != 0 && c == quote:
			quote = 0
		case quote == 0 && c == '\'' && i > 0 && command[i-1] == '$':
			quote = '$'
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case quote == 0 && c == ' ':
			if begin < i {
				words = append(words, command[begin:i])
			}
			begin = i + 1
		case quote == 0 && c == '#' && i == begin:
			return nil, false
		}
	}
	if begin < len(command) {
		words = append(words, command[begin:])
	}
	return words, len(words) > 0 && quote == 0 && !strings.HasSuffix(command, `\`)
}
