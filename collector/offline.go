package collector

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// Offline makes a snapshot of each account that has events in the options' source, by id, and asks AWS
// nothing: that is all the snapshots hold. Without Since and IncidentStart their window has no beginning. An
// error means that there are no events at all.
func Offline(ctx context.Context, o Options) ([]*snapshot.Snapshot, error) {
	if o.EventSource == nil || len(o.EventSource.operations()) > 0 {
		return nil, errors.New("read events without AWS: want a file, a folder or standard input (--events)")
	}
	started := o.now()
	s := &session{
		gate: newGate(Timing{}, nil), eventKinds: o.EventKinds, publicKeys: o.PublicKeys,
		started: started, notice: o.notice, window: o.window(started),
	}
	if o.Since.IsZero() && o.IncidentStart.IsZero() {
		s.window = snapshot.Window{StateSince: ever, EventsSince: ever}
	}
	collector, validation := activity(o.EventSource), activityLogFileValidation(o.EventSource)
	common := newReader(s, collector) // what could not be read may be any account's
	q := newEventQuery(o.EventKinds, s.window.EventsSince, started)
	if !o.EventSource.read(ctx, common, q) || len(q.found) == 0 {
		return nil, noEvents(common.gaps)
	}
	var all []*snapshot.Snapshot
	for _, account := range slices.Sorted(maps.Keys(q.found)) {
		r := newReader(s, collector)
		r.gaps = slices.Clone(common.gaps)
		found := q.found[account]
		found.put(r, q.kinds)
		s.identity = identity{account: account, partition: found.partition()}
		s.regions = found.sortedRegions()
		validated := newReader(s, validation)
		if slices.Contains(o.Sections, string(activityLogFileValidationSection)) {
			validation.collect(ctx, validated)
		}
		snap := emptySnapshot(s.meta(started, o))
		if err := errors.Join(r.writeTo(snap, o.Sections), validated.writeTo(snap, o.Sections)); err != nil {
			return nil, err
		}
		all = append(all, snap)
	}
	return all, nil
}

// ever is before all events.
var ever = time.Unix(0, 0).UTC()

func noEvents(gaps []snapshot.Gap) error {
	reasons := []string{"no CloudTrail event was found"}
	for _, g := range gaps[:min(len(gaps), 3)] {
		if g.Code != codeNoEvents {
			reasons = append(reasons, g.String()+": "+g.Message)
		}
	}
	return errors.New("read events: " + strings.Join(reasons, "; "))
}

// emptySnapshot is one of which nothing was wanted.
func emptySnapshot(meta snapshot.Meta) *snapshot.Snapshot {
	snap := &snapshot.Snapshot{
		SchemaVersion: snapshot.SchemaVersion,
		Meta:          meta,
		Coverage:      map[string]snapshot.Coverage{},
		AWS:           map[string]map[string]json.RawMessage{},
	}
	for _, name := range SectionNames() {
		snap.Coverage[name] = snapshot.Coverage{Status: snapshot.Off}
	}
	return snap
}

// sortedRegions are those of the events. Not all that stands in a record is one.
func (a *accountEvents) sortedRegions() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(a.regions)), func(name string) bool { return !regionName.MatchString(name) })
}

// partition is the one that the regions of the events belong to.
func (a *accountEvents) partition() string {
	for _, p := range []struct{ prefix, name string }{
		{"cn-", "aws-cn"}, {"us-gov-", "aws-us-gov"}, {"us-iso-", "aws-iso"}, {"us-isob-", "aws-iso-b"}, {"eusc-", "aws-eusc"},
		{"eu-isoe-", "aws-iso-e"}, {"us-isof-", "aws-iso-f"},
	} {
		for region := range a.regions {
			if strings.HasPrefix(region, p.prefix) {
				return p.name
			}
		}
	}
	return "aws"
}
