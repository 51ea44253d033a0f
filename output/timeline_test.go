package output

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-dev/tocsin/internal/report"
)

func timelines() map[string]*report.Timeline {
	at := time.Date(2026, 11, 18, 2, 40, 0, 0, time.UTC)
	root := "arn:aws:iam::" + account + ":root"
	full := &report.Timeline{
		Entries: []report.Entry{
			{
				Time: at, ID: "1", Event: "signin.amazonaws.com/ConsoleLogin", Region: "us-east-1", Actor: root, Root: "human",
				SourceIPAddress: "198.51.100.146", UserAgent: "Mozilla/5.0", Succeeded: true, Rules: []string{"ioc.root_activity", "ioc.root_login_without_mfa"},
			},
			{Time: at.Add(time.Minute), ID: "2", Event: "kms.amazonaws.com/Decrypt", Actor: "AWS Internal", Root: "service", Succeeded: true, Rules: []string{}},
			{
				Time: at.Add(2 * time.Minute), ID: "3", Event: "cloudtrail.amazonaws.com/StopLogging", Region: "us-east-1", Actor: root, Root: "human",
				SourceIPAddress: "198.51.100.146", UserAgent: "Mozilla/5.0", Target: "main", ErrorCode: "AccessDenied", Rules: []string{"ioc.trail_stopped"},
			},
		},
		Addresses: []report.Seen{{Name: "198.51.100.146", First: at, Last: at.Add(2 * time.Minute), Count: 2}},
		Agents:    []report.Seen{{Name: "Mozilla/5.0", First: at, Last: at.Add(2 * time.Minute), Count: 2}},
		Complete:  true,
	}
	hostile := &report.Timeline{Entries: []report.Entry{}}
	for _, name := range hostileNames() {
		hostile.Entries = append(hostile.Entries, report.Entry{
			Time: at, ID: name, Event: name, Region: name, Actor: name, Root: name, SourceIPAddress: name, UserAgent: name, Target: name,
			ErrorCode: name, Rules: []string{name},
		})
		hostile.Addresses = append(hostile.Addresses, report.Seen{Name: name, First: at, Last: at, Count: 1})
		hostile.Agents = append(hostile.Agents, report.Seen{Name: name, First: at, Last: at, Count: 1})
	}
	empty := &report.Timeline{Entries: []report.Entry{}, Addresses: []report.Seen{}, Agents: []report.Seen{}}
	return map[string]*report.Timeline{"full": full, "empty": empty, "hostile": hostile}
}

func printed(t *testing.T, format row[*report.Timeline], timeline *report.Timeline) string {
	t.Helper()
	var buf bytes.Buffer
	if err := format.print(&buf, timeline); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func TestTimelineGolden(t *testing.T) {
	for _, name := range []string{"full", "empty"} {
		for _, format := range Timelines() {
			t.Run(name+"/"+format.name, func(t *testing.T) {
				golden(t, "timeline_"+name+"."+format.name, []byte(printed(t, format, timelines()[name])))
			})
		}
	}
}

func TestNothingHidesInATimeline(t *testing.T) { nothingHidesIn(t, timelines(), Timelines()) }

// A report shows the last events, and says how many there are before them.
func TestLongTimelineInAReport(t *testing.T) {
	long := &report.Timeline{Complete: true}
	for i := range mostEntries + 5 {
		long.Entries = append(long.Entries, report.Entry{Time: time.Date(2026, 11, 18, 2, i, 0, 0, time.UTC), Event: "e/E", Succeeded: true})
	}
	var p page
	p.timeline(long, mostEntries)
	got := p.buf.String()
	if !strings.Contains(got, "5 events before these: tocsin timeline shows them.") || strings.Contains(got, "02:04 UTC") || !strings.Contains(got, "02:05 UTC") {
		t.Errorf("got\n%s", got)
	}
}
