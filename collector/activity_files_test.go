package collector

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// logged is a record of an account: root stopped a trail.
func logged(account, id string) string {
	return fmt.Sprintf(`{"eventID":%q,"eventTime":"2026-11-19T12:00:00Z","eventSource":"cloudtrail.amazonaws.com","eventName":"StopLogging",
		"awsRegion":"eu-west-1","recipientAccountId":%q,"userIdentity":{"type":"Root","accountId":%[2]q}}`, id, account)
}

// quiet is a record of an account of which no rule asks anything.
func quiet(account, id string) string {
	return strings.NewReplacer("StopLogging", "LookupEvents", `"Root"`, `"IAMUser"`).Replace(logged(account, id))
}

func logFile(records ...string) string { return `{"Records":[` + strings.Join(records, ",") + `]}` }

func zipped(content string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(content))
	_ = z.Close()
	return b.String()
}

// folder makes files, by name.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const ours, others = "210987654321", "999988887777"

// readEvents collects what the clean account did from a source. It returns the events' ids and the gaps.
func readEvents(t *testing.T, from EventSource) (ids, gapsFound []string, notice string) {
	t.Helper()
	account := open(t, accounts.Clean())
	snap := readWith(t.Context(), t, account, Options{
		Sections: []string{"activity.root", "activity.groups"}, EventSource: from, Notice: func(message string) { notice += message },
	})
	for _, e := range rootEvents(t, snap) {
		ids = append(ids, e.ID)
	}
	for _, g := range snap.Coverage["activity.root"].Gaps {
		gapsFound = append(gapsFound, g.String()+": "+g.Message)
	}
	if diff := cmp.Diff(snap.Coverage["activity.root"], snap.Coverage["activity.groups"]); diff != "" {
		t.Errorf("the sections' coverage differs:\n%s", diff)
	}
	return ids, gapsFound, notice
}

func TestEventFiles(t *testing.T) {
	const digest = `{"awsAccountId":"210987654321","digestStartTime":"2026-11-19T11:00:00Z","digestEndTime":"2026-11-19T12:00:00Z","digestS3Bucket":"b","logFiles":[]}`
	for name, tc := range map[string]struct {
		files  map[string]string
		ids    []string
		gaps   []string // by what they begin with
		notice string
	}{
		"plain, zipped and a line each": {
			files:  map[string]string{"a.json": logFile(logged(ours, "1")), "deep/er/b.json.gz": zipped(logFile(logged(ours, "2"))), "c.jsonl": logged(ours, "3") + "\n" + quiet(ours, "4")},
			ids:    []string{"1", "2", "3"},
			notice: "read 4 events in 3 files and kept 3",
		},
		"twice": {files: map[string]string{"a.json": logFile(logged(ours, "1")), "b.json": logFile(logged(ours, "1"), logged(ours, "1"))}, ids: []string{"1"}},
		"digests and licences": {
			files:  map[string]string{"a.json": logFile(logged(ours, "1")), "digest.json.gz": zipped(digest), "LICENSE": "MIT License\n", "README.md": "# Logs\n"},
			ids:    []string{"1"},
			notice: "read 1 event in 1 file and kept 1; passed over 1 digest file, 2 other files",
		},
		"nothing of note": {files: map[string]string{"a.json": logFile(quiet(ours, "1"))}, notice: "read 1 event in 1 file and kept 0"},
		"another account too": {
			files: map[string]string{"a.json": logFile(logged(others, "1"), quiet(others, "2")), "b.json": logFile(logged(ours, "3"))}, ids: []string{"3"},
		},
		"another account only": {
			files: map[string]string{"a.json": logFile(logged(others, "1"))},
			gaps:  []string{"--events: NoEvents: no event of account 210987654321 was found"},
		},
		"nothing":        {gaps: []string{"--events: NoEvents: there is no file of CloudTrail's events"}},
		"nothing but it": {files: map[string]string{"README.md": "# Logs\n"}, gaps: []string{"--events: NoEvents: there is no file"}},
		"unreadable": {
			files: map[string]string{
				"a.json": logFile(logged(ours, "1")), "binary.json": "\x00\x01\x02", "cut.json.gz": zipped(logFile(logged(ours, "2")))[:80],
				"empty.json": "", "half.json": logFile(logged(ours, "3"), `{"eventName":`), "no\xffgz.gz": "\x1f\x8bgarbage", "other.json": `{"a":1}`,
				"untimed.json": logFile(logged(ours, "4"), strings.Replace(logged(ours, "5"), "eventTime", "time", 1)),
				"nobody.json":  logFile(logged("", "6")),
			},
			ids: []string{"1", "3", "4"},
			gaps: []string{
				"--events of binary.json: Unreadable: found neither JSON", "--events of cut.json.gz: Unreadable: ", "--events of empty.json: Unreadable: found nothing",
				"--events of half.json: Unreadable: ", "--events of nobody.json: Unreadable: 1 of its records", "--events of no\uFFFDgz.gz: Unreadable: ",
				"--events of other.json: Unreadable: found an object", "--events of untimed.json: Unreadable: 1 of its records",
			},
		},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			ids, gaps, notice := readEvents(t, EventFiles(folder(t, tc.files)))
			if diff := cmp.Diff(tc.ids, ids); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if len(gaps) != len(tc.gaps) {
				t.Errorf("gaps: %q", gaps)
			}
			for i, want := range tc.gaps {
				if i < len(gaps) && !strings.HasPrefix(gaps[i], want) {
					t.Errorf("gap %q, want %q…", gaps[i], want)
				}
			}
			if tc.notice != "" && notice != tc.notice {
				t.Errorf("told %q, want %q", notice, tc.notice)
			}
		})
	}
}

