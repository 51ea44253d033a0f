package pattern

import (
	"fmt"
	"regexp"
	"strings"
)

// term is a part of a pattern for unstructured events.
type term struct {
	// sign is - for what must be missing, ? for what is optional.
	sign string
	in   func(text string) bool
}

var bareTerm = regexp.MustCompile(`^\w+$`)

// parseTerms parses a pattern for unstructured events: Root "exact phrase" -without ?either ?or, or a
// regular expression between percent signs. The empty pattern matches every event.
func parseTerms(pattern string) (func(text string) bool, error) {
	s := &scanner{text: pattern}
	var terms []term
	for !s.done() {
		t, err := s.term()
		if err != nil {
			return nil, err
		}
		terms = append(terms, t)
	}
	return func(text string) bool { return allTerms(terms, text) }, nil
}

func (s *scanner) term() (t term, err error) {
	for _, sign := range []string{"-", "?"} {
		if t.sign == "" && s.accept(sign) {
			t.sign = sign
		}
	}
	switch {
	case s.accept(`"`):
		phrase, err := s.quoted('"')
		if strings.TrimSpace(phrase) == "" {
			phrase = "" // " " is how AWS writes: everything
		}
		t.in = containing(phrase)
		return t, err
	case s.accept("%"):
		text := s.until("%")
		if !s.accept("%") {
			return t, s.unexpected("% at the end of the regular expression")
		}
		re, err := compileRegex(text)
		if err != nil {
			return t, err
		}
		t.in = re.MatchString
		return t, nil
	}
	word := s.until(" \t\r\n")
	if !bareTerm.MatchString(word) {
		return t, fmt.Errorf("the term %q has to be in quotation marks", word)
	}
	t.in = containing(word)
	return t, nil
}

func containing(phrase string) func(string) bool {
	return func(text string) bool { return strings.Contains(text, phrase) }
}

// allTerms reports whether a text has the terms that it must have, and none that it must not. Optional
// terms count only where there are no others, as AWS documents.
func allTerms(terms []term, text string) bool {
	optional, some := 0, false
	for _, t := range terms {
		in := t.in(text)
		switch {
		case t.sign == "?":
			optional++
			some = some || in
		case in == (t.sign == "-"):
			return false
		}
	}
	return some || optional < len(terms) || len(terms) == 0
}
