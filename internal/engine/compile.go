package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/tocsin-dev/tocsin/internal/nearest"
	"github.com/tocsin-dev/tocsin/schema"
)

// newCompiler returns a strict compiler that checks input against the snapshot's schema and that
// knows no function by which a policy could reach anything but its documents.
func newCompiler() (*ast.Compiler, error) {
	var snapshot any
	if err := json.Unmarshal(schema.Snapshot, &snapshot); err != nil {
		return nil, fmt.Errorf("read the snapshot's schema: %w", err)
	}
	schemas := ast.NewSchemaSet()
	schemas.Put(ast.SchemaRootRef, snapshot)
	capabilities := ast.CapabilitiesForThisVersion()
	capabilities.AllowNet = []string{}
	capabilities.Builtins = slices.DeleteFunc(capabilities.Builtins, forbidden)
	return ast.NewCompiler().
		WithCapabilities(capabilities).
		WithSchemas(schemas).
		WithUseTypeCheckAnnotations(true).
		WithStrict(true).
		SetErrorLimit(0), nil
}

// forbidden tells the functions that a policy may not call: a verdict follows from the snapshot, and what a
// function takes of time and memory from what it is given. bits.lsh, graph.reachable_paths and templates take
// more of it than there is before any limit ends them; certificates are verified by the clock and by whom the machine trusts.
func forbidden(b *ast.Builtin) bool {
	return b.Nondeterministic || strings.HasPrefix(b.Name, "graphql.") ||
		strings.HasPrefix(b.Name, "crypto.x509.parse_and_verify") || slices.Contains([]string{
		"bits.lsh", "graph.reachable_paths", "providers.aws.sign_req", "regex.globs_match", "rego.parse_module",
		"strings.render_template", "trace", "units.parse", "units.parse_bytes",
	}, b.Name)
}

// compile compiles the modules within a limit of time.
func compile(s *sources, limit time.Duration) (*ast.Compiler, error) {
	c, err := newCompiler()
	if err != nil {
		return nil, err
	}
	c = c.WithPathConflictsCheck(s.has)
	return c, compileInTime(limit, func() error {
		if c.Compile(withBaselineType(s.modules)); c.Failed() {
			return c.Errors
		}
		return nil
	})
}

// compileInTime gives up a compilation that takes too long: to compare the types of nested values takes OPA twice
// as long with each level.
func compileInTime(limit time.Duration, compile func() error) error {
	compiled := make(chan error, 1)
	go func() { compiled <- compile() }()
	select {
	case err := <-compiled:
		return explain(err)
	case <-time.After(limit):
		return fmt.Errorf("compile policies: took longer than %v", limit)
	}
}

// has reports whether there is data at a path, where there may be no rule then.
func (s *sources) has(path []string) (bool, error) {
	var at any = s.data
	for _, name := range path {
		object, ok := at.(map[string]any)
		if !ok {
			return false, nil
		}
		if at, ok = object[name]; !ok {
			return false, nil
		}
	}
	return true, nil
}

var baselineRef = ast.MustParseRef("data.baseline")

// withBaselineType adds what lets the compiler check data.baseline by the schema that it checks
// input by. OPA takes the type of a document other than input from annotations only, so each
// package that mentions the baseline gets one, from a module that has nothing else in it; the
// others are spared, because annotated rules compile more slowly.
func withBaselineType(modules map[string]*ast.Module) map[string]*ast.Module {
	out := maps.Clone(modules)
	for _, m := range modules {
		name := "data.baseline of " + m.Package.Path.String()
		if out[name] == nil && mentions(m, baselineRef) {
			out[name] = ast.MustParseModuleWithOpts(
				"# METADATA\n# scope: subpackages\n# schemas:\n# - data.baseline: schema\n"+m.Package.String()+"\n",
				ast.ParserOptions{ProcessAnnotation: true})
		}
	}
	return out
}

func mentions(m *ast.Module, document ast.Ref) bool {
	found := false
	ast.WalkRefs(m, func(ref ast.Ref) bool {
		found = found || ref.HasPrefix(document)
		return found
	})
	return found
}

// explain turns OPA's errors into one line each: where, and what.
func explain(err error) error {
	var list ast.Errors
	var one *ast.Error
	switch {
	case errors.As(err, &list):
	case errors.As(err, &one):
		list = ast.Errors{one}
	default:
		return err
	}
	var lines []error
	for _, e := range list {
		line := problem(e.Location, "%s", message(e))
		// The parser says the same twice, the second time with what it expected.
		if last := len(lines) - 1; last >= 0 && strings.HasPrefix(line.Error(), lines[last].Error()) {
			lines = lines[:last]
		}
		lines = append(lines, line)
	}
	return errors.Join(lines...)
}

func message(e *ast.Error) string {
	if name, ok := strings.CutPrefix(e.Message, "undefined function "); ok && isForbidden(name) {
		return name + " is not available to policies: they reach neither the network, nor the clock, nor the process, and take limited memory"
	}
	switch d := e.Details.(type) {
	case *ast.RefErrInvalidDetail:
		if text := undefinedField(d); text != "" {
			return text
		}
	case *ast.ArgErrDetail, *ast.UnificationErrDetail:
		return e.Message + ": " + shorten(strings.Join(d.Lines(), ", "))
	}
	return e.Message
}

func isForbidden(name string) bool {
	b, ok := ast.BuiltinMap[name]
	return ok && forbidden(b)
}

// undefinedField names the field that was probably meant, and those that there are.
func undefinedField(d *ast.RefErrInvalidDetail) string {
	field, ok := d.Ref[d.Pos].Value.(ast.String)
	if !ok || len(d.OneOf) == 0 {
		return ""
	}
	var fields []string
	for _, v := range d.OneOf {
		if s, ok := v.(ast.String); ok {
			fields = append(fields, string(s))
		}
	}
	return fmt.Sprintf("undefined field %s in %v%s", field, d.Ref[:d.Pos], nearest.Hint(string(field), fields))
}

// shorten keeps a message readable when it quotes a value or a type.
func shorten(s string) string {
	const limit = 300
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return s
}

// byName returns the modules in the order of their names: messages have a fixed order.
func byName(modules map[string]*ast.Module) []*ast.Module {
	out := make([]*ast.Module, 0, len(modules))
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		out = append(out, modules[name])
	}
	return out
}
