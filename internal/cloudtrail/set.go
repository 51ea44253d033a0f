package cloudtrail

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"sync"
)

// Set holds each event once, however often it was delivered: by several trails, to several files, or
// to a trail and to event history. Several goroutines may add to it.
type Set struct {
	mu     sync.Mutex
	events map[identity]Event
}

// identity is what deliveries of an event have in common. An id alone would let a forged record take
// the place of another event.
type identity struct {
	id, source, name string
	unixSeconds      int64
}

// Add adds an event, and reports whether it is new. It can be what Read passes events to.
func (s *Set) Add(e Event) bool {
	key := identity{e.ID, e.Source, e.Name, e.Time.Unix()}
	s.mu.Lock()
	defer s.mu.Unlock()
	known, ok := s.events[key]
	if s.events == nil {
		s.events = map[identity]Event{}
	}
	if !ok || tellsMore(&e, &known) {
		s.events[key] = e
	}
	return !ok
}

// tellsMore chooses between deliveries that differ, as some leave out what others have. It does not
// depend on which came first.
func tellsMore(a, b *Event) bool {
	one, err := json.Marshal(a)
	if err != nil {
		return false
	}
	other, err := json.Marshal(b)
	if err != nil {
		return true
	}
	return cmp.Or(cmp.Compare(len(one), len(other)), bytes.Compare(one, other)) > 0
}

// Len returns the number of events.
func (s *Set) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.events)
}

// Events returns the events by time, and those of the same time by id.
func (s *Set) Events() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.SortedFunc(maps.Values(s.events), func(a, b Event) int {
		return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Name, b.Name))
	})
}
