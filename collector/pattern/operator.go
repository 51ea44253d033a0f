package pattern

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
)

// operandParser returns what parses the operand of an operator, nil if there is no such operator.
func operandParser(operator string) func(operand any) (eventCondition, error) {
	switch operator {
	case "prefix":
		return parsePrefix
	case "suffix":
		return parseSuffix
	case "equals-ignore-case":
		return parseIgnoreCase
	case "wildcard":
		return parseWildcard
	case "anything-but":
		return parseAnythingBut
	case "numeric":
		return parseNumeric
	case "exists":
		return parseExists
	case "cidr":
		return parseCIDR
	}
	return nil
}

func isOperator(key string) bool { return operandParser(key) != nil }

func parseOperator(object map[string]any) (eventCondition, error) {
	keys := slices.Sorted(maps.Keys(object))
	if len(keys) != 1 {
		return nil, fmt.Errorf("%d operators in one", len(keys))
	}
	parse := operandParser(keys[0])
	if parse == nil {
		return nil, fmt.Errorf("the operator %q is not known", keys[0])
	}
	c, err := parse(object[keys[0]])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", keys[0], err)
	}
	return c, nil
}

// text is a condition on strings.
func text(condition func(s string) bool) eventCondition {
	return leaf(func(value any) bool {
		s, ok := value.(string)
		return ok && condition(s)
	})
}

func parsePrefix(operand any) (eventCondition, error) {
	want, fold, err := textOperand(operand)
	return text(func(s string) bool {
		return len(s) >= len(want) && fold(s[:len(want)], want)
	}), err
}

func parseSuffix(operand any) (eventCondition, error) {
	want, fold, err := textOperand(operand)
	return text(func(s string) bool {
		return len(s) >= len(want) && fold(s[len(s)-len(want):], want)
	}), err
}

// textOperand reads "text" or {"equals-ignore-case": "text"}, and says how to compare with it.
func textOperand(operand any) (string, func(a, b string) bool, error) {
	equal := func(a, b string) bool { return a == b }
	if object, ok := operand.(map[string]any); ok && len(object) == 1 {
		if want, ok := object["equals-ignore-case"].(string); ok {
			return want, strings.EqualFold, nil
		}
	}
	want, ok := operand.(string)
	if !ok {
		return "", equal, errors.New("want a string")
	}
	return want, equal, nil
}

func parseIgnoreCase(operand any) (eventCondition, error) {
	want, ok := operand.(string)
	if !ok {
		return nil, errors.New("want a string")
	}
	return text(func(s string) bool { return strings.EqualFold(s, want) }), nil
}

func parseWildcard(operand any) (eventCondition, error) {
	want, ok := operand.(string)
	switch {
	case !ok:
		return nil, errors.New("want a string")
	case strings.Contains(want, `\`):
		return nil, errors.New("escapes are not evaluated")
	case strings.Contains(want, "**"):
		return nil, errors.New("AWS takes no two wildcards in a row")
	}
	return text(func(s string) bool { return wildcardMatch(want, s) }), nil
}

// parseAnythingBut parses values that are not wanted, or an operator with such: the field must be
// there, and none of them fit.
func parseAnythingBut(operand any) (eventCondition, error) {
	unwanted := []any{operand}
	parse := parseLeaf
	switch operand := operand.(type) {
	case map[string]any:
		if len(operand) != 1 {
			return nil, errors.New("want one operator")
		}
		for name, value := range operand {
			parse = operandParser(name)
			if !slices.Contains([]string{"prefix", "suffix", "equals-ignore-case", "wildcard"}, name) {
				return nil, fmt.Errorf("it does not take %q", name)
			}
			unwanted = list(value)
		}
	case []any:
		unwanted = operand
	}
	if len(unwanted) == 0 {
		return nil, errors.New("an empty list")
	}
	var fits []eventCondition
	for _, u := range unwanted {
		c, err := parse(u)
		if err != nil {
			return nil, err
		}
		fits = append(fits, c)
	}
	return leaf(func(value any) bool { return anyOf(fits)(value) == no }), nil
}

func list(value any) []any {
	if l, ok := value.([]any); ok {
		return l
	}
	return []any{value}
}

// parseNumeric parses [">", 0, "<=", 5].
func parseNumeric(operand any) (eventCondition, error) {
	parts, _ := operand.([]any)
	if len(parts) == 0 || len(parts)%2 != 0 {
		return nil, errors.New("want pairs of comparison and number")
	}
	var all []func(f float64) bool
	for i := 0; i < len(parts); i += 2 {
		op, _ := parts[i].(string)
		number, _ := parts[i+1].(json.Number)
		want, err := number.Float64()
		if err != nil || !slices.Contains([]string{"=", "<", "<=", ">", ">="}, op) {
			return nil, errors.New("want pairs of comparison and number")
		}
		all = append(all, func(f float64) bool { return op == "=" && f == want || op != "=" && ordered(f, op, want) })
	}
	return leaf(func(value any) bool {
		number, ok := value.(json.Number)
		f, err := number.Float64()
		return ok && err == nil && !slices.ContainsFunc(all, func(c func(float64) bool) bool { return !c(f) })
	}), nil
}

// parseExists parses true or false. AWS documents it for fields that hold no other fields.
func parseExists(operand any) (eventCondition, error) {
	want, ok := operand.(bool)
	if !ok {
		return nil, errors.New("want true or false")
	}
	return func(value any) verdict {
		switch value := value.(type) {
		case map[string]any:
			return unsure
		case absent:
			return given(!want)
		case []any:
			if len(value) == 0 {
				return unsure
			}
		}
		return given(want)
	}, nil
}

func parseCIDR(operand any) (eventCondition, error) {
	written, _ := operand.(string)
	network, err := netip.ParsePrefix(written)
	if err != nil {
		return nil, errors.New("want an address range such as 10.0.0.0/24")
	}
	return text(func(s string) bool {
		address, err := netip.ParseAddr(s)
		return err == nil && network.Contains(address)
	}), nil
}
