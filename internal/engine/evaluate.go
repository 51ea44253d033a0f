package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"
	"golang.org/x/sync/errgroup"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/internal/timeline"
)

// answer is what a rule says about a snapshot.
type answer struct {
	findings   []report.Finding
	applicable bool
	confirmed  bool
	// undecided are the rule's own reasons for which it cannot tell.
	undecided []string
	// errs say what went wrong; the findings are those that were found nevertheless.
	errs []string
	// stopped says that it was stopped because too much memory was in use.
	stopped bool
}

// Evaluate judges a snapshot by every selected rule. What goes wrong in one rule is that rule's
// outcome; the error is for a snapshot that cannot be encoded and for a context that ends.
func (e *Engine) Evaluate(ctx context.Context, snap *snapshot.Snapshot, tool report.Tool) (*report.Report, error) {
	in, err := NewInput(snap)
	if err != nil {
		return nil, err
	}
	return e.EvaluateAgainst(ctx, in, nil, tool)
}

// judge evaluates every rule by its query, tocsin's own first. Those that read the same sections follow upon
// each other, and share what they derive from them by lib.
func (e *Engine) judge(ctx context.Context, queries []rego.PreparedEvalQuery, in *Input, baseline *snapshot.Snapshot) ([]report.Outcome, error) {
	ask := func(ctx context.Context, i int, shared topdown.VirtualCache) answer {
		return e.ask(ctx, e.rules[i], queries[i], in, shared)
	}
	outcomes := make([]report.Outcome, len(e.rules))
	for i, r := range e.rules {
		if r.Disabled {
			outcomes[i] = r.verdict(report.Skipped, offReason, nil, nil)
		}
	}
	group, whole := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, alike := range e.alike(false) {
		group.Go(func() error {
			shared := topdown.NewVirtualCache()
			for _, i := range alike {
				r := e.rules[i]
				a := e.askInTime(whole, r, queries[i], in, shared)
				if len(a.errs) > 0 { // another rule that the same thing breaks has to say so itself
					shared = topdown.NewVirtualCache()
				}
				e.waive(r, a.findings, in.Snapshot)
				outcomes[i] = r.outcome(a, in.Snapshot, baseline)
			}
			return whole.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("judge snapshot: %w", err)
	}
	if foreign := e.alike(true); len(foreign) > 0 {
		g := guard{limit: e.memory, timeout: e.timeout, ask: ask}
		answers, err := g.judge(ctx, foreign)
		if err != nil {
			return nil, fmt.Errorf("judge snapshot: %w", err)
		}
		for i, a := range answers {
			e.waive(e.rules[i], a.findings, in.Snapshot)
			outcomes[i] = e.rules[i].outcome(a, in.Snapshot, baseline)
		}
	}
	return outcomes, nil
}

// alike groups the rules in use, by their places, that read the same sections: tocsin's own, or the foreign ones.
func (e *Engine) alike(foreign bool) [][]int {
	var groups [][]int
	group := map[string]int{}
	for i, r := range e.rules {
		if r.isOwn() == foreign || r.Disabled {
			continue
		}
		sections := strings.Join(r.Sections, " ")
		g, ok := group[sections]
		if !ok {
			g = len(groups)
			group[sections] = g
			groups = append(groups, nil)
		}
		groups[g] = append(groups[g], i)
	}
	// Those that take longest begin first, or one core would be left with them in the end.
	slices.SortStableFunc(groups, func(a, b []int) int { return len(b) - len(a) })
	return groups
}

func (e *Engine) report(snap *snapshot.Snapshot, tool report.Tool, outcomes []report.Outcome) (*report.Report, error) {
	events, err := timeline.OfReport(snap, outcomes)
	if err != nil {
		return nil, err
	}
	m := snap.Meta
	r := &report.Report{
		SchemaVersion: report.SchemaVersion,
		Tool:          tool,
		Scan: report.Scan{
			AccountID: m.AccountID, Partition: m.Partition, CallerARN: m.CallerARN,
			Regions: append([]string{}, m.Regions...), StartedAt: m.StartedAt, EndedAt: m.CollectedAt,
			Window: m.Window, EndpointOverrides: m.EndpointOverrides,
		},
		Outcomes: outcomes,
		Rules:    e.Rules(),
		Waivers:  e.waiversOf(snap, outcomes),
		Timeline: events,
		Coverage: snap.Sections(e.Sections()),
	}
	r.Summarize()
	return r, nil
}

// questions is the query that asks for each entry that the rule defines. An undefined answer
// becomes an empty array, so that one undefined entry does not undo the others.
func (r *rule) questions() string {
	var asked []string
	for _, entry := range r.defines {
		asked = append(asked, fmt.Sprintf("%s = [x | x = %v]", entry, r.pkg.Append(ast.StringTerm(entry))))
	}
	return strings.Join(asked, "; ")
}

func (e *Engine) askInTime(ctx context.Context, r *rule, query rego.PreparedEvalQuery, in *Input, shared topdown.VirtualCache) answer {
	ctx, cancel := within(ctx, e.timeout)
	defer cancel()
	return e.ask(ctx, r, query, in, shared)
}

// ask evaluates one rule. An error of a built-in function, such as a time that cannot be parsed, drops one
// element of a collection: it is kept, and so is the rest.
func (e *Engine) ask(ctx context.Context, r *rule, query rego.PreparedEvalQuery, in *Input, shared topdown.VirtualCache) answer {
	var broken []topdown.Error
	options := []rego.EvalOption{
		rego.EvalParsedInput(in.document),
		rego.EvalTime(in.Snapshot.Meta.CollectedAt),
		rego.EvalBuiltinErrorList(&broken),
		rego.EvalVirtualCache(shared),
	}
	if !r.isOwn() {
		options = append(options, rego.EvalGenerateJSON(told))
	}
	results, err := query.Eval(ctx, options...)
	switch {
	case err != nil && ctx.Err() != nil:
		return answer{errs: []string{oneLine(context.Cause(ctx).Error())}}
	case err != nil:
		return answer{errs: []string{oneLine(err.Error())}}
	case len(results) == 0:
		return answer{errs: []string{"the query gave no result"}}
	}
	a := r.answer(results[0].Bindings, in.Snapshot.Meta.AccountID)
	for _, b := range broken {
		a.errs = append(a.errs, oneLine(b.Error()))
	}
	return a
}

// answer reads the results of the query.
func (r *rule) answer(results rego.Vars, account string) answer {
	a := answer{applicable: true}
	for _, entry := range r.defines {
		value := defined(results[entry])
		var errs []string
		switch entry {
		case "deny":
			a.findings, errs = r.findings(value, account)
		case "unknown":
			a.undecided, errs = reasons(value)
		case "applicable":
			a.applicable, errs = truth(entry, value)
		case "confirmed":
			a.confirmed, errs = truth(entry, value)
		}
		a.errs = append(a.errs, errs...)
	}
	return a
}

// defined unwraps an answer, nil if it is undefined.
func defined(v any) any {
	if list, ok := v.([]any); ok && len(list) > 0 {
		return list[0]
	}
	return nil
}

func truth(entry string, value any) (bool, []string) {
	yes, ok := value.(bool)
	if value != nil && !ok {
		return false, []string{fmt.Sprintf("%s is %s, want true or false", entry, quote(value))}
	}
	return yes, nil
}

func reasons(value any) (texts, errs []string) {
	list, _ := value.([]any)
	for _, v := range list {
		if text, ok := v.(string); ok && text != "" {
			texts = append(texts, oneLine(text))
		} else {
			errs = append(errs, fmt.Sprintf("unknown contains %s, want a text", quote(v)))
		}
	}
	return texts, errs
}

// quote shows a policy's value in a message.
func quote(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return shorten(string(b))
}

func oneLine(s string) string { return shorten(strings.Join(strings.Fields(s), " ")) }

// summary joins messages, without repetitions and no more than a reader takes in.
func summary(messages []string) string {
	const most = 5
	var shown []string
	seen := map[string]bool{}
	for _, m := range messages {
		if !seen[m] {
			shown = append(shown, m)
		}
		seen[m] = true
	}
	if more := len(shown) - most; more > 0 {
		shown = append(shown[:most:most], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(shown, "; ")
}
