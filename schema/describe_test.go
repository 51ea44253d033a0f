package schema_test

import (
	"strings"

	"github.com/invopop/jsonschema"
)

// nameMembers makes the descriptions speak of members by their own names: Go's comments begin with the
// names of Go's fields.
func nameMembers(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	for pair := s.Properties.Oldest(); pair != nil; pair = pair.Next() {
		first, rest, _ := strings.Cut(pair.Value.Description, " ")
		if strings.EqualFold(first, strings.ReplaceAll(pair.Key, "_", "")) {
			pair.Value.Description = pair.Key + " " + rest
		}
		nameMembers(pair.Value)
	}
	nameMembers(s.Items)
	nameMembers(s.AdditionalProperties)
}
