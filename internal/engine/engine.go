// Package engine judges a snapshot by Rego policies. It is the only package that knows OPA.
//
// Policies see the snapshot as input, the parameters as data.params and, when one is given, an older
// snapshot as data.baseline, and nothing else: no network, no clock, no environment.
package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"golang.org/x/sync/errgroup"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
	"github.com/tocsin-dev/tocsin/internal/nearest"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/policies"
)

// Options say which rules judge, and by which settings.
type Options struct {
	// PolicyDirs are directories of Rego files, or OPA bundles (.tar.gz) in files and at https URLs, that are
	// loaded besides tocsin's own policies.
	PolicyDirs []string
	// Verification has every bundle signed; nil if none may be.
	Verification *Verification
	// Rules are globs over rule ids; without any, all rules are selected.
	Rules []string
	// Params are the values of the parameters that the policies declare.
	Params map[string]any
	// Settings turn rules off and change their severities. Of several for one rule the last counts.
	Settings []Setting
	// Waivers say which findings do not count.
	Waivers []report.Waiver
	// At says where in a file the settings stand, for messages: params NAME, rules GLOB, waivers INDEX KEY.
	At func(path ...any) string
	// Timeout bounds the evaluation of one rule; the default is ten seconds. To load a bundle over the network may
	// take three times that, and to compile all six times.
	Timeout time.Duration
	// Memory bounds, in bytes, what the rules in evaluation keep that are not tocsin's own; the default is 512 MiB.
	Memory uint64
}

// What somebody else's rules may take, and their tests, unless it is said otherwise.
const (
	defaultTimeout = 10 * time.Second
	defaultMemory  = 512 << 20
)

// Engine is a set of compiled rules. It may be used by several goroutines at once.
type Engine struct {
	rules    []*rule
	compiler *ast.Compiler
	params   ast.Value
	data     ast.Object // of bundles
	declared params
	waivers  []report.Waiver
	// queries ask the rules without a baseline.
	queries []rego.PreparedEvalQuery
	timeout time.Duration
	memory  uint64
}

// Load compiles tocsin's own policies and those of the options. Whatever is wrong with them or
// with the options is an error here, before anything is collected.
func Load(ctx context.Context, o Options) (*Engine, error) { return load(ctx, policies.FS, o) }

func load(ctx context.Context, builtin fs.FS, o Options) (*Engine, error) {
	limitFunctions()
	o.Timeout, o.Memory = cmp.Or(o.Timeout, defaultTimeout), cmp.Or(o.Memory, defaultMemory)
	sources, err := loadSources(ctx, builtin, o)
	if err != nil {
		return nil, err
	}
	rules, err := readRules(sources.modules)
	if err != nil {
		return nil, err
	}
	params, err := declaredParams(sources.modules)
	if err != nil {
		return nil, err
	}
	chosen, err := selected(rules, o.Rules)
	if err != nil {
		return nil, err
	}
	sources.modules = reachable(sources.modules, chosen)
	compiler, err := compile(sources, 6*o.Timeout)
	if err != nil {
		return nil, err
	}
	if err := params.checkUses(compiler.Modules); err != nil {
		return nil, err
	}
	values, err := params.values(o)
	if err := errors.Join(err, o.apply(rules), o.checkWaivers(rules)); err != nil {
		return nil, err
	}
	e, err := newEngine(ctx, compiler, chosen, sources.data, values)
	if err != nil {
		return nil, err
	}
	e.declared, e.waivers = params, o.Waivers
	e.timeout, e.memory = o.Timeout, o.Memory
	return e, nil
}

