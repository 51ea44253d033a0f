package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// Explanation says why a rule came to its verdict.
type Explanation struct {
	Rule    report.Rule
	Outcome report.Outcome
	// Why says in words what decided.
	Why string
	// Read is what the rule reads.
	Read []SectionRead
	// LacksBaseline is set if the rule compares with a baseline, and none was given.
	LacksBaseline bool
	// Answers are what the entries of the rule gave, in the order in which they are asked for.
	Answers []Answer
	// Errors are what went wrong in the evaluation.
	Errors []string
	// Parameters are the values of those that the rule reads, by name.
	Parameters []Parameter
}

// SectionRead is a section that a rule reads.
type SectionRead struct {
	Name string
	// Of is what the section is read for: deny, applicable, and so on.
	Of []string
	// OfBaseline is set for a section of the older snapshot.
	OfBaseline bool
	Status     snapshot.Status
	// Items is how many elements a list has, -1 for what is no list or is not there.
	Items int
	Gaps  []string
}

// Answer is what one entry of a rule gave, in words.
type Answer struct{ Entry, Text string }

// Explain judges a snapshot by one rule, and says why it comes to its verdict.
func (e *Engine) Explain(ctx context.Context, in, baseline *Input, id string) (*Explanation, error) {
	one, err := e.exactly(id)
	if err != nil {
		return nil, err
	}
	r, queries := one.rules[0], one.queries
	if r.Disabled {
		return &Explanation{Rule: r.Rule, Outcome: r.verdict(report.Skipped, offReason, nil, nil), Why: offReason}, nil
	}
	var older *snapshot.Snapshot
	if baseline != nil {
		older = baseline.Snapshot
		if err := checkBaseline(in.Snapshot, older); err != nil {
			return nil, err
		}
		if queries, err = one.prepare(ctx, baseline.document); err != nil {
			return nil, err
		}
	}
	a, err := one.askAlone(ctx, queries[0], in)
	if err != nil {
		return nil, fmt.Errorf("judge snapshot: %w", err)
	}
	one.waive(r, a.findings, in.Snapshot)
	x := &Explanation{Rule: r.Rule, Answers: r.words(a), Errors: a.errs}
	x.LacksBaseline = baseline == nil && (len(r.judges.then) > 0 || len(r.applies.then) > 0)
	x.Outcome, x.Why = r.decide(a, in.Snapshot, older)
	if x.Read, err = r.read(in.Snapshot, older); err != nil {
		return nil, err
	}
	x.Parameters, err = one.settings(r)
	return x, err
}

// askAlone asks the one rule of an engine under the limits that it has among others.
func (e *Engine) askAlone(ctx context.Context, query rego.PreparedEvalQuery, in *Input) (answer, error) {
	r := e.rules[0]
	if r.isOwn() {
		return e.askInTime(ctx, r, query, in, topdown.NewVirtualCache()), ctx.Err()
	}
	g := guard{limit: e.memory, timeout: e.timeout, ask: func(ctx context.Context, _ int, shared topdown.VirtualCache) answer {
		return e.ask(ctx, r, query, in, shared)
	}}
	answers, err := g.judge(ctx, [][]int{{0}})
	return answers[0], err
}

// exactly is an engine of the one rule with an id.
func (e *Engine) exactly(id string) (*Engine, error) {
	for i, r := range e.rules {
		if r.ID == id {
			return e.of(e.rules[i : i+1]), nil
		}
	}
	return nil, fmt.Errorf("no rule has the id %q%s", id, nearRules(id, e.rules))
}

// words says what each entry gave. An entry that the rule does not define gave nothing.
func (r *rule) words(a answer) []Answer {
	texts := map[string]string{
		"deny":       findingsIn(a.findings),
		"applicable": holds(a.applicable),
		"confirmed":  holds(a.confirmed),
		"unknown":    "no reason",
	}
	if len(a.undecided) > 0 {
		texts["unknown"] = summary(a.undecided)
	}
	var answers []Answer
	for _, e := range entries {
		text := "not defined by the rule"
		switch {
		case slices.Contains(r.defines, e.name) && len(a.errs) > 0 && len(a.findings) == 0:
			text = "no answer: the evaluation went wrong"
		case slices.Contains(r.defines, e.name):
			text = texts[e.name]
		}
		answers = append(answers, Answer{e.name, text})
	}
	return answers
}

func findingsIn(list []report.Finding) string {
	if len(list) == 1 {
		return "1 finding"
	}
	return fmt.Sprintf("%d findings", len(list))
}

func holds(yes bool) string {
	if yes {
		return "holds"
	}
	return "does not hold"
}

// read lists the sections that the rule reads of each snapshot, by name.
func (r *rule) read(snap, baseline *snapshot.Snapshot) ([]SectionRead, error) {
	all, err := allSections()
	if err != nil {
		return nil, err
	}
	now, then := map[string][]string{}, map[string][]string{}
	for _, entry := range r.defines {
		for _, ref := range r.refs[entry] {
			inNow, inThen := sectionsOf(ref, all)
			note(now, inNow, entry)
			note(then, inThen, entry)
		}
	}
	sections := sectionsRead(snap, now, false)
	if baseline != nil {
		sections = append(sections, sectionsRead(baseline, then, true)...)
	}
	return sections, nil
}

func note(into map[string][]string, sections []string, entry string) {
	for _, s := range sections {
		if !slices.Contains(into[s], entry) {
			into[s] = append(into[s], entry)
		}
	}
}

func sectionsRead(snap *snapshot.Snapshot, of map[string][]string, baseline bool) []SectionRead {
	var names []string
	for name := range of {
		names = append(names, name)
	}
	slices.Sort(names)
	coverage := snap.Sections(names)
	var out []SectionRead
	for _, name := range names {
		s := SectionRead{Name: name, Of: of[name], OfBaseline: baseline, Status: coverage[name].Status, Items: items(snap, name)}
		for _, gap := range coverage[name].Gaps {
			s.Gaps = append(s.Gaps, gap.String())
		}
		out = append(out, s)
	}
	return out
}

// items counts the elements of a section, -1 if it is no list.
func items(snap *snapshot.Snapshot, section string) int {
	service, collection, _ := strings.Cut(section, ".")
	var list []json.RawMessage
	raw := snap.AWS[service][collection]
	if err := json.Unmarshal(raw, &list); len(raw) == 0 || err != nil {
		return -1
	}
	return len(list)
}

// settings are the parameters that a rule reads, with the values that they have.
func (e *Engine) settings(r *rule) ([]Parameter, error) {
	values, ok := e.params.(ast.Object)
	var found []Parameter
	for _, p := range e.Parameters() {
		if !ok || !r.readsParameter(p.Name) {
			continue
		}
		p.Default = nil
		if value := values.Get(ast.StringTerm(p.Name)); value != nil {
			plain, err := ast.JSON(value.Value)
			if err != nil {
				return nil, fmt.Errorf("read parameter %s: %w", p.Name, err)
			}
			p.Default = plain
		}
		found = append(found, p)
	}
	return found, nil
}
