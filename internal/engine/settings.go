package engine

import (
	"fmt"

	"github.com/tocsin-dev/tocsin/internal/glob"
	"github.com/tocsin-dev/tocsin/internal/report"
)

// Setting changes the rules whose ids a glob matches.
type Setting struct {
	Rules string
	// Enabled turns the rules off if it is false; nil leaves them as they are.
	Enabled *bool
	// Severity takes the place of theirs, unless it is empty.
	Severity report.Severity
}

// offReason is why a rule that is turned off is skipped.
const offReason = "turned off by the configuration"

// apply changes the rules by the settings in their order.
func (o Options) apply(rules []*rule) error {
	for _, s := range o.Settings {
		matched, err := matching(rules, s.Rules)
		if err != nil {
			return o.at(err, "rules", s.Rules)
		}
		for _, r := range matched {
			if s.Enabled != nil {
				r.Disabled = !*s.Enabled
			}
			if s.Severity != "" {
				r.Severity = s.Severity
			}
		}
	}
	return nil
}

// checkWaivers refuses a waiver of rules that there are not.
func (o Options) checkWaivers(rules []*rule) error {
	for i, w := range o.Waivers {
		if _, err := matching(rules, w.Rule); err != nil {
			return o.at(err, "waivers", i, "rule")
		}
	}
	return nil
}

// at says where in the configuration the error is, if that is known.
func (o Options) at(err error, path ...any) error {
	if o.At == nil {
		return err
	}
	return fmt.Errorf("%s: %w", o.At(path...), err)
}

// matching returns the rules whose ids a glob matches, of which there must be one.
func matching(rules []*rule, pattern string) ([]*rule, error) {
	var matched []*rule
	for _, r := range rules {
		if glob.Match(pattern, r.ID) {
			matched = append(matched, r)
		}
	}
	if len(matched) == 0 {
		return nil, fmt.Errorf("no rule matches %q%s", pattern, nearRules(pattern, rules))
	}
	return matched, nil
}
