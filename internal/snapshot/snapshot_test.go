package snapshot_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

func sample() *snapshot.Snapshot {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	return &snapshot.Snapshot{
		SchemaVersion: 1,
		Meta: snapshot.Meta{
			ToolVersion: "v1", AccountID: "123456789012", Partition: "aws", CallerARN: "arn:aws:iam::123456789012:user/a<b>&c",
			Regions: []string{"us-east-1"}, StartedAt: at, CollectedAt: at,
			Window: snapshot.Window{StateSince: at.AddDate(0, 0, -7), EventsSince: at.AddDate(0, 0, -1)},
		},
		Coverage: map[string]snapshot.Coverage{
			"iam.users":         {Status: snapshot.Complete},
			"cloudtrail.trails": {Status: snapshot.Partial, Gaps: []snapshot.Gap{{Region: "eu-west-3", Operation: "cloudtrail:DescribeTrails", Code: "AccessDenied"}}},
		},
		AWS: map[string]map[string]json.RawMessage{
			"iam":        {"users": json.RawMessage(`[{"arn":"a"},{"arn":"b"}]`), "account_summary": json.RawMessage(`{"x":1}`), "groups": json.RawMessage(`[]`)},
			"cloudtrail": {"trails": json.RawMessage(`[{"arn":"t"}]`)},
		},
	}
}

func TestEncodeLayout(t *testing.T) {
	b, err := snapshot.Encode(sample())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"      \"users\": [\n        {\"arn\":\"a\"},\n        {\"arn\":\"b\"}\n      ]", // one resource a line
		"\"groups\": []",
		"\"account_summary\": {\"x\":1}",
		"user/a<b>&c", // no HTML escapes
	} {
		if !strings.Contains(string(b), want) {
			t.Errorf("no %q in\n%s", want, b)
		}
	}
	if !json.Valid(b) {
		t.Error("not valid JSON")
	}
}

func TestNullIsNoEmptyArray(t *testing.T) {
	s := sample()
	s.AWS["iam"]["users"] = json.RawMessage("null")
	b, err := snapshot.Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(b), `"users": null`) {
		t.Errorf("null became something else:\n%s", b)
	}
}

func TestRoundTrip(t *testing.T) {
	first, err := snapshot.Encode(sample())
	if err != nil {
		t.Fatal(err)
	}
	s, err := snapshot.Decode(first)
	if err != nil {
		t.Fatal(err)
	}
	second, err := snapshot.Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(first), string(second)); diff != "" {
		t.Errorf("decoding and encoding changed the bytes\n%s", diff)
	}
}

func TestDecodeRefuses(t *testing.T) {
	whole, err := snapshot.Encode(sample())
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct{ document, want string }{
		"empty":               {"", "parse JSON"},
		"half written":        {string(whole[:len(whole)/2]), "half-written"},
		"another document":    {`{"hello": 1}`, "not a snapshot"},
		"newer version":       {`{"schema_version": 99}`, "newer than 1"},
		"null":                {`null`, "not a snapshot"},
		"array":               {`[]`, "parse JSON"},
		"no meta":             {`{"schema_version": 1, "aws": {}}`, "meta.account_id"},
		"no caller":           {strings.Replace(string(whole), `"caller_arn"`, `"calling_arn"`, 1), "meta.caller_arn"},
		"no window":           {strings.Replace(string(whole), `"state_since"`, `"since"`, 1), "meta.window"},
		"hostile account":     {strings.Replace(string(whole), `"123456789012"`, `"\u001b]0;x"`, 1), `account_id "\x1b]0;x"`},
		"hostile partition":   {strings.Replace(string(whole), `"aws"`, `"aws; date #"`, 1), `partition "aws; date #"`},
		"hostile section":     {strings.Replace(strings.Replace(string(whole), `"partial"`, `"fine"`, 1), `"cloudtrail.trails"`, `"\u001b[31m"`, 1), `"\x1b[31m"`},
		"no coverage":         {strings.Replace(string(whole), `"coverage"`, `"covering"`, 1), "no coverage"},
		"unknown status":      {strings.Replace(string(whole), `"partial"`, `"fine"`, 1), `unknown status "fine"`},
		"wrong type":          {`{"schema_version": 1, "meta": 3}`, "line 1"},
		"wrong type of items": {strings.Replace(string(whole), `"gaps":[{`, `"gaps":[7,{`, 1), "line"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := snapshot.Decode([]byte(tc.document))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got error %v, want one with %q", err, tc.want)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("the error has more than one line: %q", err)
			}
		})
	}
}

func TestGapString(t *testing.T) {
	g := snapshot.Gap{Region: "eu-west-3", Operation: "sns:GetTopicAttributes", Resource: "arn:x", Code: "Timeout", Message: "m"}
	if got, want := g.String(), "sns:GetTopicAttributes of arn:x in eu-west-3: Timeout"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSections(t *testing.T) {
	got := sample().Sections([]string{"iam.users", "sns.topics"})
	want := map[string]snapshot.Coverage{"iam.users": {Status: snapshot.Complete}, "sns.topics": {Status: snapshot.Off}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzDecode(f *testing.F) {
	whole, err := snapshot.Encode(sample())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"schema_version": 1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := snapshot.Decode(b)
		if err != nil {
			return
		}
		if _, err := snapshot.Encode(s); err != nil {
			t.Errorf("decoded, but cannot be encoded: %v", err)
		}
	})
}
