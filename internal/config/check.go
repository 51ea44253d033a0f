package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// check refuses what the types allow and what nobody can mean. Whether there are such rules and
// parameters, the engine knows.
func (c Config) check() error {
	for _, glob := range c.RuleGlobs() {
		if err := c.checkRule(glob); err != nil {
			return err
		}
	}
	for i := range c.Waivers {
		if err := c.checkWaiver(i); err != nil {
			return err
		}
	}
	return nil
}

func (c Config) checkRule(glob string) error {
	switch r := c.Rules[glob]; {
	case r.Enabled == nil && r.Severity == "":
		return c.wrong(fmt.Sprintf("rule %s: want enabled or severity", glob), "rules", glob)
	case r.Severity != "" && !slices.Contains(report.Severities(), r.Severity):
		return c.wrong(fmt.Sprintf("severity is %q, want critical, high, medium, low or info", r.Severity), "rules", glob, "severity")
	}
	return nil
}

func (c Config) checkWaiver(i int) error {
	w := c.Waivers[i]
	for _, required := range []struct{ key, value string }{
		{"rule", w.Rule}, {"resource", w.Resource}, {"reason", w.Reason}, {"owner", w.Owner}, {"expires", w.Expires},
	} {
		if strings.TrimSpace(required.value) != "" {
			continue
		}
		if c.has("waivers", i, required.key) {
			return c.wrong(required.key+" is empty", "waivers", i, required.key)
		}
		return c.wrong("waiver has no "+required.key, "waivers", i)
	}
	if w.Account != "" && !isAccount(w.Account) || w.Account == "" && c.has("waivers", i, "account") {
		return c.wrong(fmt.Sprintf("account is %q, want 12 digits in quotes", w.Account), "waivers", i, "account")
	}
	if _, err := time.Parse(time.DateOnly, w.Expires); err != nil {
		return c.wrong(fmt.Sprintf("expires is %q, want a date such as 2026-12-31", w.Expires), "waivers", i, "expires")
	}
	return nil
}

func isAccount(s string) bool { return len(s) == 12 && strings.Trim(s, "0123456789") == "" }

func (c Config) wrong(message string, path ...any) error {
	return fmt.Errorf("parse configuration %s: %s", c.At(path...), message)
}
