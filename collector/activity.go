package collector

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
)

// EventGroup holds the events of one kind that a rule asks for, in the order of their times.
type EventGroup struct {
	Source string             `json:"source"`
	Name   string             `json:"name"`
	Events []cloudtrail.Event `json:"events"`
}

const (
	activityDeniedSection = section[[]DeniedCalls]("activity.denied")
	activityRootSection   = section[[]cloudtrail.Event]("activity.root")
	activityGroupsSection = section[[]EventGroup]("activity.groups")
)

// EventSource is a place that CloudTrail's events are read from.
type EventSource interface {
	// operations are all the calls that reading can make.
	operations() []Operation
	// regional is set for a source that asks every region of the account.
	regional() bool
	// read hands what q asks for to q.take, from as many goroutines as it likes. What it could not
	// read becomes a gap of r. It reports whether it read anything at all.
	read(ctx context.Context, r *reader, q *eventQuery) bool
}

// activity collects what happened in the account, from any one source.
func activity(from EventSource) Collector {
	return Collector{
		Sections:   []Section{activityDeniedSection.declare(), activityGroupsSection.declare(), activityRootSection.declare()},
		Operations: from.operations(),
		Regional:   from.regional(),
		collect: func(ctx context.Context, r *reader) {
			q := newEventQuery(r.eventKinds, r.window.EventsSince, r.started)
			q.account = r.identity.account
			if from.read(ctx, r, q) {
				q.of(q.account).put(r, q.kinds)
			}
		},
	}
}

// eventQuery is what is asked of a source, and takes what it finds.
type eventQuery struct {
	kinds        []cloudtrail.Kind
	since, until time.Time
	filter       *cloudtrail.Filter
	// account is the one whose events are kept, empty for every account. A folder or a bucket may
	// hold several, and one account's events say nothing about another.
	account string

	mu    sync.Mutex
	found map[string]*accountEvents // by account
}

func newEventQuery(kinds []cloudtrail.Kind, since, until time.Time) *eventQuery {
	return &eventQuery{
		kinds: kinds, since: since, until: until,
		filter: cloudtrail.NewFilter(kinds, since, until).WithDenied(),
		found:  map[string]*accountEvents{},
	}
}

// take keeps an event that the filter keeps. It never fails.
func (q *eventQuery) take(e cloudtrail.Event) error {
	if q.account != "" && e.AccountID != q.account || !q.filter.Keeps(&e) {
		return nil
	}
	q.see(e)
	if e.Root == "" && !asksFor(q.kinds, e) { // a denied call is only counted
		e.Request, e.Response, e.Additional = nil, nil, nil
	}
	q.of(e.AccountID).events.Add(e)
	return nil
}

// see notes where an event is from, which need not be kept.
func (q *eventQuery) see(e cloudtrail.Event) {
	found := q.of(e.AccountID)
	q.mu.Lock()
	defer q.mu.Unlock()
	found.seen, found.regions[e.Region] = true, true
}

// of returns what was found of an account.
func (q *eventQuery) of(account string) *accountEvents {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.found[account] == nil {
		q.found[account] = &accountEvents{regions: map[string]bool{}}
	}
	return q.found[account]
}

// accountEvents is what was found of one account.
type accountEvents struct {
	events  cloudtrail.Set
	regions map[string]bool
	// seen is set if the source has any event of the account, even if none is kept.
	seen bool
}

// put fills the sections. An event of root's whose kind a rule asks for is in both.
func (a *accountEvents) put(r *reader, kinds []cloudtrail.Kind) {
	root, groups := []cloudtrail.Event{}, []EventGroup{}
	places := map[cloudtrail.Kind]int{}
	for _, e := range a.events.Events() {
		if e.Root != "" {
			root = append(root, e)
		}
		if !asksFor(kinds, e) {
			continue
		}
		kind := cloudtrail.Kind{Source: e.Source, Name: e.Name}
		i, known := places[kind]
		if !known {
			i = len(groups)
			places[kind], groups = i, append(groups, EventGroup{Source: e.Source, Name: e.Name})
		}
		groups[i].Events = append(groups[i].Events, e)
	}
	activityDeniedSection.put(r, deniedCalls(a.events.Events()))
	activityRootSection.put(r, root)
	activityGroupsSection.put(r, groups)
}

func asksFor(kinds []cloudtrail.Kind, e cloudtrail.Event) bool {
	return slices.ContainsFunc(kinds, func(k cloudtrail.Kind) bool {
		return k.Name == e.Name && (k.Source == "*" || k.Source == e.Source)
	})
}
