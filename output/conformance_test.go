//go:build conformance

package output

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestConformance validates the golden files, and those that SARIF_FILES names, with the OASIS
// schema of SARIF 2.1.0, which SARIF_SCHEMA names. It runs with -tags conformance only and then
// fails without the schema, so that it cannot pass for having run.
func TestConformance(t *testing.T) {
	schema := sarifSchema(t)
	files, err := filepath.Glob("testdata/*.sarif")
	if err != nil || len(files) != len(reports())+len(sarifVariants(t)) {
		t.Fatalf("golden files are %v, %v; want those of reports and of sarifVariants", files, err)
	}
	for _, file := range append(files, strings.Fields(os.Getenv("SARIF_FILES"))...) {
		doc, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(schema, doc); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	t.Log(len(files), "golden files are valid")
}

// TestConformanceCanFail: the schema refuses what go-sarif writes of itself.
func TestConformanceCanFail(t *testing.T) {
	schema := sarifSchema(t)
	doc, err := os.ReadFile("testdata/full.sarif")
	if err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{
		`"startLine": 1`:     `"startLine": 0`,
		`"ruleIndex": 0`:     `"ruleIndex": -2`,
		`"level": "error"`:   `"level": null`,
		`"uri": "aws/1`:      `"uri": "%zz/1`,
		`"version": "2.1.0"`: `"version": "2"`,
	} {
		broken := bytes.Replace(doc, []byte(from), []byte(to), 1)
		if bytes.Equal(broken, doc) || validate(schema, broken) == nil {
			t.Errorf("%s instead of %s is taken for valid", to, from)
		}
	}
}

func validate(schema *jsonschema.Schema, doc []byte) error {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err != nil {
		return err
	}
	return schema.Validate(v)
}

func sarifSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	f, err := os.Open(os.Getenv("SARIF_SCHEMA"))
	if err != nil {
		t.Fatal("SARIF_SCHEMA must name the OASIS schema of SARIF 2.1.0: ", err)
	}
	defer func() { _ = f.Close() }()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("sarif")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}
