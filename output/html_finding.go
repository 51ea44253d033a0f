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

// brief is a finding for which there is no more room.
func (p *htmlReport) brief(f report.Finding) markup {
	return el(`li class="b"`, el("code", text(limit(p.subject(f), 200))), " ", text(limit(f.Message, 240)))
}

func (p *htmlReport) finding(f report.Finding) markup {
	var standing, waived, evidence, fix markup
	if f.Baseline != "" && p.Scan.Baseline != nil {
		standing = el(`span class="standing"`, text(standingWord(f.Baseline)))
	}
	if f.Waived != nil {
		waived = el(`p class="standing"`, text("Waived until "+f.Waived.Expires+" by "+f.Waived.Owner+": "+f.Waived.Reason))
	}
	if len(f.Evidence) > 0 {
		evidence = el("details", "<summary>Evidence</summary>", el("dl", each(slices.Sorted(maps.Keys(f.Evidence)), func(key string) markup {
			return el("div", el("dt", text(key)), el("dd", text(value(f.Evidence[key]))))
		})))
	}
	if len(f.Fix) > 0 {
		fix = el("pre", each(f.Fix, command))
	}
	return el(`li class="f"`,
		el(`p class="on"`, el("code", text(p.subject(f))), " ", el(`span class="where"`, text(p.region(f))), " ", standing),
		el("p", text(f.Message)), waived, fix, evidence) + "\n"
}

// command is a line to copy. A part of one must not look like the whole.
func command(c string) markup {
	if len([]rune(c)) > mostText {
		return el("em", text(fmt.Sprintf("a command of %d characters, in the JSON report", len([]rune(c))))) + "\n"
	}
	return el("code", text(c)) + "\n"
}

func standingWord(s report.Standing) string {
	switch s {
	case report.New:
		return "new since the baseline"
	case report.Unchanged:
		return "in the baseline, too"
	default:
		return "in the baseline or not: not known"
	}
}

// subject is what a finding is about.
func (p *htmlReport) subject(f report.Finding) string {
	if account := cmp.Or(f.Resource.Account, p.Scan.AccountID); f.Resource.ARN == "" || f.Resource.ARN == account {
		return "account " + account
	}
	return f.Resource.ARN
}

// region is where, if the resource does not say so.
func (p *htmlReport) region(f report.Finding) string {
	if strings.Contains(p.subject(f), f.Resource.Region) {
		return ""
	}
	return f.Resource.Region
}

// value is a fact on one line.
func value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		var names []string
		for _, item := range v {
			if name, ok := item.(string); ok {
				names = append(names, name)
			}
		}
		if len(names) == len(v) && len(v) > 0 {
			return strings.Join(names, ", ")
		}
	}
	b, err := snapshot.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}
