package engine

import (
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
)

// FileCoverage says how much of a file the tests ran.
type FileCoverage struct {
	File string
	// Covered and Lines count the lines that were evaluated, and those that can be.
	Covered, Lines int
	// Missed are the lines that no test evaluated, sorted.
	Missed []int
}

// Percent is the share of lines that were evaluated. A file with nothing to evaluate is covered.
func Percent(files ...FileCoverage) float64 {
	covered, lines := 0, 0
	for _, f := range files {
		covered += f.Covered
		lines += f.Lines
	}
	if lines == 0 {
		return 100
	}
	return 100 * float64(covered) / float64(lines)
}

func coverageOf(covered *cover.Cover, modules map[string]*ast.Module) []FileCoverage {
	rules := maps.Clone(modules)
	maps.DeleteFunc(rules, func(name string, _ *ast.Module) bool { return isTest(name) })
	var files []FileCoverage
	for name, found := range covered.Report(rules).Files {
		if rules[name] == nil { // tocsin's own, and tests
			continue
		}
		f := FileCoverage{File: name, Covered: found.CoveredLines, Lines: found.CoveredLines + found.NotCoveredLines}
		for _, r := range found.NotCovered {
			for row := r.Start.Row; row <= r.End.Row; row++ {
				f.Missed = append(f.Missed, row)
			}
		}
		slices.Sort(f.Missed)
		f.Missed = slices.Compact(f.Missed)
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b FileCoverage) int { return strings.Compare(a.File, b.File) })
	return files
}
