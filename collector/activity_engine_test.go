package collector

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// engines are the sources that differ in nothing but their protocol.
var engines = map[string]struct {
	open                       func(string) (EventSource, error)
	address                    string
	start, look, results, stop string
	prefix                     string
	name                       string
}{
	"athena": {EventTable, "athena://primary/security.cloudtrail", "StartQueryExecution", "GetQueryExecution", "GetQueryResults", "StopQueryExecution", "athena", "Athena"},
	"lake":   {EventLake, "lake://01234567-89ab-cdef-0123-456789abcdef", "StartQuery", "DescribeQuery", "GetQueryResults", "CancelQuery", "cloudtrail", "CloudTrail Lake"},
}

// readWire collects activity from an engine, and returns the notices with it.
func readWire(ctx context.Context, t *testing.T, w *engineWire, source EventSource, o Options) (*snapshot.Snapshot, []string) {
	t.Helper()
	w.Account = open(t, accounts.Clean())
	now, err := time.Parse(time.RFC3339, wireNow)
	if err != nil {
		t.Fatal(err)
	}
	var notices []string
	o.Sections, o.EventSource, o.Replay = []string{"activity.root", "activity.groups"}, source, w
	o.Notice = func(message string) { notices = append(notices, message) }
	o.Now = func() time.Time { return now }
	snap, err := Collect(ctx, completed(o))
	if err != nil {
		t.Fatal(err)
	}
	return snap, notices
}

// eachEngine runs a test against both, in virtual time.
func eachEngine(t *testing.T, options string, f func(t *testing.T, engine string, source EventSource)) {
	t.Helper()
	for name, e := range engines {
		bubble(t, name, func(t *testing.T) {
			source, err := e.open(e.address + options)
			if err != nil {
				t.Fatal(err)
			}
			f(t, name, source)
		})
	}
}

func groupedEvents(t *testing.T, snap *snapshot.Snapshot) []cloudtrail.Event {
	t.Helper()
	var groups []EventGroup
	if raw := snap.AWS["activity"]["groups"]; raw != nil {
		if err := json.Unmarshal(raw, &groups); err != nil {
			t.Fatal(err)
		}
	}
	var events []cloudtrail.Event
	for _, g := range groups {
		events = append(events, g.Events...)
	}
	return events
}

// All pages of a query that had to wait are read, and nothing is that was not asked for.
func TestEnginesAnswer(t *testing.T) {
	eachEngine(t, "", func(t *testing.T, engine string, source EventSource) {
		const perPage, pageCount = 700, 3
		w := &engineWire{states: []string{"QUEUED", "QUEUED", "RUNNING", "SUCCEEDED"}, scanned: 1 << 20}
		for p := range pageCount {
			var rows []map[string]string
			for i := range perPage {
				rows = append(rows, wireRow(p*perPage+i))
			}
			w.pages = append(w.pages, rows)
		}
		w.pages[2] = append(w.pages[2],
			wireRow(9001, "useridentity_type", "Root", "eventname", "ListUsers"),
			wireRow(9002, "useridentity_type", "Root", "eventname", "ListUsers", "useridentity_sessioncontext_assumedroot", "true"),
			wireRow(9003, "recipientaccountid", "999988887777"), wireRow(9004, "eventtime", "2020-01-01T00:00:00Z"), wireRow(9005, "eventname", "TagUser"))
		snap, notices := readWire(t.Context(), t, w, source, Options{})

		wantGaps(t, snap, "activity.groups")
		events := groupedEvents(t, snap)
		if len(events) != perPage*pageCount || events[0].Request["userName"] != "o'eve\u001b[0m" {
			t.Errorf("%d events, the first: %+v", len(events), events[:min(1, len(events))])
		}
		roots := map[string]cloudtrail.RootUse{}
		for _, e := range rootEvents(t, snap) {
			roots[e.ID] = e.Root
		}
		if diff := cmp.Diff(map[string]cloudtrail.RootUse{"event-9001": cloudtrail.RootHuman, "event-9002": cloudtrail.RootManaged}, roots); diff != "" {
			t.Errorf("root's events (-want +got):\n%s", diff)
		}
		e := engines[engine]
		calls := []string{e.start, e.look, e.look, e.look, e.look, e.results, e.results, e.results}
		if diff := cmp.Diff(calls, w.calls); diff != "" {
			t.Errorf("calls (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{e.name + " scanned 4194304 bytes"}, notices); diff != "" {
			t.Errorf("notices (-want +got):\n%s", diff)
		}
	})
}

// A query without an answer is no account without events.
func TestEnginesFail(t *testing.T) {
	page := [][]map[string]string{{wireRow(1)}}
	for name, c := range map[string]struct {
		wire    func(e string) *engineWire
		code    string
		message string
		of      func(e string) string // the operation that the gap names
		events  int
		stopped bool
	}{
		"failed": {
			wire: func(string) *engineWire {
				return &engineWire{states: []string{"RUNNING", "FAILED"}, reason: "TABLE_NOT_FOUND: line 2:6. Query Id: 1a2b3c4d-0000-1111-2222-333344445555"}
			},
			code: codeQueryFailed, message: "TABLE_NOT_FOUND: line 2:6.", of: startOf,
		},
		"cancelled": {
			wire: func(string) *engineWire {
				return &engineWire{states: []string{"CANCELLED"}, reason: "Bytes scanned limit"}
			},
			code: codeQueryStopped, message: "Bytes scanned limit", of: startOf,
		},
		"nothing scanned": {
			wire: func(string) *engineWire {
				return &engineWire{states: []string{"SUCCEEDED"}, pages: [][]map[string]string{{}}}
			},
			code: codeNoEvents, message: "nothing was there to be searched: the table or the window may be the wrong one", of: resultsOf,
		},
		"too costly": {
			wire: func(string) *engineWire { return &engineWire{states: []string{"RUNNING"}, scanned: 600} },
			code: codeCostLimit, message: "stopped when it had scanned more than 1000 bytes (max-bytes)", of: resultsOf, stopped: true,
		},
		"for ever": {
			wire: func(string) *engineWire { return &engineWire{states: []string{"RUNNING"}} },
			code: codeTimeout, message: "stopped after 1h0m0s", of: resultsOf, stopped: true,
		},
		"start denied": {
			wire: func(e string) *engineWire { return broken(engines[e].start, nil) },
			code: "AccessDeniedException", message: "no", of: startOf,
		},
		"look denied": {
			wire: func(e string) *engineWire { return broken(engines[e].look, nil) },
			code: "AccessDeniedException", message: "no", stopped: true,
			of: func(e string) string { return engines[e].prefix + ":" + engines[e].look },
		},
		"results denied": {
			wire: func(e string) *engineWire { return broken(engines[e].results, page) },
			code: "AccessDeniedException", message: "no", of: resultsOf,
		},
		"no event": {
			wire: func(string) *engineWire {
				return &engineWire{states: []string{"SUCCEEDED"}, scanned: 1, pages: [][]map[string]string{{wireRow(1), wireRow(2, "eventtime", "soon")}}}
			},
			code: codeMalformed, message: "the row is no event of CloudTrail's", of: resultsOf, events: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			eachEngine(t, "?max-bytes=1000", func(t *testing.T, engine string, source EventSource) {
				w := c.wire(engine)
				snap, _ := readWire(t.Context(), t, w, source, Options{})
				coverage := snap.Coverage["activity.root"]
				want := []snapshot.Gap{{Region: "us-east-1", Operation: c.of(engine), Code: c.code, Message: c.message}}
				if c.code == codeMalformed {
					want[0].Resource = "event-0002"
				}
				if diff := cmp.Diff(want, coverage.Gaps); diff != "" {
					t.Errorf("gaps (-want +got):\n%s", diff)
				}
				if events := groupedEvents(t, snap); len(events) != c.events || (coverage.Status == snapshot.Missing) != (c.events == 0) {
					t.Errorf("%s, %d events", coverage.Status, len(events))
				}
				if got := slices.Equal(w.ids, []string{wireID}); got != c.stopped {
					t.Errorf("stopped: %q", w.ids)
				}
			})
		})
	}
}

