package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// Decode parses a report that was printed as JSON, and refuses what is none or not a whole one: what is
// absent from it must not pass for what is well. Members that it does not know are a newer tocsin's.
// What follows from the outcomes, the summary and whether the scan was complete, is counted anew.
func Decode(b []byte) (*Report, error) {
	if err := oneDocument(b); err != nil {
		return nil, err
	}
	var kind struct {
		SchemaVersion json.Number     `json:"schema_version"`
		Meta          json.RawMessage `json:"meta"`
		Entries       json.RawMessage `json:"entries"`
		Runs          json.RawMessage `json:"runs"`
	}
	err := json.Unmarshal(b, &kind)
	version, notNumber := kind.SchemaVersion.Int64()
	switch {
	case err != nil:
		return nil, fmt.Errorf("not a report: %w", err)
	case kind.Meta != nil:
		return nil, errors.New("it is a snapshot, not a report: tocsin eval judges it")
	case kind.Runs != nil:
		return nil, errors.New("it is a SARIF file, not a report: print one with -o json")
	case kind.Entries != nil:
		return nil, errors.New("it is a timeline, not a report: print one with tocsin scan -o json")
	case notNumber != nil || version < 1:
		return nil, errors.New("not a report: it has no schema_version (make one with tocsin scan -o json)")
	case version > SchemaVersion:
		return nil, fmt.Errorf("schema version %d is newer than %d, the newest that this tocsin reads: update tocsin", version, SchemaVersion)
	}
	r := &Report{}
	if err := json.Unmarshal(b, r); err != nil {
		return nil, misformed(b, err)
	}
	if err := r.validate(); err != nil {
		return nil, err
	}
	r.Summarize()
	return r, nil
}

// oneDocument checks the form: one JSON document, in which no name stands twice.
func oneDocument(b []byte) error {
	if len(bytes.TrimSpace(b)) == 0 {
		return errors.New("not a report: it is empty")
	}
	d := jsontext.NewDecoder(bytes.NewBuffer(b))
	err := d.SkipValue()
	if err == nil {
		if _, err = d.ReadToken(); errors.Is(err, io.EOF) {
			return nil
		}
		return fmt.Errorf("line %d: want nothing after the report (several reports in one file?)", line(b, d.InputOffset()))
	}
	at := int64(len(b))
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		at, err = e.ByteOffset, e.Err
	}
	return fmt.Errorf("parse JSON at line %d: %w (a half-written file?)", line(b, at), err)
}

func misformed(b []byte, err error) error {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("not a report's form: line %d has %s %s, want %s", line(b, e.Offset), e.Field, e.Value, e.Type)
	}
	return fmt.Errorf("not a report's form: %w", err)
}

func line(b []byte, offset int64) int {
	return 1 + bytes.Count(b[:min(offset, int64(len(b)))], []byte("\n"))
}

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

// validate refuses a report of which something is missing or contradicts itself.
func (r *Report) validate() error {
	switch {
	case !accountID.MatchString(r.Scan.AccountID):
		return fmt.Errorf("not a whole report: scan.account_id is %q, want twelve digits", r.Scan.AccountID)
	case r.Scan.EndedAt.IsZero():
		return errors.New("not a whole report: scan.ended_at is missing")
	case r.Outcomes == nil || r.Rules == nil || r.Coverage == nil:
		return errors.New("not a whole report: outcomes, rules or coverage is missing")
	}
	rules := map[string]bool{} // whether the rule still lacks its outcome
	for _, rule := range r.Rules {
		if _, twice := rules[rule.ID]; twice || rule.ID == "" {
			return fmt.Errorf("rules has %q twice, or without an id", rule.ID)
		}
		rules[rule.ID] = true
	}
	for _, o := range r.Outcomes {
		if !rules[o.Rule] {
			return fmt.Errorf("outcomes has %q twice, or rules lacks it", o.Rule)
		}
		rules[o.Rule] = false
		if err := o.validate(); err != nil {
			return fmt.Errorf("outcome of %q: %w", o.Rule, err)
		}
	}
	for _, rule := range r.Rules {
		if rules[rule.ID] {
			return fmt.Errorf("not a whole report: rule %q has no outcome", rule.ID)
		}
	}
	return validCoverage(r.Coverage)
}

func (o Outcome) validate() error {
	if !slices.Contains(Statuses(), o.Status) {
		return fmt.Errorf("unknown status %q", o.Status)
	}
	counting := 0
	for _, f := range o.Findings {
		if f.Waived == nil {
			counting++
		}
	}
	if waived := len(o.Findings) - counting; !o.Status.allows(counting, waived) {
		return fmt.Errorf("status %s with %d findings, and %d waived", o.Status, counting, waived)
	}
	for _, f := range slices.Concat(o.Findings, o.Possible) {
		if f.ID == "" || !slices.Contains(Severities(), f.Severity) {
			return fmt.Errorf("a finding has the id %q and the severity %q", f.ID, f.Severity)
		}
	}
	return nil
}

// allows reports whether an outcome of this status can have so many findings that count, and that are waived.
func (s Status) allows(counting, waived int) bool {
	switch s {
	case Fail:
		return counting > 0
	case Waived:
		return counting == 0 && waived > 0
	case Unknown:
		return counting == 0
	case Error:
		return true
	default:
		return counting+waived == 0
	}
}

func validCoverage(coverage map[string]snapshot.Coverage) error {
	for name, c := range coverage {
		switch c.Status {
		case snapshot.Complete, snapshot.Partial, snapshot.Missing, snapshot.Off:
		default:
			return fmt.Errorf("coverage of %q has the unknown status %q", name, c.Status)
		}
	}
	return nil
}
