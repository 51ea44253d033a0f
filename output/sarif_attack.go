package output

import (
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
)

const (
	attack        = "MITRE ATT&CK"
	attackVersion = "17.1"
	// attackGUID is the UUID of version 5 of https://attack.mitre.org/, the same in every run.
	attackGUID = "fa27b731-55f7-59a5-97ab-144ce9783e25"
)

// techniques lists those that the rules name and those that these are part of, sorted.
func techniques(rules []report.Rule) []string {
	var ids []string
	for _, rule := range rules {
		for _, id := range rule.Attack {
			if technique.MatchString(id) {
				whole, _, _ := strings.Cut(id, ".")
				ids = append(ids, whole, id)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// classify gives a run the taxonomy of the techniques that its rules are about, and the rules what relates
// them to it, for which go-sarif has no members.
func classify(run map[string]any, rules []report.Rule) {
	ids := techniques(rules)
	tool, _ := run["tool"].(map[string]any)
	driver, _ := tool["driver"].(map[string]any)
	if len(ids) == 0 || driver == nil {
		return
	}
	relationship := func(id, kind string) map[string]any {
		index, _ := slices.BinarySearch(ids, id)
		return map[string]any{
			"kinds":  []string{kind},
			"target": map[string]any{"id": id, "index": index, "toolComponent": attackReference()},
		}
	}
	taxa := []any{}
	for _, id := range ids {
		taxon := map[string]any{"id": id, "helpUri": techniquePage(id)}
		if parent, _, isSub := strings.Cut(id, "."); isSub {
			taxon["relationships"] = []any{relationship(parent, "superset")}
		}
		taxa = append(taxa, taxon)
	}
	run["taxonomies"] = []any{map[string]any{
		"name": attack, "version": attackVersion, "guid": attackGUID, "organization": "The MITRE Corporation",
		"informationUri":   "https://attack.mitre.org/versions/v17/",
		"shortDescription": map[string]any{"text": "Tactics and techniques of adversaries, from observations of the real world."},
		"isComprehensive":  false, "taxa": taxa,
	}}
	driver["supportedTaxonomies"] = []any{attackReference()}
	descriptors, _ := driver["rules"].([]any)
	for i, descriptor := range descriptors {
		descriptor, _ := descriptor.(map[string]any)
		var relationships []any
		for _, id := range techniques(rules[i : i+1]) {
			if slices.Contains(rules[i].Attack, id) {
				relationships = append(relationships, relationship(id, "relevant"))
			}
		}
		if relationships != nil {
			descriptor["relationships"] = relationships
		}
	}
}

func attackReference() map[string]any {
	return map[string]any{"name": attack, "index": 0, "guid": attackGUID}
}
