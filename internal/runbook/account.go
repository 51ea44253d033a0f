package runbook

import (
	"cmp"
	"slices"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// SchemaVersion is the version of the JSON layout of an account's runbook.
const SchemaVersion = 1

// Account is the runbook of one account. Its arrays are never nil.
type Account struct {
	SchemaVersion int         `json:"schema_version"`
	Tool          report.Tool `json:"tool"`
	Scan          report.Scan `json:"scan"`
	Phases        []Phase     `json:"phases"`
}

// Phase is a phase of the incident's life.
type Phase struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Steps []Step `json:"steps"`
}

// Step is a line of the runbook for this account.
type Step struct {
	ID    string `json:"id"`
	Text  string `json:"text"`
	State State  `json:"state"`
	// Undecided says of each rule that could not tell, why; what only a person knows has no rule.
	Undecided []Undecided `json:"undecided"`
	Findings  []Finding   `json:"findings"`
	// Advice is what a person has to do.
	Advice []Advice `json:"advice"`
	// Commands are to be run in their order.
	Commands []Command `json:"commands"`
}

// State says how far a step is.
type State string

// The states. Done is what all rules of a line passed, or whose findings are waived: what was not read, and what
// only a person knows, is unknown.
const (
	Open    State = "open"
	Unknown State = "unknown"
	Done    State = "done"
)

// Undecided is a reason why a step is not known to be done.
type Undecided struct {
	Rule   string `json:"rule,omitempty"`
	Reason string `json:"reason"`
}

// Finding is what makes a step open.
type Finding struct {
	ID       string          `json:"id"`
	Rule     string          `json:"rule"`
	Severity report.Severity `json:"severity"`
	Message  string          `json:"msg"`
	Resource report.Resource `json:"resource"`
}

// Advice is something that a person has to do, and AWS's page on it.
type Advice struct {
	Text string `json:"text"`
	Page string `json:"page,omitempty"`
}

// Of makes the runbook of the account of a report. The catalogue is all rules that there are: a report may
// hold the outcomes of some only, and what was not judged is not done.
func Of(r *report.Report, catalogue []report.Rule) *Account {
	a := &Account{SchemaVersion: SchemaVersion, Tool: r.Tool, Scan: r.Scan}
	j := judgementOf(r, catalogue)
	p := newPlan(r.Scan)
	for _, ph := range phases() {
		of := Phase{ID: ph.id, Title: ph.title, Steps: []Step{}}
		for _, s := range ph.steps {
			made, findings := j.step(s)
			made.Advice = append(made.Advice, p.add(s.id, findings)...)
			of.Steps = append(of.Steps, made)
		}
		a.Phases = append(a.Phases, of)
	}
	commands := p.commands()
	for _, ph := range a.Phases {
		for i, s := range ph.Steps {
			ph.Steps[i].Commands = list(commands[s.ID])
			ph.Steps[i].State = stateOf(ph.Steps[i])
		}
	}
	return a.withoutEmpty()
}

// withoutEmpty takes out the step that few accounts have.
func (a *Account) withoutEmpty() *Account {
	for i := range a.Phases {
		a.Phases[i].Steps = slices.DeleteFunc(a.Phases[i].Steps, func(s Step) bool { return s.ID == lockout && len(s.Commands) == 0 })
	}
	return a
}

// judgement is what a report says of each line.
type judgement struct {
	rules    map[string]report.Rule
	outcomes map[string]report.Outcome
	ids      []string // of rules, in order
}

func judgementOf(r *report.Report, catalogue []report.Rule) judgement {
	j := judgement{rules: map[string]report.Rule{}, outcomes: map[string]report.Outcome{}}
	for _, rule := range slices.Concat(catalogue, r.Rules) {
		if _, ok := j.rules[rule.ID]; !ok { // of a rule that there is, a report cannot say another line
			j.ids = append(j.ids, rule.ID)
			j.rules[rule.ID] = rule
		}
	}
	for _, o := range r.Outcomes {
		j.outcomes[o.Rule] = o
	}
	slices.Sort(j.ids)
	return j
}

// of returns the rules of a step. Those that name no line of the runbook are an organisation's own.
func (j judgement) of(s step) []report.Rule {
	var rules []report.Rule
	for _, id := range j.ids {
		line := ownRules
		if _, ok := ByID(j.rules[id].Runbook); ok {
			line = j.rules[id].Runbook
		}
		if line == s.id {
			rules = append(rules, j.rules[id])
		}
	}
	return rules
}

// step judges a step, and returns the findings that open it too.
func (j judgement) step(s step) (Step, []report.Finding) {
	line := s.line()
	made := Step{ID: s.id, Text: line.Text, Undecided: []Undecided{}, Findings: []Finding{}, Advice: slices.Clone(list(s.advice))}
	if line.Instead != "" {
		made.Advice = append(made.Advice, Advice{Text: line.Instead})
	}
	var open []report.Finding
	rules := j.of(s)
	if len(rules) == 0 && !s.personal {
		made.Undecided = append(made.Undecided, Undecided{Reason: "no rule judges it"})
	}
	for _, rule := range rules {
		found := opening(j.outcomes[rule.ID].Findings)
		for _, f := range found {
			made.Findings = append(made.Findings, Finding{f.ID, rule.ID, f.Severity, f.Message, f.Resource})
		}
		if len(found) > 0 && rule.Remediation != "" {
			made.Advice = append(made.Advice, adviceOf(rule))
		}
		open = append(open, found...)
		if reason := j.undecided(rule.ID); reason != "" {
			made.Undecided = append(made.Undecided, Undecided{rule.ID, reason})
		}
	}
	if s.personal && len(made.Findings) == 0 {
		made.Undecided = append(made.Undecided, Undecided{Reason: "only a person knows whether it is done"})
	}
	slices.SortStableFunc(made.Findings, func(a, b Finding) int { return a.Severity.Compare(b.Severity) })
	return made, open
}

func stateOf(s Step) State {
	switch {
	case len(s.Findings)+len(s.Commands) > 0:
		return Open
	case len(s.Undecided) > 0:
		return Unknown
	}
	return Done
}

// opening are the findings that make a step open: the organisation lives with the others.
func opening(findings []report.Finding) []report.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f report.Finding) bool { return f.Waived != nil })
}

// undecided says why a rule does not tell that its line is done; it is empty if it does, or if it failed.
func (j judgement) undecided(rule string) string {
	o, ok := j.outcomes[rule]
	switch {
	case !ok:
		return "the report does not hold this rule"
	case o.Status == report.Pass, o.Status == report.Waived, o.Status == report.Fail:
		return ""
	}
	return string(o.Status) + ": " + cmp.Or(o.Reason, "the report does not say why")
}

func adviceOf(rule report.Rule) Advice {
	a := Advice{Text: rule.Remediation}
	if len(rule.References) > 0 {
		a.Page = rule.References[0]
	}
	return a
}

func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
