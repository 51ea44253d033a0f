package collector

import (
	"encoding/json"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

func trails(t *testing.T, snap *snapshot.Snapshot) []Trail {
	t.Helper()
	var trails []Trail
	if err := json.Unmarshal(snap.AWS["cloudtrail"]["trails"], &trails); err != nil {
		t.Fatal(err)
	}
	return trails
}

// A multi-region trail shows in every region. It is one trail, and its home region knows it.
func TestShadowTrails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Clean())
		if got := trails(t, read(t, account, "cloudtrail.trails")); len(got) != 1 {
			t.Errorf("%d trails, want 1", len(got))
		}
		var asked []string
		for _, c := range account.Calls() {
			if c.Operation == "GetTrailStatus" || c.Operation == "GetEventSelectors" {
				asked = append(asked, c.Region+" "+c.Input)
			}
		}
		arn := "arn:aws:cloudtrail:eu-west-1:210987654321:trail/organization-trail"
		want := []string{`eu-west-1 {"Name":"` + arn + `"}`, `eu-west-1 {"TrailName":"` + arn + `"}`}
		if diff := cmp.Diff(want, asked); diff != "" {
			t.Errorf("asked of the trail (-want +got):\n%s", diff)
		}
	})
}

// A trail whose home region cannot list it is still found by its shadows.
func TestTrailOfADeniedRegion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Compromised()).WithFault(func(c awsreplay.Call) *awsreplay.Fault {
			if c.Region == "us-east-1" && c.Service == "cloudtrail" {
				return awsreplay.AccessDenied
			}
			return nil
		})
		snap := read(t, account, "cloudtrail.trails")
		arn := "arn:aws:cloudtrail:us-east-1:123456789012:trail/management-events"
		wantGaps(t, snap, "cloudtrail.trails",
			"cloudtrail:DescribeTrails in ap-northeast-3: AccessDeniedException",
			"cloudtrail:DescribeTrails in us-east-1: AccessDeniedException",
			"cloudtrail:GetEventSelectors of "+arn+" in us-east-1: AccessDeniedException",
			"cloudtrail:GetTrailStatus of "+arn+" in us-east-1: AccessDeniedException")
		found := trails(t, snap)
		if len(found) != 2 || found[1].ARN != arn || found[1].IsLogging != nil || found[1].ManagementEvents != nil {
			t.Errorf("trails: %+v", found)
		}
	})
}

func TestTrailWithoutSelectors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		arn := "arn:aws:cloudtrail:eu-west-1:210987654321:trail/organization-trail"
		account := open(t, with(t, accounts.Clean(), map[string]string{"cloudtrail.GetEventSelectors.json": `[
			{"region": "*", "input": {"TrailName": "` + arn + `"}, "json": {"TrailARN": "` + arn + `", "EventSelectors": []}}]`}))
		snap := read(t, account, "cloudtrail.trails")
		wantGaps(t, snap, "cloudtrail.trails", "cloudtrail:GetEventSelectors of "+arn+" in eu-west-1: MalformedResponse")
		if found := trails(t, snap); len(found) != 1 || found[0].ManagementEvents != nil {
			t.Errorf("trails: %+v", found)
		}
	})
}
