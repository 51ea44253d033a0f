package schema_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/config"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/schema"
)

var update = flag.Bool("update", false, "write the schemas anew")

func TestFresh(t *testing.T) {
	for file, tc := range map[string]struct{ committed, generated []byte }{
		"snapshot.json": {schema.Snapshot, encode(t, snapshotSchema(t))},
		"report.json":   {schema.Report, encode(t, reportSchema(t))},
		"config.json":   {schema.Config, configSchema(t)},
	} {
		t.Run(file, func(t *testing.T) {
			if *update {
				if err := os.WriteFile(file, tc.generated, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(tc.generated), string(tc.committed)); diff != "" {
				t.Errorf("%s is not what the Go types say; run go test ./schema -update\n%s", file, diff)
			}
		})
	}
}

func encode(t *testing.T, s *jsonschema.Schema) []byte {
	nameMembers(s)
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(s); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// configSchema is what the Go types say of a configuration, and the policies of their rules and parameters.
func configSchema(t *testing.T) []byte {
	r := reflector(t)
	r.FieldNameTag, r.RequiredFromJSONSchemaTags = "yaml", true
	base := encode(t, describe(r.Reflect(config.Config{}), "config", "A configuration of tocsin: parameters, changes of rules, and waivers."))
	eng, err := engine.Load(t.Context(), engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	complete, err := eng.ConfigSchema(base)
	if err != nil {
		t.Fatal(err)
	}
	return complete
}

func snapshotSchema(t *testing.T) *jsonschema.Schema {
	r := reflector(t)
	root := describe(r.Reflect(snapshot.Snapshot{}), "snapshot", "A snapshot of tocsin: the state of one AWS account.")

	coverage, aws := object(), object()
	for _, c := range collector.All() {
		for _, s := range c.Sections {
			coverage.Properties.Set(s.Name, sub(r.ReflectFromType(reflect.TypeFor[snapshot.Coverage]())))
			service, collection, _ := strings.Cut(s.Name, ".")
			if _, ok := aws.Properties.Get(service); !ok {
				aws.Properties.Set(service, object())
			}
			of, _ := aws.Properties.Get(service)
			section := sub(r.ReflectFromType(s.Type))
			if s.Optional {
				section.Extras = map[string]any{"x-optional": true}
			}
			of.Properties.Set(collection, section)
		}
	}
	root.Properties.Set("coverage", coverage)
	root.Properties.Set("aws", aws)
	return root
}

func reportSchema(t *testing.T) *jsonschema.Schema {
	return describe(reflector(t).Reflect(report.Report{}), "report", "A report of tocsin: the verdicts about one AWS account.")
}

func reflector(t *testing.T) *jsonschema.Reflector {
	r := &jsonschema.Reflector{Anonymous: true, DoNotReference: true, ExpandedStruct: true}
	for _, dir := range []string{"collector", "internal/cloudtrail", "internal/snapshot", "internal/report", "internal/config"} {
		if err := r.AddGoComments("github.com/tocsin-dev/tocsin/schema", "../"+dir); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.CommentMap) == 0 {
		t.Fatal("no Go comments were found")
	}
	for name, comment := range r.CommentMap {
		r.CommentMap[name] = strings.Join(strings.Fields(comment), " ")
	}
	return r
}

func describe(s *jsonschema.Schema, name, text string) *jsonschema.Schema {
	s.ID = jsonschema.ID("https://github.com/tocsin-dev/tocsin/schema/" + name + ".json")
	s.Description = text
	return s
}

// sub makes the schema of a document that of a part.
func sub(s *jsonschema.Schema) *jsonschema.Schema {
	s.Version = ""
	return s
}

func object() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
}
