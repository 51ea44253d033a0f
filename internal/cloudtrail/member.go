package cloudtrail

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// text returns a member that is a string, or a number or truth value that was meant as one.
func text(members map[string]any, name string) string {
	switch v := members[name].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// boolean returns a truth value, which some exports write as a string, or nil.
func boolean(value any) *bool {
	switch v := value.(type) {
	case bool:
		return &v
	case string:
		if b, err := strconv.ParseBool(strings.ToLower(strings.TrimSpace(v))); err == nil {
			return &b
		}
	}
	return nil
}

// object returns an object, which some exports write as a string that holds JSON. Something else
// that stands in its place is said to be left out, as CloudTrail does with what is too large; a rule
// must not take it for a request without parameters.
func object(value any) map[string]any {
	switch v := value.(type) {
	case nil:
		return nil
	case map[string]any:
		if len(v) == 0 {
			return nil
		}
		return v
	case string:
		if s := strings.TrimSpace(v); s == "" || s == "null" || s == "{}" || s == "-" {
			return nil
		}
		if members, err := decodeObject([]byte(v)); err == nil {
			return members
		}
	}
	return map[string]any{"omitted": true, "reason": "not an object"}
}

// layouts are how times are written: RFC 3339 in records, the others by SQL engines.
var layouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04:05.999999999 UTC"}

// instant returns a time in UTC. A number is one of seconds, or of milliseconds, since 1970; what
// would be before 2001, and so before CloudTrail, is something else.
func instant(value any) (time.Time, error) {
	s := text(map[string]any{"": value}, "")
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return within(t.UTC())
		}
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(n) || n < 1e9 || n > 1e14 {
		return time.Time{}, ErrNoTime
	}
	if n < 1e11 {
		n *= 1000
	}
	return within(time.UnixMicro(int64(math.Round(n * 1000))).UTC())
}

// within refuses years that cannot be written as RFC 3339.
func within(t time.Time) (time.Time, error) {
	if t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}, ErrNoTime
	}
	return t, nil
}

// clock reads times of which most are of the same day as the one before.
type clock struct {
	day   string // such as 2006-01-02T
	begin time.Time
}

func (c *clock) read(s []byte) (time.Time, error) {
	const layout = "2006-01-02T15:04:05Z"
	if len(s) != len(layout) || s[13] != ':' || s[16] != ':' || s[19] != 'Z' {
		return instant(string(s))
	}
	hour, minute, second := twoDigits(s[11:]), twoDigits(s[14:]), twoDigits(s[17:])
	if string(s[:11]) == c.day && hour < 24 && minute < 60 && second < 60 {
		return c.begin.Add(time.Duration(hour*3600+minute*60+second) * time.Second), nil
	}
	t, err := instant(string(s))
	if err == nil {
		c.day, c.begin = string(s[:11]), t.Truncate(24*time.Hour)
	}
	return t, err
}

// twoDigits returns a number of two digits, or one of more.
func twoDigits(s []byte) int {
	tens, units := s[0]-'0', s[1]-'0'
	if tens > 9 || units > 9 {
		return 100
	}
	return int(tens)*10 + int(units)
}
