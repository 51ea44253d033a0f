package engine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/tocsin-dev/tocsin/internal/nearest"
	"github.com/tocsin-dev/tocsin/internal/report"
)

var findingKeys = []string{"msg", "resource", "region", "key", "evidence", "fix"}

// findings reads the elements of deny, sorted. One that has not the form of a finding, or the
// identity of another, is an error; the others are kept.
func (r *rule) findings(deny any, account string) (out []report.Finding, errs []string) {
	elements, _ := deny.([]any)
	seen := map[string]bool{}
	for _, element := range elements {
		f, err := r.finding(element, account)
		switch {
		case err != nil:
			errs = append(errs, fmt.Sprintf("finding %s: %v", quote(element), err))
		case seen[f.ID]:
			errs = append(errs, fmt.Sprintf("finding %s: another has the same resource, region and key", quote(element)))
		default:
			seen[f.ID] = true
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b report.Finding) int {
		return cmp.Or(cmp.Compare(a.Resource.Region, b.Resource.Region),
			cmp.Compare(a.Resource.ARN, b.Resource.ARN), cmp.Compare(a.Key, b.Key))
	})
	return out, errs
}

func (r *rule) finding(element any, account string) (report.Finding, error) {
	f := report.Finding{Severity: r.Severity, Evidence: map[string]any{}, Fix: []string{}}
	object, ok := element.(map[string]any)
	if !ok {
		return f, fmt.Errorf("want an object with msg and resource")
	}
	var resource, region string
	for _, key := range slices.Sorted(maps.Keys(object)) {
		var err error
		switch value := object[key]; key {
		case "msg":
			f.Message, err = text(key, value)
		case "resource":
			resource, err = text(key, value)
		case "region":
			region, err = text(key, value)
		case "key":
			f.Key, err = text(key, value)
		case "evidence":
			f.Evidence, err = evidence(value)
		case "fix":
			f.Fix, err = commands(value)
		default:
			err = fmt.Errorf("unknown key %s%s", key, nearest.Hint(key, findingKeys))
		}
		if err != nil {
			return f, err
		}
	}
	switch {
	case f.Message == "":
		return f, fmt.Errorf("it has no msg")
	case resource == "":
		return f, fmt.Errorf("it has no resource")
	}
	f.Resource = report.ParseResource(resource, region, account)
	f.ID = report.FindingID(r.ID, account, f.Resource.Region, resource, f.Key)
	return f, nil
}

func text(key string, value any) (string, error) {
	s, ok := value.(string)
	if !ok {
		return "", fmt.Errorf("%s is %s, want a text", key, quote(value))
	}
	return s, nil
}

func evidence(value any) (map[string]any, error) {
	object, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("evidence is %s, want an object", quote(value))
	}
	return object, nil
}

func commands(value any) ([]string, error) {
	list, ok := value.([]any)
	if !ok {
		return nil, fmt.Errorf("fix is %s, want an array of texts", quote(value))
	}
	out := make([]string, 0, len(list))
	for _, v := range list {
		s, err := text("fix", v)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}
