package awsreplay

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestScrubPrograms(t *testing.T) {
	for name, tc := range map[string]struct{ answer, want string }{
		"definition": {
			`{"definition": "{\"States\":{\"Call\":{\"Parameters\":{\"token\":\"s3cret\"}}}}"}`,
			`{"definition":"{\"Comment\":\"scrubbed-1\"}"}`,
		},
		"input": {
			`{"Target": {"Arn": "arn:aws:lambda:us-east-1:123456789012:function:f", "Input": "s3cret"}}`,
			`{"Target":{"Arn":"arn:aws:lambda:us-east-1:111111111111:function:f","Input":"{\"Comment\":\"scrubbed-1\"}"}}`,
		},
		"input that names a state machine": {
			`{"Input": "{\"StateMachineArn\":\"arn:aws:states:us-east-1:123456789012:stateMachine:m\",\"Input\":\"s3cret\"}"}`,
			`{"Input":"{\"StateMachineArn\":\"arn:aws:states:us-east-1:111111111111:stateMachine:m\"}"}`,
		},
		"the same twice": {
			`[{"Input": "s3cret"}, {"Input": "s3cret"}, {"Input": "another"}]`,
			`[{"Input":"{\"Comment\":\"scrubbed-1\"}"},{"Input":"{\"Comment\":\"scrubbed-1\"}"},{"Input":"{\"Comment\":\"scrubbed-2\"}"}]`,
		},
		"nothing": {`{"definition": null}`, `{"definition":null}`},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			answer, err := decode([]byte(tc.answer))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, string(mustMarshal(newScrubber().value(answer)))); diff != "" {
				t.Errorf("scrubbed (-want +got):\n%s", diff)
			}
		})
	}
}
