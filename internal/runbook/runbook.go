// Package runbook holds the lines of the runbook that tocsin implements: Root Usage, the example of
// AWS's Security Incident Response Guide. Rules name the line that they stand for by its id. Of a report it
// makes the runbook of one account: what is done, what is open, and by which commands it is mended, in order.
package runbook

import "slices"

// Line is a line of the runbook.
type Line struct {
	// ID is what rules name, as custom.runbook; it is empty for what no rule can do.
	ID string
	// Part is the heading that the line stands under.
	Part string
	// Text is the line in the runbook's own words.
	Text string
	// Instead says how tocsin helps with a line that has no rules.
	Instead string
}

// The parts of the runbook, in its own words. The first one it leaves without a heading.
const (
	prerequisites = "Prerequisites"
	indicators    = "Indicators of Compromise"
	control       = "Steps to Remediate – Establish Control"
	impact        = "Further Action Items – Determine Impact"
)

// The lines that no rule can do.
const (
	openRunbooks   = "Open the runbooks for those actions."
	closeIncident  = "Close incident."
	reviewIncident = "Review the incident and understand what happened."
	fixIssues      = "Fix the underlying issues, implement improvements, and update the runbook as needed."
	reviewItems    = "Review created items and mutating calls."
)

// Lines returns all lines, in the runbook's order.
func Lines() []Line {
	return []Line{
		{ID: "cli_configured", Part: prerequisites, Text: "CLI configured and installed."},
		{ID: "reporting_process", Part: prerequisites, Text: "Reporting process is already in place."},
		{ID: "trusted_advisor_active", Part: prerequisites, Text: "Trusted Advisor is active."},
		{ID: "security_hub_active", Part: prerequisites, Text: "Security Hub is active."},

		{ID: "abnormal_activity", Part: indicators, Text: "Activity that is abnormal for the account."},
		{ID: "iam_user_creation", Part: indicators, Text: "Creation of IAM users."},
		{ID: "cloudtrail_off", Part: indicators, Text: "CloudTrail turned off."},
		{ID: "cloudwatch_off", Part: indicators, Text: "Cloudwatch turned off."},
		{ID: "sns_paused", Part: indicators, Text: "SNS paused."},
		{ID: "step_functions_paused", Part: indicators, Text: "Step Functions paused."},
		{ID: "new_amis", Part: indicators, Text: "Launching of new or unexpected AMIs."},
		{ID: "contact_changes", Part: indicators, Text: "Changes to the contacts on the account."},

		{ID: "contact_support_and_tam", Part: control, Text: "Contact AWS Support and TAM as soon as possible."},
		{ID: "root_password_and_mfa", Part: control, Text: "Change and rotate Root password and add an MFA device associated with Root."},
		{ID: "rotate_keys", Part: control, Text: "Rotate passwords, access/secret keys, and CLI commands relevant to remediation steps."},
		// What the root user did can be reviewed if CloudTrail recorded it.
		{ID: "cloudtrail", Part: control, Text: "Review actions taken by the root user."},
		{Part: control, Text: openRunbooks, Instead: "each finding says what to do, and by which commands"},
		{Part: control, Text: closeIncident, Instead: "a later scan ends with status 0"},
		{Part: control, Text: reviewIncident, Instead: "snapshots and reports are files to keep; `tocsin diff` compares them"},
		{
			Part: control, Text: fixIssues,
			Instead: "rules of your own, with `--policy`",
		},

		{Part: impact, Text: reviewItems, Instead: "`tocsin diff` shows what was created, changed and removed"},
		{ID: "cross_account_roles", Part: impact, Text: "IAM Cross account roles."},
		{ID: "iam_users", Part: impact, Text: "IAM Users."},
		{ID: "s3_buckets", Part: impact, Text: "S3 buckets."},
		{ID: "ec2_instances", Part: impact, Text: "EC2 instances."},
		{ID: "your_infrastructure", Part: impact, Text: "[Your application and infrastructure will drive this list.]"},
	}
}

// ByID returns the line that a rule names. An organisation's rules may name lines of their own.
func ByID(id string) (Line, bool) {
	lines := Lines()
	i := slices.IndexFunc(lines, func(l Line) bool { return l.ID == id && id != "" })
	if i < 0 {
		return Line{}, false
	}
	return lines[i], true
}
