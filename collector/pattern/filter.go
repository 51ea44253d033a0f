package pattern

import (
	"errors"
	"fmt"
	"strings"
)

// FilterMatches names the probes that a metric filter pattern matches
// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html).
func FilterMatches(pattern string, probes []Probe) ([]string, error) {
	condition, err := parseFilter(pattern)
	if err != nil {
		return nil, err
	}
	return matched(probes, condition)
}

func parseFilter(pattern string) (func(Event) verdict, error) {
	if len(pattern) > maxFilterLength {
		return nil, fmt.Errorf("the pattern is longer than %d bytes", maxFilterLength)
	}
	switch trimmed := strings.TrimSpace(pattern); {
	case strings.HasPrefix(trimmed, "{"):
		condition, err := parseFields(trimmed)
		if err != nil {
			return nil, err
		}
		return func(e Event) verdict { return condition(e.Record) }, nil
	case strings.HasPrefix(trimmed, "["):
		return nil, errors.New("patterns for space-delimited events say nothing about JSON")
	default:
		condition, err := parseTerms(trimmed)
		if err != nil {
			return nil, err
		}
		return func(e Event) verdict { return given(condition(e.Text)) }, nil
	}
}

// fieldCondition is a condition on the fields of a JSON event.
type fieldCondition func(record any) verdict

// fieldParser parses a pattern for JSON events: { ($.a = "x" || $.b NOT EXISTS) && $.c[0] > 1 }.
type fieldParser struct {
	scanner
	depth int
}

func parseFields(pattern string) (fieldCondition, error) {
	p := &fieldParser{scanner: scanner{text: pattern}}
	p.accept("{")
	condition, err := p.or()
	if err != nil {
		return nil, err
	}
	if !p.accept("}") || !p.done() {
		return nil, p.unexpected("&&, || or }")
	}
	return condition, nil
}

func (p *fieldParser) or() (fieldCondition, error) {
	alternatives, err := p.list(p.and, "||")
	return func(record any) verdict {
		v := no
		for _, c := range alternatives {
			v = max(v, c(record))
		}
		return v
	}, err
}

func (p *fieldParser) and() (fieldCondition, error) {
	all, err := p.list(p.primary, "&&")
	return func(record any) verdict {
		v := yes
		for _, c := range all {
			v = min(v, c(record))
		}
		return v
	}, err
}

// list parses what stands between separators.
func (p *fieldParser) list(item func() (fieldCondition, error), separator string) ([]fieldCondition, error) {
	var items []fieldCondition
	for {
		c, err := item()
		if err != nil {
			return nil, err
		}
		items = append(items, c)
		if !p.accept(separator) {
			return items, nil
		}
	}
}

func (p *fieldParser) primary() (fieldCondition, error) {
	if !p.accept("(") {
		return p.condition()
	}
	if p.depth++; p.depth > maxDepth {
		return nil, fmt.Errorf("the pattern is nested deeper than %d", maxDepth)
	}
	c, err := p.or()
	if err != nil {
		return nil, err
	}
	p.depth--
	if !p.accept(")") {
		return nil, p.unexpected(")")
	}
	return c, nil
}

func (p *fieldParser) condition() (fieldCondition, error) {
	s, err := p.selector()
	if err != nil {
		return nil, err
	}
	for _, op := range []string{"!=", "<=", ">=", "=", "<", ">"} {
		if p.accept(op) {
			l, err := p.literal()
			if err != nil {
				return nil, err
			}
			return compare(s, op, l)
		}
	}
	switch words := p.word() + " " + p.word(); words {
	case "NOT EXISTS", "NOT EXIST":
		return func(record any) verdict { return given(len(s.find(record)) == 0) }, nil
	case "EXISTS ", "EXIST ": // AWS does not take it yet; should it, there is one thing it can mean
		return func(record any) verdict { return given(len(s.find(record)) > 0) }, nil
	case "IS NULL":
		return s.is(nil), nil
	case "IS TRUE":
		return s.is(true), nil
	case "IS FALSE":
		return s.is(false), nil
	default:
		return nil, p.unexpected("a comparison, IS or NOT EXISTS")
	}
}
