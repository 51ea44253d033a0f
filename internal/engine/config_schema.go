package engine

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// ConfigSchema completes the JSON Schema of a configuration with the loaded policies' parameters and
// rules, in place of those that it has.
func (e *Engine) ConfigSchema(base []byte) ([]byte, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(base))
	if err != nil {
		return nil, fmt.Errorf("read the configuration's schema: %w", err)
	}
	root, _ := document.(map[string]any)
	properties, _ := root["properties"].(map[string]any)
	params, _ := properties["params"].(map[string]any)
	rules, _ := properties["rules"].(map[string]any)
	if params == nil || rules == nil {
		return nil, fmt.Errorf("read the configuration's schema: it has no params or no rules")
	}
	declared := map[string]any{}
	for name, p := range e.declared {
		declared[name] = p.document
	}
	params["properties"], params["additionalProperties"] = declared, false

	const setting = "#/$defs/rule"
	root["$defs"] = map[string]any{"rule": ruleSetting(root, rules)}
	known := map[string]any{}
	for _, r := range e.rules {
		known[r.ID] = map[string]any{"$ref": setting, "description": r.Title}
	}
	rules["properties"], rules["additionalProperties"] = known, false
	rules["patternProperties"] = map[string]any{"[*?]": map[string]any{"$ref": setting}}

	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(root); err != nil {
		return nil, fmt.Errorf("encode the configuration's schema: %w", err)
	}
	return out.Bytes(), nil
}

// ruleSetting is what may be said of a rule: in a schema that was completed before it stands elsewhere.
func ruleSetting(root, rules map[string]any) any {
	if defs, ok := root["$defs"].(map[string]any); ok {
		return defs["rule"]
	}
	return rules["additionalProperties"]
}
