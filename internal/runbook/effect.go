package runbook

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/shell"
)

// Effect is what a command does to the account and to what can be learnt from it.
type Effect string

// The effects, in the order in which commands are safe to run.
const (
	// Preserves is what reads, or keeps evidence that would be lost.
	Preserves Effect = "preserves"
	// Restores is what switches on or adds, and takes nothing away.
	Restores Effect = "restores"
	// Endangers is what locks somebody out, deletes or loses evidence, and all of which nobody knows that it
	// does not.
	Endangers Effect = "endangers"
)

var effects = []Effect{Preserves, Restores, Endangers}

// reading are the beginnings of operations that read.
var reading = regexp.MustCompile(`^(get|list|describe|lookup|head|search|batch-get|simulate)-`)

// known are operations that are known to preserve or to restore, some only with certain words.
var known = map[string]struct {
	effect Effect
	with   []string
}{
	"cloudtrail start-logging":            {effect: Preserves},
	"cloudtrail restore-event-data-store": {effect: Preserves},
	"cloudtrail update-trail":             {Preserves, []string{"--enable-log-file-validation"}},
	"ec2 create-image":                    {effect: Preserves},
	"ec2 create-snapshot":                 {effect: Preserves},
	"ec2 create-snapshots":                {effect: Preserves},
	"kms cancel-key-deletion":             {effect: Preserves},
	"kms enable-key":                      {effect: Preserves},
	"logs delete-retention-policy":        {effect: Preserves},
	"s3api put-bucket-versioning":         {Preserves, []string{"--versioning-configuration=Status=Enabled"}},

	"accessanalyzer create-analyzer":                       {effect: Restores},
	"account put-alternate-contact":                        {effect: Restores},
	"cloudtrail create-trail":                              {effect: Restores},
	"cloudwatch enable-alarm-actions":                      {effect: Restores},
	"cloudwatch put-metric-alarm":                          {effect: Restores},
	"configservice put-configuration-recorder":             {effect: Restores},
	"configservice put-delivery-channel":                   {effect: Restores},
	"configservice start-configuration-recorder":           {effect: Restores},
	"configure sso":                                        {effect: Restores},
	"events enable-rule":                                   {effect: Restores},
	"events put-rule":                                      {effect: Restores},
	"events put-targets":                                   {effect: Restores},
	"guardduty create-detector":                            {Restores, []string{"--enable"}},
	"guardduty update-detector":                            {Restores, []string{"--enable"}},
	"iam attach-role-policy":                               {Restores, []string{"--policy-arn=arn:aws:iam::aws:policy/AWSSupportAccess"}},
	"iam enable-organizations-root-credentials-management": {effect: Restores},
	"iam enable-organizations-root-sessions":               {effect: Restores},
	"logs create-log-group":                                {effect: Restores},
	"logs put-metric-filter":                               {effect: Restores},
	"organizations enable-aws-service-access":              {effect: Restores},
	"s3api put-object-lock-configuration":                  {effect: Restores},
	"securityhub batch-enable-standards":                   {effect: Restores},
	"securityhub enable-security-hub":                      {effect: Restores},
	"sns create-topic":                                     {effect: Restores},
	"sns set-subscription-attributes":                      {Restores, []string{"--attribute-name=FilterPolicy", "--attribute-value={}"}},
	"sns subscribe":                                        {effect: Restores},
	"stepfunctions create-state-machine":                   {effect: Restores},
	"stepfunctions create-state-machine-alias":             {effect: Restores},
	"support refresh-trusted-advisor-check":                {effect: Restores},
}

// effectOf is the gravest effect of the commands of a line.
func effectOf(line shell.Line) Effect {
	gravest := 0
	for _, c := range line {
		gravest = max(gravest, slices.Index(effects, effect(c)))
	}
	return effects[gravest]
}

func effect(c shell.Command) Effect {
	words := make([]string, len(c.Words))
	for i, w := range c.Words {
		words[i], _ = w.Text() // what holds a variable is none of the words that count
	}
	into, named := c.Into.Text()
	switch {
	case c.Into != nil && (!named || !simple.MatchString(into)): // it may be any file
		return Endangers
	case slices.ContainsFunc(words, readsAnyFile):
		return Endangers
	case words[0] == "jq" && len(words) == 2: // a filter changes what it is given, and nothing else
		return Preserves
	case words[0] != "aws" || len(words) < 3 || words[1] == "" || words[2] == "":
		return Endangers
	case words[1] == "s3" && words[2] == "ls" && !slices.ContainsFunc(words[3:], turns):
		return Preserves
	}
	options, ok := optionsOf(c.Words[3:])
	if !ok {
		return Endangers
	}
	if reading.MatchString(words[2]) && words[1] != "s3" && words[1] != "configure" {
		return Preserves
	}
	k, ok := known[words[1]+" "+words[2]]
	if !ok || slices.ContainsFunc(k.with, func(w string) bool { return !slices.Contains(options, w) }) {
		return Endangers
	}
	other := func(o string) bool { return !slices.Contains(k.with, o) && !naming.MatchString(o) }
	if len(k.with) > 0 && slices.ContainsFunc(options, other) {
		return Endangers
	}
	return k.effect
}

// naming are the options that say of what an operation is that is known with certain words only.
var naming = regexp.MustCompile(`^--(name|region|bucket|detector-id|role-name|subscription-arn)=`)

// optionsOf returns options with their values, --name=value, and reports whether there is nothing else: each
// option once, and none that makes another of the command.
func optionsOf(words []shell.Word) (options []string, ok bool) {
	for _, w := range words {
		text, known := w.Text()
		if !known && len(w) > 0 { // of a variable's value nothing is known
			text = w[0].Text + "$"
		}
		last := len(options) - 1
		switch {
		case strings.HasPrefix(text, "--") && (known || strings.Contains(text, "=")):
			options = append(options, text)
		case last >= 0 && !strings.Contains(options[last], "=") && !strings.HasPrefix(text, "--"):
			options[last] += "=" + text
		default:
			return nil, false
		}
	}
	seen := map[string]bool{}
	for _, o := range options {
		name, _, _ := strings.Cut(o, "=")
		if seen[name] || turns(o) {
			return nil, false
		}
		seen[name] = true
	}
	return options, true
}

// turns reports whether an option makes another of a command: it is sent elsewhere, or does the contrary. The
// AWS CLI takes the beginning of an option for the whole.
func turns(option string) bool {
	name, _, _ := strings.Cut(option, "=")
	return turning.MatchString(option) && option != "--no-reboot" ||
		slices.ContainsFunc(elsewhere, func(whole string) bool { return strings.HasPrefix(whole, name) })
}

var (
	elsewhere = []string{"--endpoint-url", "--ca-bundle", "--cli-input-json", "--debug", "--no-verify-ssl", "--profile"}
	turning   = regexp.MustCompile(`^--(cli-|no-|state=DISABLED|actions-enabled=false)`)
)

// simple is the name of a file in the directory where the commands are run.
var simple = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)

// readsAnyFile reports whether the AWS CLI would read a file elsewhere for this word, and send it.
func readsAnyFile(word string) bool {
	_, value, _ := strings.Cut(word, "=")
	for _, w := range []string{word, value} {
		for _, scheme := range []string{"file://", "fileb://"} {
			if name, ok := strings.CutPrefix(w, scheme); ok && !simple.MatchString(name) {
				return true
			}
		}
	}
	return false
}
