package cmd_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// watchedBefore turns back what the intruder turned off, and takes away what the intruder made.
func watchedBefore(t *testing.T, past *snapshot.Snapshot) {
	t.Helper()
	for section, field := range map[string]resource{
		"guardduty.detectors": {"status": "ENABLED"},
		"config.recorders":    {"recording": true},
	} {
		editList(t, past, section, func(list []resource) []resource {
			for _, r := range list {
				maps.Copy(r, field)
			}
			return list
		})
	}
	add(t, past, "securityhub.hubs", resource{"arn": "arn:aws:securityhub:eu-west-2:123456789012:hub/default", "region": "eu-west-2"})
	add(t, past, "access_analyzer.analyzers", resource{"arn": "arn:aws:access-analyzer:us-east-1:123456789012:analyzer/outside",
		"region": "us-east-1", "type": "ACCOUNT", "status": "ACTIVE"})
	add(t, past, "ec2.flow_logs", resource{"arn": "arn:aws:ec2:us-east-1:123456789012:vpc-flow-log/fl-1", "id": "fl-1",
		"region": "us-east-1", "resource_id": "vpc-1"})
	editOne(t, past, "organizations.organization", func(o resource) { o["id"] = "o-former1234" })
	editList(t, past, "cloudcontrol.resources", func(list []resource) []resource {
		for _, listing := range list {
			listing["identifiers"] = slices.DeleteFunc(listing["identifiers"].([]any), func(id any) bool { return id == "session-restore" })
		}
		return list
	})
}

func TestDriftOfServices(t *testing.T) {
	r := sinceBeforeIncident(t, engine.Options{
		Rules:  []string{"ioc.detection_service_disabled", "ioc.organization_left", "impact.unexpected_resource"},
		Params: map[string]any{"resource_types": []string{"AWS::Lambda::Function"}},
	})
	var got []string
	for _, o := range r.Outcomes {
		for _, f := range o.Findings {
			if f.Evidence["kind"] != engine.Event {
				got = append(got, strings.TrimSpace(o.Rule+" "+f.Resource.Region+" "+f.Key))
			}
		}
	}
	want := []string{
		"impact.unexpected_resource us-east-1 AWS::Lambda::Function session-restore",
		"ioc.detection_service_disabled eu-west-2 Security Hub",
		"ioc.detection_service_disabled us-east-1 Access Analyzer",
		"ioc.detection_service_disabled us-east-1 AWS Config",
		"ioc.detection_service_disabled us-east-1",
		"ioc.detection_service_disabled us-east-1 GuardDuty",
		"ioc.organization_left  o-former1234",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
