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