func startOf(e string) string   { return engines[e].prefix + ":" + engines[e].start }
func resultsOf(e string) string { return engines[e].prefix + ":" + engines[e].results }

func broken(operation string, pages [][]map[string]string) *engineWire {
	return &engineWire{
		states: []string{"SUCCEEDED"}, scanned: 1, pages: pages,
		broken: map[string]string{operation: `{"__type":"AccessDeniedException","message":"no","Message":"no"}`},
	}
}

// An interrupt stops the query, whenever it comes: while it is started or while it runs.
func TestEnginesStopWhenInterrupted(t *testing.T) {
	eachEngine(t, "", func(t *testing.T, engine string, source EventSource) {
		for _, during := range []string{engines[engine].start, engines[engine].look} {
			ctx, interrupt := context.WithCancel(t.Context())
			w := &engineWire{states: []string{"RUNNING"}, scanned: 10, asked: func(operation string) {
				if operation == during {
					interrupt()
				}
			}}
			snap, _ := readWire(ctx, t, w, source, Options{})
			if !slices.Equal(w.ids, []string{wireID}) || w.calls[len(w.calls)-1] != engines[engine].stop {
				t.Errorf("interrupted during %s: stopped %q, calls %q", during, w.ids, w.calls)
			}
			if gaps := snap.Coverage["activity.root"].Gaps; len(gaps) != 1 || gaps[0].Code != codeCanceled {
				t.Errorf("interrupted during %s: %v", during, gaps)
			}
		}
	})
}

// A region that is not selected is not asked for, and stays unknown.
func TestEnginesOfSelectedRegions(t *testing.T) {
	eachEngine(t, "?region=eu-west-1", func(t *testing.T, _ string, source EventSource) {
		w := &engineWire{states: []string{"SUCCEEDED"}, scanned: 1, pages: [][]map[string]string{{wireRow(1)}}}
		snap, _ := readWire(t.Context(), t, w, source, Options{Regions: []string{"us-east-1", "eu-west-1"}})
		if !strings.Contains(w.sql, "region IN ('eu-west-1', 'us-east-1')") {
			t.Errorf("the query: %s", w.sql)
		}
		gaps := snap.Coverage["activity.root"].Gaps
		if len(gaps) == 0 || slices.ContainsFunc(gaps, func(g snapshot.Gap) bool { return g.Code != codeRegionNotSelected }) {
			t.Errorf("gaps: %v", gaps)
		}
	})
}
