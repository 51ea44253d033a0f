package engine

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
	"github.com/tocsin-dev/tocsin/internal/nearest"
	"github.com/tocsin-dev/tocsin/internal/report"
)

// rule is a package that defines deny.
type rule struct {
	report.Rule
	// declared is the severity that the policy gives it, whatever the settings say.
	declared report.Severity
	// appliesWhen says why the rule is skipped, for an account to which it does not apply.
	appliesWhen string
	// defines lists which of the entries the package defines.
	defines []string
	pkg     ast.Ref
	at      *ast.Location // of the package
	about   *ast.Annotations
	// judges are the sections that the verdict rests on, applies those that decide whether the
	// rule applies at all.
	judges, applies needs
	// refs are the references to documents by which each entry reads them.
	refs map[string][]ast.Ref
}

// entries are the names that the engine asks a package for.
var entries = []struct {
	name string
	set  bool
	form string
}{
	{"deny", true, "deny contains {…} if { … }"},
	{"applicable", false, "applicable if { … }"},
	{"confirmed", false, "confirmed if { … }"},
	{"unknown", true, `unknown contains "reason" if { … }`},
}

// custom are the facts that METADATA states below custom.
type custom struct {
	Severity    report.Severity `json:"severity"`
	Runbook     string          `json:"runbook"`
	Attack      []string        `json:"attack"`
	Remediation string          `json:"remediation"`
	Absence     bool            `json:"absence"`
	AppliesWhen string          `json:"applies_when"`
	// Events are the kinds of CloudTrail events that the rule asks for, as cloudtrail.ParseKind reads them.
	Events []string `json:"events"`
}

var validID = regexp.MustCompile(`^[\w.-]+$`)

var customKeys = []string{"severity", "runbook", "attack", "remediation", "absence", "applies_when", "events"}

// readRules finds the rules among the modules and reads their metadata, sorted by id.
func readRules(modules map[string]*ast.Module) ([]*rule, error) {
	packages := map[string][]*ast.Module{}
	for _, m := range byName(modules) {
		packages[packageName(m)] = append(packages[packageName(m)], m)
	}
	var rules []*rule
	var wrong []error
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		r, err := readRule(packages[name])
		switch {
		case err != nil:
			wrong = append(wrong, err)
		case r != nil:
			rules = append(rules, r)
		}
	}
	slices.SortFunc(rules, func(a, b *rule) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Origin, b.Origin)) })
	for i := 1; i < len(rules); i++ {
		if rules[i].ID == rules[i-1].ID {
			later := rules[i]
			if later.isOwn() {
				later = rules[i-1]
			}
			wrong = append(wrong, problem(later.at, "rule %s is defined in both %s and %s", later.ID, rules[i-1].Origin, rules[i].Origin).named("id-taken"))
		}
	}
	return rules, errors.Join(wrong...)
}

// readRule reads the rule that the modules of one package define, or nil if they define none.
func readRule(pkg []*ast.Module) (*rule, error) {
	defines, err := definedEntries(pkg)
	if err != nil {
		return nil, err
	}
	m, about := metadata(pkg)
	if !slices.Contains(defines, "deny") {
		if about != nil && about.Custom["severity"] != nil {
			return nil, problem(keyAt(about, "severity"), "package %s has a severity but no deny: it would never run", packageName(m))
		}
		return nil, nil
	}
	id := strings.TrimPrefix(packageName(m), builtinRoot+".")
	if !validID.MatchString(id) {
		return nil, problem(m.Package.Location, "package %s: want letters, digits, _ and - in a rule's name", packageName(m))
	}
	if about == nil {
		return nil, problem(m.Package.Location, "rule %s has no METADATA", id)
	}
	facts, err := readCustom(about)
	if err != nil {
		return nil, err
	}
	references := []string{}
	for _, r := range about.RelatedResources {
		references = append(references, r.Ref.String())
	}
	return &rule{
		Rule: report.Rule{
			ID: id, Title: about.Title, Description: strings.TrimSpace(about.Description),
			Severity: facts.Severity, Runbook: facts.Runbook, Attack: append([]string{}, facts.Attack...),
			Remediation: strings.TrimSpace(facts.Remediation), References: references,
			Events:  append([]string{}, facts.Events...),
			Absence: facts.Absence, Sections: []string{}, Origin: m.Package.Location.File,
		},
		declared: facts.Severity, appliesWhen: strings.TrimSpace(facts.AppliesWhen), defines: defines, pkg: m.Package.Path,
		at: m.Package.Location, about: about,
	}, nil
}

// metadata returns the package's annotation and the module that it stands in. OPA allows but one.
func metadata(pkg []*ast.Module) (*ast.Module, *ast.Annotations) {
	for _, m := range pkg {
		for _, a := range m.Annotations {
			if a.Scope == "package" {
				return m, a
			}
		}
	}
	return pkg[0], nil
}

// definedEntries lists the entries that a package defines, and refuses those of another form: a
// deny that is no set would be read as an empty one.
func definedEntries(pkg []*ast.Module) ([]string, error) {
	found := map[string]bool{}
	var names []string
	for _, m := range pkg {
		for _, r := range m.Rules {
			for _, e := range entries {
				head := r.Head
				if head.Ref()[0].String() != e.name {
					continue
				}
				if len(head.Ref()) > 1 || len(head.Args) > 0 || (head.RuleKind() == ast.MultiValue) != e.set {
					return nil, problem(head.Location, "%s must have the form %s", e.name, e.form).named("entry-form")
				}
				found[e.name] = true
			}
		}
	}
	for _, e := range entries {
		if found[e.name] {
			names = append(names, e.name)
		}
	}
	return names, nil
}

// readCustom reads what stands below custom and checks all that a rule must state.
func readCustom(about *ast.Annotations) (custom, error) {
	var c custom
	if about.Title == "" {
		return c, problem(about.Location, "METADATA has no title")
	}
	for _, key := range slices.Sorted(maps.Keys(about.Custom)) {
		if !slices.Contains(customKeys, key) {
			return c, problem(keyAt(about, key), "unknown key custom.%s%s", key, nearest.Hint(key, customKeys))
		}
	}
	b, err := json.Marshal(about.Custom)
	if err != nil {
		return c, problem(about.Location, "read custom: %s", err)
	}
	if err := json.Unmarshal(b, &c); err != nil {
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return c, problem(keyAt(about, wrong.Field), "custom.%s is a %s, want %s", wrong.Field, wrong.Value, kindOf(wrong.Type))
		}
		return c, problem(about.Location, "read custom: %s", err)
	}
	for _, event := range c.Events {
		if _, err := cloudtrail.ParseKind(event); err != nil {
			return c, problem(keyAt(about, "events"), "custom.events: %s", err)
		}
	}
	if !slices.Contains(report.Severities(), c.Severity) {
		return c, problem(keyAt(about, "severity"), "custom.severity is %q, want critical, high, medium, low or info", c.Severity)
	}
	return c, nil
}

func kindOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list of strings"
	default:
		return "a string"
	}
}

// keyAt is where a key stands in the METADATA block, or where the block begins.
func keyAt(about *ast.Annotations, key string) *ast.Location {
	at := *about.Location
	for i, line := range strings.Split(string(at.Text), "\n") {
		if strings.HasPrefix(strings.TrimLeft(line, "# \t"), key+":") {
			at.Row += i
			break
		}
	}
	return &at
}
