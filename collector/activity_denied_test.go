package collector

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
)

func TestDeniedCalls(t *testing.T) {
	at := func(hour, minute int) time.Time { return time.Date(2026, 11, 2, hour, minute, 0, 0, time.UTC) }
	eve := cloudtrail.Actor{ARN: "arn:aws:iam::111122223333:user/eve"}
	role := cloudtrail.Actor{ARN: "arn:aws:sts::111122223333:assumed-role/ci/one", IssuerARN: "arn:aws:iam::111122223333:role/ci"}
	events := []cloudtrail.Event{
		{Time: at(10, 5), Source: "iam.amazonaws.com", Name: "ListUsers", ErrorCode: "AccessDenied", Actor: eve, SourceIPAddress: "198.51.100.7"},
		{Time: at(10, 55), Source: "ec2.amazonaws.com", Name: "RunInstances", ErrorCode: "Client.UnauthorizedOperation", Actor: eve, SourceIPAddress: "198.51.100.8"},
		{Time: at(11, 0), Source: "iam.amazonaws.com", Name: "ListUsers", ErrorCode: "AccessDeniedException", Actor: eve},
		{Time: at(11, 0), Source: "iam.amazonaws.com", Name: "ListRoles", ErrorCode: "AccessDenied", Actor: role},
		{Time: at(11, 1), Source: "iam.amazonaws.com", Name: "ListRoles", ErrorCode: "Throttling", Actor: role},
		{Time: at(11, 2), Source: "iam.amazonaws.com", Name: "ListRoles", Actor: role},
		{Time: at(11, 3), Source: "kms.amazonaws.com", Name: "Decrypt", ErrorCode: "AccessDenied", Actor: cloudtrail.Actor{ARN: eve.ARN, InvokedBy: "AWS Internal"}},
	}
	got := map[string]DeniedCalls{}
	for _, c := range deniedCalls(events) {
		got[c.Actor+c.Hour.Format(" 15")] = c
	}
	want := map[string]DeniedCalls{
		eve.ARN + " 10": {
			eve.ARN, at(10, 0), 2,
			[]string{"ec2.amazonaws.com/RunInstances", "iam.amazonaws.com/ListUsers"}, []string{"198.51.100.7", "198.51.100.8"},
		},
		eve.ARN + " 11":        {eve.ARN, at(11, 0), 1, []string{"iam.amazonaws.com/ListUsers"}, []string{}},
		role.IssuerARN + " 11": {role.IssuerARN, at(11, 0), 1, []string{"iam.amazonaws.com/ListRoles"}, []string{}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
