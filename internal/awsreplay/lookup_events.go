package awsreplay

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
)

// withoutWindow takes the window out of LookupEvents' input: it ends at the present time of whoever
// asks. It returns when the window begins, 0 if it does not.
func withoutWindow(input []byte) (rest []byte, since float64, err error) {
	v, err := decode(input)
	members, ok := v.(map[string]any)
	if !ok {
		return input, 0, nil //nolint:nilerr // whoever reads the rest meets the same error
	}
	if number, ok := members["StartTime"].(json.Number); ok {
		since, err = number.Float64()
	}
	delete(members, "StartTime")
	delete(members, "EndTime")
	return mustMarshal(members), since, err
}

// outside reports whether a call asks for events from before those that were recorded.
func (i info) outside(c Call) bool {
	return c.since != 0 && i.EventsSince != nil && c.since < float64(i.EventsSince.Unix())
}

// eventsSince is from when on all look-ups of a recording asked for events, nil without any.
func eventsSince(all []taken) *time.Time {
	latest := 0.0
	for _, t := range all {
		latest = max(latest, t.call.since)
	}
	if latest == 0 {
		return nil
	}
	since := time.Unix(int64(latest), 0).UTC()
	return &since
}

// CloudTrail's event history gives each event's record as a string that holds JSON. A recording has the
// JSON itself, so that people can read it and secrets can be found.
const embeddedRecord = "CloudTrailEvent"

// extractRecords turns the strings into what they hold.
func extractRecords(v any) any {
	return eachRecord(v, func(record any) any {
		if s, ok := record.(string); ok {
			if held, err := decode([]byte(s)); err == nil {
				return held
			}
		}
		return record
	})
}

// embedRecords turns it back into what AWS sends.
func embedRecords(raw json.RawMessage) []byte {
	if !bytes.Contains(raw, []byte(embeddedRecord)) {
		return raw
	}
	v, err := decode(raw)
	if err != nil {
		return raw
	}
	return mustMarshal(eachRecord(v, func(record any) any {
		if _, ok := record.(string); ok {
			return record
		}
		return string(mustMarshal(record))
	}))
}

// eachRecord replaces each event's record in LookupEvents' answer by what f makes of it.
func eachRecord(v any, f func(record any) any) any {
	answer, _ := v.(map[string]any)
	events, _ := answer["Events"].([]any)
	for _, e := range events {
		if event, ok := e.(map[string]any); ok && event[embeddedRecord] != nil {
			event[embeddedRecord] = f(event[embeddedRecord])
		}
	}
	return v
}

// isConfidential tells the members of a record that hold what customers wrote or what opens something:
// values of variables, tags and parameters, templates, tokens.
func isConfidential(name string) bool {
	name = strings.ToLower(name)
	for _, ending := range []string{"value", "values", "environment", "variables", "userdata", "templatebody", "definition", "token", "secret", "password"} {
		if strings.HasSuffix(name, ending) {
			return true
		}
	}
	return false
}

// record scrubs an event's record.
func (s *scrubber) record(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if isConfidential(name) {
				v[name] = s.walk(member, func(string) string { return "scrubbed" })
			} else {
				v[name] = s.record(member)
			}
		}
	case []any:
		for i := range v {
			v[i] = s.record(v[i])
		}
	case string:
		return s.text(v)
	}
	return v
}
