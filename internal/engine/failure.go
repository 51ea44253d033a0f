package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/rogpeppe/go-internal/diff"
)

// failure says which expression of a test failed last, what it compared, and the values of its variables.
func failure(r *tester.Result, trace []*topdown.Event) string {
	event := lastFailure(r, trace)
	if event == nil {
		return ""
	}
	expr, ok := event.Node.(*ast.Expr)
	if !ok {
		return ""
	}
	parts := []string{problem(expr.Location, "failed: %s", shorten(sourceOf(expr.Location))).Error()}
	got, want, compared := operands(event, expr)
	if compared {
		parts = append(parts, difference(got, want))
	}
	for _, v := range variables(event, expr) {
		if !compared || ast.Compare(v.value, got) != 0 && ast.Compare(v.value, want) != 0 {
			parts = append(parts, fmt.Sprintf("  %s: %s", v.name, shorten(v.value.String())))
		}
	}
	return strings.Join(parts, "\n")
}

// lastFailure is the last event in which an expression of the test's own body failed, and within an every
// the last in which one of its body did.
func lastFailure(r *tester.Result, trace []*topdown.Event) *topdown.Event {
	bodies := map[uint64]bool{}
	var last, inner *topdown.Event
	for _, e := range trace {
		rule, isRule := e.Node.(*ast.Rule)
		switch {
		case e.Op == topdown.EnterOp && isRule && rule.Location != nil &&
			rule.Location.File == r.Location.File && rule.Location.Row == r.Location.Row:
			bodies[e.QueryID] = true
		case e.Op == topdown.FailOp && bodies[e.QueryID]:
			last = e
			if inner != nil && contains(e, inner) {
				last = inner
			}
		case e.Op == topdown.FailOp && (inner == nil || !contains(e, inner)):
			inner = e
		}
	}
	return last
}

// contains reports whether an event is of an every within whose source another event is.
func contains(outer, inner *topdown.Event) bool {
	expr, ok := outer.Node.(*ast.Expr)
	at, within := outer.Location, inner.Location
	return ok && expr.IsEvery() && at != nil && within != nil && at.File == within.File &&
		at.Offset < within.Offset && within.Offset < at.Offset+len(at.Text)
}

// sourceOf is the source at a location, of several lines the first.
func sourceOf(at *ast.Location) string {
	if at == nil {
		return ""
	}
	first, _, more := strings.Cut(strings.TrimSpace(string(at.Text)), "\n")
	if more {
		first += " …"
	}
	return first
}

// comparisons are the functions whose operands are what a test got and what it wants.
var comparisons = []string{"eq", "equal", "neq", "lt", "lte", "gt", "gte"}

// operands are the sides of a comparison, as far as both are known. That which is written out in the
// source is what the test wants; of two variables it is the second.
func operands(event *topdown.Event, expr *ast.Expr) (got, want *ast.Term, ok bool) {
	if expr.Negated || !expr.IsCall() || len(expr.Operands()) != 2 ||
		!slices.ContainsFunc(comparisons, func(name string) bool { return ast.BuiltinMap[name].Ref().Equal(expr.Operator()) }) {
		return nil, nil, false
	}
	left, right := expr.Operand(0), expr.Operand(1)
	got, want = lookUp(event, left), lookUp(event, right)
	if left.IsGround() && !right.IsGround() && !isRef(left) {
		got, want = want, got
	}
	return got, want, isValue(got) && isValue(want)
}

// plug puts the values of variables into a term. Those of the event itself are gone when it is looked at.
func plug(event *topdown.Event, t *ast.Term) *ast.Term {
	plugged, err := ast.TransformVars(t.Copy().Value, func(v ast.Var) (ast.Value, error) {
		if value := event.Locals.Get(v); value != nil && showable(value) {
			return value, nil
		}
		return v, nil
	})
	if value, ok := plugged.(ast.Value); ok && err == nil {
		return ast.NewTerm(value)
	}
	return t
}

// lookUp is the value of a term, if that follows from variables alone.
func lookUp(event *topdown.Event, t *ast.Term) *ast.Term {
	ref, ok := t.Value.(ast.Ref)
	if !ok {
		return plug(event, t)
	}
	if found, err := plug(event, ref[0]).Value.Find(ref[1:]); err == nil {
		return ast.NewTerm(found)
	}
	return t
}

func isRef(t *ast.Term) bool {
	_, ok := t.Value.(ast.Ref)
	return ok
}

// isValue reports whether a term is known, neither a variable nor a reference that was not looked up, and can be shown.
func isValue(t *ast.Term) bool { return t != nil && showable(t.Value) && ast.IsConstant(t.Value) }

// difference shows lines of two values that differ, among a few that do not.
func difference(got, want *ast.Term) string {
	a, b := pretty(want), pretty(got)
	if strings.Count(a, "\n") == 1 && strings.Count(b, "\n") == 1 {
		return "  got:  " + shorten(strings.TrimSpace(b)) + "\n  want: " + shorten(strings.TrimSpace(a))
	}
	text := string(diff.Diff("want", []byte(a), "got", []byte(b)))
	_, text, _ = strings.Cut(text, "\n") // the line that names a command
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, "  "+shorten(strings.TrimSuffix(line, "\n")))
	}
	const most = 60
	if more := len(lines) - most; more > 0 {
		lines = append(lines[:most], fmt.Sprintf("  … and %d more lines", more))
	}
	return strings.Join(lines, "\n")
}

// pretty writes a value over several lines, with members in a fixed order. Sets look like arrays.
func pretty(t *ast.Term) string {
	value, err := ast.JSON(t.Value)
	if err != nil {
		return t.String() + "\n"
	}
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return t.String() + "\n"
	}
	return b.String()
}

type variable struct {
	name  string
	value *ast.Term
}

// variables are those that the source names in an expression, by name.
func variables(event *topdown.Event, expr *ast.Expr) []variable {
	var found []variable
	ast.WalkVars(expr, func(v ast.Var) bool {
		about, named := event.LocalMetadata[v]
		named = named && about.Name != "" && !strings.HasPrefix(string(about.Name), ast.LocalVarPrefix)
		if value := event.Locals.Get(v); named && value != nil {
			if !showable(value) {
				value = ast.String("too large to show")
			}
			found = append(found, variable{string(about.Name), ast.NewTerm(value)})
		}
		return false
	})
	slices.SortFunc(found, func(a, b variable) int { return strings.Compare(a.name, b.name) })
	return slices.CompactFunc(found, func(a, b variable) bool { return a.name == b.name })
}
