package report

import "time"

// Timeline is what happened, in order.
type Timeline struct {
	Entries []Entry `json:"entries"`
	// Addresses and Agents say when each was first and last seen, in the order of their first times.
	Addresses []Seen `json:"addresses"`
	Agents    []Seen `json:"agents"`
	// Complete is false if not all events of the window could be read.
	Complete bool `json:"complete"`
}

// Entry is one event of CloudTrail.
type Entry struct {
	Time time.Time `json:"time"`
	// ID is the event's own.
	ID string `json:"id"`
	// Event is its kind, such as iam.amazonaws.com/CreateUser.
	Event  string `json:"event"`
	Region string `json:"region,omitempty"`
	// Actor is who did it: an ARN, or what else the event tells.
	Actor string `json:"actor,omitempty"`
	// Root says in which way the root user is behind it: human, service, federated or managed.
	Root            string `json:"root,omitempty"`
	SourceIPAddress string `json:"source_ip_address,omitempty"`
	UserAgent       string `json:"user_agent,omitempty"`
	// Target is what it was done to, as far as the event tells.
	Target    string `json:"target,omitempty"`
	Succeeded bool   `json:"succeeded"`
	ErrorCode string `json:"error_code,omitempty"`
	// Rules are those whose findings rest on the event.
	Rules []string `json:"rules"`
}

// Seen says when something was seen.
type Seen struct {
	Name  string    `json:"name"`
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
	Count int       `json:"count"`
}
