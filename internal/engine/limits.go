package engine

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// size is how large a value may be when it is written out. A value may hold another many times over and take
// no memory for that: a few lines make one that has more elements than there are atoms.
type size struct{ values, bytes, depth int }

var (
	// mostTaken is what a function takes that writes values out, or makes new ones of all their parts.
	mostTaken = size{values: 4 << 20, bytes: 64 << 20, depth: 1000}
	// mostSplit is what is cut into parts that take many times as much.
	mostSplit = size{values: 4 << 20, bytes: 4 << 20, depth: 1000}
	// mostShown is what the message of a test quotes of a value, before it is shortened.
	mostShown = size{values: 1 << 16, bytes: 1 << 20, depth: 100}
	// mostTold is the answer of a rule that tocsin does not come with.
	mostTold = size{values: 1 << 20, bytes: 16 << 20, depth: 100}
)

// add takes a value off what is left, and says whether it was there.
func (s *size) add(v ast.Value) bool {
	s.values--
	switch v := v.(type) {
	case ast.String:
		s.bytes -= len(v)
	case ast.Number:
		s.bytes -= len(v)
	case *ast.Array, ast.Set, ast.Object:
		s.depth--
		if s.depth < 0 || s.lacks(v) {
			return false
		}
		s.depth++
	}
	return s.values >= 0 && s.bytes >= 0
}

// lacks takes the parts of a value off what is left, and says whether one was not there.
func (s *size) lacks(v ast.Value) bool {
	over := func(t *ast.Term) bool { return !s.add(t.Value) }
	switch v := v.(type) {
	case *ast.Array:
		return v.Until(over)
	case ast.Set:
		return v.Until(over)
	case ast.Object:
		return v.Until(func(name, t *ast.Term) bool { return over(name) || over(t) })
	}
	return false
}

var errTooLarge = errors.New("too large a value")

// limited are the functions that neither end when they are told to nor take memory in proportion to what they
// are given, and what they may be given.
var limited = map[string]size{
	"concat": mostTaken, "internal.print": mostTaken, "internal.template_string": mostTaken, "internal.test_case": mostTaken,
	"json.filter": mostTaken, "json.marshal": mostTaken, "json.marshal_with_options": mostTaken,
	"json.patch": mostTaken, "json.remove": mostTaken, "json.unmarshal": mostSplit,
	"object.union": mostTaken, "object.union_n": mostTaken, "sprintf": mostTaken, "strings.replace_n": mostTaken,
	"urlquery.decode_object": mostSplit, "urlquery.encode_object": mostTaken, "yaml.marshal": mostTaken, "yaml.unmarshal": mostSplit,
	"indexof_n": mostSplit, "regex.find_all_string_submatch_n": mostSplit, "regex.find_n": mostSplit, "regex.split": mostSplit,
	"split": mostSplit, "strings.split_n": mostSplit,
}

// limitFunctions puts the limits around the functions. OPA has one table of them in a process.
var limitFunctions = sync.OnceFunc(func() {
	for name, most := range limited {
		topdown.RegisterBuiltinFunc(name, limit(name, most, topdown.GetBuiltin(name)))
	}
	flatten := topdown.GetBuiltin("array.flatten")
	topdown.RegisterBuiltinFunc("array.flatten", func(bctx topdown.BuiltinContext, operands []*ast.Term, iter func(*ast.Term) error) error {
		if flattened(operands[0].Value) > mostTaken.values {
			return errTooLarge
		}
		return flatten(bctx, operands, iter)
	})
})

func limit(name string, most size, f topdown.BuiltinFunc) topdown.BuiltinFunc {
	return func(bctx topdown.BuiltinContext, operands []*ast.Term, iter func(*ast.Term) error) error {
		left := most
		for _, o := range operands {
			if !left.add(o.Value) {
				return errTooLarge
			}
		}
		if times, bytes := multiplied(name, operands, most.bytes-left.bytes); bytes > mostTaken.bytes/max(1, times) {
			return errTooLarge
		}
		return f(bctx, operands, iter)
	}
}

// multiplied says how many bytes a function may write how many times; all that it is given has size bytes.
func multiplied(name string, operands []*ast.Term, size int) (times, bytes int) {
	first, ok := operands[0].Value.(ast.String)
	if !ok {
		return 0, 0 // the function says so
	}
	switch name {
	case "concat": // the separator, between all elements
		if list, ok := operands[1].Value.(interface{ Len() int }); ok {
			return list.Len(), len(first)
		}
	case "regex.find_all_string_submatch_n": // a string's header, for each group wherever it matches
		return 16 * (1 + strings.Count(string(first), "(")), size
	case "sprintf": // the widest number or all values, for each verb
		return strings.Count(string(first), "%"), widest(string(first)) + size
	}
	return 0, 0
}

// widest is the largest number in a format, or what Go at most pads to if that is computed.
func widest(format string) int {
	const most = 1_000_000
	widest, digits := 0, 0
	for _, c := range format {
		switch {
		case c == '*':
			return most
		case c >= '0' && c <= '9':
			digits = min(most, digits*10+int(c-'0'))
			widest = max(widest, digits)
		default:
			digits = 0
		}
	}
	return widest
}

// flattened says how many elements the lists in a list have, into which array.flatten does not look.
func flattened(list ast.Value) (n int) {
	if lists, ok := list.(*ast.Array); ok {
		lists.Foreach(func(t *ast.Term) {
			if nested, ok := t.Value.(*ast.Array); ok {
				n += nested.Len()
			}
		})
	}
	return n
}

// showable tells the values that a message may quote.
func showable(v ast.Value) bool {
	left := mostShown
	return left.add(v)
}

// told converts an answer that is not too large.
func told(term *ast.Term, _ *rego.EvalContext) (any, error) {
	if left := mostTold; !left.add(term.Value) {
		return nil, fmt.Errorf("the answer is too large: more than %d MiB, %d values or %d levels",
			mostTold.bytes>>20, mostTold.values, mostTold.depth)
	}
	return ast.JSON(term.Value)
}