// Links lead nowhere but to what is read anyway, and what is no file is not waited for.
func TestEventFilesThatAreNone(t *testing.T) {
	outside := folder(t, map[string]string{"secret.json": logFile(logged(ours, "9"))})
	dir := folder(t, map[string]string{"a.json": logFile(logged(ours, "1")), "b/c.json": logFile(logged(ours, "2"))})
	for link, target := range map[string]string{
		"b/loop": "..", "again.json": "a.json", "out": outside, "out.json": outside + "/secret.json", "up.json": "../../etc/passwd", "gone.json": "gone",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.json"), 0o600); err != nil {
		t.Fatal(err)
	}
	want := []string{"gone.json", "out.json", "out", "pipe.json", "up.json"}
	if os.Getuid() != 0 { // whom no mode keeps from reading
		if err := os.WriteFile(filepath.Join(dir, "shut.json"), nil, 0); err != nil {
			t.Fatal(err)
		}
		want = []string{"gone.json", "out.json", "out", "pipe.json", "shut.json", "up.json"}
	}
	ids, gaps, _ := readEvents(t, EventFiles(dir))
	if diff := cmp.Diff([]string{"1", "2"}, ids); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	var names []string
	for _, gap := range gaps {
		name, _, _ := strings.Cut(strings.TrimPrefix(gap, "--events of "), ": Unreadable: ")
		names = append(names, name)
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("gaps (-want +got):\n%s", diff)
	}
	linked := filepath.Join(t.TempDir(), "linked") // the folder itself may be named by a link
	if err := os.Symlink(dir, linked); err != nil {
		t.Fatal(err)
	}
	if ids, _, _ := readEvents(t, EventFiles(linked)); len(ids) != 2 {
		t.Errorf("by a link: %q", ids)
	}
}

// Ten thousand files leave ten thousand events, and those that cannot be read a dozen gaps.
func TestVeryManyEventFiles(t *testing.T) {
	const n = 10_000
	files := map[string]string{}
	for i := range n {
		name := fmt.Sprintf("AWSLogs/%s/CloudTrail/eu-west-1/2026/11/%02d/%s_CloudTrail_eu-west-1_20261119T1200Z_%05d.json.gz", ours, i%28, ours, i)
		files[name] = logFile(logged(ours, fmt.Sprint(i))) // what the name says does not count
		if i%2 == 1 {
			files[name] = "broken"
		}
	}
	dir := folder(t, files)
	begun := time.Now()
	ids, gaps, notice := readEvents(t, EventFiles(dir))
	t.Logf("%d files in %s", n, time.Since(begun))
	if len(ids) != n/2 || len(gaps) != namedLosses+1 || !strings.HasPrefix(gaps[0], "--events of 4990 more: Unreadable: ") {
		t.Errorf("%d events, gaps %q", len(ids), gaps)
	}
	if want := "read 5000 events in 5000 files and kept 5000; 5000 could not be read"; notice != want {
		t.Errorf("told %q, want %q", notice, want)
	}
}

// repeated is a stream of a beginning and the same text over and over.
type repeated struct {
	begin, again string
	left         int64
	text, rest   string
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, io.EOF
	}
	if r.rest == "" {
		if r.text == "" {
			r.text = strings.Repeat(r.again, 1000)
		}
		r.rest = r.text
		if r.begin != "" {
			r.rest, r.begin = r.begin, ""
		}
	}
	n := copy(p, r.rest)
	r.rest, r.left = r.rest[n:], r.left-int64(n)
	return n, nil
}

// What is meant to keep a reader busy, or to fill its memory, does neither.
func TestEndlessStreams(t *testing.T) {
	for name, stream := range map[string]*repeated{
		"nested arrays":  {begin: "[", again: "[[[]]],"},
		"deep arrays":    {again: "["},
		"spaces":         {again: " "},
		"strings":        {begin: `["`, again: "aaaaaaaaaaaaaaaa"},
		"benign records": {begin: `{"Records":[`, again: quiet(ours, "1") + ","},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			stream.left = 256 << 20
			if name == "nested arrays" {
				stream.left = 1 << 30
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			begun := time.Now()
			_, gaps, notice := readEvents(t, EventStream(stream))
			runtime.ReadMemStats(&after)
			used := (after.TotalAlloc - before.TotalAlloc) >> 20
			t.Logf("%s, %d MB allocated, %d MB not read: %s", time.Since(begun), used, stream.left>>20, notice)
			if len(gaps) == 0 {
				t.Error("it passes for whole")
			}
			if used > 64 {
				t.Errorf("%d MB were allocated", used)
			}
		})
	}
}

func TestReadingEventsIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := &session{gate: newGate(Timing{}, nil), notice: func(string) {}}
	r := newReader(s, activity(EventHistory()))
	q := newEventQuery(nil, time.Time{}, historyNow)
	EventFiles(folder(t, map[string]string{"a.json": logFile(logged(ours, "1"))})).read(ctx, r, q)
	if len(r.gaps) == 0 || r.gaps[0].Code != codeCanceled {
		t.Errorf("gaps: %v", r.gaps)
	}
}
