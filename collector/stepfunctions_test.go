package collector

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

const quarantine = "arn:aws:states:eu-west-1:210987654321:stateMachine:ir-quarantine-instance"

// Whoever may not use the definition's key still learns whether the machine is there and logs.
func TestStateMachineWithKey(t *testing.T) {
	refusal := `{"region": "eu-west-1", "input": {"stateMachineArn": "` + quarantine + `"}, "status": 400, "json": {"__type": "%s"}}`
	rest := `{"region": "eu-west-1", "input": {"includedData": "METADATA_ONLY", "stateMachineArn": "` + quarantine + `"}, "json": {
		"stateMachineArn": "` + quarantine + `", "definition": "{}", "roleArn": "arn:aws:iam::210987654321:role/r", "status": "ACTIVE",
		"loggingConfiguration": {"level": "OFF"}}}`
	listed := `[{"arn":"` + quarantine + `","name":"ir-quarantine-instance","region":"eu-west-1","type":"STANDARD","creation_date":"2025-05-12T08:30:19Z"`
	known := `,"status":"ACTIVE","role_arn":"arn:aws:iam::210987654321:role/r","logging":{"level":"OFF","include_execution_data":false,"log_group_arns":[]}`
	for code, value := range map[string]string{
		"KmsAccessDeniedException": listed + known + "}]",
		"KmsInvalidStateException": listed + known + "}]",
		"AccessDeniedException":    listed + "}]",
	} {
		bubble(t, code, func(t *testing.T) {
			files := with(t, accounts.Clean(), map[string]string{
				"states.DescribeStateMachine.json": "[" + fmt.Sprintf(refusal, code) + "," + rest + "]",
			})
			snap := read(t, open(t, files), "stepfunctions.state_machines")
			wantGaps(t, snap, "stepfunctions.state_machines", "states:DescribeStateMachine of "+quarantine+" in eu-west-1: "+code)
			wantValue(t, snap, "stepfunctions", "state_machines", value)
		})
	}
}

// Executions are read back to the beginning of the window, and those of express machines not at all.
func TestAbortedExecutions(t *testing.T) {
	denied := "states:ListStateMachines in ap-northeast-3: AccessDeniedException"
	secondPage := "states:ListExecutions of arn:aws:states:us-east-1:123456789012:stateMachine:ir-isolate-instance in us-east-1: RecordingMissing"
	for name, tc := range map[string]struct {
		since time.Time
		names []string
		gaps  []string
	}{
		"a week":          {time.Time{}, []string{"guardduty-7f3c9d21"}, []string{denied}},
		"two days":        {time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC), nil, []string{denied}},
		"the second page": {time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), []string{"exercise-2026-04", "guardduty-7f3c9d21"}, []string{secondPage, denied}},
	} {
		bubble(t, strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			account := open(t, accounts.Compromised())
			snap := readWith(t.Context(), t, account, Options{Since: tc.since, Sections: []string{"stepfunctions.executions"}})
			var executions []Execution
			if err := json.Unmarshal(snap.AWS["stepfunctions"]["executions"], &executions); err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, e := range executions {
				names = append(names, e.Name)
			}
			if diff := cmp.Diff(tc.names, names); diff != "" {
				t.Errorf("executions (-want +got):\n%s", diff)
			}
			wantGaps(t, snap, "stepfunctions.executions", tc.gaps...)
			for _, c := range account.Calls() {
				if c.Operation == "ListExecutions" && strings.Contains(c.Input, "thumbnail-images") {
					t.Error("the executions of an express machine were asked for")
				}
			}
		})
	}
}

func TestExecutionWithoutStopDate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		files := with(t, accounts.Clean(), map[string]string{"states.ListExecutions.json": `[{"region": "eu-west-1",
			"input": {"maxResults": 1000, "stateMachineArn": "` + quarantine + `", "statusFilter": "ABORTED"},
			"json": {"executions": [{"executionArn": "arn:aws:states:eu-west-1:210987654321:execution:ir-quarantine-instance:x", "name": "x", "status": "ABORTED"}]}}]`})
		snap := read(t, open(t, files), "stepfunctions.executions")
		wantGaps(t, snap, "stepfunctions.executions", "states:ListExecutions of "+quarantine+" in eu-west-1: MalformedResponse")
		wantValue(t, snap, "stepfunctions", "executions", "[]")
	})
}

// The three sections that start from the listing share one.
func TestStateMachinesAreListedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Clean())
		read(t, account, "stepfunctions.state_machines", "stepfunctions.aliases", "stepfunctions.executions")
		asked := map[string]int{}
		for _, c := range account.Calls() {
			if c.Operation == "ListStateMachines" {
				if asked[c.Region]++; asked[c.Region] > 1 {
					t.Errorf("%s was asked twice in %s", c, c.Region)
				}
			}
		}
		if len(asked) == 0 {
			t.Error("no state machines were listed")
		}
	})
}

// A shared listing that fails is a gap of each section that starts from it.
func TestSharedListingFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Clean()).WithFault(on("states:ListStateMachines", awsreplay.Timeout))
		sections := []string{"stepfunctions.state_machines", "stepfunctions.aliases", "stepfunctions.executions"}
		snap := readWith(t.Context(), t, account, Options{Sections: sections, Regions: []string{"eu-west-1"}})
		for _, section := range sections {
			if !strings.Contains(strings.Join(gaps(snap, section), " "), "states:ListStateMachines in eu-west-1: Timeout") {
				t.Errorf("gaps of %s: %q", section, gaps(snap, section))
			}
			service, collection, _ := strings.Cut(section, ".")
			wantValue(t, snap, service, collection, "")
		}
	})
}
