package shell

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Parse reads a line as a POSIX shell does. It knows words, quotes, variables, the output to a file, and
// what joins commands; what else a shell knows is an error, as is what has no end.
func Parse(text string) (Line, error) {
	if strings.ContainsRune(text, 0) {
		return nil, errors.New("parse command: no command holds the character 0")
	}
	r := reader{rest: text}
	var line Line
	for {
		c, err := r.command()
		if err != nil {
			return nil, fmt.Errorf("parse command: %w", err)
		}
		line = append(line, c)
		if c.Then == "" {
			return line, nil
		}
	}
}

type reader struct{ rest string }

// command reads up to the end, or past what joins the command to the next.
func (r *reader) command() (Command, error) {
	var c Command
	for {
		r.rest = strings.TrimLeft(r.rest, " \t")
		then := r.operator()
		switch {
		case then != "" && then != ">" || r.rest == "":
			if len(c.Words) == 0 {
				return c, errors.New("there is no program")
			}
			c.Then = then
			return c, nil
		case c.Into != nil:
			return c, errors.New("something follows the file's name")
		case then == ">":
			r.rest = strings.TrimLeft(r.rest, " \t")
			w, err := r.word()
			if err != nil {
				return c, err
			}
			c.Into = w
		default:
			w, err := r.word()
			if err != nil {
				return c, err
			}
			c.Words = append(c.Words, w)
		}
	}
}

func (r *reader) operator() string {
	for _, o := range []string{"&&", "||", ";", "|", ">"} {
		if rest, ok := strings.CutPrefix(r.rest, o); ok && !strings.HasPrefix(rest, o[:1]) {
			r.rest = rest
			return o
		}
	}
	return ""
}

// special are the characters that mean something to a shell, outside quotes.
const special = "&|;<>()`\"'\\$*?[]#~!{}\n \t"

func (r *reader) word() (Word, error) {
	w := Word{}
	for r.rest != "" && !strings.ContainsAny(r.rest[:1], " \t&|;>") {
		piece, err := r.piece()
		if err != nil {
			return nil, err
		}
		w = w.with(piece...)
	}
	if len(w) == 0 {
		return nil, errors.New("a word is missing")
	}
	return w, nil
}

func (r *reader) piece() ([]Piece, error) {
	switch c := r.rest[0]; c {
	case '\'':
		text, rest, closed := strings.Cut(r.rest[1:], "'")
		if !closed {
			return nil, errors.New("a quote has no end")
		}
		r.rest = rest
		return []Piece{{Text: text}}, nil
	case '"':
		r.rest = r.rest[1:]
		return r.doubleQuoted()
	case '\\':
		if len(r.rest) < 2 || r.rest[1] == '\n' {
			return nil, errors.New("it goes on in the next line")
		}
		text := r.rest[1:2]
		r.rest = r.rest[2:]
		return []Piece{{Text: text}}, nil
	case '$':
		p, err := r.variable()
		return []Piece{p}, err
	default:
		n := strings.IndexAny(r.rest, special)
		if n == 0 {
			return nil, fmt.Errorf("%q outside quotes", c)
		}
		if n < 0 {
			n = len(r.rest)
		}
		text := r.rest[:n]
		r.rest = r.rest[n:]
		return []Piece{{Text: text}}, nil
	}
}

func (r *reader) doubleQuoted() ([]Piece, error) {
	pieces := []Piece{{}} // "" is a word, too
	for r.rest != "" {
		switch c := r.rest[0]; {
		case c == '"':
			r.rest = r.rest[1:]
			return pieces, nil
		case c == '`':
			return nil, errors.New("a command within the command")
		case c == '$':
			p, err := r.variable()
			if err != nil {
				return nil, err
			}
			pieces = append(pieces, p)
		case c == '\\' && len(r.rest) > 1 && strings.ContainsAny(r.rest[1:2], "$`\"\\"):
			pieces = append(pieces, Piece{Text: r.rest[1:2]})
			r.rest = r.rest[2:]
		case c == '\\' && strings.HasPrefix(r.rest, "\\\n"):
			return nil, errors.New("it goes on in the next line")
		default:
			pieces = append(pieces, Piece{Text: r.rest[:1]})
			r.rest = r.rest[1:]
		}
	}
	return nil, errors.New("a quote has no end")
}

var variable = regexp.MustCompile(`^\$([A-Z_][A-Z0-9_]*)`)

func (r *reader) variable() (Piece, error) {
	m := variable.FindStringSubmatch(r.rest)
	if m == nil {
		return Piece{}, errors.New("a $ that names no variable in capitals")
	}
	r.rest = r.rest[len(m[0]):]
	return Piece{Variable: m[1]}, nil
}

// with puts texts that stand together into one piece. A word of no text has one that is empty.
func (w Word) with(pieces ...Piece) Word {
	for _, p := range pieces {
		last := len(w) - 1
		switch {
		case p.Variable == "" && last >= 0 && w[last].Variable == "":
			w[last].Text += p.Text
		case p.Variable == "" && p.Text == "" && last >= 0:
		default:
			if p.Variable != "" && last >= 0 && w[last] == (Piece{}) {
				w[last] = p
				continue
			}
			w = append(w, p)
		}
	}
	return w
}
