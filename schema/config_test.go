package schema_test

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tocsin-dev/tocsin/schema"
)

// TestConfigSchema: an editor is told of what tocsin would refuse.
func TestConfigSchema(t *testing.T) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.Config))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("config.json", document); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("config.json")
	if err != nil {
		t.Fatal(err)
	}
	const rest = `"resource": "*", "reason": "Known.", "owner": "ana", "expires": "2026-12-31"`
	for _, tc := range []struct {
		config string
		valid  bool
	}{
		{`{}`, true},
		{`{"params": {"contact_domains": ["example.com"]}}`, true},
		{`{"params": {"contact_domains": "example.com"}}`, false},
		{`{"params": {"contact_domain": []}}`, false},
		{`{"rules": {"ioc.trail_stopped": {"enabled": false, "severity": "low"}, "ioc.*": {"severity": "high"}}}`, true},
		{`{"rules": {"ioc.trail_stoped": {"enabled": false}}}`, false},
		{`{"rules": {"ioc.*": {"enable": false}}}`, false},
		{`{"rules": {"ioc.trail_stopped": {"severity": "severe"}}}`, false},
		{`{"waivers": [{"rule": "*", ` + rest + `, "account": "123456789012"}]}`, true},
		{`{"waivers": [{"rule": "*", ` + rest + `, "account": "12345678901"}]}`, false},
		{`{"waivers": [{` + rest + `}]}`, false},
		{`{"waivers": [{"rule": " ", ` + rest + `}]}`, false},
		{`{"waivers": [{"rule": "*", "resource": "*", "reason": "Known.", "owner": "ana", "expires": "soon"}]}`, false},
		{`{"waiver": []}`, false},
	} {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(tc.config)))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(value); (err == nil) != tc.valid {
			t.Errorf("%s: %v", tc.config, err)
		}
	}
}
