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
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/schema"
)

var update = flag.Bool("update", false, "write the schemas anew")

func TestFresh(t *testing.T) {
	for file, tc := range map[string]struct {
		committed []byte
		generated *jsonschema.Schema
	}{
		"snapshot.json": {schema.Snapshot, snapshotSchema(t)},
		"report.json":   {schema.Report, reportSchema(t)},
	} {
		t.Run(file, func(t *testing.T) {
			var want bytes.Buffer
			enc := json.NewEncoder(&want)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", " ")
			nameMembers(tc.generated)
			if err := enc.Encode(tc.generated); err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(file, want.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want.String(), string(tc.committed)); diff != "" {
				t.Errorf("%s is not what the Go types say; run go test ./schema -update\n%s", file, diff)
			}
		})
	}
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
	for _, dir := range []string{"collector", "internal/cloudtrail", "internal/snapshot", "internal/report"} {
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
