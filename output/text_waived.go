package output

import (
	"slices"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// withWaiver returns the findings that are waived, or those that are not.
func withWaiver(findings []report.Finding, waived bool) []report.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f report.Finding) bool { return (f.Waived != nil) != waived })
}

func (p *textReport) waived() {
	accepted := p.outcomes(func(o report.Outcome) []report.Finding { return withWaiver(o.Findings, true) })
	if len(accepted) == 0 {
		return
	}
	p.section("Waived findings")
	for i, o := range accepted {
		if i > 0 {
			p.line()
		}
		p.rule(span{faint, severityLabel(gravest(o.Findings)).text}, o.Rule)
		for _, f := range o.Findings {
			p.finding(f)
		}
	}
}

// waivers lists those that do not do what their owners may think.
func (p *textReport) waivers() {
	var warnings []string
	for _, w := range p.Waivers {
		if text := w.Warning(); text != "" {
			warnings = append(warnings, text)
		}
	}
	if len(warnings) == 0 {
		return
	}
	p.section("Waivers to look at")
	for _, text := range warnings {
		p.hanging(span{yellow, "- "}, normal, text)
	}
}
