package cloudtrail

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// record returns a record with members put in, or taken out where a value is "".
func record(t *testing.T, members map[string]string) []byte {
	t.Helper()
	r := map[string]json.RawMessage{
		"eventVersion": json.RawMessage(`"1.08"`),
		"eventID":      json.RawMessage(`"0b1d5a4c-7a5e-4f0a-9a43-6f3a0f1c2d11"`),
		"eventTime":    json.RawMessage(`"2026-08-20T10:15:30Z"`),
		"eventSource":  json.RawMessage(`"iam.amazonaws.com"`),
		"eventName":    json.RawMessage(`"CreateUser"`),
		"userIdentity": json.RawMessage(`{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/ada"}`),
	}
	for name, value := range members {
		r[name] = json.RawMessage(value)
		if value == "" {
			delete(r, name)
		}
	}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestParse(t *testing.T) {
	got, err := Parse([]byte(`{
		"eventVersion": "1.09", "eventTime": "2026-08-20T10:15:30Z", "eventSource": "iam.amazonaws.com", "eventName": "CreateUser",
		"awsRegion": "us-east-1", "sourceIPAddress": "192.0.2.1", "userAgent": "aws-cli/2.17", "errorCode": null,
		"userIdentity": {"type": "AssumedRole", "principalId": "AROAEXAMPLE:ada", "arn": "arn:aws:sts::111122223333:assumed-role/admin/ada",
			"accountId": "111122223333", "accessKeyId": "ASIAEXAMPLE", "sessionContext": {
				"sessionIssuer": {"type": "Role", "arn": "arn:aws:iam::111122223333:role/admin"},
				"attributes": {"creationDate": "2026-08-20T10:00:00Z", "mfaAuthenticated": "true"}}},
		"requestParameters": {"userName": "eve", "path": null, "tags": []},
		"responseElements": {"user": {"userName": "eve", "userId": "AIDAEXAMPLE", "permissionsBoundary": null}},
		"additionalEventData": null, "requestID": "1", "eventID": "0b1d5a4c-7a5e-4f0a-9a43-6f3a0f1c2d11", "readOnly": false,
		"eventType": "AwsApiCall", "managementEvent": true, "recipientAccountId": "111122223333", "eventCategory": "Management"}`))
	if err != nil {
		t.Fatal(err)
	}
	want := Event{
		Time: time.Date(2026, 8, 20, 10, 15, 30, 0, time.UTC), ID: "0b1d5a4c-7a5e-4f0a-9a43-6f3a0f1c2d11",
		Source: "iam.amazonaws.com", Name: "CreateUser", Region: "us-east-1", AccountID: "111122223333", Type: "AwsApiCall",
		ReadOnly: new(false), Succeeded: true, SourceIPAddress: "192.0.2.1", UserAgent: "aws-cli/2.17",
		Actor: Actor{
			Type: "AssumedRole", ARN: "arn:aws:sts::111122223333:assumed-role/admin/ada", AccountID: "111122223333",
			PrincipalID: "AROAEXAMPLE:ada", AccessKeyID: "ASIAEXAMPLE", IssuerType: "Role",
			IssuerARN: "arn:aws:iam::111122223333:role/admin", MFA: new(true),
		},
		Request:  map[string]any{"userName": "eve", "tags": []any{}},
		Response: map[string]any{"user": map[string]any{"userName": "eve", "userId": "AIDAEXAMPLE"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestParseWithoutTime(t *testing.T) {
	for _, value := range []string{"", `null`, `""`, `"yesterday"`, `"2026-02-30T00:00:00Z"`, `{}`, `0`, `true`, `1e300`} {
		if _, err := Parse(record(t, map[string]string{"eventTime": value})); !errors.Is(err, ErrNoTime) {
			t.Errorf("eventTime %s: error %v, want ErrNoTime", value, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for name, broken := range map[string]string{
		"nothing":   ``,
		"cut short": `{"eventName":"A","eventTime":"2026-08-20T10:15:30Z"`,
		"two":       `{"eventName":"A","eventTime":"2026-08-20T10:15:30Z"}{}`,
		"an array":  `[{"eventName":"A","eventTime":"2026-08-20T10:15:30Z"}]`,
		"no name":   `{"eventTime":"2026-08-20T10:15:30Z"}`,
		"too deep": `{"eventName":"A","eventTime":"2026-08-20T10:15:30Z","requestParameters":` +
			strings.Repeat(`{"a":`, maxDepth) + `1` + strings.Repeat(`}`, maxDepth) + `}`,
	} {
		if e, err := Parse([]byte(broken)); err == nil {
			t.Errorf("%s: parsed as %+v", name, e)
		}
	}
}

func TestParseWhatIsDirty(t *testing.T) {
	events, counts := readFixture(t, "dirty-values.json")
	if counts.Records != 6 || counts.Unreadable != 0 {
		t.Fatalf("%+v", counts)
	}
	for i, e := range events {
		if !e.Succeeded || e.ReadOnly == nil || *e.ReadOnly || e.Actor.UserName != "ada" || e.Time.Hour() != 12 || e.Time.Minute() != 50 {
			t.Errorf("%d: %+v", i, e)
		}
	}
	if events[1].Request != nil || events[1].Response != nil {
		t.Errorf("null in a string is %v, %v", events[1].Request, events[1].Response)
	}
	if diff := cmp.Diff(map[string]any{"userName": "eve"}, events[2].Request); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}

	if _, counts := readFixture(t, "dirty-no-time.json"); counts != (Counts{Records: 1, Kept: 1, Unreadable: 1}) {
		t.Errorf("without time: %+v", counts)
	}
}

func TestParseRequest(t *testing.T) {
	omitted := map[string]any{"omitted": true, "reason": "not an object"}
	for value, want := range map[string]map[string]any{
		`null`: nil, `"null"`: nil, `""`: nil, `{}`: nil, `"{}"`: nil, ``: nil, `{"a":null}`: nil, `{"a":1,"a":null}`: nil,
		`{"omitted":true,"reason":"requestParameters too large"}`: {"omitted": true, "reason": "requestParameters too large"},
		`"{\"a\":{\"b\":null,\"c\":[null,1.50]}}"`:                {"a": map[string]any{"c": []any{json.Number("1.50")}}},
		`[1]`: omitted, `7`: omitted, `"text"`: omitted,
		"{\"a\":\"\xff\"}": {"a": "\ufffd"},
	} {
		e, err := Parse(record(t, map[string]string{"requestParameters": value}))
		if diff := cmp.Diff(want, e.Request); err != nil || diff != "" {
			t.Errorf("%s: %v, -want +got:\n%s", value, err, diff)
		}
	}
}

func TestParseWithoutID(t *testing.T) {
	id := func(b []byte) string {
		t.Helper()
		e, err := Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		return e.ID
	}
	dense := id(record(t, map[string]string{"eventID": ""}))
	if !strings.HasPrefix(dense, "sha256:") || len(dense) != len("sha256:")+64 {
		t.Errorf("id %s", dense)
	}
	var spaced, other strings.Builder
	for line := range strings.SplitSeq(string(record(t, map[string]string{"eventID": "null"})), ",") {
		spaced.WriteString(line + " ,\n")
	}
	if got := id([]byte(strings.TrimSuffix(spaced.String(), " ,\n"))); got != dense {
		t.Errorf("layout makes another id: %s, %s", got, dense)
	}
	other.Write(record(t, map[string]string{"eventID": "", "requestID": `"1"`}))
	if got := id([]byte(other.String())); got == dense {
		t.Errorf("another request has the same id")
	}
}

func TestParseTime(t *testing.T) {
	want := time.Date(2026, 8, 20, 10, 15, 30, 0, time.UTC)
	for _, value := range []string{
		`"2026-08-20T10:15:30Z"`, `"2026-08-20T10:15:30.000Z"`, `"2026-08-20T12:15:30+02:00"`, `"2026-08-20T10:15:30"`,
		`"2026-08-20 10:15:30"`, `"2026-08-20 10:15:30.000"`, `"2026-08-20 10:15:30.000 UTC"`, `1787220930`, `1787220930.0`,
		`1787220930000`, `"1787220930"`, `1.78722093e9`,
	} {
		e, err := Parse(record(t, map[string]string{"eventTime": value}))
		if err != nil || !e.Time.Equal(want) || e.Time.Location() != time.UTC {
			t.Errorf("%s: %v, %v", value, e.Time, err)
		}
	}
}

// TestClock: times are read alike whether the day is known or not.
func TestClock(t *testing.T) {
	for _, s := range []string{
		"2026-08-20T00:00:00Z", "2026-08-20T23:59:59Z", "2026-08-20T24:00:00Z", "2026-08-20T23:60:00Z", "2026-08-20T23:59:60Z",
		"2026-08-20T1::00:00Z", "2026-08-20T10:0/:00Z", "2026-08-20T10-00:00Z", "2026-08-20T10:00-00Z", "2026-08-20T10:00:00z",
		"2026-08-20 10:00:00Z", "2026-08-21T10:00:00Z", "2026-08-20T10:00:00.5Z", "2026-02-30T10:00:00Z", "2026-08-20T10:00:00+", "",
	} {
		c := clock{}
		if _, err := c.read([]byte("2026-08-20T07:08:09Z")); err != nil || c.day != "2026-08-20T" {
			t.Fatal(err, c)
		}
		want, wantErr := instant(s)
		if got, err := c.read([]byte(s)); !got.Equal(want) || (err == nil) != (wantErr == nil) {
			t.Errorf("%s: %v, %v; want %v, %v", s, got, err, want, wantErr)
		}
	}
}
