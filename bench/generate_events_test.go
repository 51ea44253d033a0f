package bench

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// growEvents gives an account n events, each with an id and a second of its own. One in ten is, in turn, one of
// those that the accounts were recorded with, mostly an intruder's; the others are routine, which no rule minds.
func growEvents(big *snapshot.Snapshot, n int, accounts ...*snapshot.Snapshot) error {
	events, err := recordedEvents(accounts)
	if err != nil {
		return err
	}
	root := []event{}
	groups := map[[2]string][]event{}
	since := big.Meta.Window.EventsSince
	every := big.Meta.CollectedAt.Sub(since) / time.Duration(n+1)
	for i := range n {
		e := routine[i%len(routine)]
		if i%10 == 0 {
			e = events[i/10%len(events)]
		}
		e = e.with("id", fmt.Sprintf("00000000-0000-4000-8000-%012d", i)).with("time", since.Add(time.Duration(i)*every).Truncate(time.Second))
		if e["root"] != nil {
			root = append(root, e)
		}
		kind := [2]string{e["source"].(string), e["name"].(string)}
		groups[kind] = append(groups[kind], e)
	}
	return setActivity(big, root, groups)
}

type event map[string]any

func (e event) with(member string, value any) event {
	changed := event{member: value}
	for name, v := range e {
		if name != member {
			changed[name] = v
		}
	}
	return changed
}

// routine is what a pipeline and the scaling of services do all day.
var routine = []event{
	{
		"source": "ec2.amazonaws.com", "name": "RunInstances", "region": "eu-west-1", "account_id": "123456789012", "type": "AwsApiCall",
		"read_only": false, "succeeded": true, "source_ip_address": "198.51.100.7", "user_agent": "terraform", "actor": pipeline,
		"response": map[string]any{"instancesSet": map[string]any{"items": []any{map[string]any{"instanceId": "i-00000000000000001", "imageId": "ami-0b7e4d2f9a1c68350-0"}}}},
		"request":  map[string]any{"instanceType": "t3.micro"},
	},
	{
		"source": "iam.amazonaws.com", "name": "AttachRolePolicy", "region": "us-east-1", "account_id": "123456789012", "type": "AwsApiCall",
		"read_only": false, "succeeded": true, "source_ip_address": "198.51.100.7", "user_agent": "terraform", "actor": pipeline,
		"request": map[string]any{"roleName": "build", "policyArn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"},
	},
	{
		"source": "monitoring.amazonaws.com", "name": "DeleteAlarms", "region": "eu-west-1", "account_id": "123456789012", "type": "AwsApiCall",
		"read_only": false, "succeeded": true, "source_ip_address": "application-autoscaling.amazonaws.com",
		"user_agent": "application-autoscaling.amazonaws.com",
		"actor": map[string]any{"type": "AssumedRole", "account_id": "123456789012", "invoked_by": "application-autoscaling.amazonaws.com",
			"arn": "arn:aws:sts::123456789012:assumed-role/AWSServiceRoleForApplicationAutoScaling_ECSService/AutoScaling-UpdateAlarms"},
		"request": map[string]any{"alarmNames": []any{"TargetTracking-service/web/front-AlarmLow-00000000-0000-4000-8000-000000000000"}},
	},
}

var pipeline = map[string]any{
	"type": "AssumedRole", "arn": "arn:aws:sts::123456789012:assumed-role/pipeline/build", "account_id": "123456789012",
}

func recordedEvents(accounts []*snapshot.Snapshot) ([]event, error) {
	var all []event
	for _, a := range accounts {
		var groups []struct{ Events []event }
		if err := json.Unmarshal(a.AWS["activity"]["groups"], &groups); err != nil {
			return nil, fmt.Errorf("decode recorded events: %w", err)
		}
		for _, g := range groups {
			all = append(all, g.Events...)
		}
	}
	return all, nil
}

func setActivity(big *snapshot.Snapshot, root []event, groups map[[2]string][]event) error {
	list := []map[string]any{}
	for kind, events := range groups {
		list = append(list, map[string]any{"source": kind[0], "name": kind[1], "events": events})
	}
	big.AWS["activity"] = map[string]json.RawMessage{"denied": json.RawMessage("[]")}
	for section, value := range map[string]any{"root": root, "groups": list} {
		encoded, err := snapshot.Marshal(value)
		if err != nil {
			return fmt.Errorf("encode events: %w", err)
		}
		big.AWS["activity"][section] = encoded
	}
	return nil
}
