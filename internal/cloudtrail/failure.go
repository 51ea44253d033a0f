package cloudtrail

import (
	"errors"
	"fmt"
	"io"
)

// A stream is given up if it seems to hold no events, or to be made to keep us busy: if more records are
// unreadable than these and ten times the readable ones, or if more bytes were looked at in vain than
// these and eight times the stream.
const (
	maxUnreadable = 100_000
	maxWasted     = 256 << 20
)

func (s *scanner) unreadable() { s.counts.Unreadable++ }

// foreign notes a value that is neither an event nor anything else that is known.
func (s *scanner) foreign(saw string) {
	if s.saw == "" {
		s.saw = saw
	}
	s.unreadable()
}

// tired is the error of a stream that is given up.
func (s *scanner) tired() error {
	if s.counts.Unreadable <= maxUnreadable+10*s.counts.Records && s.wasted <= maxWasted+8*s.window.offset() {
		return nil
	}
	return fmt.Errorf("read events: given up at byte %d, as %d records are unreadable and %d are not",
		s.window.offset(), s.counts.Unreadable, s.counts.Records)
}

// resume goes on with the next line, and reports whether there is one. What was looked at is looked at
// again.
func (s *scanner) resume() bool {
	s.wasted += int64(len(s.window.rest()))
	return s.window.next(newLine)
}

// syntaxError is the error of bytes that are no JSON, or not to the end.
type syntaxError struct {
	offset int64
	err    error
}

func (e *syntaxError) Error() string { return fmt.Sprintf("read events: byte %d: %v", e.offset, e.err) }

func (e *syntaxError) Unwrap() error { return e.err }

func (s *scanner) broken(found string) error {
	return &syntaxError{s.window.offset(), errors.New(found)}
}

// cut is the error of a stream that ends within a value.
func (s *scanner) cut() error {
	err := s.window.ended()
	if err == nil {
		err = io.ErrUnexpectedEOF
	}
	return &syntaxError{s.window.offset(), err}
}
