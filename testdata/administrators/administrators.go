// Package administrators holds policies, and of each whether it makes an administrator: the collector judges those
// of the state, and the rules those that the texts of events hold, and both have to come to the same.
package administrators

import (
	_ "embed"
	"encoding/json"
)

//go:embed policies.json
var table []byte

// Policy is a policy of the table.
type Policy struct {
	Name string
	// Statements is the policy's element Statement.
	Statements    json.RawMessage
	Administrator bool
}

// Document is the policy as IAM has it.
func (p Policy) Document() string { return `{"Statement": ` + string(p.Statements) + `}` }

// Policies is the table.
func Policies() []Policy {
	var policies []Policy
	if err := json.Unmarshal(table, &policies); err != nil {
		panic(err) // only a table that is none gets here
	}
	return policies
}
