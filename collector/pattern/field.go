package pattern

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// find returns the values that a selector selects.
func (s selector) find(record any) []any {
	if s.nothing {
		return nil
	}
	found := []any{record}
	for _, step := range s.steps {
		var next []any
		for _, v := range found {
			next = append(next, step.from(v)...)
		}
		found = next
	}
	return found
}

func (s step) from(value any) []any {
	object, _ := value.(map[string]any)
	array, _ := value.([]any)
	switch {
	case s.kind == toEach && object != nil:
		return slices.Collect(maps.Values(object))
	case s.kind == toEach:
		return array
	case s.kind == byIndex && s.index < len(array):
		return array[s.index : s.index+1]
	case s.kind == byKey:
		if v, ok := object[s.key]; ok {
			return []any{v}
		}
	}
	return nil
}

func (s selector) is(want any) fieldCondition {
	return s.any(func(v any) verdict { return given(v == want) })
}

// any is true if it is of any of the selected values. So no comparison is true of a field that is not
// there, != neither: AWS's own test of patterns shows that
// (https://github.com/DataBiosphere/azul/issues/5884).
func (s selector) any(condition func(value any) verdict) fieldCondition {
	return func(record any) verdict {
		v := no
		for _, value := range s.find(record) {
			v = max(v, condition(value))
		}
		return v
	}
}

// literal is what a field is compared with.
type literal struct {
	text   string
	quoted bool
	regex  *regexp.Regexp
	number float64
	// numeric is set if the text stands unquoted and is a number.
	numeric bool
}

func (p *fieldParser) literal() (literal, error) {
	switch {
	case p.accept(`"`):
		text, err := p.quoted('"')
		return literal{text: text, quoted: true}, err
	case p.accept("%"):
		text := p.until("%")
		if !p.accept("%") {
			return literal{}, p.unexpected("% at the end of the regular expression")
		}
		re, err := compileRegex(text)
		return literal{text: text, regex: re}, err
	}
	p.space()
	text := p.until(" \t\r\n(){}&|\"%")
	if text == "" {
		return literal{}, p.unexpected("a value")
	}
	number, err := strconv.ParseFloat(text, 64)
	return literal{text: text, number: number, numeric: err == nil}, nil
}

func compare(s selector, op string, l literal) (fieldCondition, error) {
	switch op {
	case "=":
		return s.any(l.equals), nil
	case "!=":
		return s.any(l.differs), nil
	}
	if !l.numeric {
		return nil, fmt.Errorf("%s compares numbers, and %q is none", op, l.text)
	}
	return s.any(func(v any) verdict {
		number, ok := v.(json.Number)
		if !ok {
			return no
		}
		f, err := number.Float64()
		return given(err == nil && ordered(f, op, l.number))
	}), nil
}

func ordered(a float64, op string, b float64) bool {
	switch op {
	case "<":
		return a < b
	case "<=":
		return a <= b
	case ">":
		return a > b
	default:
		return a >= b
	}
}

// equals compares a value with the literal. AWS documents that for strings with strings and numbers
// with numbers; where another pair would read the same, it is left open. Objects and arrays never match.
func (l literal) equals(value any) verdict {
	switch v := value.(type) {
	case string:
		if l.numeric {
			return min(unsure, given(v == l.text))
		}
		return given(l.fits(v))
	case json.Number:
		f, err := v.Float64()
		switch {
		case l.numeric:
			return given(err == nil && f == l.number)
		case !l.quoted && l.regex == nil:
			return given(l.fits(v.String())) // 4* is a number with a wildcard
		}
		return min(unsure, given(l.fits(v.String())))
	case bool:
		return min(unsure, given(l.fits(strconv.FormatBool(v))))
	case nil:
		return min(unsure, given(l.fits("null")))
	default:
		return no
	}
}

func (l literal) differs(value any) verdict {
	switch value.(type) {
	case string, json.Number:
		return l.equals(value).not()
	case bool, nil:
		return unsure
	default:
		return no
	}
}

// fits reports whether a text is what the literal describes. Case counts.
func (l literal) fits(text string) bool {
	switch {
	case l.regex != nil:
		return l.regex.MatchString(text)
	case strings.Contains(l.text, "*"):
		return wildcardMatch(l.text, text)
	}
	return l.text == text
}
