// Package shell reads the commands of findings and writes them so that they stay what they are: on one
// line, with nothing in them that a reader does not see, and the same in every POSIX shell
// (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html). It runs nothing.
package shell

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tocsin-dev/tocsin/internal/plain"
)

// Line is a line for a shell: commands and what stands between them.
type Line []Command

// Command is one program and its arguments.
type Command struct {
	// Words are the program and its arguments.
	Words []Word
	// Into is the file that the output goes to, if any.
	Into Word
	// Then is what joins it to the next: &&, ||, ; or |.
	Then string
}

// Word is one word: pieces of text and variables.
type Word []Piece

// Piece is a piece of a word: a text, or the name of a variable that a person sets.
type Piece struct{ Text, Variable string }

// Text returns the word as a program gets it, if no variable is in it.
func (w Word) Text() (text string, known bool) {
	for _, p := range w {
		if p.Variable != "" {
			return "", false
		}
		text += p.Text
	}
	return text, w != nil
}

// Variables lists the variables of the line, in order and each once.
func (l Line) Variables() []string {
	var names []string
	for _, c := range l {
		for _, w := range append(slices.Clone(c.Words), c.Into) {
			for _, p := range w {
				if p.Variable != "" && !slices.Contains(names, p.Variable) {
					names = append(names, p.Variable)
				}
			}
		}
	}
	return names
}

// String writes the line. What cannot be seen, a line break too, is written by its octal numbers into a
// variable of its own, with a full stop after it: the shell takes line breaks off the end.
func (l Line) String() string {
	var setting, b strings.Builder
	hidden := 0
	write := func(w Word) {
		for i, p := range w {
			if i == 0 { // an option is easier to read in front of the quotes
				name := option.FindString(p.Text)
				b.WriteString(name)
				if p.Text = p.Text[len(name):]; p.Text == "" && len(w) > 1 {
					continue
				}
			}
			switch {
			case p.Variable != "":
				b.WriteString(`"$` + p.Variable + `"`)
			case isPlain(p.Text):
				b.WriteString(Quote(p.Text))
			default:
				hidden++
				fmt.Fprintf(&setting, "hidden%d=$(printf %s) && ", hidden, Quote(octal(p.Text)+"."))
				fmt.Fprintf(&b, `"${hidden%d%%.}"`, hidden)
			}
		}
	}
	for i, c := range l {
		if i > 0 {
			b.WriteString(" ")
		}
		for j, w := range c.Words {
			if j > 0 {
				b.WriteString(" ")
			}
			write(w)
		}
		if c.Into != nil {
			b.WriteString(" > ")
			write(c.Into)
		}
		if c.Then != "" {
			b.WriteString(" " + c.Then)
		}
	}
	return setting.String() + b.String()
}

var option = regexp.MustCompile(`^--[a-z0-9-]+=`)

var bare = regexp.MustCompile(`^[A-Za-z0-9_@%+=:,./-]+$`)

// Quote makes one word of a text that is plain to see.
func Quote(text string) string {
	if bare.MatchString(text) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

func isPlain(text string) bool { return plain.Text(text) == text && utf8.ValidString(text) }

// octal writes a text as printf's format.
func octal(text string) string {
	var b strings.Builder
	for i, c := range []byte(text) {
		switch {
		case c == '%':
			b.WriteString("%%")
		case c == '\\' || c == '\'' || c < ' ' || c >= 0x7f || c == '-' && i == 0: // a dash would begin an option
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
