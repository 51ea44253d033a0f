// Package timeline tells what CloudTrail's events in a snapshot say, in the order of their times.
package timeline

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// OfReport is what a report shows: what root itself did, and the events that findings rest on. It is nil
// if nobody looked at events. The findings tell what is needed of their events, so that of a snapshot
// with very many only root's are decoded.
func OfReport(snap *snapshot.Snapshot, outcomes []report.Outcome) (*report.Timeline, error) {
	events := map[string]*cloudtrail.Event{}
	if err := decodeRoot(snap, events); err != nil {
		return nil, err
	}
	entries := map[string]report.Entry{}
	for id, e := range events {
		if e.Root != cloudtrail.RootService {
			entries[id] = entry(e)
		}
	}
	for _, o := range outcomes {
		for _, f := range o.Findings {
			addFinding(entries, events, o.Rule, f)
		}
	}
	return timeline(snap, entries), nil
}

// addFinding notes which rule found an event.
func addFinding(entries map[string]report.Entry, root map[string]*cloudtrail.Event, rule string, f report.Finding) {
	id := text(f, "event_id")
	if id == "" {
		return
	}
	e, known := entries[id]
	switch {
	case known:
	case root[id] != nil:
		e = entry(root[id])
	default:
		e = entryOf(id, f)
	}
	if !slices.Contains(e.Rules, rule) {
		e.Rules = append(e.Rules, rule)
	}
	entries[id] = e
}

// entryOf is the entry for an event that only a finding tells of.
func entryOf(id string, f report.Finding) report.Entry {
	at, _ := time.Parse(time.RFC3339, text(f, "event_time")) // zero comes first
	succeeded, _ := f.Evidence["succeeded"].(bool)
	return report.Entry{
		Time: at, ID: id, Event: text(f, "event"), Region: f.Resource.Region, Actor: text(f, "actor"), Root: text(f, "root"),
		SourceIPAddress: text(f, "source_ip_address"), UserAgent: text(f, "user_agent"), Target: f.Resource.ARN,
		Succeeded: succeeded, ErrorCode: text(f, "error_code"), Rules: []string{},
	}
}

func text(f report.Finding, key string) string {
	s, _ := f.Evidence[key].(string)
	return s
}

// Of is all that a snapshot holds of events: those of root, and those that any rule asked for. It is nil
// if nobody looked at events.
func Of(snap *snapshot.Snapshot) (*report.Timeline, error) {
	events := map[string]*cloudtrail.Event{}
	if err := decodeRoot(snap, events); err != nil {
		return nil, err
	}
	var groups []struct {
		Events []*cloudtrail.Event `json:"events"`
	}
	if err := decode(snap, "groups", &groups); err != nil {
		return nil, err
	}
	for _, g := range groups {
		for _, e := range g.Events {
			events[e.ID] = e
		}
	}
	entries := map[string]report.Entry{}
	for id, e := range events {
		entries[id] = entry(e)
	}
	return timeline(snap, entries), nil
}

func decodeRoot(snap *snapshot.Snapshot, events map[string]*cloudtrail.Event) error {
	var root []*cloudtrail.Event
	err := decode(snap, "root", &root)
	for _, e := range root {
		events[e.ID] = e
	}
	return err
}

func decode(snap *snapshot.Snapshot, collection string, into any) error {
	raw, there := snap.AWS["activity"][collection]
	if !there {
		return nil
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("decode activity.%s: %w", collection, err)
	}
	return nil
}

func timeline(snap *snapshot.Snapshot, entries map[string]report.Entry) *report.Timeline {
	coverage := snap.Sections([]string{"activity.root", "activity.groups"})
	root, groups := coverage["activity.root"].Status, coverage["activity.groups"].Status
	if root == snapshot.Off && groups == snapshot.Off {
		return nil
	}
	sorted := slices.SortedFunc(maps.Values(entries), func(a, b report.Entry) int {
		return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.ID, b.ID))
	})
	return &report.Timeline{
		Entries:   append([]report.Entry{}, sorted...),
		Addresses: seen(sorted, func(e report.Entry) string { return e.SourceIPAddress }),
		Agents:    seen(sorted, func(e report.Entry) string { return e.UserAgent }),
		Complete:  complete(root) && complete(groups),
	}
}

// complete tells that nothing is missing of what was wanted.
func complete(s snapshot.Status) bool { return s == snapshot.Complete || s == snapshot.Off }

func entry(e *cloudtrail.Event) report.Entry {
	return report.Entry{
		Time: e.Time, ID: e.ID, Event: e.Source + "/" + e.Name, Region: e.Region,
		Actor: cmp.Or(e.Actor.ARN, e.Actor.InvokedBy, e.Actor.PrincipalID, e.Actor.UserName, e.Actor.AccountID),
		Root:  string(e.Root), SourceIPAddress: e.SourceIPAddress, UserAgent: e.UserAgent, Target: target(e.Request),
		Succeeded: e.Succeeded, ErrorCode: e.ErrorCode, Rules: []string{},
	}
}

// targets are the parameters that name what a call is about, the most telling first.
var targets = []string{
	"alternateContactType", // before its name, which is a person's
	"policyArn", "userName", "roleName", "groupName", "accessKeyId", "serialNumber", "name", "trailName", "eventDataStore",
	"alarmName", "filterName", "logGroupName", "subscriptionArn", "topicArn", "executionArn", "stateMachineArn",
	"stateMachineAliasArn", "rule", "bucketName", "imageId", "keyId", "regionName", "targetPrincipal",
	"detectorId", "secretId", "functionName", "url",
}

func target(request map[string]any) string {
	for _, name := range targets {
		if text, ok := request[name].(string); ok && text != "" {
			return text
		}
	}
	return ""
}

// seen says of each name when it was seen, in the order of the first times.
func seen(entries []report.Entry, name func(report.Entry) string) []report.Seen {
	list, at := []report.Seen{}, map[string]int{}
	for _, e := range entries {
		n := name(e)
		if n == "" {
			continue
		}
		i, known := at[n]
		if !known {
			i = len(list)
			at[n], list = i, append(list, report.Seen{Name: n, First: e.Time})
		}
		list[i].Last = e.Time
		list[i].Count++
	}
	return list
}
