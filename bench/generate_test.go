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

// grow returns a snapshot like the given one that has about n users and roles. It holds copy after copy of
// the account, each with names of its own: what belongs together in the account does so in each copy. Of
// what is not IAM's it has copies for a percentage of them: to one bucket there are many roles.
func grow(s *snapshot.Snapshot, n, percentage int) (*snapshot.Snapshot, error) {
	sections := map[string][]any{}
	for service, collections := range s.AWS {
		for name, raw := range collections {
			section := service + "." + name
			var items []any
			grows := slices.Contains(growing, service) || slices.Contains(growing, section)
			if grows && json.Unmarshal(raw, &items) == nil { // what is no array does not grow
				sections[section] = items
			}
		}
	}
	copies := n / (len(sections["iam.users"]) + len(sections["iam.roles"]))
	own := names(sections)
	big := *s
	big.AWS = map[string]map[string]json.RawMessage{}
	for service, collections := range s.AWS {
		big.AWS[service] = maps.Clone(collections)
		share := percentage
		if service == "iam" {
			share = 100
		}
		for name := range collections {
			items, ok := sections[service+"."+name]
			if !ok {
				continue
			}
			var err error
			if big.AWS[service][name], err = repeat(items, copies*share/100, own); err != nil {
				return nil, fmt.Errorf("grow %s.%s: %w", service, name, err)
			}
		}
	}
	return &big, nil
}

// mark stands in a template after each name that differs from copy to copy.
var mark = []byte("¤")

// repeat returns the items of several copies. What has no name of its own, such as root, is there but
// once.
func repeat(items []any, copies int, own map[string]bool) (json.RawMessage, error) {
	all := []json.RawMessage{}
	for _, item := range items {
		template, err := snapshot.Marshal(marked(item, own))
		if err != nil {
			return nil, err
		}
		all = append(all, bytes.ReplaceAll(template, mark, nil))
		for i := 1; i < copies && bytes.Contains(template, mark); i++ {
			all = append(all, bytes.ReplaceAll(template, mark, fmt.Appendf(nil, "-%d", i)))
		}
	}
	return snapshot.Marshal(all)
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
