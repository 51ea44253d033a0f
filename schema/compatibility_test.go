package schema_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/schema"
)

// part is what a document's reader relies on.
type part struct {
	Type       any
	Format     string
	Properties map[string]*part
	Items      *part
	Required   []string
}

// TestCompatible holds the schemas against those that were published, testdata/DOCUMENT-VERSION.json. What
// was read by an older tocsin, or by a policy or program that was written for its documents, must go on
// to work; a schema that cannot is one of a new version. A published schema never changes: -update writes
// none of them.
func TestCompatible(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) < 2 {
		t.Fatalf("found %v, %v: want the published schemas of both documents", files, err)
	}
	current := map[string]struct {
		schema  []byte
		version int
	}{
		"snapshot": {schema.Snapshot, snapshot.SchemaVersion},
		"report":   {schema.Report, report.SchemaVersion},
	}
	for _, file := range files {
		document, version, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".json"), "-")
		published, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		now := current[document]
		if fmt.Sprint(now.version) != regexp.MustCompile(`^\d+`).FindString(version) {
			continue // another version may be another
		}
		for _, breach := range breaches("", parse(t, published), parse(t, now.schema)) {
			t.Errorf("%s breaks with %s: %s: give it a new schema version", document, file, breach)
		}
	}
}

func parse(t *testing.T, b []byte) *part {
	t.Helper()
	var p part
	if err := json.Unmarshal(b, &p); err != nil {
		t.Fatal(err)
	}
	return &p
}

// breaches are the places in which a schema does not keep what an older one promised.
func breaches(path string, then, now *part) []string {
	if then == nil {
		return nil
	}
	if now == nil {
		return []string{path + " is gone"}
	}
	var found []string
	if fmt.Sprint(then.Type) != fmt.Sprint(now.Type) || then.Format != now.Format {
		found = append(found, fmt.Sprintf("%s was %v %s, is %v %s", path, then.Type, then.Format, now.Type, now.Format))
	}
	for _, name := range then.Required {
		if !slices.Contains(now.Required, name) {
			found = append(found, fmt.Sprintf("%s/%s is not always there any more", path, name))
		}
	}
	for _, name := range now.Required { // older documents have no such member
		if !slices.Contains(then.Required, name) {
			found = append(found, fmt.Sprintf("%s/%s must be there now", path, name))
		}
	}
	for name, of := range then.Properties {
		found = append(found, breaches(path+"/"+name, of, now.Properties[name])...)
	}
	return append(found, breaches(path+"/*", then.Items, now.Items)...)
}

// TestBreaches: the comparison finds what breaks a reader, and lets pass what does not.
func TestBreaches(t *testing.T) {
	then := `{"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "at": {"type": "string", "format": "date-time"},
		"list": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}}}}`
	for name, tc := range map[string]struct{ old, new, want string }{
		"a member more":             {`"properties": {"id"`, `"properties": {"more": {"type": "string"}, "id"`, ""},
		"a member less":             {`"n": {"type": "integer"}`, ``, "/list/*/n is gone"},
		"another type":              {`"integer"`, `"string"`, "/list/*/n was integer , is string "},
		"another format":            {`, "format": "date-time"`, ``, "/at was string date-time, is string "},
		"not always there any more": {`"required": ["id"], `, ``, "/id is not always there any more"},
		"must be there now":         {`["id"]`, `["id", "at"]`, "/at must be there now"},
	} {
		t.Run(name, func(t *testing.T) {
			now := strings.Replace(then, tc.old, tc.new, 1)
			if got := strings.Join(breaches("", parse(t, []byte(then)), parse(t, []byte(now))), "; "); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
