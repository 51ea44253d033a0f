// Package nearest finds what somebody meant to write.
package nearest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Names returns the candidates that name is likely to be a misspelling of, the nearest first.
func Names(name string, candidates []string) []string {
	limit := min(max(2, len(name)/3), len(name)/2)
	distance := func(c string) int { return levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(c)) }
	near := slices.DeleteFunc(slices.Clone(candidates), func(c string) bool { return distance(c) > limit })
	slices.SortFunc(near, func(a, b string) int { return cmp.Or(cmp.Compare(distance(a), distance(b)), cmp.Compare(a, b)) })
	return slices.Compact(near)
}

// Hint returns ": did you mean X?" for the nearest candidate, the candidates if none is near, and
// nothing if there are none.
func Hint(name string, candidates []string) string {
	if near := Names(name, candidates); len(near) > 0 {
		return ": did you mean " + near[0] + "?"
	}
	if len(candidates) == 0 {
		return ""
	}
	return ": want " + strings.Join(slices.Sorted(slices.Values(candidates)), ", ")
}
