package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// TestReadInput holds what somebody may have done to a snapshot. What "want" is empty for is
// as good as before.
func TestReadInput(t *testing.T) {
	complete := snapshot.Coverage{Status: snapshot.Complete}
	for name, tc := range map[string]struct {
		section, value string
		coverage       snapshot.Coverage
		want           string
	}{
		"whole":              {"cloudtrail.trails", `[{"arn": "a", "is_logging": false}]`, complete, ""},
		"empty":              {"cloudtrail.trails", `[]`, complete, ""},
		"no such contact":    {"account.security_contact", "", complete, ""},
		"not read":           {"cloudtrail.trails", "", snapshot.Coverage{Status: snapshot.Missing}, ""},
		"a newer member":     {"cloudtrail.trails", `[{"arn": "a", "new": 1}]`, complete, ""},
		"a newer section":    {"cloudtrail.new", "", complete, ""},
		"cut out":            {"cloudtrail.trails", "", complete, "the coverage calls cloudtrail.trails complete, but it is not there"},
		"cut out object":     {"iam.account_summary", "", complete, "the coverage calls iam.account_summary complete"},
		"null":               {"account.security_contact", `null`, snapshot.Coverage{Status: snapshot.Missing}, "/aws/account/security_contact': got null, want object"},
		"null for a list":    {"cloudtrail.trails", `null`, complete, "/aws/cloudtrail/trails': got null, want array"},
		"null for a flag":    {"cloudtrail.trails", `[{"arn": "a", "is_logging": null}]`, complete, "/aws/cloudtrail/trails/0/is_logging': got null, want boolean"},
		"text for a flag":    {"cloudtrail.trails", `[{"arn": "a", "is_logging": "false"}]`, complete, "got string, want boolean"},
		"object for a list":  {"cloudtrail.trails", `{}`, complete, "got object, want array"},
		"a member cut out":   {"iam.users", `[{"arn": "a", "name": "a", "attached_policies": []}]`, complete, "groups"},
		"within a long list": {"cloudtrail.trails", "[" + strings.Repeat("{\"arn\": \"a\"},\n", 1<<15) + `{"arn": null}]`, complete, "/aws/cloudtrail/trails/32768/arn': got null, want string"},
		"twice":              {"cloudtrail.trails", `[{"arn": "a", "arn": "b"}]`, complete, "duplicate"},
		"a time that is not": {"cloudtrail.trails", `[{"arn": "a", "start_logging_time": "yesterday"}]`, complete, "date-time"},
	} {
		t.Run(name, func(t *testing.T) {
			at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
			snap := &snapshot.Snapshot{
				SchemaVersion: 1,
				Meta:          snapshot.Meta{AccountID: "123456789012", Regions: []string{}, CollectedAt: at, StartedAt: at},
				Coverage:      map[string]snapshot.Coverage{tc.section: tc.coverage},
				AWS:           map[string]map[string]json.RawMessage{},
			}
			if service, collection, _ := strings.Cut(tc.section, "."); tc.value != "" {
				snap.AWS[service] = map[string]json.RawMessage{collection: json.RawMessage(tc.value)}
			}
			_, err := engine.ReadInput(snap)
			switch {
			case tc.want == "" && err != nil:
				t.Error(err)
			case tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)):
				t.Errorf("got error %v, want one with %q", err, tc.want)
			}
		})
	}
}
