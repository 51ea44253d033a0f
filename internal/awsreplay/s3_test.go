package awsreplay

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func s3Request(t *testing.T, method, url string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261118/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=00")
	return r
}

func TestIdentifyS3(t *testing.T) {
	for name, tc := range map[string]struct{ method, url, operation, input string }{
		"list":        {"GET", "https://s3.eu-west-1.amazonaws.com/?max-buckets=1000&x-id=ListBuckets", "ListAllMyBuckets", `{"max-buckets":"1000"}`},
		"next page":   {"GET", "https://s3.amazonaws.com/?continuation-token=a%2Bb&max-buckets=1", "ListAllMyBuckets", `{"continuation-token":"a+b","max-buckets":"1"}`},
		"policy":      {"GET", "https://s3.eu-west-1.amazonaws.com/a.b?policy", "GetBucketPolicy", `{"Bucket":"a.b"}`},
		"status":      {"GET", "https://s3.eu-west-1.amazonaws.com/logs/?policyStatus=", "GetBucketPolicyStatus", `{"Bucket":"logs"}`},
		"block":       {"GET", "https://s3.eu-west-1.amazonaws.com/logs?publicAccessBlock", "GetBucketPublicAccessBlock", `{"Bucket":"logs"}`},
		"account's":   {"GET", "https://123456789012.s3-control.us-east-1.amazonaws.com/v20180820/configuration/publicAccessBlock", "GetAccountPublicAccessBlock", `{}`},
		"writing":     {"PUT", "https://s3.eu-west-1.amazonaws.com/logs?policy", "", ""},
		"not known":   {"GET", "https://s3.eu-west-1.amazonaws.com/logs?inventory", "", `{"Bucket":"logs","inventory":""}`},
		"not control": {"GET", "https://1.s3-control.us-east-1.amazonaws.com/v20180820/accesspoint", "", ""},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			got, err := identify(s3Request(t, tc.method, tc.url))
			if err != nil {
				t.Fatal(err)
			}
			want := Call{"s3", tc.operation, "eu-west-1", tc.input, restXML}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(Call{})); diff != "" {
				t.Errorf("call (-want +got):\n%s", diff)
			}
		})
	}
}

// The two services shape their errors differently.
func TestErrorsOfS3(t *testing.T) {
	for path, want := range map[string]string{
		"/logs?policy": "<Error><Code>RecordingMissing</Code>",
		"/v20180820/configuration/publicAccessBlock": "<ErrorResponse><Error><Code>RecordingMissing</Code>",
	} {
		account := openAccount(t, recordingOf("s3.GetBucketAcl.json", "[]"))
		status, body := send(t, account, s3Request(t, "GET", "https://s3.eu-west-1.amazonaws.com"+path))
		if status != http.StatusBadRequest || !strings.HasPrefix(body, want) {
			t.Errorf("%s: %d %s, want %s", path, status, body, want)
		}
	}
}

func TestScrubbedEC2(t *testing.T) {
	got := newScrubber().xml("<privateDnsName>ip-10-20-1-14.eu-west-1.compute.internal</privateDnsName><dnsName>ec2-198-51-100-23.compute.amazonaws.com</dnsName>" +
		"<ipAddress>198.51.100.23</ipAddress><tagSet><item><key>Owner</key><value>Marta</value></item></tagSet><cidrIp>0.0.0.0/0</cidrIp>")
	want := "<privateDnsName>ip-192-0-2-1.eu-west-1.compute.internal</privateDnsName><dnsName>ec2-192-0-2-2.compute.amazonaws.com</dnsName>" +
		"<ipAddress>192.0.2.2</ipAddress><tagSet><item><key>Owner</key><value>scrubbed</value></item></tagSet><cidrIp>0.0.0.0/0</cidrIp>"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("scrubbed (-want +got):\n%s", diff)
	}
}

func TestScrubbedS3(t *testing.T) {
	id := strings.Repeat("0a1b", 16)
	got := newScrubber().xml("<Owner><ID>" + id + "</ID><DisplayName>marta.keller</DisplayName></Owner>" +
		"<Grantee><ID>" + id + "</ID></Grantee><ContinuationToken>secret</ContinuationToken>")
	standIn := strings.Repeat("0", 63) + "1"
	want := "<Owner><ID>" + standIn + "</ID><DisplayName>owner-1</DisplayName></Owner>" +
		"<Grantee><ID>" + standIn + "</ID></Grantee><ContinuationToken>page-1</ContinuationToken>"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("scrubbed (-want +got):\n%s", diff)
	}
	token := newScrubber().value(map[string]any{"continuation-token": "secret"})
	if diff := cmp.Diff(map[string]any{"continuation-token": "page-1"}, token); diff != "" {
		t.Errorf("input (-want +got):\n%s", diff)
	}
}
