package engine

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Parameter is a setting of an organisation, as policies declare it.
type Parameter struct {
	Name string
	// Type says in words what a value is: list of strings.
	Type        string
	Description string
	// Default is the value without a configuration, nil if there is none.
	Default any
	// Rules are the ids of the selected rules that read it, sorted.
	Rules []string
}

// Parameters returns what the configuration may set, by name.
func (e *Engine) Parameters() []Parameter {
	out := make([]Parameter, 0, len(e.declared))
	for _, name := range e.declared.names() {
		document, _ := e.declared[name].document.(map[string]any)
		description, _ := document["description"].(string)
		p := Parameter{
			Name: name, Type: typeOf(document, ""), Description: strings.Join(strings.Fields(description), " "),
			Default: document["default"], Rules: []string{},
		}
		for _, r := range e.rules {
			if r.readsParameter(name) {
				p.Rules = append(p.Rules, r.ID)
			}
		}
		out = append(out, p)
	}
	return out
}

// readsParameter reports whether the rule can read a parameter. A reference whose name is computed
// reaches all of them.
func (r *rule) readsParameter(name string) bool {
	for _, refs := range r.refs {
		for _, ref := range refs {
			path := ref.ConstantPrefix()
			if ref.HasPrefix(paramsRef) && (len(path) == 2 || path[2].Value.Compare(ast.String(name)) == 0) {
				return true
			}
		}
	}
	return false
}

// typeOf puts a schema's type into words, with the given ending.
func typeOf(schema map[string]any, ending string) string {
	if values, ok := schema["enum"].([]any); ok {
		return "one of " + quote(values)
	}
	name, _ := schema["type"].(string)
	switch items, _ := schema["items"].(map[string]any); {
	case name == "":
		return "any value"
	case name == "array" && items != nil:
		return "list" + ending + " of " + typeOf(items, "s")
	case name == "array":
		return "list" + ending
	}
	return name + ending
}
