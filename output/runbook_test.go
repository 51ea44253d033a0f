package output

import (
	"bytes"
	"strings"
	"testing"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/runbook"
)

// runbooks are what the golden files of runbooks are made of.
func runbooks() map[string]*runbook.Account {
	made := map[string]*runbook.Account{}
	for name, r := range map[string]*report.Report{"full": fullReport(), "incomplete": incompleteReport(), "hostile": hostileReport(), "commands": commandsReport()} {
		made[name] = runbook.Of(r, rules())
	}
	return made
}

// commandsReport has commands of each kind: alike, to be filled in, to be edited, of the caller itself, not
// to be understood, with what cannot be seen, and with what would end a block of Markdown.
func commandsReport() *report.Report {
	fix := func(commands ...string) report.Outcome {
		return report.Outcome{Rule: "acme.commands", Status: report.Fail, Findings: []report.Finding{{
			ID: "0123456789abcdef", Severity: report.High, Message: "Commands of each kind.\n## no heading",
			Resource: report.ParseResource("arn:aws:iam::"+account+":role/r", "", account), Fix: commands,
		}}}
	}
	return reportOf([]report.Rule{{ID: "acme.commands", Severity: report.High, Runbook: "cloudtrail_off", Remediation: "Mend [it](https://evil.example).",
		References: []string{"https://evil.example/aws.amazon.com/"}}}, fix(
		"aws iam get-role --role-name=r > trust.json",
		"aws events enable-rule --name=e",
		`aws sns subscribe --notification-endpoint="$EMAIL"`,
		"aws iam delete-user --user-name='a\x1b[2J\nb'",
		"aws iam update-assume-role-policy --role-name=r --policy-document=file://trust.json",
		"for i in 1 2; do echo '```'; done",
		"echo $(id)\nrm x",
		"aws iam delete-role --role-name=audit",
		"~~~ ```` no fence",
	))
}

func TestRunbookGolden(t *testing.T) {
	for name, a := range runbooks() {
		for _, format := range Runbooks() {
			t.Run(name+"."+format.name, func(t *testing.T) {
				var buf bytes.Buffer
				if err := format.print(&buf, a); err != nil {
					t.Fatal(err)
				}
				golden(t, "runbook_"+name+"."+format.name, buf.Bytes())
			})
		}
	}
}

// Commands are coloured by what they do; a command itself has no colour in it when it is copied.
func TestRunbookColours(t *testing.T) {
	p := &page{color: true}
	p.step(runbook.Step{State: runbook.Open, Text: "Step.", Commands: []runbook.Command{
		{Line: "aws a", Effect: runbook.Preserves}, {Line: "aws b", Effect: runbook.Endangers},
	}})
	for _, want := range []string{"\x1b[1;31mopen", "\x1b[32maws a\x1b[0m\n", "\x1b[1;31m    ! \x1b[0m\x1b[32maws b\x1b[0m\n"} {
		if !strings.Contains(p.buf.String(), want) {
			t.Errorf("there is no %q in %q", want, p.buf.String())
		}
	}
}

func TestMarkdownLink(t *testing.T) {
	for page, want := range map[string]string{
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user.html": "<https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user.html>",
		"https://support.console.aws.amazon.com/support/home#/case":       "<https://support.console.aws.amazon.com/support/home#/case>",
		"https://repost.aws/knowledge-center/x":                           "<https://repost.aws/knowledge-center/x>",
		"https://aws.amazon.com.evil.example/x":                           "`https://aws.amazon.com.evil.example/x`",
		"https://evil.example/aws.amazon.com/":                            "`https://evil.example/aws.amazon.com/`",
		"https://evilaws.amazon.com@x/":                                   "`https://evilaws.amazon.com@x/`",
		"javascript:alert(1)":                                             "`javascript:alert(1)`",
		"https://docs.aws.amazon.com/> <b>":                               "`https://docs.aws.amazon.com/> <b>`",
	} {
		if got := markdownLink(page); got != want {
			t.Errorf("%s is %s, want %s", page, got, want)
		}
	}
}
