package cloudtrail

import (
	"errors"
	"io"
	"sync"
)

// Counts says what a file or stream held.
type Counts struct {
	// Records are the events that could be read, and Kept those that passed the filter.
	Records, Kept int
	// Unreadable are records that are broken, too large, or do not say when they were.
	Unreadable int
	// Skipped says why a file rightly holds no events: it is a "digest", holds an "insight", or is a
	// "notification" about files or other things.
	Skipped string
}

// FormatError is the error of a file that holds no events, and nothing else that CloudTrail writes.
type FormatError struct {
	Saw string
}

func (e *FormatError) Error() string { return "read events: found " + e.Saw }

// Read reads a file or stream of events, plain or in gzip, and passes on those that the filter keeps, in
// their order. It accepts
//
//   - a trail's log files: {"Records": […]}, or an array, or objects in a row, such as one a line
//   - event history as LookupEvents answers it, and its strings alone
//   - envelopes of EventBridge, SNS, SQS and CloudWatch Logs, as arrays, in a row, or as AWS's commands
//     print them
//   - tables of CloudTrail Lake and Athena, as CSV or JSON
//   - API activity of CloudTrail in OCSF
//
// and skips digests, insights and notifications. It needs little memory whatever the size of the
// stream. An error ends the stream, after the events before it; errors of emit are returned as they are.
func Read(r io.Reader, f *Filter, emit func(Event) error) (Counts, error) {
	s, _ := scanners.Get().(*scanner)
	defer s.release()
	return s.read(r, f, emit)
}

// scanners keeps the buffers, which take longer to make than a small file to read.
var scanners = sync.Pool{New: func() any { return new(scanner) }}

// scanner reads one stream at a time. What most records look like is judged as it stands in the
// window; all else is parsed as a whole.
type scanner struct {
	in       inflater
	window   window
	item     item
	filter   *Filter
	emit     func(Event) error
	counts   Counts
	saw      string // the first that was not recognised
	wasted   int64  // bytes that were looked at in vain
	parseAll bool   // for tests
	clock    clock
}

func (s *scanner) release() {
	s.filter, s.emit = nil, nil
	s.in.raw.in, s.window.in = nil, nil
	if len(s.window.buf) > windowSize { // the processor's cache holds a small one
		s.window.buf = nil
	}
	scanners.Put(s)
}

func (s *scanner) read(r io.Reader, f *Filter, emit func(Event) error) (Counts, error) {
	s.filter, s.emit, s.counts, s.saw, s.wasted = f, emit, Counts{}, "", 0
	err := s.in.reset(r)
	if err == nil {
		s.window.reset(&s.in)
		err = s.stream()
	}
	if s.counts.Records > 0 {
		s.counts.Skipped = ""
	} else if err == nil && s.saw != "" && s.counts.Skipped == "" {
		err = &FormatError{s.saw}
	}
	return s.counts, err
}

const byteOrderMark = "\xef\xbb\xbf"

// stream reads values in a row.
func (s *scanner) stream() error {
	if s.window.has(byteOrderMark) {
		s.window.advance(len(byteOrderMark))
	}
	switch c := s.window.peek(); {
	case c == 0 && s.window.ended() == nil:
		return &FormatError{"nothing: it is empty"}
	case c == 0 || c == '{' || c == '[' || s.window.has(`"{`):
	default:
		return s.table()
	}
	for {
		c := s.window.peek()
		if c == 0 {
			return s.window.ended()
		}
		err := s.tired()
		if err != nil {
			return err
		}
		if err = s.value(c); err == nil {
			continue
		}
		var syntax *syntaxError
		if !errors.As(err, &syntax) || !s.resume() {
			return err
		}
		s.unreadable()
	}
}
