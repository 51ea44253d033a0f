package awsreplay

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// splitWindow takes the window out of LookupEvents' input, as it ends at the present time of whoever
// asks, and returns when it begins, 0 if it does not, in seconds since 1970.
func splitWindow(input []byte) (rest []byte, since float64) {
	v, err := decode(input)
	members, ok := v.(map[string]any)
	if err != nil || !ok {
		return input, 0
	}
	if number, ok := members["StartTime"].(json.Number); ok {
		since, _ = number.Float64() // 0 for what is no number
	}
	delete(members, "StartTime")
	delete(members, "EndTime")
	return mustMarshal(members), since
}

// eventsSince is from when on a request asks for events, 0 if it does not ask for any.
func eventsSince(r *http.Request) float64 {
	if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".LookupEvents") {
		return 0
	}
	body, err := takeBody(r)
	if err != nil {
		return 0
	}
	_, since := splitWindow(body)
	return since
}

// holds reports whether events from the given time on were recorded.
func (i info) holds(since float64) bool {
	return since == 0 || i.EventsSince == nil || since >= float64(i.EventsSince.Unix())
}

// recordedSince is from when on every look-up of a recording asked for events, nil without any.
func recordedSince(all []taken) *time.Time {
	latest := 0.0
	for _, t := range all {
		latest = max(latest, t.since)
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
