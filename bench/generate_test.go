package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// growing are the sections whose size follows the account's, by service or in full, and how many of
// a hundred copies of an account have them. Nobody has more GuardDuty detectors than regions.
var growing = map[string]int{
	"iam.users": 100, "iam.roles": 100, "iam.groups": 100, "iam.policies": 100,
	"iam.credential_report": 100, "iam.virtual_mfa_devices": 100,
	"cloudtrail": 10, "cloudwatch": 10, "ec2": 10, "events": 10, "guardduty.findings": 10, "logs": 10,
	"s3": 10, "scheduler": 10, "sns": 10, "stepfunctions": 10,
}

// grow returns a snapshot like the given one that has about n users and roles, and as much of the
// rest as an account of that size may have. It holds copy after copy of the account, each with names
// of its own: what belongs together in the account does so in each copy.
func grow(s *snapshot.Snapshot, n int) (*snapshot.Snapshot, error) {
	sections := map[string]section{}
	for service, collections := range s.AWS {
		for name, raw := range collections {
			share, ok := growing[service+"."+name]
			if !ok {
				share = growing[service]
			}
			var items []any
			if share > 0 && json.Unmarshal(raw, &items) == nil { // what is no array does not grow
				sections[service+"."+name] = section{items, share}
			}
		}
	}
	copies := n / (len(sections["iam.users"].items) + len(sections["iam.roles"].items))
	own := names(sections)
	big := *s
	big.AWS = map[string]map[string]json.RawMessage{}
	for service, collections := range s.AWS {
		big.AWS[service] = map[string]json.RawMessage{}
		for name, raw := range collections {
			if of, ok := sections[service+"."+name]; ok {
				var err error
				if raw, err = of.repeat(copies, own); err != nil {
					return nil, fmt.Errorf("grow %s.%s: %w", service, name, err)
				}
			}
			big.AWS[service][name] = raw
		}
	}
	return &big, nil
}

// section is a growing section of the snapshot.
type section struct {
	items []any
	share int
}

// mark stands in a template after each name that differs from copy to copy.
var mark = []byte("¤")

// repeat returns the section of several copies. What has no name of its own, such as root, is there
// but once.
func (s section) repeat(copies int, own map[string]bool) (json.RawMessage, error) {
	all := []json.RawMessage{}
	for _, item := range s.items {
		template, err := snapshot.Marshal(marked(item, own))
		if err != nil {
			return nil, err
		}
		all = append(all, bytes.ReplaceAll(template, mark, nil))
		for i := 1; i < copies*s.share/100 && bytes.Contains(template, mark); i++ {
			all = append(all, bytes.ReplaceAll(template, mark, fmt.Appendf(nil, "-%d", i)))
		}
	}
	return snapshot.Marshal(all)
}

// names gathers what the resources of the sections are called. The shortest are words that may mean
// something else, such as default and root.
func names(sections map[string]section) map[string]bool {
	own := map[string]bool{}
	for _, s := range sections {
		for _, item := range s.items {
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
