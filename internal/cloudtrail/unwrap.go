package cloudtrail

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// What a file may rightly hold in place of events.
const (
	digest       = "digest"
	insight      = "insight"
	notification = "notification"
)

// insightType is the type of what Insights writes: unusual rates of calls, no calls.
const insightType = "AwsCloudTrailInsight"

// containers name the members that hold a list of events, whatever wraps each: in a trail's log
// file, in the answers of LookupEvents, of CloudWatch Logs, of Lake, and in what SQS receives.
var containers = map[string]bool{
	"Records": true, "Events": true, "events": true, "logEvents": true, "Messages": true, "QueryResultRows": true, "results": true,
}

// wrappers name the members that hold one event, as an object or as text, in order of precedence. A
// service that notifies sends other things as well.
var wrappers = []struct {
	member   string
	notifies bool
}{
	{"CloudTrailEvent", false}, // LookupEvents
	{"detail", true},           // EventBridge
	{"message", false},         // CloudWatch Logs
	{"@message", false},        // CloudWatch Logs Insights
	{"Message", true},          // SNS
	{"Sns", true},              // SNS to Lambda
	{"Body", true},             // SQS
	{"body", true},             // SQS to Lambda
}

// unwrap reads the events of a parsed value. One that somebody was notified of may be none.
func (s *scanner) unwrap(value any, level int, notified bool) error {
	if level > maxDepth {
		s.unreadable()
		return nil
	}
	switch v := value.(type) {
	case map[string]any:
		return s.unwrapObject(v, level+1, notified)
	case []any:
		if row := cells(v); row != nil {
			return s.unwrapObject(row, level+1, notified)
		}
		if len(v) == 0 {
			s.foreign("an empty list")
		}
		return s.unwrapItems(v, level+1, notified)
	case string:
		return s.unwrapText(strings.TrimSpace(v), level+1, notified)
	}
	s.foreign("an array of other values")
	return nil
}

func (s *scanner) unwrapItems(items []any, level int, notified bool) error {
	for _, item := range items {
		if err := s.unwrap(item, level, notified); err != nil {
			return err
		}
	}
	return nil
}

func (s *scanner) unwrapText(text string, level int, notified bool) error {
	isJSON := strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")
	switch {
	case isJSON:
		value, err := decode([]byte(text))
		if err == nil {
			return s.unwrap(value, level, notified)
		}
		s.unreadable()
	case notified, strings.HasPrefix(text, "CWL CONTROL MESSAGE"):
		s.counts.Skipped = notification
	default:
		s.foreign("text in place of events")
	}
	return nil
}

func (s *scanner) unwrapObject(m map[string]any, level int, notified bool) error {
	held := false
	for name := range containers {
		if items, ok := m[name].([]any); ok {
			held = true
			if err := s.unwrapItems(items, level, notified); err != nil {
				return err
			}
		}
	}
	source := text(m, "eventSource")
	switch {
	case held:
		return nil
	case m["insightDetails"] != nil || text(m, "eventType") == insightType:
		s.counts.Skipped = insight
		return nil
	case m["digestStartTime"] != nil:
		s.counts.Skipped = digest
		return nil
	case m["eventName"] != nil && !strings.HasPrefix(source, "aws:"), m["eventVersion"] != nil && m["eventID"] != nil:
		return s.record(m)
	case m["eventname"] != nil:
		return s.unwrapObject(fromRow(m), level, notified)
	case m["class_uid"] != nil && m["metadata"] != nil:
		return s.unwrapObject(fromOCSF(m), level, notified)
	}
	for _, w := range wrappers {
		switch m[w.member].(type) {
		case string, map[string]any:
			return s.unwrap(m[w.member], level, notified || w.notifies)
		}
	}
	if notified || strings.HasPrefix(source, "aws:") || m["s3ObjectKey"] != nil || m["Event"] == "s3:TestEvent" {
		s.counts.Skipped = notification
		return nil
	}
	s.foreign(describe(m))
	return nil
}

// record passes a record on, if the filter keeps it.
func (s *scanner) record(members map[string]any) error {
	e, err := fromRecord(members)
	if err != nil {
		s.unreadable()
		return nil //nolint:nilerr // it is counted
	}
	s.counts.Records++
	if !s.filter.Keeps(&e) {
		return nil
	}
	s.counts.Kept++
	return s.emit(e)
}

// describe says what an object is by the names of its members.
func describe(m map[string]any) string {
	names := slices.Sorted(maps.Keys(m))
	if len(names) == 0 {
		return "an object without members"
	}
	return fmt.Sprintf("an object with members such as %.100q", names[:min(3, len(names))])
}
