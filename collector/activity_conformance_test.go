//go:build conformance

package collector

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
	"github.com/tocsin-dev/tocsin/internal/engine"
)

// sqlCase is a query, and the events that the scanner selects by it.
type sqlCase struct {
	Engine    string             `json:"engine"`
	Statement string             `json:"statement"`
	Expected  []cloudtrail.Event `json:"expected"`
	// Rows are what an engine answered, once one has.
	Rows []map[string]string `json:"rows"`
}

const conformanceStore = "01234567-89ab-cdef-0123-456789abcdef"

// trailFiles are the log files of EVENT_LOGS, a list of folders.
func trailFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, root := range filepath.SplitList(os.Getenv("EVENT_LOGS")) {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".json" {
				return err
			}
			content, err := os.ReadFile(path)
			if isLog(content) {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(files) < 100 {
		t.Fatalf("EVENT_LOGS must name the folders of logs: %d files", len(files))
	}
	return files
}

// isLog reports whether a file holds records, in a list or as trails write it.
func isLog(content []byte) bool {
	type record struct{ EventName string }
	var log struct{ Records []record }
	if json.Unmarshal(content, &log) != nil && json.Unmarshal(content, &log.Records) != nil {
		return false
	}
	return slices.ContainsFunc(log.Records, func(r record) bool { return r.EventName != "" })
}

// scan returns the events of each account that the scanner keeps.
func scan(t *testing.T, files []string, f *cloudtrail.Filter) map[string][]cloudtrail.Event {
	t.Helper()
	byAccount := map[string][]cloudtrail.Event{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, err = cloudtrail.Read(bytes.NewReader(content), f, func(e cloudtrail.Event) error {
			if placed(&e) {
				byAccount[e.AccountID] = append(byAccount[e.AccountID], e)
			}
			return nil
		})
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	return byAccount
}

// TestConformanceOfSQL writes queries into the folder SQL_CASES, with what the scanner selects by them.
func TestConformanceOfSQL(t *testing.T) {
	eng, err := engine.Load(t.Context(), engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	files := trailFiles(t)
	accounts := scan(t, files, nil)
	day := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 12, 30, 0, 0, time.UTC)
	}
	cases, selected := 0, 0
	for _, window := range [][2]time.Time{{day(2020, 1, 1), day(2030, 1, 1)}, {day(2023, 7, 10), day(2026, 8, 20)}} {
		for set, kinds := range map[string][]cloudtrail.Kind{
			"rules": eng.Events(), "some": someKinds, "none": nil,
			"any": {{Source: "*", Name: "AssumeRole"}, {Source: "*", Name: "RunInstances"}, {Source: "kms.amazonaws.com", Name: "Decrypt"}},
		} {
			kept := scan(t, files, cloudtrail.NewFilter(kinds, window[0], window[1]))
			for account := range accounts {
				q := newEventQuery(kinds, window[0], window[1])
				q.account = account
				for name, build := range map[string]func() (string, error){
					"athena": func() (string, error) { return athenaStatement("tocsin", "cloudtrail", q, nil) },
					"lake":   func() (string, error) { return lakeStatement(conformanceStore, q, nil) },
				} {
					statement, err := build()
					if err != nil {
						t.Fatalf("%s, %s: %v", name, set, err)
					}
					writeCase(t, fmt.Sprintf("%s-%s-%s-%d", name, set, account, window[0].Year()), sqlCase{Engine: name, Statement: statement, Expected: kept[account]})
					cases, selected = cases+1, selected+len(kept[account])
				}
			}
		}
	}
	t.Logf("%d cases, which select %d events", cases, selected)
}

func writeCase(t *testing.T, name string, c sqlCase) {
	t.Helper()
	b, err := json.Marshal(c)
	if err == nil {
		err = os.WriteFile(filepath.Join(os.Getenv("SQL_CASES"), name+".json"), b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestConformanceOfRows compares the rows that an engine answered with the events that the scanner read out
// of the same files.
func TestConformanceOfRows(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(os.Getenv("SQL_CASES"), "*.json"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	compared := 0
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var c sqlCase
		decoder := json.NewDecoder(bytes.NewReader(content))
		decoder.UseNumber() // the expected numbers stay as they were written
		if err := decoder.Decode(&c); err != nil {
			t.Fatal(err)
		}
		var got []cloudtrail.Event
		for _, row := range c.Rows {
			e, err := cloudtrail.ParseRow(rowOf(row))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got = append(got, e)
		}
		if diff := cmp.Diff(canonical(t, c.Expected, c.Engine), canonical(t, got, c.Engine)); diff != "" {
			t.Fatalf("%s: -scanner +SQL\n%.4000s", filepath.Base(name), diff)
		}
		compared += len(got)
	}
	if compared == 0 {
		t.Error("no event was compared")
	}
	t.Logf("%d rows of %d cases are the scanner's events", compared, len(names))
}

// canonical lists events in an order of their own. A record without an id is known by a hash of all its
// members, of which a row has not all. Lake's parameters are texts, and its store has no mark of assumed root.
func canonical(t *testing.T, events []cloudtrail.Event, engine string) []string {
	t.Helper()
	lines := []string{}
	for _, e := range events {
		if strings.HasPrefix(e.ID, "sha256:") {
			e.ID = ""
		}
		if engine == "lake" {
			e.Request, e.Response, e.Additional = nil, nil, nil
			e.Actor.AssumedRoot = false
			if e.Root == cloudtrail.RootManaged {
				e.Root = cloudtrail.RootHuman
			}
		}
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(b))
	}
	slices.Sort(lines)
	return lines
}
