// Package snapshot holds the document that tocsin collects and judges: the state of one AWS
// account at one time, with a record of everything that could not be read.
//
// It depends on no other package of tocsin, so that the collectors that write a snapshot and the
// engine that judges it need not know each other.
package snapshot

import (
	"encoding/json"
	"strings"
	"time"
)

// SchemaVersion is the version of the snapshot's layout that this program writes and the newest
// that it reads. It grows when a reader of the older layout would misunderstand the newer one.
const SchemaVersion = 1

// Snapshot is the state of one account in all its enabled regions.
type Snapshot struct {
	SchemaVersion int                 `json:"schema_version"`
	Meta          Meta                `json:"meta"`
	Coverage      map[string]Coverage `json:"coverage"`
	// AWS maps a service to its collections, each already encoded as JSON: an array of objects,
	// or one object. What could not be read is absent, never null and never a zero value.
	AWS map[string]map[string]json.RawMessage `json:"aws"`
}

// Meta says what was read, by whom and when.
type Meta struct {
	// ToolVersion is the version of the tocsin that collected the snapshot.
	ToolVersion string `json:"tool_version"`
	// AccountID is the account's 12-digit id.
	AccountID string `json:"account_id"`
	// Partition is the account's AWS partition: aws, aws-cn, aws-us-gov, …
	Partition string `json:"partition"`
	// CallerARN is the identity that read the account, as sts:GetCallerIdentity names it. It is absent if
	// AWS was not asked: the events of files are then all that the snapshot holds.
	CallerARN string `json:"caller_arn,omitempty"`
	// Regions are the regions that were read, sorted.
	Regions []string `json:"regions"`
	// StartedAt is when collecting began.
	StartedAt time.Time `json:"started_at"`
	// CollectedAt is when collecting ended, and is what policies take for the present time.
	CollectedAt time.Time `json:"collected_at"`
	// Window bounds what counts as recent.
	Window Window `json:"window"`
	// EndpointOverrides lists what answered in place of AWS: an endpoint outside AWS's own domains,
	// such as an emulator's, or a recording. A snapshot with any is no evidence about an account.
	EndpointOverrides []string `json:"endpoint_overrides,omitzero"`
}

// Window bounds what counts as recent.
type Window struct {
	// StateSince is the time from which a creation or a last use counts as recent.
	StateSince time.Time `json:"state_since"`
	// EventsSince is the time from which CloudTrail events count as recent.
	EventsSince time.Time `json:"events_since"`
	// IncidentStart is when a known incident began, if the user named it.
	IncidentStart *time.Time `json:"incident_start,omitempty"`
}

// Status says how much of a section was read.
type Status string

// The statuses of a section.
const (
	Complete Status = "complete" // all of it, over all enabled regions
	Partial  Status = "partial"  // some of it; the gaps say what is missing
	Missing  Status = "missing"  // nothing of it; the gaps say why
	Off      Status = "off"      // nothing that runs wanted it
)

// Coverage says how much of one section was read.
type Coverage struct {
	Status Status `json:"status"`
	Gaps   []Gap  `json:"gaps,omitempty"`
}

// Gap is one thing that could not be read.
type Gap struct {
	// Region is where, empty when that is unknown or all of them.
	Region string `json:"region,omitempty"`
	// Operation is the IAM action of the call that failed, such as cloudtrail:DescribeTrails.
	Operation string `json:"operation"`
	// Resource is the one resource that the call was about, empty for a listing.
	Resource string `json:"resource,omitempty"`
	// Code is AWS's error code, or one of tocsin's own: Timeout, Unreachable, MalformedResponse,
	// RegionNotSelected, Canceled.
	Code string `json:"code"`
	// Message is AWS's text, without what differs from call to call.
	Message string `json:"message,omitempty"`
}

// String says in one line what the gap is: "cloudtrail:DescribeTrails in eu-west-3: AccessDenied".
func (g Gap) String() string {
	var b strings.Builder
	b.WriteString(g.Operation)
	if g.Resource != "" {
		b.WriteString(" of " + g.Resource)
	}
	if g.Region != "" {
		b.WriteString(" in " + g.Region)
	}
	b.WriteString(": " + g.Code)
	return b.String()
}

// Sections returns the coverage of each named section; one that the snapshot does not mention is
// off, because a snapshot of an older tocsin could not have wanted it.
func (s *Snapshot) Sections(names []string) map[string]Coverage {
	out := make(map[string]Coverage, len(names))
	for _, name := range names {
		c, ok := s.Coverage[name]
		if !ok {
			c = Coverage{Status: Off}
		}
		out[name] = c
	}
	return out
}