// newEngine finds out what each rule reads and readies its query.
func newEngine(ctx context.Context, compiler *ast.Compiler, rules []*rule, data, params map[string]any) (*Engine, error) {
	values, err := ast.InterfaceToValue(params)
	if err != nil {
		return nil, fmt.Errorf("read parameters: %w", err)
	}
	bundled := ast.NewObject()
	for root, value := range data {
		v, err := ast.InterfaceToValue(value)
		if err != nil {
			return nil, fmt.Errorf("read data.%s: %w", root, err)
		}
		bundled.Insert(ast.StringTerm(root), ast.NewTerm(v))
	}
	all, err := allSections()
	if err != nil {
		return nil, err
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, r := range rules {
		group.Go(func() error { return r.infer(compiler, all) })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	e := &Engine{rules: rules, compiler: compiler, params: values, data: bundled}
	e.queries, err = e.prepare(ctx, nil)
	return e, err
}

// prepare readies the query of each rule over the parameters and a baseline, nil if there is none.
func (e *Engine) prepare(ctx context.Context, baseline ast.Object) ([]rego.PreparedEvalQuery, error) {
	data := ast.NewObject(ast.Item(ast.StringTerm("params"), ast.NewTerm(e.params)))
	e.data.Foreach(data.Insert)
	if baseline != nil {
		data.Insert(ast.StringTerm("baseline"), ast.NewTerm(baseline))
	}
	store := inmem.NewFromASTObject(data)
	queries := make([]rego.PreparedEvalQuery, len(e.rules))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, r := range e.rules {
		group.Go(func() (err error) {
			queries[i], err = rego.New(
				rego.Compiler(e.compiler),
				rego.Store(store),
				rego.Runtime(ast.ObjectTerm()),
				rego.Query(r.questions()),
			).PrepareForEval(ctx)
			if err != nil {
				return fmt.Errorf("prepare rule %s: %w", r.ID, explain(err))
			}
			return nil
		})
	}
	return queries, group.Wait()
}

// Narrowed returns an engine of those of the rules whose ids any glob matches. What is compiled is shared.
func (e *Engine) Narrowed(globs []string) (*Engine, error) {
	rules, err := selected(e.rules, globs)
	if err != nil {
		return nil, err
	}
	return e.of(rules), nil
}

// of returns an engine of some of the rules.
func (e *Engine) of(rules []*rule) *Engine {
	some := *e
	some.rules, some.queries = rules, make([]rego.PreparedEvalQuery, len(rules))
	for i, r := range rules {
		some.queries[i] = e.queries[slices.Index(e.rules, r)]
	}
	return &some
}

// Rules returns what is known of the selected rules, by id.
func (e *Engine) Rules() []report.Rule {
	out := make([]report.Rule, 0, len(e.rules))
	for _, r := range e.rules {
		out = append(out, r.Rule)
	}
	return out
}

// Declared returns the same as the policies have it, without what the settings change.
func (e *Engine) Declared() []report.Rule {
	out := e.Rules()
	for i, r := range e.rules {
		out[i].Severity, out[i].Disabled = r.declared, false
	}
	return out
}

// Sections returns the parts of the snapshot that any selected rule reads, sorted. For a rule that
// is turned off nothing is read.
func (e *Engine) Sections() []string {
	out := []string{}
	for _, r := range e.enabled() {
		out = append(out, r.Sections...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (e *Engine) enabled() []*rule {
	return slices.DeleteFunc(slices.Clone(e.rules), func(r *rule) bool { return r.Disabled })
}

// Events returns the kinds of CloudTrail events that any selected rule asks for, sorted.
func (e *Engine) Events() []cloudtrail.Kind {
	var names []string
	for _, r := range e.enabled() {
		names = append(names, r.Events...)
	}
	slices.Sort(names)
	kinds := []cloudtrail.Kind{}
	for _, name := range slices.Compact(names) {
		kind, _ := cloudtrail.ParseKind(name) // was checked when the rule was read
		kinds = append(kinds, kind)
	}
	return kinds
}

// selected returns the rules whose ids any glob matches. A glob that matches nothing is an error:
// it would otherwise pass for a clean account.
func selected(rules []*rule, globs []string) ([]*rule, error) {
	if len(globs) == 0 {
		return rules, nil
	}
	wanted := map[*rule]bool{}
	for _, glob := range globs {
		matched, err := matching(rules, glob)
		if err != nil {
			return nil, err
		}
		for _, r := range matched {
			wanted[r] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(rules), func(r *rule) bool { return !wanted[r] }), nil
}

func nearRules(glob string, rules []*rule) string {
	ids := make([]string, 0, len(rules))
	for _, r := range rules {
		ids = append(ids, r.ID)
	}
	near := nearest.Names(glob, ids)
	if len(near) == 0 {
		return " (tocsin rules lists them)"
	}
	return ": did you mean " + strings.Join(near[:min(3, len(near))], " or ") + "?"
}

// Custom returns an engine of the rules that are not tocsin's own.
func (e *Engine) Custom() *Engine {
	return e.of(slices.DeleteFunc(slices.Clone(e.rules), (*rule).isOwn))
}

// isOwn reports whether tocsin comes with the rule.
func (r *rule) isOwn() bool {
	return len(r.pkg) > 1 && r.pkg[1].Value.Compare(ast.String(builtinRoot)) == 0
}
