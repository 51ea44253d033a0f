package cloudtrail

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
)

// result is what a way of reading makes of a stream.
type result struct {
	Events []Event
	Counts Counts
	Err    error
}

func scanned(content []byte, f *Filter, parseAll bool) result {
	var r result
	s, _ := scanners.Get().(*scanner)
	defer s.release()
	s.parseAll = parseAll
	r.Counts, r.Err = s.read(bytes.NewReader(content), f, r.add)
	s.parseAll = false
	return r
}

func (r *result) add(e Event) error {
	r.Events = append(r.Events, e)
	return nil
}

// parsed reads a stream as a whole: encoding/json finds where its values end, each is parsed, and all
// of its events are.
func parsed(content []byte, f *Filter) result {
	var r result
	s := &scanner{filter: f, emit: r.add}
	in := json.NewDecoder(bytes.NewReader(content))
	for r.Err == nil {
		var text json.RawMessage
		if r.Err = in.Decode(&text); r.Err != nil {
			break
		}
		var value any
		if value, r.Err = decode(text); r.Err != nil {
			break
		}
		if items, ok := value.([]any); ok {
			r.Err = s.unwrapItems(items, 0, false)
		} else {
			r.Err = s.unwrap(value, 0, false)
		}
	}
	if errors.Is(r.Err, io.EOF) {
		r.Err = nil
	}
	r.Counts = s.counts
	if r.Counts.Records > 0 {
		r.Counts.Skipped = ""
	}
	return r
}

// filters are such that each scan rules out something else.
func filters() map[string]*Filter {
	noon := time.Date(2026, 8, 20, 12, 0, 0, 0, time.UTC)
	kinds := []Kind{{"iam.amazonaws.com", "CreateUser"}, {"*", "StopLogging"}, {"events.amazonaws.com", "DeleteRule"}, {"*", "EmailUpdated"}}
	return map[string]*Filter{
		"all":       nil,
		"root":      NewFilter(nil, time.Time{}, noon.AddDate(1, 0, 0)),
		"kinds":     NewFilter(kinds, time.Time{}, noon.AddDate(1, 0, 0)),
		"denied":    NewFilter(nil, time.Time{}, noon.AddDate(1, 0, 0)).WithDenied(),
		"afternoon": NewFilter(kinds, noon, noon.AddDate(1, 0, 0)),
		"none":      NewFilter(kinds, noon.AddDate(1, 0, 0), noon.AddDate(2, 0, 0)),
	}
}

func fixtureContents(tb testing.TB) map[string][]byte {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(fixtures, "*"))
	if err != nil || len(files) < 50 {
		tb.Fatalf("fixtures are %v, %v", files, err)
	}
	contents := map[string][]byte{}
	for _, file := range files {
		if contents[filepath.Base(file)], err = os.ReadFile(file); err != nil {
			tb.Fatal(err)
		}
	}
	return contents
}

func TestScanIsParse(t *testing.T) {
	kept := map[string]int{}
	for name, content := range fixtureContents(t) {
		if strings.HasSuffix(name, ".gz") || strings.HasSuffix(name, ".csv") {
			continue // no JSON for encoding/json
		}
		for filter, f := range filters() {
			want := parsed(content, f)
			for _, parseAll := range []bool{false, true} {
				if diff := cmp.Diff(want, scanned(content, f, parseAll)); diff != "" {
					t.Errorf("%s, filter %s, parse all %v: -parsed +scanned:\n%s", name, filter, parseAll, diff)
				}
			}
			kept[filter] += len(want.Events)
		}
	}
	ordered := kept["all"] > kept["kinds"] && kept["kinds"] > kept["root"] && kept["denied"] > kept["root"] && kept["kinds"] > kept["afternoon"]
	if !ordered || kept["afternoon"] == 0 || kept["none"] > 0 {
		t.Errorf("filters keep %v", kept)
	}
}

// FuzzScan holds scanning against parsing. On what is JSON they agree in all; on what is not they pass on
// the same events.
func FuzzScan(f *testing.F) {
	for _, content := range fixtureContents(f) {
		f.Add(content)
	}
	for _, content := range unusual {
		f.Add([]byte(content))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > 1<<16 {
			t.Skip()
		}
		for name, filter := range filters() {
			scan, all := scanned(content, filter, false), scanned(content, filter, true)
			if diff := cmp.Diff(all.Events, scan.Events); diff != "" {
				t.Errorf("filter %s: -parse all +scan:\n%s", name, diff)
			}
			if seen := func(c Counts) int { return c.Records + c.Unreadable }; seen(scan.Counts) != seen(all.Counts) {
				t.Errorf("filter %s: scan counts %+v, parsing all %+v", name, scan.Counts, all.Counts)
			}
			if !isOrdinary(content) {
				continue
			}
			want := parsed(content, filter)
			byID := func(a, b Event) int { return strings.Compare(a.ID+a.Name, b.ID+b.Name) }
			slices.SortStableFunc(want.Events, byID)
			slices.SortStableFunc(scan.Events, byID)
			if diff := cmp.Diff(want.Events, scan.Events); diff != "" {
				t.Errorf("filter %s: -parsed +scanned:\n%s", name, diff)
			}
			want.Counts.Skipped, scan.Counts.Skipped = "", "" // the last of several kinds
			if diff := cmp.Diff(want.Counts, scan.Counts); diff != "" {
				t.Errorf("filter %s: -parsed +scanned:\n%s", name, diff)
			}
		}
	})
}

