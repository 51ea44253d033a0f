package output

import (
	"strings"
	"time"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

const account = "111122223333"

// reports are what the formats' golden files are made of.
func reports() map[string]*report.Report {
	return map[string]*report.Report{
		"full":       fullReport(),
		"empty":      reportOf(rules()[:1], report.Outcome{Rule: "impact.role_trusts_anyone", Status: report.Pass}),
		"incomplete": incompleteReport(),
		"hostile":    hostileReport(),
		"compared":   comparedReport(),
		"waived":     waivedReport(),
	}
}

func reportOf(rules []report.Rule, outcomes ...report.Outcome) *report.Report {
	end := time.Date(2026, 11, 4, 8, 31, 12, 0, time.UTC)
	r := &report.Report{
		SchemaVersion: report.SchemaVersion,
		Tool:          report.Tool{Name: "tocsin", Version: "0.1.0"},
		Scan: report.Scan{
			AccountID: account,
			Partition: "aws",
			CallerARN: "arn:aws:sts::" + account + ":assumed-role/audit/ana",
			Regions:   []string{"ap-northeast-1", "eu-west-3", "us-east-1", "us-west-2"},
			StartedAt: end.Add(-42 * time.Second),
			EndedAt:   end,
			Window:    snapshot.Window{StateSince: end.AddDate(0, 0, -7), EventsSince: end.AddDate(0, 0, -1)},
		},
		Outcomes: outcomes,
		Rules:    rules,
		Coverage: map[string]snapshot.Coverage{"cloudtrail.trails": {Status: snapshot.Complete}},
	}
	r.Summarize()
	return r
}

func rules() []report.Rule {
	return []report.Rule{
		{
			ID: "impact.role_trusts_anyone", Title: "A role can be assumed by anyone", Severity: report.Critical,
			Description: "The trust policy of a role names every principal and has no condition that bounds who may assume it.",
			Runbook:     "cross-account roles", Attack: []string{"T1098.001"}, Sections: []string{"iam.roles"},
			Remediation: "Replace the principal by those that need the role, and look up in CloudTrail who assumed it.",
			References:  []string{"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"},
			Origin:      "policies/impact/role_trusts_anyone.rego",
		},
		{
			ID: "ioc.alarm_disabled", Title: "An alarm that should call for help has its actions disabled", Severity: report.High,
			Description: "An alarm on a path from root usage to a person does nothing when it fires.",
			Attack:      []string{"T1562.001"}, Sections: []string{"cloudwatch.alarms"},
			Remediation: "Enable its actions.",
		},
		{
			ID: "ioc.trail_stopped", Title: "A CloudTrail trail has stopped logging", Severity: report.Critical,
			Description: "A trail exists but does not log.\nWhoever stopped it hides what\nfollows.",
			Runbook:     "indicators", Attack: []string{"T1562.008"}, Sections: []string{"cloudtrail.trails"},
			Remediation: "Start the trail again.\nFind StopLogging in the event history: it names who stopped it, and it stays there for 90 days even if no trail records it.",
			References:  []string{"https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html"},
		},
		{
			ID: "readiness.root_mfa_virtual_only", Title: "Root signs in with virtual MFA devices only", Severity: report.Info,
			Description: "A virtual device can be copied; a hardware key cannot.",
		},
		{
			ID: "readiness.security_contact_missing", Title: "The account has no security contact", Severity: report.Medium, Absence: true,
			Description: "AWS writes to the security contact when it sees signs of an intrusion.",
			Remediation: "Name a mailbox that a team reads.", Sections: []string{"account.security_contact"},
		},
		{
			ID: "readiness.trail_missing", Title: "No trail records the management events of this account in every one of its regions", Severity: report.Low, Absence: true,
			Sections: []string{"cloudtrail.trails"},
		},
	}
}

func finding(rule string, severity report.Severity, arn, region, msg string, fix ...string) report.Finding {
	return report.Finding{
		ID:       report.FindingID(rule, account, region, arn, ""),
		Message:  msg,
		Severity: severity,
		Resource: report.ParseResource(arn, region, account),
		Evidence: map[string]any{"secret": "evidence stays out of SARIF"},
		Fix:      fix,
	}
}

func fullReport() *report.Report {
	trail := "arn:aws:cloudtrail:eu-west-3:" + account + ":trail/"
	return reportOf(rules(),
		report.Outcome{Rule: "impact.role_trusts_anyone", Status: report.Fail, Findings: []report.Finding{
			finding("impact.role_trusts_anyone", report.Critical, "arn:aws:iam::"+account+":role/service/deploy", "",
				"Role 'deploy' can be assumed by anyone: its trust policy names the principal * without a condition that bounds it."),
		}},
		report.Outcome{Rule: "ioc.alarm_disabled", Status: report.Fail, Findings: []report.Finding{
			finding("ioc.alarm_disabled", report.High, "arn:aws:cloudwatch:us-east-1:"+account+":alarm:root-usage", "us-east-1",
				"The actions of alarm 'root-usage' are disabled.",
				"aws cloudwatch enable-alarm-actions --region us-east-1 --alarm-names root-usage"),
		}},
		report.Outcome{Rule: "ioc.trail_stopped", Status: report.Fail, Findings: []report.Finding{
			finding("ioc.trail_stopped", report.Critical, trail+"main", "eu-west-3",
				"Trail 'main' stopped logging at 2026-11-03T22:10:41Z; what happened since then is in the event history only.",
				"aws cloudtrail start-logging --region eu-west-3 --name "+trail+"main"),
			finding("ioc.trail_stopped", report.Critical, trail+"payments", "eu-west-3",
				"Trail 'payments' stopped logging at 2026-11-03T22:10:55Z.",
				"aws cloudtrail start-logging --region eu-west-3 --name "+trail+"payments"),
		}},
		report.Outcome{Rule: "readiness.root_mfa_virtual_only", Status: report.Fail, Findings: []report.Finding{
			finding("readiness.root_mfa_virtual_only", report.Info, "arn:aws:iam::"+account+":root", "", "Root has one virtual MFA device and no other."),
		}},
		report.Outcome{Rule: "readiness.security_contact_missing", Status: report.Fail, Findings: []report.Finding{
			finding("readiness.security_contact_missing", report.Medium, account, "", "No security contact is set.",
				"aws account put-alternate-contact --alternate-contact-type SECURITY --name NAME --title TITLE --email-address MAILBOX --phone-number NUMBER"),
		}},
		report.Outcome{Rule: "readiness.trail_missing", Status: report.Pass},
	)
}

// comparedReport has findings of every standing.
func comparedReport() *report.Report {
	r := fullReport()
	r.Scan.Baseline = &report.Baseline{AccountID: account, CollectedAt: r.Scan.EndedAt.AddDate(0, -1, 0)}
	standings := []report.Standing{report.New, report.Unchanged, report.UnknownStanding}
	n := 0
	for _, o := range r.Outcomes {
		for i := range o.Findings {
			o.Findings[i].Baseline = standings[n%len(standings)]
			n++
		}
	}
	return r
}

// waivedReport has rules of which all, some and the possible findings are waived, and waivers of every kind.
func waivedReport() *report.Report {
	r := fullReport()
	yes := &report.Acceptance{Reason: "The vendor needs it until\x1b[2J it is replaced.", Owner: "ana@example.com", Expires: "2026-12-31"}
	for i, o := range r.Outcomes {
		switch o.Rule {
		case "impact.role_trusts_anyone":
			r.Outcomes[i].Status = report.Waived
			o.Findings[0].Waived = yes
		case "ioc.trail_stopped":
			o.Findings[1].Waived = yes
		case "ioc.alarm_disabled":
			r.Outcomes[i].Status, r.Outcomes[i].Reason = report.Unknown, "cloudwatch.alarms: cloudwatch:DescribeAlarms: AccessDenied"
			o.Findings[0].Waived = yes
		case "readiness.trail_missing":
			r.Outcomes[i].Status, r.Outcomes[i].Reason = report.Unknown, "cloudtrail.trails: cloudtrail:DescribeTrails: AccessDenied"
			missing := finding(o.Rule, report.Low, account, "", "No trail of this account records management events in all regions.")
			missing.Waived = yes
			r.Outcomes[i].Possible = []report.Finding{missing}
		case "readiness.root_mfa_virtual_only":
			r.Outcomes[i].Status, r.Outcomes[i].Reason, r.Outcomes[i].Findings = report.Skipped, "turned off by the configuration", nil
		}
	}
	r.Waivers = []report.Waiver{
		{Rule: "*", Resource: "*", Acceptance: *yes, Matched: 4, Undecided: true},
		{Rule: "ioc.*", Resource: "arn:aws:*", Acceptance: *yes, Matched: 2, Expired: true},
		{Rule: "ioc.trail_stopped", Resource: "arn:aws:*:trail/payments", Account: account, Acceptance: *yes, Matched: 1, Expired: true},
		{Rule: "readiness.*", Resource: "none", Acceptance: *yes, Expired: true},
		{Rule: "readiness.security_contact_missing", Resource: "none\n", Acceptance: *yes},
		{Rule: "readiness.*", Resource: "none", Acceptance: *yes, Undecided: true},
	}
	r.Summarize()
	return r
}

func incompleteReport() *report.Report {
	denied := snapshot.Gap{Region: "eu-west-3", Operation: "cloudtrail:GetTrailStatus", Code: "AccessDenied",
		Resource: "arn:aws:cloudtrail:eu-west-3:" + account + ":trail/main",
		Message:  "User: arn:aws:sts::" + account + ":assumed-role/audit/ana is not authorized to perform: cloudtrail:GetTrailStatus because no identity-based policy allows it"}
	dead := func(region string) snapshot.Gap {
		return snapshot.Gap{Region: region, Operation: "cloudtrail:DescribeTrails", Code: "Unreachable"}
	}
	r := reportOf(rules(),
		report.Outcome{Rule: "impact.role_trusts_anyone", Status: report.Error,
			Reason: "policies/impact/role_trusts_anyone.rego:14: eval_builtin_error: regex.match: missing argument to repetition operator",
			Findings: []report.Finding{
				finding("impact.role_trusts_anyone", report.Critical, "arn:aws:iam::"+account+":role/deploy", "", "Role 'deploy' can be assumed by anyone."),
			}},
		report.Outcome{Rule: "ioc.alarm_disabled", Status: report.Skipped, Reason: "the account has no alarms"},
		report.Outcome{Rule: "ioc.trail_stopped", Status: report.Unknown, Reason: denied.String()},
		report.Outcome{Rule: "readiness.root_mfa_virtual_only", Status: report.Pass},
		report.Outcome{Rule: "readiness.security_contact_missing", Status: report.Pass},
		report.Outcome{Rule: "readiness.trail_missing", Status: report.Unknown, Reason: dead("us-west-2").String() + "; and 5 more",
			Possible: []report.Finding{
				finding("readiness.trail_missing", report.Low, account, "", "No trail of this account records management events in all regions."),
			}},
	)
	r.Coverage = map[string]snapshot.Coverage{
		"cloudtrail.event_data_stores": {Status: snapshot.Partial, Gaps: []snapshot.Gap{dead("us-west-2")}},
		"cloudtrail.trails": {Status: snapshot.Partial, Gaps: []snapshot.Gap{
			dead("ap-northeast-1"), dead("ap-northeast-2"), dead("eu-central-1"), dead("sa-east-1"), dead("us-west-1"), dead("us-west-2"), denied}},
	}
	r.Scan.EndpointOverrides = []string{"http://127.0.0.1:5000"}
	start := r.Scan.StartedAt.Add(-30 * time.Hour)
	r.Scan.Window.IncidentStart = &start
	return r
}

// hostileNames are names that an intruder might give to a resource, or that AWS allows and a
// format must survive.
func hostileNames() []string {
	return []string{
		"", ".", "..", "../../etc/passwd", "./x", "/x", "//x//y/", "a:b", "://", "http://example.com/", "C:\\x", "%", "%2e%2e", "%zz",
		"a b", "a\tb", "a\nb\r\nCRITICAL  forged", "\x1b[2J\x1b[31mred", "\u009b31mred", "\x00", "\x7f", "\a\b",
		"\u202Egnp.exe", "\u2066a\u2069", "\u200b\ufeff\u00ad", "\u3164", "a\ufe0f", "\u2028\u2029", "\xff\xfe", "é日本語🔔",
		"[click](1)", "[x](https://example.com)", "<script>alert(1)</script>", "@everyone", "a|b`c`", `"'$(id);&#`, `back\slash`, "a?b=c#d",
		"test", "docs", "a/vendor/b", "TESTS", "role/Docs",
		strings.Repeat("x", 3000), strings.Repeat("é:", 400), strings.Repeat("../", 200), "null", "-1",
	}
}

func hostileReport() *report.Report {
	title := "A role\x1b[31m can be [assumed](https://example.com) by \u202eanyone"
	rule := report.Rule{ID: "acme.Weird-Rule", Title: title, Severity: report.High,
		Description: title, Remediation: title, References: []string{title}, Attack: strings.Split(strings.Repeat("T1 ", 30), " ")}
	var findings []report.Finding
	for _, name := range hostileNames() {
		f := finding(rule.ID, report.High, "arn:aws:iam::"+account+":role/"+name, "", "Role '"+name+"' is odd.", "aws iam get-role --role-name '"+name+"'")
		f.Evidence = map[string]any{"name": name}
		findings = append(findings, f)
	}
	r := reportOf([]report.Rule{rule},
		report.Outcome{Rule: rule.ID, Status: report.Fail, Findings: findings},
		report.Outcome{Rule: "acme.unlisted", Status: report.Unknown, Reason: "sns:ListTopics in \x1b[2J: [Access](1)\nDenied"},
	)
	r.Scan.CallerARN += "\x1b]0;owned\a"
	r.Coverage["sns.topics"] = snapshot.Coverage{Status: snapshot.Missing, Gaps: []snapshot.Gap{
		{Operation: "sns:ListTopics", Region: "\x1b[2J", Code: "Access\nDenied", Message: "\u202edenied"}}}
	return r
}
