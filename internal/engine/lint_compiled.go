package engine

import (
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// quadratic finds rules that OPA evaluates in the square of what they go through: each key of a partial
// object, and of a set below a key, is checked against all before it.
func (l *linter) quadratic() {
	for name, m := range l.theirs {
		if isTest(name) {
			continue
		}
		for _, r := range m.Rules {
			head := r.Head
			computed := func(key *ast.Term) bool { return !ast.IsConstant(key.Value) }
			if len(head.Args) > 0 || !slices.ContainsFunc(head.Ref()[1:], computed) {
				continue
			}
			l.add("quadratic-rule", problem(head.Location, "%s takes quadratic time over a collection: write %s := {key: value | …}",
				head.Ref(), head.Ref()[0]))
		}
	}
}

// unfit finds a rule whose findings can be seen to be none: texts, as other tools take them, or objects that
// lack a member.
func (l *linter) unfit(compiler *ast.Compiler) {
	for _, r := range l.rules {
		deny := r.pkg.Append(ast.StringTerm("deny"))
		set, ok := compiler.TypeEnv.GetByRef(deny).(*types.Set)
		if !ok {
			continue
		}
		kinds, several := set.Of().(types.Any) // none are known of what may be anything
		if !several {
			kinds = types.Any{set.Of()}
		}
		for _, kind := range kinds {
			if fault := faultOf(kind); fault != "" {
				at := compiler.GetRulesExact(deny)[0].Loc()
				l.add("finding", problem(at, `rule %s finds %s, want {"msg": …, "resource": …}`, r.ID, fault))
			}
		}
	}
}

// faultOf says what keeps all values of a kind from being findings.
func faultOf(kind types.Type) string {
	object, ok := kind.(*types.Object)
	if !ok {
		return fmt.Sprintf("values of type %v", kind)
	}
	for _, member := range []string{"msg", "resource"} {
		if object.DynamicProperties() == nil && object.Select(member) == nil {
			return "objects without " + member
		}
	}
	return ""
}

// broad finds references that cannot be narrowed to a section, by which a rule reads all that they reach:
// it takes more calls and rights, and any gap makes the rule unknown.
func (l *linter) broad(compiler *ast.Compiler) error {
	all, err := allSections()
	if err != nil {
		return err
	}
	for _, r := range l.rules {
		if err := r.infer(compiler, all); err != nil {
			return err
		}
		for _, refs := range r.refs {
			for _, ref := range refs {
				if now, then := sectionsOf(ref, all); len(now) > 1 || len(then) > 1 {
					l.tooMuch(compiler, r, ref.ConstantPrefix(), max(len(now), len(then)))
				}
			}
		}
	}
	return nil
}

// tooMuch says where a rule reads a document of many sections: in its own package, or else in what it uses
// of the directory. If that is in what it uses of tocsin's, it is the rule that has to know.
func (l *linter) tooMuch(compiler *ast.Compiler, r *rule, document ast.Ref, sections int) {
	var own, helpers []*ast.Location
	for name, m := range compiler.Modules {
		if isTest(name) || l.theirs[name] == nil {
			continue
		}
		at := &helpers
		switch {
		case m.Package.Path.Equal(r.pkg):
			at = &own
		case definesDeny(m): // another rule's
			continue
		}
		ast.WalkRefs(m, func(ref ast.Ref) bool {
			if ref.ConstantPrefix().Equal(document) {
				*at = append(*at, ref[0].Location)
			}
			return false
		})
	}
	places := []*ast.Location{r.at}
	switch {
	case len(own) > 0:
		places = own
	case len(helpers) > 0:
		places = helpers
	}
	for _, at := range places {
		l.add("broad-reference", problem(at, "%v cannot be narrowed to one section: rule %s reads all %d below it; "+
			"name the section, as in input.aws.iam.users", document, r.ID, sections))
	}
}
