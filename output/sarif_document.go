package output

import (
	"bytes"
	"encoding/json"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// document returns a log of one run as maps, without the members that go-sarif writes as null although
// SARIF's schema forbids it, and with those that it does not know or leaves out although SARIF demands them.
func document(run *sarif.Run, rules []report.Rule) (any, error) {
	log, err := sarif.New(sarif.Version210)
	if err != nil {
		return nil, err
	}
	log.AddRun(run)
	b, err := json.Marshal(log)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var doc struct {
		Schema  string           `json:"$schema"`
		Version string           `json:"version"`
		Runs    []map[string]any `json:"runs"`
	}
	if err := dec.Decode(&doc); err != nil {
		return nil, err
	}
	for _, run := range doc.Runs {
		prune(run)
		completeSuppressions(run)
		classify(run, rules)
	}
	return doc, nil
}

func prune(node any) {
	switch node := node.(type) {
	case map[string]any:
		for key, value := range node {
			if value == nil {
				delete(node, key)
			}
			prune(value)
		}
	case []any:
		for _, value := range node {
			prune(value)
		}
	}
}
