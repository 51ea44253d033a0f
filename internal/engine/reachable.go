package engine

import (
	"maps"

	"github.com/open-policy-agent/opa/v1/ast"
)

// reachable leaves of tocsin's own modules those that the selected rules use, by whatever detour: compiling is
// most of what a scan by a few rules takes to start. All of anybody else's stay, whose errors nobody else
// would find.
func reachable(modules map[string]*ast.Module, rules []*rule) map[string]*ast.Module {
	kept, rest := map[string]*ast.Module{}, maps.Clone(modules)
	var open []*ast.Module
	keep := func(matches func(pkg ast.Ref) bool) {
		for name, m := range rest {
			if matches(m.Package.Path) {
				kept[name] = m
				open = append(open, m)
				delete(rest, name)
			}
		}
	}
	selected := map[string]bool{}
	for _, r := range rules {
		selected[r.pkg.String()] = true
	}
	keep(func(pkg ast.Ref) bool {
		return selected[pkg.String()] || !pkg.HasPrefix(builtinRef)
	})
	for len(open) > 0 {
		uses := usesOf(open[0])
		open = open[1:]
		keep(func(pkg ast.Ref) bool {
			for _, used := range uses {
				if used.HasPrefix(pkg) || pkg.HasPrefix(used) {
					return true
				}
			}
			return false
		})
	}
	return kept
}

var builtinRef = ast.MustParseRef("data." + builtinRoot)

// usesOf are the references of a module to packages of tocsin's own, as far as they are constant.
func usesOf(m *ast.Module) map[string]ast.Ref {
	uses := map[string]ast.Ref{}
	ast.WalkRefs(m, func(ref ast.Ref) bool {
		if path := ref.ConstantPrefix(); path.HasPrefix(builtinRef) || builtinRef.HasPrefix(path) && len(path) > 0 {
			uses[path.String()] = path
		}
		return false
	})
	return uses
}
