package awsreplay

import (
	"encoding/json"
	"fmt"
)

// isProgram tells the members that hold what customers wrote: the definition of a state machine, and
// what a schedule hands to its target. People put keys there.
func isProgram(name string) bool { return name == "definition" || name == "Input" }

// program replaces what customers wrote. It keeps which state machine is to be started.
func (s *scrubber) program(text string) string {
	var start struct{ StateMachineArn string }
	if err := json.Unmarshal([]byte(text), &start); err == nil && start.StateMachineArn != "" {
		return string(mustMarshal(map[string]string{"StateMachineArn": s.text(start.StateMachineArn)}))
	}
	return s.standIn("program", text, func(n int) string { return fmt.Sprintf(`{"Comment":"scrubbed-%d"}`, n) })
}
