package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// growing are the sections, or the services with all of theirs, whose size follows the account's. Nobody
// has more GuardDuty detectors than regions.
var growing = []string{
	"iam.users", "iam.roles", "iam.groups", "iam.policies", "iam.credential_report", "iam.virtual_mfa_devices",
	"cloudtrail", "cloudwatch", "ec2", "events", "guardduty.findings", "logs", "s3", "scheduler", "sns", "stepfunctions",
}

// size is how large an account grows.
type size struct {
	principals int // users and roles
	percentage int // for how many of the copies of users and roles there are copies of all else
	events     int // those of root and those that rules ask for
}

// grow returns a snapshot of one account of about a size. It holds copy after copy of the
// given accounts in turn, each with names of its own: what belongs together in an account does so in its
// copies. To one bucket there are many roles. All else is the first account's.
func grow(to size, accounts ...*snapshot.Snapshot) (*snapshot.Snapshot, error) {
	big := *accounts[0]
	var of []templates
	for _, a := range accounts {
		t, err := templatesOf(a, big.Meta.AccountID)
		if err != nil {
			return nil, err
		}
		of = append(of, t)
	}
	copies := 0
	for principals := 0; principals < to.principals; copies++ {
		t := of[copies%len(of)]
		principals += len(t["iam.users"]) + len(t["iam.roles"])
	}
	big.AWS = map[string]map[string]json.RawMessage{}
	for service, collections := range accounts[0].AWS {
		big.AWS[service] = maps.Clone(collections)
		for name := range collections {
			section, times := service+"."+name, copies
			if service != "iam" {
				times = copies * to.percentage / 100
			}
			if _, ok := of[0][section]; !ok {
				continue
			}
			list, err := snapshot.Marshal(repeat(of, section, times))
			if err != nil {
				return nil, err
			}
			big.AWS[service][name] = list
		}
	}
	if to.events > 0 {
		if err := growEvents(&big, to.events, accounts...); err != nil {
			return nil, err
		}
	}
	return &big, nil
}

// repeat returns the resources of a section in all copies. What has no name of its own, such as root, is
// there but once.
func repeat(of []templates, section string, copies int) []json.RawMessage {
	all := []json.RawMessage{}
	once := map[string]bool{}
	for i := range max(1, copies) {
		for _, t := range of[i%len(of)][section] {
			if !bytes.Contains(t, mark) {
				if !once[string(t)] {
					all = append(all, t)
				}
				once[string(t)] = true
				continue
			}
			all = append(all, bytes.ReplaceAll(t, mark, fmt.Appendf(nil, "-%d", i)))
		}
	}
	return all
}

// templates are an account's resources, by section, with marks in them.
type templates map[string][]json.RawMessage

// mark stands in a template after each name that differs from copy to copy.
var mark = []byte("¤")

// templatesOf makes templates of an account, as those of the account with an id.
func templatesOf(a *snapshot.Snapshot, id string) (templates, error) {
	sections := map[string][]any{}
	for service, collections := range a.AWS {
		for name, raw := range collections {
			section := service + "." + name
			var items []any
			grows := slices.Contains(growing, service) || slices.Contains(growing, section)
			if grows && json.Unmarshal(raw, &items) == nil { // what is no array does not grow
				sections[section] = items
			}
		}
	}
	own := names(sections)
	t := templates{}
	for section, items := range sections {
		t[section] = []json.RawMessage{}
		for _, item := range items {
			b, err := snapshot.Marshal(marked(item, own))
			if err != nil {
				return nil, fmt.Errorf("copy %s: %w", section, err)
			}
			t[section] = append(t[section], bytes.ReplaceAll(b, []byte(a.Meta.AccountID), []byte(id)))
		}
	}
	return t, nil
}

// names gathers what the resources of the sections are called. The shortest are words that may mean
// something else, such as default and root.
func names(sections map[string][]any) map[string]bool {
	own := map[string]bool{}
	for _, items := range sections {
		for _, item := range items {
			resource, _ := item.(map[string]any)
			for _, field := range []string{"name", "id", "user", "image_id", "arn", "serial_number"} {
				text, _ := resource[field].(string)
				parts := components(text)
				if name := parts[len(parts)-1]; len(name) > len("default") && name != "<root_account>" {
					own[name] = true
				}
			}
		}
	}
	return own
}

// marked returns a value with the mark after each of the names.
func marked(value any, own map[string]bool) any {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			value[name] = marked(member, own)
		}
		return value
	case []any:
		for i, element := range value {
			value[i] = marked(element, own)
		}
		return value
	case string:
		parts := components(value)
		for i, part := range parts {
			if own[part] {
				parts[i] += string(mark)
			}
		}
		return strings.Join(parts, "")
	default:
		return value
	}
}

// components splits an ARN or a path, and leaves the separators where they are.
func components(text string) []string {
	var parts []string
	begin := 0
	for i, c := range text {
		if c == ':' || c == '/' {
			parts = append(parts, text[begin:i], text[i:i+1])
			begin = i + 1
		}
	}
	return slices.Concat(parts, []string{text[begin:]})
}
