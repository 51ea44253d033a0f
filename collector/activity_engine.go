package collector

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// The codes of queries that ended in another way than with an answer.
const (
	codeQueryFailed   = "QueryFailed"
	codeQueryStopped  = "QueryStopped"
	codeCostLimit     = "CostLimit"
	codeQueryTooLarge = "QueryTooLarge"
)

// defaultMaxBytes is what a query may scan if nobody says otherwise: it costs about five dollars.
const defaultMaxBytes = 1 << 40

const (
	queryPause    = 5 * time.Second // at most, between two looks at a query
	queryPatience = time.Hour
	stopPatience  = 20 * time.Second
)

// sqlEngine is a service that answers a statement after a while.
type sqlEngine interface {
	// answering is the call that brings the rows.
	answering() Operation
	start(ctx context.Context, statement string) (id string, err error)
	look(ctx context.Context, id string) (queryState, error)
	page(ctx context.Context, id string, token *string, take func(row map[string]string)) (next *string, err error)
	stop(ctx context.Context, id string) error
}

// queryState is what an engine says of a query.
type queryState struct {
	done bool
	// failure is why there will be no answer.
	failure *snapshot.Gap
	scanned int64 // bytes
	// empty is set if nothing was there to be searched.
	empty bool
}

// limits are what may follow the address of an engine.
type limits struct {
	region   string // empty is the configured one
	maxBytes int64
}

// parseLimits cuts "?max-bytes=N&region=NAME" off an address.
func parseLimits(address string) (string, limits, error) {
	l := limits{maxBytes: defaultMaxBytes}
	address, query, _ := strings.Cut(address, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", l, fmt.Errorf("parse %q: %w", query, err)
	}
	for name := range values {
		switch value := values.Get(name); name {
		case "max-bytes":
			if l.maxBytes, err = strconv.ParseInt(value, 10, 64); err != nil || l.maxBytes < 1 {
				return "", l, fmt.Errorf("unknown max-bytes %q: want a number of bytes", value)
			}
		case "region":
			if l.region = value; !regionName.MatchString(value) {
				return "", l, fmt.Errorf("unknown region %q: want a name such as eu-west-1", value)
			}
		default:
			return "", l, fmt.Errorf("unknown option %q: want max-bytes or region", name)
		}
	}
	return address, l, nil
}

// sqlRun is one query.
type sqlRun struct {
	sqlEngine
	name string // for people
	limits
}

// read runs a statement. Whatever ends it early is a gap, and stops it: it would go on to cost.
func (s sqlRun) read(ctx context.Context, r *reader, q *eventQuery, statement string, err error) bool {
	for _, g := range r.regionGaps { // the statement asks for no other regions than those that are selected
		r.miss(g)
	}
	if err != nil {
		s.miss(r, codeQueryTooLarge, err.Error())
		return false
	}
	if err := ctx.Err(); err != nil {
		r.gap(s.region, "", err)
		return false
	}
	// Not ctx: a query whose id is not known cannot be stopped. The gate bounds how long this takes.
	id, err := s.start(context.WithoutCancel(ctx), statement)
	if err != nil {
		r.gap(s.region, "", err)
		return false
	}
	if !s.await(ctx, r, id) {
		return false
	}
	return s.take(ctx, r, q, id)
}

// await looks at the query until it is done, and reports whether it has an answer.
func (s sqlRun) await(ctx context.Context, r *reader, id string) bool {
	begun := time.Now()
	pause := r.timing.Poll
	for {
		state, err := s.look(ctx, id)
		switch {
		case err != nil:
			r.gap(s.region, "", err)
			s.halt(ctx, r, id)
			return false
		case state.failure != nil:
			state.failure.Region = s.region
			r.miss(*state.failure)
			r.notice(s.scanned(state.scanned))
			return false
		case state.done:
			r.notice(s.scanned(state.scanned))
			if state.empty {
				s.miss(r, codeNoEvents, "nothing was there to be searched: the table or the window may be the wrong one")
			}
			return !state.empty
		case state.scanned > s.maxBytes:
			s.miss(r, codeCostLimit, fmt.Sprintf("stopped when it had scanned more than %d bytes (max-bytes)", s.maxBytes))
		case time.Since(begun) > queryPatience:
			s.miss(r, codeTimeout, fmt.Sprintf("stopped after %s", queryPatience))
		default:
			select {
			case <-time.After(pause):
				pause = min(2*pause, max(pause, queryPause))
				continue
			case <-ctx.Done():
				r.gap(s.region, "", ctx.Err())
			}
		}
		r.notice(s.scanned(state.scanned))
		s.halt(ctx, r, id)
		return false
	}
}

func (s sqlRun) scanned(bytes int64) string {
	return fmt.Sprintf("%s scanned %d bytes", s.name, bytes)
}

// halt stops a query, even for a scan that was interrupted.
func (s sqlRun) halt(ctx context.Context, r *reader, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopPatience)
	defer cancel()
	if err := s.stop(ctx, id); err != nil {
		r.gap(s.region, "", err)
	}
}

// take reads the answer. It reports whether any page of it came.
func (s sqlRun) take(ctx context.Context, r *reader, q *eventQuery, id string) bool {
	var unreadable losses
	read := 0
	err := pages(s.answering(), func(token *string) (*string, error) {
		next, err := s.page(ctx, id, token, func(row map[string]string) {
			event, err := cloudtrail.ParseRow(rowOf(row))
			if err != nil {
				unreadable.add(snapshot.Gap{
					Region: s.region, Operation: s.answering().Action, Resource: row["eventid"],
					Code: codeMalformed, Message: "the row is no event of CloudTrail's",
				})
				return
			}
			if event.AccountID == "" {
				event.AccountID = q.account // no other account's rows were asked for
			}
			_ = q.take(event)
		})
		if err == nil {
			read++
		}
		return next, err
	})
	if err != nil {
		r.gap(s.region, "", err)
	}
	unreadable.report(r)
	return read > 0
}

func (s sqlRun) miss(r *reader, code, message string) {
	r.miss(snapshot.Gap{Region: s.region, Operation: s.answering().Action, Code: code, Message: message})
}

// failed is the gap of a query that ended without an answer, for the reason that AWS gives.
func failed(o Operation, code, reason string) *snapshot.Gap {
	return &snapshot.Gap{Operation: o.Action, Code: code, Message: stable(reason)}
}
