// Package engine judges a snapshot by Rego policies. It is the only package that knows OPA.
//
// Policies see the snapshot as input and the parameters as data.params, and nothing else: no
// network, no clock, no environment.
package engine

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/tocsin-dev/tocsin/internal/nearest"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/policies"
)

// Options say which rules judge, and by which settings.
type Options struct {
	// PolicyDirs are directories of Rego files that are loaded besides tocsin's own.
	PolicyDirs []string
	// Rules are globs over rule ids; without any, all rules are selected.
	Rules []string
	// Params are the values of the parameters that the policies declare.
	Params map[string]any
	// Timeout bounds the evaluation of one rule; the default is ten seconds.
	Timeout time.Duration
}

// Engine is a set of compiled rules. It may be used by several goroutines at once.
type Engine struct {
	rules   []*rule
	timeout time.Duration
}

// Load compiles tocsin's own policies and those of the options. Whatever is wrong with them or
// with the options is an error here, before anything is collected.
func Load(ctx context.Context, o Options) (*Engine, error) { return load(ctx, policies.FS, o) }

func load(ctx context.Context, builtin fs.FS, o Options) (*Engine, error) {
	modules, err := modulesOf(builtin, o.PolicyDirs, false)
	if err != nil {
		return nil, err
	}
	rules, err := readRules(modules)
	if err != nil {
		return nil, err
	}
	params, err := declaredParams(modules)
	if err != nil {
		return nil, err
	}
	compiler, err := compile(modules)
	if err != nil {
		return nil, err
	}
	if err := params.checkUses(compiler.Modules); err != nil {
		return nil, err
	}
	values, err := params.values(o.Params)
	if err != nil {
		return nil, err
	}
	if rules, err = selected(rules, o.Rules); err != nil {
		return nil, err
	}
	e := &Engine{rules: rules, timeout: o.Timeout}
	if e.timeout == 0 {
		e.timeout = 10 * time.Second
	}
	return e, e.prepare(ctx, compiler, values)
}

// prepare finds out what each rule reads and readies its query.
func (e *Engine) prepare(ctx context.Context, compiler *ast.Compiler, params map[string]any) error {
	all, err := allSections()
	if err != nil {
		return err
	}
	store := inmem.NewFromObject(map[string]any{"params": params})
	for _, r := range e.rules {
		if err := r.infer(compiler, all); err != nil {
			return err
		}
		r.query, err = rego.New(
			rego.Compiler(compiler),
			rego.Store(store),
			rego.Runtime(ast.ObjectTerm()),
			rego.Query(r.questions()),
		).PrepareForEval(ctx)
		if err != nil {
			return fmt.Errorf("prepare rule %s: %w", r.ID, explain(err))
		}
	}
	return nil
}

// Rules returns what is known of the selected rules, by id.
func (e *Engine) Rules() []report.Rule {
	out := make([]report.Rule, 0, len(e.rules))
	for _, r := range e.rules {
		out = append(out, r.Rule)
	}
	return out
}

// Sections returns the parts of the snapshot that any selected rule reads, sorted.
func (e *Engine) Sections() []string {
	out := []string{}
	for _, r := range e.rules {
		out = append(out, r.Sections...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// selected returns the rules whose ids any glob matches. A glob that matches nothing is an error:
// it would otherwise pass for a clean account.
func selected(rules []*rule, globs []string) ([]*rule, error) {
	if len(globs) == 0 {
		return rules, nil
	}
	wanted := map[*rule]bool{}
	for _, glob := range globs {
		found := false
		for _, r := range rules {
			ok, err := path.Match(glob, r.ID)
			if err != nil {
				return nil, fmt.Errorf("parse rule glob %q: %w", glob, err)
			}
			if ok {
				wanted[r], found = true, true
			}
		}
		if !found {
			return nil, fmt.Errorf("no rule matches %q%s", glob, nearRules(glob, rules))
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
