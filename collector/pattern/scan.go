package pattern

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// scanner reads the words of a pattern.
type scanner struct {
	text string
	pos  int
}

func (s *scanner) space() {
	for s.pos < len(s.text) && strings.IndexByte(" \t\r\n", s.text[s.pos]) >= 0 {
		s.pos++
	}
}

// accept skips white space and then the token, if it is what comes next.
func (s *scanner) accept(token string) bool {
	s.space()
	if !strings.HasPrefix(s.text[s.pos:], token) {
		return false
	}
	s.pos += len(token)
	return true
}

func (s *scanner) done() bool {
	s.space()
	return s.pos == len(s.text)
}

// until returns what stands before the first of the given characters.
func (s *scanner) until(stop string) string {
	rest := s.text[s.pos:]
	if i := strings.IndexAny(rest, stop); i >= 0 {
		rest = rest[:i]
	}
	s.pos += len(rest)
	return rest
}

// word returns the keyword that comes next, in capitals.
func (s *scanner) word() string {
	s.space()
	return strings.ToUpper(s.until(" \t\r\n(){}&|"))
}

// quoted reads what stands between two quotes, of which the first is read already. A backslash
// escapes a quote and itself.
func (s *scanner) quoted(quote byte) (string, error) {
	var b strings.Builder
	for ; s.pos < len(s.text); s.pos++ {
		c := s.text[s.pos]
		escapes := c == '\\' && s.pos+1 < len(s.text) && (s.text[s.pos+1] == quote || s.text[s.pos+1] == '\\')
		switch {
		case c == quote:
			s.pos++
			return b.String(), nil
		case escapes:
			s.pos++
			b.WriteByte(s.text[s.pos])
		default:
			b.WriteByte(c)
		}
	}
	return "", errors.New("a quotation mark is not closed")
}

func (s *scanner) unexpected(want string) error {
	return fmt.Errorf("at byte %d: want %s", s.pos, want)
}

// step goes from a JSON value to those inside.
type step struct {
	key   string
	index int
	kind  stepKind
}

type stepKind int

const (
	byKey stepKind = iota
	byIndex
	toEach // of an object or array
)

// selector is $.a[0].b. One that does not begin with a dollar, as the &.eventType of a pattern that is
// much copied, selects nothing.
type selector struct {
	steps   []step
	nothing bool
}

func (s *scanner) selector() (selector, error) {
	var sel selector
	switch {
	case s.accept("$"):
	case s.accept("&"):
		sel.nothing = true
	default:
		return sel, s.unexpected("a selector such as $.eventName")
	}
	for s.pos < len(s.text) {
		var next step
		var err error
		switch s.text[s.pos] {
		case '.':
			if s.pos++; strings.HasPrefix(s.text[s.pos:], "[") { // $.['cluster.name']
				continue
			}
			next, err = s.field()
		case '[':
			s.pos++
			next, err = s.bracket()
		default:
			return sel, sel.check(s)
		}
		if err != nil {
			return sel, err
		}
		sel.steps = append(sel.steps, next)
	}
	return sel, sel.check(s)
}

func (sel selector) check(s *scanner) error {
	if len(sel.steps) == 0 {
		return s.unexpected("a field after the dollar sign")
	}
	return nil
}

func (s *scanner) field() (step, error) {
	name := s.until(" \t\r\n.[](){}=!<>&|\"'%")
	switch name {
	case "":
		return step{}, s.unexpected("the name of a field")
	case "*":
		return step{kind: toEach}, nil
	}
	return step{key: name}, nil
}

func (s *scanner) bracket() (step, error) {
	for _, quote := range []string{"'", `"`} {
		if s.accept(quote) {
			key, err := s.quoted(quote[0])
			if err == nil && !s.accept("]") {
				err = s.unexpected("]")
			}
			return step{key: key}, err
		}
	}
	text := strings.TrimSpace(s.until("]"))
	if !s.accept("]") {
		return step{}, s.unexpected("]")
	}
	if text == "*" {
		return step{kind: toEach}, nil
	}
	index, err := strconv.Atoi(text)
	if err != nil || index < 0 {
		return step{}, fmt.Errorf("%q is no index of an array", text)
	}
	return step{index: index, kind: byIndex}, nil
}
