package output

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// view is a report in the order in which people read it.
type view struct {
	*report.Report
	rules map[string]report.Rule
}

func viewOf(r *report.Report) view {
	v := view{r, map[string]report.Rule{}}
	for _, rule := range r.Rules {
		v.rules[rule.ID] = rule
	}
	return v
}

// title is what the rule says, if the report has the rule.
func (v view) title(id string) string { return cmp.Or(v.rules[id].Title, id) }

// outcomes returns those that have findings of a kind, with these for their findings, the gravest first.
func (v view) outcomes(of func(report.Outcome) []report.Finding) []report.Outcome {
	var some []report.Outcome
	for _, o := range v.Outcomes {
		if o.Findings = of(o); len(o.Findings) > 0 {
			some = append(some, o)
		}
	}
	slices.SortStableFunc(some, func(a, b report.Outcome) int {
		return cmp.Or(gravest(a.Findings).Compare(gravest(b.Findings)), strings.Compare(a.Rule, b.Rule))
	})
	return some
}

// withStatus returns the outcomes of each status, in the order of the statuses.
func withStatus(outcomes []report.Outcome, statuses ...report.Status) []report.Outcome {
	var some []report.Outcome
	for _, s := range statuses {
		for _, o := range outcomes {
			if o.Status == s {
				some = append(some, o)
			}
		}
	}
	return some
}

// A cause is one way in which a call failed. One denied action is often a gap in every region and in
// several sections: it is told once, with one of AWS's messages, which differ only in what they name.
type cause struct {
	operation, code string
	gaps            []snapshot.Gap
}

func (v view) causes() []cause {
	var causes []cause
	at := map[[2]string]int{}
	for _, section := range slices.Sorted(maps.Keys(v.Coverage)) {
		for _, g := range v.Coverage[section].Gaps {
			key := [2]string{g.Operation, g.Code}
			i, known := at[key]
			if !known {
				i = len(causes)
				at[key] = i
				causes = append(causes, cause{operation: g.Operation, code: g.Code})
			}
			causes[i].gaps = append(causes[i].gaps, g)
		}
	}
	return causes
}

// where says in which regions and of which resources.
func (c cause) where() []string {
	var lines []string
	if regions := several(c.gaps, "region", func(g snapshot.Gap) string { return g.Region }); regions != "" {
		lines = append(lines, "in "+regions)
	}
	if resources := several(c.gaps, "resource", func(g snapshot.Gap) string { return g.Resource }); resources != "" {
		lines = append(lines, "of "+resources)
	}
	return lines
}

// several lists what the gaps have, or the first few of them and how many more there are.
func several(gaps []snapshot.Gap, noun string, of func(snapshot.Gap) string) string {
	const most = 4
	var names []string
	for _, g := range gaps {
		if name := of(g); name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if more := len(names) - most; more > 0 {
		return strings.Join(names[:most], ", ") + " and " + count(more, "more "+noun)
	}
	return strings.Join(names, ", ")
}

// verdict says in a sentence what the counts do not.
func (v view) verdict() (style, string) {
	undecided := v.Summary.Outcomes[report.Unknown] + v.Summary.Outcomes[report.Error]
	findings := v.found()
	switch {
	case undecided > 0:
		return yellow, fmt.Sprintf("Not complete: %s could not be decided.", count(undecided, "rule"))
	case v.Summary.Outcomes[report.Pass]+v.Summary.Outcomes[report.Waived]+findings == 0:
		return yellow, "No rule was applied: this says nothing about the account."
	case findings == 0 && v.Summary.Waived > 0:
		return green, "Nothing was found but what is waived."
	case findings == 0:
		return green, "Nothing was found."
	}
	return normal, ""
}

// found is the number of findings that count.
func (v view) found() int {
	total := 0
	for _, n := range v.Summary.Findings {
		total += n
	}
	return total
}

func gravest(findings []report.Finding) report.Severity {
	return slices.MinFunc(findings, func(a, b report.Finding) int { return a.Severity.Compare(b.Severity) }).Severity
}
