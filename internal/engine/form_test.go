package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tocsin-dev/tocsin/schema"
)

func TestFormRefusesWhatItDoesNotKnow(t *testing.T) {
	for name, tc := range map[string]struct{ schema, want string }{
		"keyword":        {`{"properties": {"a": {"items": {"minimum": 1}}}}`, `unknown field "minimum"`},
		"type":           {`{"type": "null"}`, "unknown type null"},
		"several types":  {`{"type": ["string", "null"]}`, "cannot unmarshal"},
		"format":         {`{"format": "email"}`, "unknown format email"},
		"boolean schema": {`{"items": false}`, "cannot unmarshal"},
		"required":       {`{"items": {"required": ["a"]}}`, "required member a has no schema"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := formOf([]byte(tc.schema)); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got error %v, want one with %q", err, tc.want)
			}
		})
	}
}

// TestFormAgreesWithJSONSchema replaces every value that the schema tells of by values of every kind,
// and takes every member away: the form and a JSON Schema library must refuse the same.
func TestFormAgreesWithJSONSchema(t *testing.T) {
	form, err := snapshotForm()
	if err != nil {
		t.Fatal(err)
	}
	oracle := oracle(t)
	whole := example(t, schema.Snapshot)
	refused, admitted := 0, 0
	agree := func(where string) {
		text, err := json.Marshal(whole)
		if err != nil {
			t.Fatal(err)
		}
		_, got := newDecoder().decode(text, form)
		want := validate(oracle, text)
		if (got == nil) != (want == nil) {
			t.Errorf("%s: the form says %v, JSON Schema %v", where, got, want)
		}
		if got == nil {
			admitted++
		} else {
			refused++
		}
	}
	agree("whole")
	members := whole.(map[string]any)
	aws, coverage := members["aws"].(map[string]any), members["coverage"].(map[string]any)
	// One section at a time: the documents stay small.
	members["aws"], members["coverage"] = map[string]any{}, map[string]any{}
	vary(members, "", agree)
	for service, collections := range aws {
		for name, section := range collections.(map[string]any) {
			members["aws"] = map[string]any{service: map[string]any{name: section}}
			vary(members["aws"], "/aws", agree)
		}
	}
	members["aws"] = map[string]any{}
	for name, section := range coverage {
		members["coverage"] = map[string]any{name: section}
		vary(members["coverage"], "/coverage", agree)
	}
	t.Logf("%d admitted, %d refused", admitted, refused)
	if admitted < 1000 || refused < 1000 {
		t.Error("too few documents")
	}
}

// FuzzForm holds one section against the form and the library. What the form admits, the library must;
// the form refuses more: integers with an exponent, leap seconds, names that stand twice.
func FuzzForm(f *testing.F) {
	for _, seed := range []string{
		`[{"arn":"a","is_logging":false}]`, `[{"arn":"a","start_logging_time":"2026-11-20T09:00:00.5+01:00"}]`,
		`[{"arn":"a","start_logging_time":"2026-11-20T23:59:60Z"}]`, `[{"\u0061rn":"a","new":[{}]}]`, `[{"arn":1}]`, `null`, `[`, ``,
	} {
		f.Add([]byte(seed))
	}
	form, err := snapshotForm()
	if err != nil {
		f.Fatal(err)
	}
	oracle := oracle(f)
	f.Fuzz(func(t *testing.T, section []byte) {
		if !json.Valid(section) {
			return
		}
		_, got := newDecoder().decode(section, form.at("aws", "cloudtrail", "trails"))
		text := fmt.Appendf(nil, `{"schema_version":1,"meta":%s,"coverage":{},"aws":{"cloudtrail":{"trails":%s}}}`, validMeta, section)
		if want := validate(oracle, text); got == nil && want != nil {
			t.Errorf("the form admits %s, JSON Schema does not: %v", section, want)
		}
	})
}

const validMeta = `{"tool_version":"","account_id":"","partition":"","caller_arn":"","regions":[],
	"started_at":"2026-11-20T09:00:00Z","collected_at":"2026-11-20T09:00:00Z",
	"window":{"state_since":"2026-11-20T09:00:00Z","events_since":"2026-11-20T09:00:00Z"}}`

// oracle is the snapshot's schema, but for admitting members that it does not know.
func oracle(t testing.TB) *jsonschema.Schema {
	t.Helper()
	text := bytes.ReplaceAll(schema.Snapshot, []byte(`"additionalProperties": false`), []byte(`"additionalProperties": true`))
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("urn:snapshot", document); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:snapshot")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(oracle *jsonschema.Schema, text []byte) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return oracle.Validate(value)
}

// example is a document that has all that a schema tells of.
func example(t *testing.T, schema json.RawMessage) any {
	t.Helper()
	var s struct {
		Type, Format string
		Properties   map[string]json.RawMessage
		Items        json.RawMessage
	}
	if err := json.Unmarshal(schema, &s); err != nil {
		t.Fatal(err)
	}
	switch {
	case s.Items != nil:
		return []any{example(t, s.Items)}
	case s.Format != "":
		return "2026-11-20T09:00:00Z"
	case s.Type == "boolean":
		return true
	case s.Type == "string":
		return "text"
	case s.Properties == nil:
		return 7
	}
	object := map[string]any{}
	for name, member := range s.Properties {
		object[name] = example(t, member)
	}
	return object
}

// vary changes what is in a value, one thing at a time, and calls a function each time.
func vary(value any, path string, changed func(where string)) {
	others := []any{nil, "text", "", "2026-11-20", 7, -7.5, false, []any{}, []any{nil}, map[string]any{}}
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			where := path + "/" + name
			for _, value[name] = range others {
				changed(fmt.Sprintf("%s is %#v", where, value[name]))
			}
			delete(value, name)
			changed(where + " is missing")
			value[name] = member
			vary(member, where, changed)
		}
		value["new"] = nil
		changed(path + " has a new member")
		delete(value, "new")
	case []any:
		for i, element := range value {
			for _, value[i] = range others {
				changed(fmt.Sprintf("%s/%d is %#v", path, i, value[i]))
			}
			value[i] = element
			vary(element, path, changed)
		}
	}
}
