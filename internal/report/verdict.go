package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// The exit statuses of a command that judges an account.
const (
	ExitClean      = 0 // nothing at or above the threshold
	ExitFindings   = 1 // findings at or above the threshold
	ExitUsage      = 2 // the command line, the configuration, the credentials or a policy is wrong
	ExitIncomplete = 3 // unknown or error outcomes, and no findings at or above the threshold
)

// ExitStatus returns ExitFindings when the report has findings at least as grave as threshold,
// ExitIncomplete when it has none but is not complete, and ExitClean otherwise. The threshold
// "none" disregards findings.
func (r *Report) ExitStatus(threshold Severity) int {
	for severity, n := range r.Summary.Findings {
		if n > 0 && severity.AtLeast(threshold) {
			return ExitFindings
		}
	}
	if !r.Scan.Complete {
		return ExitIncomplete
	}
	return ExitClean
}

// ParseThreshold accepts a severity or "none".
func ParseThreshold(s string) (Severity, error) {
	if s == "none" || slices.Contains(Severities(), Severity(s)) {
		return Severity(s), nil
	}
	return "", fmt.Errorf("unknown severity %q: want critical, high, medium, low, info or none", s)
}

// AtLeast reports whether s is as grave as threshold or graver. No severity is at least "none".
func (s Severity) AtLeast(threshold Severity) bool {
	all := Severities()
	t := slices.Index(all, threshold)
	return t >= 0 && slices.Index(all, s) <= t
}

// Summarize counts the outcomes and sets Scan.Complete.
func (r *Report) Summarize() {
	r.Summary = Summary{Outcomes: map[Status]int{}, Findings: map[Severity]int{}}
	for _, s := range Statuses() {
		r.Summary.Outcomes[s] = 0
	}
	for _, s := range Severities() {
		r.Summary.Findings[s] = 0
	}
	for _, o := range r.Outcomes {
		r.Summary.Outcomes[o.Status]++
		for _, f := range o.Findings {
			if f.Waived != nil {
				r.Summary.Waived++
			} else {
				r.Summary.Findings[f.Severity]++
			}
		}
	}
	r.Scan.Complete = r.Summary.Outcomes[Unknown]+r.Summary.Outcomes[Error] == 0
}

// FindingID returns the identity of a finding. The account is in it because two accounts may hold
// resources of one name; the message, the severity and the time are not, because they change
// while the finding stays the same.
func FindingID(rule, account, region, resource, key string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{"v1", rule, account, region, resource, key}, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// ParseResource splits an ARN (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html).
// What is not an ARN is kept as the name of a resource of the given account.
func ParseResource(arn, region, account string) Resource {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return Resource{ARN: arn, Name: arn, Region: region, Account: account}
	}
	r := Resource{ARN: arn, Service: parts[2], Region: parts[3], Account: parts[4], Name: parts[5]}
	if i := strings.IndexAny(parts[5], "/:"); i >= 0 {
		r.Type, r.Name = parts[5][:i], parts[5][i+1:]
	}
	if region != "" {
		r.Region = region
	}
	if r.Account == "" {
		r.Account = account
	}
	return r
}
