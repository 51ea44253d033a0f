package awsreplay

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIdentifyREST(t *testing.T) {
	for name, tc := range map[string]struct {
		service, method, url, body string
		operation, input           string
	}{
		"no input":         {"guardduty", "GET", "/detector", "", "guardduty:ListDetectors", `{}`},
		"query":            {"guardduty", "GET", "/detector?nextToken=a%2Fb&maxResults=50", "", "guardduty:ListDetectors", `{"maxResults":"50","nextToken":"a/b"}`},
		"path":             {"guardduty", "GET", "/detector/d1", "", "guardduty:GetDetector", `{"DetectorId":"d1"}`},
		"escaped path":     {"scheduler", "GET", "/schedules/a%2Fb?groupName=ir", "", "scheduler:GetSchedule", `{"Name":"a/b","groupName":"ir"}`},
		"path and body":    {"guardduty", "POST", "/detector/d1/findings/get", `{"findingIds":["f1"]}`, "guardduty:GetFindings", `{"DetectorId":"d1","findingIds":["f1"]}`},
		"method counts":    {"securityhub", "DELETE", "/accounts", "", "securityhub:Accounts", `{}`},
		"other service":    {"account", "GET", "/detector", "", "account:Detector", `{}`},
		"path as the name": {"account", "POST", "/getAlternateContact", `{"AlternateContactType":"SECURITY"}`, "account:GetAlternateContact", `{"AlternateContactType":"SECURITY"}`},
		"an empty segment": {"guardduty", "GET", "/detector//findings", "", "guardduty:Detector//findings", `{}`},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), tc.method, "https://example.amazonaws.com"+tc.url, strings.NewReader(tc.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20261118/eu-west-1/"+tc.service+"/aws4_request, SignedHeaders=host")
			c, err := identify(r)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{tc.operation, tc.input, "eu-west-1"}, []string{c.String(), c.Input, c.Region}); diff != "" {
				t.Errorf("call (-want +got):\n%s", diff)
			}
		})
	}
}
