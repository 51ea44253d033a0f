package cloudtrail

import "strings"

// serviceEvent is the type of what a service tells of itself
// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/non-api-aws-service-events.html).
const serviceEvent = "AwsServiceEvent"

// Operations whose names begin with these read, and those with the others do not, if the record
// does not say.
var (
	reading = []string{
		"BatchGet", "Check", "Describe", "Download", "Filter", "Get", "Head", "List", "Lookup", "Query", "Scan", "Search",
		"Select", "Simulate", "Validate", "View",
	}
	changing = []string{
		"Accept", "Add", "Allocate", "Associate", "Attach", "Authorize", "BatchDisable", "Cancel", "Change", "Close", "Copy", "Create",
		"Deactivate", "Delete", "Deregister", "Detach", "Disable", "Disassociate", "Enable", "Import", "Leave", "Modify",
		"Move", "Put", "Register", "Release", "Remove", "Replace", "Request", "Reset", "Restore", "Resync", "Revoke", "Run",
		"Schedule", "Send", "Set", "Start", "Stop", "Subscribe", "Tag", "Terminate", "Unsubscribe", "Untag", "Update", "Upload",
	}
)

// Writes reports whether the operation is known, by its name, to change something.
func (k Kind) Writes() bool {
	reads := readOnly(nil, k.Name)
	return reads != nil && !*reads || k.Name == "ConsoleLogin"
}

func readOnly(value any, name string) *bool {
	if b := boolean(value); b != nil {
		return b
	}
	reads := hasVerb(name, reading) && name != "GetFederationToken" // CloudTrail has this one write
	if !reads && !hasVerb(name, changing) {
		return nil
	}
	return &reads
}

// hasVerb reports whether an operation's name begins with one of some verbs as a word: Get is in
// GetUser, not in Getaway.
func hasVerb(name string, verbs []string) bool {
	for _, verb := range verbs {
		rest, ok := strings.CutPrefix(name, verb)
		if ok && (rest == "" || rest[0] < 'a' || rest[0] > 'z') {
			return true
		}
	}
	return false
}

// answering are the events of signing in whose outcome stands in the response, under the event's own name.
var answering = map[string]bool{"CheckMfa": true, "ConsoleLogin": true, "PasswordUpdated": true, "SwitchRole": true}

// succeeded reports whether the event is more than an attempt. A failed sign-in may have a message
// and no code
// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html).
func succeeded(e *Event) bool {
	if e.ErrorCode != "" {
		return false
	}
	if e.Source != "signin.amazonaws.com" && e.Type != "AwsConsoleSignIn" {
		return true
	}
	outcome, ok := e.Response[e.Name].(string)
	if !ok {
		return e.ErrorMessage == "" && !answering[e.Name]
	}
	return e.ErrorMessage == "" && outcome == "Success"
}

// rootUse says in which way root is behind an event. A missing invokedBy does not tell a human
// request, and neither does its presence exclude one: older consoles named signin.amazonaws.com.
func rootUse(e *Event) RootUse {
	a := &e.Actor
	switch {
	case a.AssumedRoot:
		return RootManaged
	case a.Type == "Root" && e.Type != serviceEvent && (a.InvokedBy == "" || a.InvokedBy == "signin.amazonaws.com"):
		return RootHuman
	case a.Type == "Root":
		return RootService
	case a.IssuerType == "Root":
		return RootFederated
	}
	return ""
}
