package collector

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// reader is what one collector works with: the session to call AWS by, and the place for what it
// read and for what it could not read.
type reader struct {
	*session
	sections []Section
	mu       sync.Mutex
	values   map[string]json.RawMessage
	gaps     []snapshot.Gap
}

func newReader(s *session, c Collector) *reader {
	r := &reader{session: s, sections: c.Sections, values: map[string]json.RawMessage{}}
	if c.Regional {
		r.gaps = slices.Clone(s.regionGaps)
	}
	return r
}

// put keeps the value of a section. A section that was neither put nor has gaps was read and
// found to be absent. What JSON cannot hold, such as a time of the year 10000, is a gap.
func (r *reader) put(name string, value any) {
	b, err := snapshot.Marshal(value)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.gaps = append(r.gaps, snapshot.Gap{Operation: "encode", Resource: name, Code: codeMalformed, Message: stable(err.Error())})
		return
	}
	r.values[name] = b
}

// gap records what a failed call would have told. Resource is empty for a listing.
func (r *reader) gap(region, resource string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gaps = append(r.gaps, r.gate.gapOf(region, resource, err))
}

// miss records a gap that no failed call left.
func (r *reader) miss(g snapshot.Gap) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gaps = append(r.gaps, g)
}

// writeTo adds the reader's sections that are among those wanted to the snapshot.
func (r *reader) writeTo(snap *snapshot.Snapshot, wanted []string) error {
	for _, s := range r.sections {
		if !slices.Contains(wanted, s.Name) {
			continue
		}
		value, read := r.values[s.Name]
		snap.Coverage[s.Name] = r.coverage(read)
		if !read {
			continue
		}
		value, err := sorted(value)
		if err != nil {
			return fmt.Errorf("sort section %s: %w", s.Name, err)
		}
		service, collection, _ := strings.Cut(s.Name, ".")
		if snap.AWS[service] == nil {
			snap.AWS[service] = map[string]json.RawMessage{}
		}
		snap.AWS[service][collection] = value
	}
	return nil
}

func (r *reader) coverage(read bool) snapshot.Coverage {
	gaps := slices.Clone(r.gaps)
	slices.SortFunc(gaps, func(a, b snapshot.Gap) int {
		return strings.Compare(a.String()+a.Message, b.String()+b.Message)
	})
	switch gaps = slices.Compact(gaps); {
	case len(gaps) == 0:
		return snapshot.Coverage{Status: snapshot.Complete}
	case read:
		return snapshot.Coverage{Status: snapshot.Partial, Gaps: gaps}
	default:
		return snapshot.Coverage{Status: snapshot.Missing, Gaps: gaps}
	}
}

// sorted orders the elements of an array by their JSON, which is to say by their first field: each
// type's first field is what identifies it. Anything else is returned as it is.
func sorted(value json.RawMessage) (json.RawMessage, error) {
	if !bytes.HasPrefix(value, []byte("[")) {
		return value, nil
	}
	var items []json.RawMessage
	if err := json.Unmarshal(value, &items); err != nil {
		return nil, err
	}
	slices.SortFunc(items, func(a, b json.RawMessage) int { return bytes.Compare(a, b) })
	return snapshot.Marshal(items)
}

// whole reports whether a listed resource has the members that AWS always gives one. Without them it
// stands for nothing, and the listing is as good as cut off.
func whole(members ...string) bool { return !slices.Contains(members, "") }

// each calls f for all items at once and returns when the last call does. The number of calls in
// flight is bounded where they meet the network, not here.
func each[T any](items []T, f func(i int, item T)) {
	var wg sync.WaitGroup
	for i, item := range items {
		wg.Go(func() { f(i, item) })
	}
	wg.Wait()
}

// perRegion reads a listing in every region at once. A region that fails becomes a gap, and what
// it gave before it failed is kept. It reports whether any region answered.
func perRegion[T any](ctx context.Context, r *reader, list func(ctx context.Context, region string) ([]T, error)) ([]T, bool) {
	found := make([][]T, len(r.regions))
	errs := make([]error, len(r.regions))
	each(r.regions, func(i int, region string) { found[i], errs[i] = list(ctx, region) })
	answered := false
	for i, err := range errs {
		if err != nil {
			r.gap(r.regions[i], "", err)
		}
		answered = answered || err == nil || len(found[i]) > 0
	}
	return append([]T{}, slices.Concat(found...)...), answered
}

// maxPages is more than the largest account has: an endpoint that always has one more would
// otherwise be asked for ever.
const maxPages = 10_000

// pages calls list, which makes the operation's call, with the token of each page in turn until it
// returns none. A token that comes back would page for ever, so it is an error.
func pages(o Operation, list func(token *string) (next *string, err error)) error {
	seen := map[string]bool{}
	var token *string
	for range maxPages {
		next, err := list(token)
		if m := malformed(""); errors.As(err, &m) {
			return o.malformed(string(m))
		}
		if err != nil {
			return err
		}
		if next == nil || *next == "" {
			return nil
		}
		if seen[*next] {
			return o.malformed("the same page token came back")
		}
		seen[*next], token = true, next
	}
	return o.malformed("the pages have no end")
}
