// Package cloudtrail holds CloudTrail's events in tocsin's normal form, and reads them out of
// everything that events are kept in: log files of a trail, event history, EventBridge, exports.
//
// It knows neither the AWS SDK nor what an event means for an account.
package cloudtrail

import (
	"strings"
	"time"
)

// Event is one event of CloudTrail in normal form
// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html).
// What a record lacks, or holds as null, is absent.
type Event struct {
	// Time is when the request was made, in UTC.
	Time time.Time `json:"time"`
	// ID is CloudTrail's own, or "sha256:" with a hash of the record if it has none.
	ID string `json:"id"`
	// Source is the service that was called, such as iam.amazonaws.com.
	Source string `json:"source"`
	// Name is the called operation, or what a service did.
	Name string `json:"name"`
	// Region is where the request was made.
	Region string `json:"region,omitempty"`
	// AccountID is the account that got the event.
	AccountID string `json:"account_id,omitempty"`
	// Type is AwsApiCall, AwsServiceEvent, AwsConsoleAction, AwsConsoleSignIn, …
	Type string `json:"type,omitempty"`
	// ReadOnly says whether the operation only reads; it is absent if neither the record nor the
	// operation's name tells.
	ReadOnly *bool `json:"read_only,omitempty"`
	// Succeeded is false for an attempt: a call that was denied or went wrong, or a failed sign-in.
	Succeeded bool `json:"succeeded"`
	// ErrorCode and ErrorMessage say why an attempt failed.
	ErrorCode    string `json:"error_code,omitempty"`
	ErrorMessage string `json:"error_message,omitempty"`
	// SourceIPAddress is an address, or the name of a service.
	SourceIPAddress string `json:"source_ip_address,omitempty"`
	UserAgent       string `json:"user_agent,omitempty"`
	Actor           Actor  `json:"actor"`
	// Root says in which way the root user is behind the event; it is empty if it is not.
	Root RootUse `json:"root,omitempty"`
	// Request, Response and Additional are what the record says as requestParameters,
	// responseElements, and additionalEventData or serviceEventDetails. Secrets are out.
	Request    map[string]any `json:"request,omitempty"`
	Response   map[string]any `json:"response,omitempty"`
	Additional map[string]any `json:"additional,omitempty"`
}

// Actor is who made a request
// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html).
type Actor struct {
	// Type is Root, IAMUser, AssumedRole, FederatedUser, AWSService, AWSAccount, …
	Type        string `json:"type,omitempty"`
	ARN         string `json:"arn,omitempty"`
	AccountID   string `json:"account_id,omitempty"`
	PrincipalID string `json:"principal_id,omitempty"`
	// AccessKeyID names the key, and is no secret.
	AccessKeyID string `json:"access_key_id,omitempty"`
	UserName    string `json:"user_name,omitempty"`
	// InvokedBy is the service that made the request on somebody's behalf.
	InvokedBy string `json:"invoked_by,omitempty"`
	// IssuerType and IssuerARN name who a session was issued to: a role, a user, or root.
	IssuerType string `json:"issuer_type,omitempty"`
	IssuerARN  string `json:"issuer_arn,omitempty"`
	// MFA says whether the session was opened with MFA, if the record says so.
	MFA *bool `json:"mfa,omitempty"`
	// AssumedRoot is set for a session of centrally managed root access.
	AssumedRoot bool `json:"assumed_root,omitempty"`
}

// RootUse is a way in which the root user is behind an event.
type RootUse string

// The ways. Only a human one means that somebody holds the root user's credentials.
const (
	// RootHuman is a request that root itself made: from older consoles it comes as invoked by
	// signin.amazonaws.com.
	RootHuman RootUse = "human"
	// RootService is what a service did on behalf of root, or says of root.
	RootService RootUse = "service"
	// RootFederated is a request of a federated session that root issued.
	RootFederated RootUse = "federated"
	// RootManaged is a request of a session of centrally managed root access, by sts:AssumeRoot.
	RootManaged RootUse = "managed"
)

// Denied reports whether AWS refused the call because the caller lacks the right to it. Each service has
// a code of its own for that.
func (e *Event) Denied() bool {
	return strings.Contains(e.ErrorCode, "AccessDenied") || strings.Contains(e.ErrorCode, "Unauthorized") ||
		e.ErrorCode == "AuthorizationError"
}
