package engine

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/tocsin-dev/tocsin/policies"
)

var newID = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$`)

// CheckNewID refuses an id that a new rule of an organisation's own cannot or should not have.
func CheckNewID(id string) error {
	const example = "such as acme.unusual_region"
	parts := strings.Split(id, ".")
	switch {
	case !newID.MatchString(id):
		return fmt.Errorf("rule id %q: want a group and a name of lower-case letters, digits and _, joined by a dot, %s", id, example)
	case reservedRoots[parts[0]] != "":
		return fmt.Errorf("rule id %q: the root %s is reserved for %s: want another, %s", id, parts[0], reservedRoots[parts[0]], example)
	case slices.ContainsFunc(parts, ast.IsKeyword):
		return fmt.Errorf("rule id %q: %s is a word of Rego's own: want another, %s", id, parts[slices.IndexFunc(parts, ast.IsKeyword)], example)
	case strings.HasSuffix(id, "_test"):
		return fmt.Errorf("rule id %q: it ends like the file of a test, which no scan loads: want another, %s", id, example)
	}
	own, err := ownModules(policies.FS, false)
	if err != nil {
		return err
	}
	for _, m := range byName(own) {
		if packageName(m) == builtinRoot+"."+id {
			return fmt.Errorf("rule id %q: tocsin has a rule of that id (tocsin rules %s): want another, %s", id, id, example)
		}
	}
	return nil
}
