package cloudtrail

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseRow(t *testing.T) {
	got, err := ParseRow(map[string]string{
		"eventID": "1", "eventtime": "2026-08-20 10:15:30.000", "eventsource": "ec2.amazonaws.com", "eventname": "RunInstances",
		"readonly": "false", "errorcode": "null", "errormessage": "", "recipientaccountid": "111122223333",
		"useridentity.type": "FederatedUser", "useridentity.arn": "arn:aws:sts::111122223333:federated-user/eve",
		"useridentity.sessioncontext.sessionissuer.type":          "Root",
		"useridentity.sessioncontext.attributes.mfaauthenticated": "false",
		"requestparameters": `{"instancesSet":{"items":[{"imageId":"ami-1","minCount":1}]},"userData":"hunter2","x":null}`,
	})
	want := Event{
		ID: "1", Time: time.Date(2026, 8, 20, 10, 15, 30, 0, time.UTC), Source: "ec2.amazonaws.com", Name: "RunInstances",
		AccountID: "111122223333", ReadOnly: new(false), Succeeded: true, Root: RootFederated,
		Actor: Actor{Type: "FederatedUser", ARN: "arn:aws:sts::111122223333:federated-user/eve", IssuerType: "Root", MFA: new(false)},
		Request: map[string]any{
			"instancesSet": map[string]any{"items": []any{map[string]any{"imageId": "ami-1", "minCount": json.Number("1")}}},
			"userData":     removed,
		},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}
	for _, row := range []map[string]string{{}, {"eventname": ""}, {"eventtime": "2026-08-20 10:15:30"}, {"eventname": "A"}} {
		if e, err := ParseRow(row); err == nil {
			t.Errorf("%v is parsed as %+v", row, e)
		}
	}
}

// TestStructure reads what SQL engines print for a structure, which is no format that anyone promises.
func TestStructure(t *testing.T) {
	for text, want := range map[string]map[string]any{
		`{}`:          {},
		`{type=Root}`: {"type": "Root"},
		`{type=Root, invokedby=AWS Internal, arn=null, username=}`: {"type": "Root", "invokedby": "AWS Internal"},
		`{a={b={c=d}, e=f}, g=h}`:                                  {"a": map[string]any{"b": map[string]any{"c": "d"}, "e": "f"}, "g": "h"},
		`{userName=eve, tags=[{"key": "a, b=c"}], x=1}`:            {"userName": "eve", "tags": `[{"key": "a, b=c"}]`, "x": "1"},
		`{document={"a": "} , b=", "c": {}}, x=1}`:                 {"document": `{"a": "} , b=", "c": {}}`, "x": "1"},
		`{reason=one, two, three, x=1}`:                            {"reason": "one, two, three", "x": "1"},
		`{password=hunter2}`:                                       {"password": removed},
		`{"type":"Root"}`:                                          {"type": "Root"},
		`{type=Root, type=IAMUser}`:                                nil,
		`{type}`:                                                   nil,
		`type=Root`:                                                nil,
		`{type=Root`:                                               nil,
		`plain`:                                                    nil,
	} {
		if diff := cmp.Diff(want, structure(text, 0)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", text, diff)
		}
	}
}

func TestParametersOfLake(t *testing.T) {
	got := typed(map[string]any{
		"userName": "eve", "enable": "false", "eventSelectors": `[{"readWriteType":"ReadOnly"}]`, "policyDocument": `{"Version":"2012-10-17"}`,
		"attributeValue": "true", "bucketPolicy": `{"Statement":[]}`, "count": "3",
	})
	want := map[string]any{
		"userName": "eve", "enable": false, "eventSelectors": []any{map[string]any{"readWriteType": "ReadOnly"}},
		"policyDocument": `{"Version":"2012-10-17"}`, "attributeValue": "true", "bucketPolicy": map[string]any{"Statement": []any{}}, "count": "3",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
