package output

import (
	"bytes"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"
)

// width is the width of the text report. It is fixed, so that a saved report and the one on the
// screen are the same.
const width = 80

// page lays out text. Every string goes through line, which shows what is invisible, so no
// section can forget to.
type page struct {
	buf   bytes.Buffer
	color bool
}

// A style holds the parameters of an ANSI escape sequence.
type style string

const (
	normal  style = ""
	bold    style = "1"
	faint   style = "2"
	red     style = "31"
	green   style = "32"
	yellow  style = "33"
	blue    style = "34"
	cyan    style = "36"
	boldRed style = "1;31"
)

// span is a piece of a line in one style.
type span struct {
	style style
	text  string
}

// colorful reports whether w is a terminal whose user wants colour (https://no-color.org), or standard
// output of a job whose log shows colour, which says so (https://bixense.com/clicolors).
func colorful(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" {
		return false
	}
	if force := os.Getenv("CLICOLOR_FORCE"); force != "" && force != "0" {
		return f == os.Stdout
	}
	return os.Getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}

func (p *page) line(spans ...span) {
	for _, s := range spans {
		text := Plain(s.text)
		if p.color && s.style != normal && text != "" {
			text = "\x1b[" + string(s.style) + "m" + text + "\x1b[0m"
		}
		p.buf.WriteString(text)
	}
	p.buf.WriteByte('\n')
}

// section begins a part of the report.
func (p *page) section(title string) {
	p.line()
	p.line(span{bold, title})
	p.line(span{faint, strings.Repeat("─", width)})
}

// paragraph prints text wrapped, each line after the indent.
func (p *page) paragraph(indent string, s style, text string) {
	p.hanging(span{normal, indent}, s, text)
}

// hanging prints text wrapped, the first line after a label and the others below its text.
func (p *page) hanging(label span, s style, text string) {
	margin := strings.Repeat(" ", columns(label.text))
	for _, text := range Wrap(Plain(text), width-len(margin)) {
		p.line(label, span{s, text})
		label = span{normal, margin}
	}
}

// flow prints pieces side by side, and where the line ends on the next one, after the indent.
func (p *page) flow(indent string, first span, more ...span) {
	line := []span{first}
	used := columns(Plain(first.text))
	for _, s := range more {
		s.text = Plain(s.text)
		switch size := columns(s.text); {
		case s.text == "":
		case used+2+size <= width:
			line = append(line, span{normal, "  "}, s)
			used += 2 + size
		default:
			p.line(line...)
			line = []span{{normal, indent}, s}
			used = columns(indent) + size
		}
	}
	p.line(line...)
}

// command prints a shell command, to be copied.
func (p *page) command(indent, text string) {
	prompt := indent + "$ "
	for _, line := range fold(shellText(text), width-columns(prompt)) {
		p.line(span{faint, prompt}, span{green, line})
		prompt = strings.Repeat(" ", columns(prompt))
	}
}

// between returns the spaces that push right to the right margin, after left.
func between(left, right string) string {
	return strings.Repeat(" ", max(2, width-columns(left)-columns(right)))
}

func columns(s string) int { return utf8.RuneCountInString(s) }

// Wrap breaks text at spaces. A word that is too long, such as an ARN, stays whole: it is there
// to be copied.
func Wrap(text string, width int) []string {
	var lines []string
	for _, word := range strings.Fields(text) {
		last := len(lines) - 1
		if last >= 0 && columns(lines[last])+1+columns(word) <= width {
			lines[last] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	return lines
}
