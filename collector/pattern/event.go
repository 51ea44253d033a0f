package pattern

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// RuleMatches names the probes that the event pattern of an EventBridge rule matches
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html).
func RuleMatches(pattern string, probes []Probe) ([]string, error) {
	match, err := parseEvent(pattern)
	if err != nil {
		return nil, err
	}
	return matched(probes, func(e Event) verdict { return match(e.Envelope) })
}

// Unknown is, in a document, a value that is there but not known.
type Unknown struct{}

// PolicyAccepts reports whether an SNS filter policy, which is an event pattern too, accepts a document:
// a message's attributes or its body
// (https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html).
func PolicyAccepts(policy string, document map[string]any) (bool, error) {
	match, err := parseEvent(policy)
	if err != nil {
		return false, err
	}
	v := match(document)
	if v == unsure {
		return false, errors.New("it depends on what is not known of the message")
	}
	return v == yes, nil
}

// eventCondition is a condition on a part of an event. A nil value is null; absent is not there.
type eventCondition func(value any) verdict

type absent struct{}

func parseEvent(pattern string) (eventCondition, error) {
	if len(pattern) > maxEventLength {
		return nil, fmt.Errorf("the pattern is longer than %d bytes", maxEventLength)
	}
	v, err := decode(pattern)
	if err != nil {
		return nil, fmt.Errorf("parse event pattern: %w", err)
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("the event pattern is no JSON object")
	}
	return parseObject(object, 0)
}

// parseObject parses an object of fields, all of which must match.
func parseObject(object map[string]any, depth int) (eventCondition, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("the pattern is nested deeper than %d", maxDepth)
	}
	var all []eventCondition
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if alternatives := alternativesOf(key, object[key]); alternatives != nil {
			c, err := parseAlternatives(alternatives, depth)
			if err != nil {
				return nil, err
			}
			all = append(all, c)
			continue
		}
		c, err := parseField(object[key], depth)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		all = append(all, func(value any) verdict { return c(field(value, key)) })
	}
	return func(value any) verdict {
		v := yes
		for _, c := range all {
			v = min(v, c(value))
		}
		return v
	}, nil
}

// field returns a field of an object, absent if there is none.
func field(value any, key string) any {
	object, ok := value.(map[string]any)
	if !ok {
		return absent{}
	}
	v, ok := object[key]
	if !ok {
		return absent{}
	}
	return v
}

// alternativesOf returns the alternatives of a $or: two or more objects, of which none is an operator.
// Any other $or is a field of that name.
func alternativesOf(key string, value any) []map[string]any {
	list, ok := value.([]any)
	if key != "$or" || !ok || len(list) < 2 {
		return nil
	}
	var alternatives []map[string]any
	for _, v := range list {
		object, ok := v.(map[string]any)
		if !ok || slices.ContainsFunc(slices.Collect(maps.Keys(object)), isOperator) {
			return nil
		}
		alternatives = append(alternatives, object)
	}
	return alternatives
}

func parseAlternatives(objects []map[string]any, depth int) (eventCondition, error) {
	var alternatives []eventCondition
	for _, object := range objects {
		c, err := parseObject(object, depth+1)
		if err != nil {
			return nil, err
		}
		alternatives = append(alternatives, c)
	}
	return anyOf(alternatives), nil
}

func anyOf(alternatives []eventCondition) eventCondition {
	return func(value any) verdict {
		v := no
		for _, c := range alternatives {
			v = max(v, c(value))
		}
		return v
	}
}

// parseField parses what is asked of one field: fields of its own, or a list of alternatives.
func parseField(want any, depth int) (eventCondition, error) {
	switch want := want.(type) {
	case map[string]any:
		inner, err := parseObject(want, depth+1)
		return func(value any) verdict { return within(value, inner) }, err
	case []any:
		if len(want) == 0 {
			return nil, errors.New("an empty list")
		}
		var alternatives []eventCondition
		for _, w := range want {
			c, err := parseLeaf(w)
			if err != nil {
				return nil, err
			}
			alternatives = append(alternatives, c)
		}
		return anyOf(alternatives), nil
	default:
		return nil, errors.New("neither an object nor a list")
	}
}

// within tries a condition on an object, or on each object of an array.
func within(value any, condition eventCondition) verdict {
	switch value := value.(type) {
	case []any:
		v := no
		for _, element := range value {
			v = max(v, within(element, condition))
		}
		return v
	case Unknown:
		return unsure
	default:
		return condition(value)
	}
}

// parseLeaf parses one alternative: a value, or an operator.
func parseLeaf(want any) (eventCondition, error) {
	switch want := want.(type) {
	case map[string]any:
		return parseOperator(want)
	case []any:
		return nil, errors.New("a list within a list")
	default:
		return leaf(func(value any) bool { return equal(value, want) }), nil
	}
}

// leaf tries a condition on a value that is neither an object nor absent; of an array, on each
// element.
func leaf(condition func(value any) bool) eventCondition {
	var c eventCondition
	c = func(value any) verdict {
		switch value := value.(type) {
		case []any:
			v := no
			for _, element := range value {
				v = max(v, c(element))
			}
			return v
		case map[string]any, absent:
			return no
		case Unknown:
			return unsure
		default:
			return given(condition(value))
		}
	}
	return c
}

// equal compares numbers by value, everything else exactly.
func equal(a, b any) bool {
	x, ok := a.(json.Number)
	y, too := b.(json.Number)
	if !ok || !too {
		return ok == too && a == b
	}
	f, err := x.Float64()
	g, err2 := y.Float64()
	return x == y || err == nil && err2 == nil && f == g
}
