package config

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/tocsin-dev/tocsin/internal/nearest"
)

// At says where something stands: FILE:LINE:COLUMN of a key, or of the element of a list, on the path
// to it. Of what was taken over from elsewhere in the file by an alias, it is the place that can be told.
func (c Config) At(path ...any) string {
	at, _ := locate(c.root, path)
	if at == nil {
		return c.file
	}
	return fmt.Sprintf("%s:%d:%d", c.file, at.Position.Line, at.Position.Column)
}

// RuleGlobs lists the keys of Rules in the order of the file.
func (c Config) RuleGlobs() []string {
	offset := map[string]int{}
	for glob := range c.Rules {
		if at, found := locate(c.root, []any{"rules", glob}); found {
			offset[glob] = at.Position.Offset
		}
	}
	return slices.SortedFunc(maps.Keys(c.Rules), func(a, b string) int {
		return cmp.Or(cmp.Compare(offset[a], offset[b]), cmp.Compare(a, b))
	})
}

func (c Config) has(path ...any) bool {
	_, found := locate(c.root, path)
	return found
}

// locate follows keys and indexes, as far as it can.
func locate(node ast.Node, path []any) (at *token.Token, found bool) {
	for _, step := range path {
		var next ast.Node
		var here *token.Token
		switch step := step.(type) {
		case string:
			here, next = member(node, step)
		case int:
			if list, ok := unwrap(node).(*ast.SequenceNode); ok && step < len(list.Values) {
				next = list.Values[step]
				here = start(next)
			}
		}
		if here == nil {
			return at, false
		}
		at, node = here, next
	}
	return at, at != nil
}

func member(node ast.Node, name string) (*token.Token, ast.Node) {
	for key, value := range members(node) {
		if token := key.GetToken(); token.Value == name {
			return token, value
		}
	}
	return nil, nil
}

// members ranges over the keys and values of a map, and over nothing else.
func members(node ast.Node) func(func(ast.MapKeyNode, ast.Node) bool) {
	return func(yield func(ast.MapKeyNode, ast.Node) bool) {
		m, ok := unwrap(node).(ast.MapNode)
		if !ok {
			return
		}
		for each := m.MapRange(); each.Next(); {
			if !yield(each.Key(), each.Value()) {
				return
			}
		}
	}
}

// start is the first token of a node; that of a map is its first key.
func start(node ast.Node) *token.Token {
	for key := range members(node) {
		return key.GetToken()
	}
	return node.GetToken()
}

// unwrap looks behind the name that a node has for aliases, and behind its tag.
func unwrap(node ast.Node) ast.Node {
	switch n := node.(type) {
	case *ast.AnchorNode:
		return unwrap(n.Value)
	case *ast.TagNode:
		return unwrap(n.Value)
	}
	return node
}

// unknownKey finds the first key that no setting has, and says what was probably meant.
func unknownKey(root ast.Node) (*token.Token, string) {
	return unknownKeyIn(root, reflect.TypeFor[Config]())
}

func unknownKeyIn(node ast.Node, t reflect.Type) (*token.Token, string) {
	switch t.Kind() {
	case reflect.Struct:
		return unknownField(node, t)
	case reflect.Map:
		for _, value := range members(node) {
			if at, message := unknownKeyIn(value, t.Elem()); at != nil {
				return at, message
			}
		}
	case reflect.Slice:
		list, _ := unwrap(node).(*ast.SequenceNode)
		if list == nil {
			return nil, ""
		}
		for _, value := range list.Values {
			if at, message := unknownKeyIn(value, t.Elem()); at != nil {
				return at, message
			}
		}
	}
	return nil, ""
}

func unknownField(node ast.Node, t reflect.Type) (*token.Token, string) {
	fields := map[string]reflect.Type{}
	for field := range t.Fields() {
		if field.IsExported() {
			fields[field.Tag.Get("yaml")] = field.Type
		}
	}
	for key, value := range members(node) {
		name := key.GetToken().Value
		field, known := fields[name]
		if !known && !key.IsMergeKey() {
			return key.GetToken(), fmt.Sprintf("unknown key %q", name) + nearest.Hint(name, slices.Collect(maps.Keys(fields)))
		}
		if !known {
			continue
		}
		if at, message := unknownKeyIn(value, field); at != nil {
			return at, message
		}
	}
	return nil, ""
}
