package cloudtrail

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// read reads a stream and returns its events.
func read(t *testing.T, r io.Reader) ([]Event, Counts, error) {
	t.Helper()
	var events []Event
	counts, err := Read(r, nil, func(e Event) error {
		events = append(events, e)
		return nil
	})
	if counts.Kept != len(events) {
		t.Errorf("%d events kept, %d passed on", counts.Kept, len(events))
	}
	return events, counts, err
}

const fixtures = "../../testdata/events"

func readFixture(t *testing.T, name string) ([]Event, Counts) {
	t.Helper()
	f, err := os.Open(filepath.Join(fixtures, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	events, counts, err := read(t, f)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return events, counts
}

func TestReadEveryEnvelope(t *testing.T) {
	want, _ := readFixture(t, "envelope-trail.json")
	if len(want) != 3 || want[0].Root != RootHuman || want[0].Additional["MFAUsed"] != "No" {
		t.Fatalf("the log file holds %+v", want)
	}
	files, err := filepath.Glob(filepath.Join(fixtures, "envelope-*"))
	if err != nil || len(files) < 20 {
		t.Fatalf("envelopes are %v, %v", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			got, counts := readFixture(t, filepath.Base(file))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-log file +envelope:\n%s", diff)
			}
			if diff := cmp.Diff(Counts{Records: 3, Kept: 3}, counts); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestReadSkips(t *testing.T) {
	for name, want := range map[string]string{
		"other-alarm.json":            notification,
		"other-control-message.json":  notification,
		"other-digest.json":           digest,
		"other-insight.json":          insight,
		"other-s3-notification.json":  notification,
		"other-sns-notification.json": notification,
		"other-sqs-notification.json": notification,
		"other-test-event.json":       notification,
	} {
		if events, counts := readFixture(t, name); len(events) > 0 || counts != (Counts{Skipped: want}) {
			t.Errorf("%s: %+v, want only that a %s was skipped", name, counts, want)
		}
	}
	long := `{"digestStartTime":"2026-08-20T10:00:00Z","logFiles":[` + strings.Repeat(`{"s3Object":"a"},`, 100_000) + `{}]}`
	if _, counts, err := read(t, strings.NewReader(long)); err != nil || counts != (Counts{Skipped: digest}) {
		t.Errorf("a long digest: %+v, %v", counts, err)
	}
}

func TestReadNoEvents(t *testing.T) {
	for _, empty := range []string{`{"Records":[]}`, `[]`, " [ ] \n", `{"Events":[],"NextToken":"x"}`, "eventname,eventtime\n"} {
		if _, counts, err := read(t, strings.NewReader(empty)); err != nil || counts != (Counts{}) {
			t.Errorf("%s: %+v, %v", empty, counts, err)
		}
	}
}

func TestReadSaysWhatElseItSaw(t *testing.T) {
	for content, want := range map[string]string{
		"":                                    "it is empty",
		" \n\n":                               "it is empty",
		"\x00\x00\x00":                        "neither JSON nor a table",
		"PAR1\x15\x00":                        "Parquet",
		"PK\x03\x04...":                       "ZIP",
		"\x28\xb5\x2f\xfd....":                "zstd",
		"\xff\xfe{\x00\"\x00":                 "UTF-16",
		"<?xml version=\"1.0\"?><Error/>":     "XML",
		"hello\nworld\n":                      `table with the column eventname: "hello\nworld\n"`,
		"user,event\na,b\n":                   "eventname",
		`{"Vpcs":[{"VpcId":"a"}],"Zone":"a"}`: `["Vpcs" "Zone"]`,
		`[1,2,3]`:                             "an array of other values",
		`[{}]`:                                "an object without members",
		`["a"]`:                               "text in place of events",
		string(gzipped(t, string(gzipped(t, "{}")))): "gzip inside gzip",
	} {
		_, counts, err := read(t, strings.NewReader(content))
		var format *FormatError
		if !errors.As(err, &format) || !strings.Contains(format.Error(), want) || counts.Records+counts.Kept > 0 || counts.Skipped != "" {
			t.Errorf("%q: %+v, error %v; want one that tells of %s", content, counts, err, want)
		}
	}
}

func gzipped(t testing.TB, content string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