// isOrdinary reports whether a stream is JSON objects and arrays in a row, no name twice in an object,
// and not so deep that it matters where counting begins.
func isOrdinary(content []byte) bool {
	in := jsontext.NewDecoder(bytes.NewReader(content))
	for {
		switch in.PeekKind() {
		case '{', '[':
		default:
			_, err := in.ReadToken()
			return errors.Is(err, io.EOF)
		}
		for {
			if _, err := in.ReadToken(); err != nil || in.StackDepth() > maxDepth/2 {
				return false
			}
			if in.StackDepth() == 0 {
				break
			}
		}
	}
}

// unusual are records that look like what nobody wants, and are something else.
var unusual = []string{
	`{"eventName":"GetX","eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:00Z","userIdentity":{"type":"R\u006fot"}}`,
	`{"eventName":"GetX","eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:00Z","userIdentity":"{\"type\":\"Root\"}"}`,
	`{"eventName":"GetX","eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:00Z","userIdentity":{"type":"Role","sessionContext":{"assumedRoot":"true"}}}`,
	`{"eventName":"GetX","eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:00Z","userIdentity":{"sessionContext":{"sessionIssuer":{"type":"Root"}}}}`,
	`{"eventName":"Stop\u004cogging","eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:00Z","userIdentity":{}}`,
	`{"eventName":"GetX","event\u004eame":"StopLogging","eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:00Z","userIdentity":{}}`,
	`{"eventName":"GetX","eventName":"StopLogging","eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:00Z","userIdentity":{}}`,
	`{"eventName":"GetX","eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:00Z","userIdentity":{},"userIdentity":{"type":"Root"}}`,
	`{"eventName":"GetX","eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:61Z","userIdentity":{}}`,
	`{"eventName":"GetX","eventSource":"a.amazonaws.com","eventTime":1787230200,"userIdentity":{}}`,
	`{"eventName":"GetX","eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:00Z","userIdentity":{},"insightDetails":{}}`,
	`{"eventName":"GetX","eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:00Z","userIdentity":{},"eventType":"AwsCloudTrailInsight"}`,
	`{"eventName":"GetX","eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:00Z","userIdentity":{},"digestStartTime":"x"}`,
	`[{"eventName":"GetX","eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:00Z","userIdentity":{}},` +
		`{"eventName":"GetX","eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:61Z","userIdentity":{}},` +
		`{"eventName":"GetX","eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:1:Z","userIdentity":{}}]`,
	`{"eventName":["X"],"eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:00Z","userIdentity":{}}`,
	`{"requestParameters":{"eventName":"StopLogging"},"eventName":"GetX","eventSource":"a.amazonaws.com","eventTime":"2026-08-20T10:00:00Z","userIdentity":{}}`,
	`{"Records":[{"a":"\\"},{"b":"\\\""}],"Ev\u0065nts":[{"eventName":"StopLogging","eventID":"1","eventTime":"2026-08-20T10:00:00Z"}]}`,
	`[[{"eventname":"StopLogging"},{"eventtime":"2026-08-20 10:00:00"}],[],null,[null,[{}]],"{}","[]",{"Records":[[]]}]`,
}

// withoutFormat leaves out the error of a stream without events, which is the scan's alone.
var withoutFormat = cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Err" }, cmp.Ignore())

// TestScanOfTheUnusual: what a scan rules out by mistake it would never show.
func TestScanOfTheUnusual(t *testing.T) {
	for i, content := range unusual {
		for name, f := range filters() {
			if diff := cmp.Diff(parsed([]byte(content), f), scanned([]byte(content), f, false), withoutFormat); diff != "" {
				t.Errorf("%d, filter %s: -parsed +scanned:\n%s", i, name, diff)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, content := range unusual {
		f.Add([]byte(content))
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		e, err := Parse(record)
		if err != nil {
			return
		}
		if e.ID == "" || e.Name == "" || e.Time.IsZero() {
			t.Errorf("%q is parsed as %+v", record, e)
		}
		if _, err := json.Marshal(e); err != nil {
			t.Errorf("%q: %v", record, err)
		}
	})
}
