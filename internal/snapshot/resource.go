package snapshot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// resource is a decoded element.
type resource struct {
	raw    json.RawMessage
	fields map[string]any
}

// resources decodes a section by the identity of its elements. Several may share one.
func resources(section string, value json.RawMessage) (map[string][]resource, error) {
	out := map[string][]resource{}
	if len(value) == 0 {
		return out, nil
	}
	list := bytes.HasPrefix(value, []byte("["))
	var items []json.RawMessage
	if !list {
		items = append(items, value)
	} else if err := json.Unmarshal(value, &items); err != nil {
		return nil, fmt.Errorf("decode section: %w", err)
	}
	for _, item := range items {
		r := resource{raw: item}
		dec := json.NewDecoder(bytes.NewReader(item))
		dec.UseNumber()
		if err := dec.Decode(&r.fields); err != nil {
			return nil, fmt.Errorf("decode resource: %w", err)
		}
		id := section
		if list {
			id = r.identity()
		}
		out[id] = append(out[id], r)
	}
	return out, nil
}

// identity returns the value of the first field: every type of resource begins with what names it, if not
// in all regions by an ARN or an id, then in its own.
func (r resource) identity() string {
	name := first(r.raw)
	if region, ok := r.fields["region"].(string); ok && region != "" && !strings.HasPrefix(name, "arn:") {
		return name + " in " + region
	}
	return name
}

func first(item json.RawMessage) string {
	dec := json.NewDecoder(bytes.NewReader(item))
	for range 2 { // the brace and the name
		if _, err := dec.Token(); err != nil {
			return ""
		}
	}
	token, err := dec.Token()
	if err != nil {
		return ""
	}
	return fmt.Sprint(token)
}

// region is where the resource is, empty for a global one.
func (r resource) region() string {
	if region, ok := r.fields["region"].(string); ok {
		return region
	}
	arn, _ := r.fields["arn"].(string)
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		return parts[3]
	}
	return ""
}

// flat maps the paths of fields to their values: objects are taken apart, arrays are not.
func (r resource) flat() map[string]any {
	out := map[string]any{}
	var add func(prefix string, fields map[string]any)
	add = func(prefix string, fields map[string]any) {
		for name, value := range fields {
			if object, ok := value.(map[string]any); ok {
				add(prefix+name+".", object)
			} else {
				out[prefix+name] = value
			}
		}
	}
	add("", r.fields)
	return out
}

// withoutEqual drops the resources that are the same on both sides.
func withoutEqual(before, after []resource) (old, now []resource) {
	counts := map[string]int{}
	for _, r := range after {
		counts[canonical(r.fields)]++
	}
	for _, r := range before {
		if key := canonical(r.fields); counts[key] > 0 {
			counts[key]--
		} else {
			old = append(old, r)
		}
	}
	for _, r := range after {
		if key := canonical(r.fields); counts[key] > 0 {
			counts[key]--
			now = append(now, r)
		}
	}
	return old, now
}

// canonical is the same for values that mean the same: the order of lists means nothing.
func canonical(v any) string {
	switch v := v.(type) {
	case []any:
		parts := make([]string, 0, len(v))
		for _, x := range v {
			parts = append(parts, canonical(x))
		}
		slices.Sort(parts)
		return "[" + strings.Join(parts, ",") + "]"
	case map[string]any:
		parts := make([]string, 0, len(v))
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, fmt.Sprintf("%q:%s", name, canonical(v[name])))
		}
		return "{" + strings.Join(parts, ",") + "}"
	case string:
		return fmt.Sprintf("%q", v)
	default:
		return fmt.Sprint(v)
	}
}
