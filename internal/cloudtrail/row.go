package cloudtrail

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// columns are the names of a record's members by their names in the tables of SQL engines, which
// know no capitals.
var columns = lowered(
	"eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent",
	"errorCode", "errorMessage", "requestParameters", "responseElements", "additionalEventData", "requestID", "eventID",
	"readOnly", "eventType", "recipientAccountId", "serviceEventDetails", "sharedEventID", "vpcEndpointId", "eventCategory",
	"insightDetails", "principalId", "accountId", "accessKeyId", "userName", "invokedBy", "sessionContext", "sessionIssuer",
	"mfaAuthenticated", "creationDate", "assumedRoot",
)

func lowered(names ...string) map[string]string {
	byLower := map[string]string{}
	for _, name := range names {
		byLower[strings.ToLower(name)] = name
	}
	return byLower
}

func columnName(column string) string {
	if name, ok := columns[strings.ToLower(column)]; ok {
		return name
	}
	return column
}

// ParseRow returns a row of a table of events, such as CloudTrail Lake's or Athena's, in normal form.
// Its columns are named like a record's members, in lower case. A member of a member may be a column
// of its own, such as useridentity.sessioncontext.sessionissuer.type. What has members is JSON, or
// text as the engines print it: {type=Root, …}.
func ParseRow(row map[string]string) (Event, error) {
	members := map[string]any{}
	for column, value := range row {
		members[column] = value
	}
	record := fromRow(members)
	if record["eventName"] == nil {
		return Event{}, errors.New("parse row: it has no eventname")
	}
	return fromRecord(record)
}

// fromRow returns a row as the record that it was made from.
func fromRow(row map[string]any) map[string]any {
	record := map[string]any{}
	for _, column := range slices.Sorted(maps.Keys(row)) { // so that a whole comes before its parts
		path := strings.SplitN(column, ".", 6)
		place := record
		for _, step := range path[:len(path)-1] {
			inner, ok := place[columnName(step)].(map[string]any)
			if !ok {
				inner = map[string]any{}
				place[columnName(step)] = inner
			}
			place = inner
		}
		name := columnName(path[len(path)-1])
		if value := cell(name, row[column]); value != nil {
			place[name] = redacted(name, value)
		}
	}
	return record
}

// cell returns the value that stands in a column, or nil.
func cell(name string, value any) any {
	s, isText := value.(string)
	if isText && (s == "" || s == "null") {
		return nil
	}
	switch name {
	case "userIdentity", "sessionContext", "sessionIssuer", "attributes":
		if members := structure(value, 0); members != nil {
			return renamed(members)
		}
	case "requestParameters", "responseElements", "additionalEventData", "serviceEventDetails":
		if members := structure(value, 0); members != nil {
			return typed(members)
		}
	}
	return value
}

// renamed gives members their names in records.
func renamed(members map[string]any) map[string]any {
	out := map[string]any{}
	for name, value := range members {
		if inner, ok := value.(map[string]any); ok {
			value = renamed(inner)
		}
		out[columnName(name)] = value
	}
	return out
}

// textual end the names of members that are texts in records too, though they hold JSON.
var textual = regexp.MustCompile(`(?i)(document|policy|definition|pattern|value|input|template|body)$`)

// typed gives the values of a map of texts, which is what Lake has for parameters, the types that they
// have in records, as far as that can be told.
func typed(members map[string]any) map[string]any {
	out := map[string]any{}
	for name, value := range members {
		s, ok := value.(string)
		if !ok {
			return members
		}
		out[name] = value
		if textual.MatchString(name) && name != "bucketPolicy" {
			continue
		}
		if s == "true" || s == "false" {
			out[name] = s == "true"
		} else if strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[") {
			if decoded, err := decode([]byte(s)); err == nil {
				out[name] = redacted(name, decoded)
			}
		}
	}
	return out
}

// separator stands between the members of a structure.
var separator = regexp.MustCompile(`, [A-Za-z0-9_.:-]+=`)

// structure returns the members of an object, of JSON, or of what SQL engines print for a structure:
// {type=Root, sessioncontext={attributes=null}}. It is nil if it is none of these, or not in one way only.
func structure(value any, level int) map[string]any {
	s, ok := value.(string)
	if !ok {
		members, _ := value.(map[string]any)
		return members
	}
	if members, err := decodeObject([]byte(s)); err == nil {
		return members
	}
	if level > maxDepth/8 || !strings.HasPrefix(s, "{") || !strings.HasSuffix(s, "}") {
		return nil
	}
	members := map[string]any{}
	for rest := s[1 : len(s)-1]; rest != ""; {
		name, after, found := strings.Cut(rest, "=")
		if _, twice := members[name]; !found || twice {
			return nil
		}
		text, left := structureValue(after)
		members[name] = redacted(name, text)
		if inner := structure(text, level+1); inner != nil && !strings.HasPrefix(text, `{"`) {
			members[name] = inner
		}
		if text == "null" || text == "" {
			delete(members, name)
		}
		rest = strings.TrimPrefix(left, ", ")
	}
	return members
}

// structureValue cuts the value of a member off what follows.
func structureValue(s string) (value, left string) {
	from := 0
	if strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[") {
		from = closing(s)
	}
	if next := separator.FindStringIndex(s[from:]); next != nil {
		return s[:from+next[0]], s[from+next[0]:]
	}
	return s, ""
}

// closing returns where the bracket is closed that s begins with, JSON or not.
func closing(s string) int {
	if strings.HasPrefix(s, `{"`) || strings.HasPrefix(s, "[") {
		if end, _ := nestedEnd([]byte(s+padding), 0, len(s)); end > 0 {
			return end
		}
	}
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

// cells returns a row whose cells are objects, as Lake and CloudWatch Logs Insights answer it, or nil.
func cells(items []any) map[string]any {
	row := map[string]any{}
	for _, item := range items {
		cell, ok := item.(map[string]any)
		if !ok {
			return nil
		}
		if name, isText := cell["field"].(string); isText && len(cell) == 2 {
			cell = map[string]any{name: cell["value"]}
		}
		for name, value := range cell {
			if row[name] != nil || len(cell) != 1 {
				return nil
			}
			row[name] = value
		}
	}
	if len(row) == 0 {
		return nil
	}
	return row
}
