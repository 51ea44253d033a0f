package awsreplay

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func lookUp(t *testing.T, input string) *http.Request {
	t.Helper()
	return target(t, "cloudtrail", "eu-west-1", "CloudTrail_20131101.LookupEvents", input)
}

// The window is no part of what is asked, and a record goes over the wire as a string.
func TestLookUpEvents(t *testing.T) {
	account := openAccount(t, recordingOf("cloudtrail.LookupEvents.json", `[{"region": "*", "input": {"MaxResults": 50},
		"json": {"Events": [{"EventId": "1", "CloudTrailEvent": {"eventName": "StopLogging", "n": 1.50}}, {"CloudTrailEvent": "as it is"}]}}]`))
	const want = `{"Events":[{"CloudTrailEvent":"{\"eventName\":\"StopLogging\",\"n\":1.50}","EventId":"1"},{"CloudTrailEvent":"as it is"}]}`
	for _, input := range []string{
		`{"MaxResults": 50}`, `{"MaxResults": 50, "StartTime": 1763542800, "EndTime": 1763629200.5}`, `{"EndTime": "x", "MaxResults": 50}`,
	} {
		if _, body := send(t, account, lookUp(t, input)); body != want {
			t.Errorf("%s is answered by %s", input, body)
		}
	}
	for _, input := range []string{`{"MaxResults": 50, "NextToken": "t"}`, `[]`, ``, `7`} {
		if _, body := send(t, account, lookUp(t, input)); !strings.Contains(body, "RecordingMissing") {
			t.Errorf("%s is answered by %s", input, body)
		}
	}
	if _, err := account.Do(lookUp(t, `{`)); err == nil {
		t.Error("half a request is answered")
	}
}

// A record is scrubbed inside; a replay does not pretend to know what was before the recorded window.
func TestLookUpEventsRecorded(t *testing.T) {
	record := `{"userIdentity":{"arn":"arn:aws:iam::123456789012:root"},"sourceIPAddress":"198.51.100.7","requestParameters":{"name":"main",` +
		`"tagSet":[{"key":"team","value":"hunter2"}],"environment":{"variables":{"KEY":"hunter2","ON":true}},"policyDocument":"{\"sts:ExternalId\":\"hunter2\"}"},` +
		`"responseElements":{"credentials":{"sessionToken":"hunter2"}}}`
	recorder, err := NewRecorder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	answer := string(mustMarshal(map[string]any{"Events": []any{map[string]any{"CloudTrailEvent": record}, map[string]any{"CloudTrailEvent": "no record"}}}))
	client := recorder.Wrap(playing(exchange{JSON: []byte(answer)}, exchange{JSON: []byte(`{"Events":[]}`)}))
	send(t, client, lookUp(t, `{"MaxResults": 50, "StartTime": 1763542800}`))
	send(t, client, lookUp(t, `{"MaxResults": 49, "StartTime": 1763542700}`))
	if err := recorder.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(recorder.dir + "/cloudtrail.LookupEvents.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"hunter2", "123456789012", "198.51.100"} {
		if strings.Contains(string(b), secret) {
			t.Errorf("the recording holds %q: %s", secret, b)
		}
	}
	replayed := openAccount(t, os.DirFS(recorder.dir))
	_, body := send(t, replayed, lookUp(t, `{"MaxResults": 50, "StartTime": 1763542801}`))
	want := `{"Events":[{"CloudTrailEvent":"{\"requestParameters\":{\"environment\":{\"variables\":{\"KEY\":\"scrubbed\",\"ON\":true}},\"name\":\"main\",` +
		`\"policyDocument\":\"{\\\"sts:ExternalId\\\":\\\"external-id-1\\\"}\",\"tagSet\":[{\"key\":\"team\",\"value\":\"scrubbed\"}]},` +
		`\"responseElements\":{\"credentials\":{\"sessionToken\":\"scrubbed\"}},\"sourceIPAddress\":\"192.0.2.1\",` +
		`\"userIdentity\":{\"arn\":\"arn:aws:iam::111111111111:root\"}}"},{"CloudTrailEvent":"no record"}]}`
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("the replayed answer (-want +got):\n%s", diff)
	}
	if _, body := send(t, replayed, lookUp(t, `{"MaxResults": 50, "StartTime": 1763542799}`)); !strings.Contains(body, "RecordingMissing") {
		t.Errorf("what was before the window is answered by %s", body)
	}
}
