// Package report holds the verdicts about one account: what every output format prints.
//
// It depends on the snapshot only: the engine writes a report, the formats read it, and neither knows
// the other.
package report

import (
	"cmp"
	"slices"
	"time"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// SchemaVersion is the version of the report's JSON layout.
const SchemaVersion = 1

// Report is the outcome of every selected rule for one account. Its arrays are never nil, and
// their order is fixed: rules and outcomes by id, findings by region, resource and key.
type Report struct {
	SchemaVersion int       `json:"schema_version"`
	Tool          Tool      `json:"tool"`
	Scan          Scan      `json:"scan"`
	Summary       Summary   `json:"summary"`
	Outcomes      []Outcome `json:"outcomes"`
	Rules         []Rule    `json:"rules"`
	// Waivers are those of the configuration that are about this account and any rule that was evaluated.
	Waivers []Waiver `json:"waivers,omitempty"`
	// Timeline is what root itself did and the events that findings rest on, if anybody looked at events.
	Timeline *Timeline `json:"timeline,omitempty"`
	// Coverage holds each section that a rule of this report reads, but for those turned off.
	Coverage map[string]snapshot.Coverage `json:"coverage"`
}

// Tool names the program that judged.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Scan says what was judged.
type Scan struct {
	AccountID         string          `json:"account_id"`
	Partition         string          `json:"partition"`
	CallerARN         string          `json:"caller_arn,omitempty"`
	Regions           []string        `json:"regions"`
	StartedAt         time.Time       `json:"started_at"`
	EndedAt           time.Time       `json:"ended_at"`
	Window            snapshot.Window `json:"window"`
	EndpointOverrides []string        `json:"endpoint_overrides,omitzero"`
	// Baseline is the older snapshot that this one was compared with, if any.
	Baseline *Baseline `json:"baseline,omitempty"`
	// Complete is false when any outcome is unknown or error.
	Complete bool `json:"complete"`
}

// Baseline names the snapshot that another one was compared with.
type Baseline struct {
	AccountID   string    `json:"account_id"`
	CollectedAt time.Time `json:"collected_at"`
}

// Summary counts outcomes by status and the findings that count by severity. Every status and
// severity is present.
type Summary struct {
	Outcomes map[Status]int   `json:"outcomes"`
	Findings map[Severity]int `json:"findings"`
	// Waived is the number of findings that would count but for a waiver.
	Waived int `json:"waived,omitzero"`
}

// Status is the verdict of one rule.
type Status string

// The verdicts. Unknown is neither pass nor fail: something that the rule reads could not be read.
// Waived is a fail whose findings are all waived, and all that the rule reads was read.
const (
	Fail    Status = "fail"
	Error   Status = "error"
	Unknown Status = "unknown"
	Waived  Status = "waived"
	Pass    Status = "pass"
	Skipped Status = "skipped"
)

// Statuses lists every status in the order in which people want to see them.
func Statuses() []Status { return []Status{Fail, Error, Unknown, Waived, Pass, Skipped} }

// Outcome is the verdict of one rule.
type Outcome struct {
	Rule   string `json:"rule"`
	Status Status `json:"status"`
	// Reason says why the verdict is unknown, error or skipped; it is empty otherwise.
	Reason string `json:"reason"`
	// Findings are what makes the rule fail. An error keeps those found before it happened, and an
	// unknown rule those that are waived, if there may be others.
	Findings []Finding `json:"findings"`
	// Possible are what an unknown rule would report if what could not be read held nothing to
	// the contrary. They are no verdict.
	Possible []Finding `json:"possible"`
}

// Finding is one thing that is wrong with one resource.
type Finding struct {
	// ID identifies the finding over time: 16 hex digits from rule, account, region, resource and
	// key. It never depends on the message or the time.
	ID       string         `json:"id"`
	Message  string         `json:"msg"`
	Severity Severity       `json:"severity"`
	Resource Resource       `json:"resource"`
	Key      string         `json:"key,omitempty"`
	Evidence map[string]any `json:"evidence"`
	// Waived is set if the finding does not count.
	Waived *Acceptance `json:"waived,omitempty"`
	// Baseline says whether the baseline has the finding too; it is empty without a baseline.
	Baseline Standing `json:"baseline,omitempty"`
	// Fix holds AWS CLI commands, in order, that would mend it.
	Fix []string `json:"fix"`
}

// Standing says what became of a finding since the baseline.
type Standing string

// The standings. That of a finding about the account as it is, is unknown when the baseline lacks
// something that its rule reads.
const (
	New             Standing = "new"
	Unchanged       Standing = "unchanged"
	UnknownStanding Standing = "unknown"
)

// Resource is what a finding is about.
type Resource struct {
	ARN     string `json:"arn"`
	Service string `json:"service"`
	// Type is the resource type of the ARN, such as trail or user.
	Type    string `json:"type"`
	Name    string `json:"name"`
	Region  string `json:"region"`
	Account string `json:"account"`
}

// Rule is what a rule's Rego METADATA says of it, and what the engine found out.
type Rule struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Severity    Severity `json:"severity"`
	// Disabled is set if the configuration turned the rule off.
	Disabled bool `json:"disabled,omitzero"`
	// Runbook is the line of the runbook that the rule stands for.
	Runbook     string   `json:"runbook"`
	Attack      []string `json:"attack"`
	Remediation string   `json:"remediation"`
	References  []string `json:"references"`
	// Absence is set for a rule that reports that something is not there.
	Absence bool `json:"absence"`
	// Sections are the parts of the snapshot that the rule reads, inferred from its source.
	Sections []string `json:"sections"`
	// Events are the kinds of CloudTrail events that the rule asks for, such as iam.amazonaws.com/CreateUser.
	Events []string `json:"events"`
	// Origin is the file that the rule was loaded from.
	Origin string `json:"origin"`
}

// Severity ranks rules.
type Severity string

// The severities, from the gravest.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
	Info     Severity = "info"
)

// Severities lists every severity from the gravest.
func Severities() []Severity { return []Severity{Critical, High, Medium, Low, Info} }

// Compare is negative if the severity is graver than the other, positive if it is less grave, and otherwise 0, so
// that the gravest is sorted first. What is no severity comes last.
func (s Severity) Compare(other Severity) int {
	rank := func(s Severity) int {
		if i := slices.Index(Severities(), s); i >= 0 {
			return i
		}
		return len(Severities())
	}
	return cmp.Compare(rank(s), rank(other))
}
