package collector

import (
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Publisher is what a topic's policy says of a service that notifies topics
// (https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html).
type Publisher struct {
	// Service is cloudwatch.amazonaws.com, which publishes for alarms, or events.amazonaws.com, which
	// does for rules.
	Service string `json:"service"`
	// MayPublish says whether the service may for all alarms or rules of the topic's account and region.
	// It is absent if that depends on what is not evaluated here.
	MayPublish *bool `json:"may_publish,omitempty"`
	// Sources are regular expressions of the ARNs of those for which it may in any case.
	Sources []string `json:"sources,omitzero"`
}

// publishers evaluates a topic's policy for the services that carry alerts. Of EventBridge it is known
// that it does not send aws:SourceOwner, so that the policy with which topics are born shuts it out
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions).
func (s *session) publishers(t Topic, statements []Statement) []Publisher {
	sender := func(service, resources, owner string) Publisher {
		arns := "arn:" + s.identity.partition + ":" + resources
		return sender{service + ".amazonaws.com", s.identity.account, arns, map[string]string{
			"aws:sourceaccount":         s.identity.account,
			"aws:sourceowner":           owner,
			"aws:principalisawsservice": "true",
			"aws:principalservicename":  service + ".amazonaws.com",
			"aws:securetransport":       "true",
		}}.judge(t.ARN, statements)
	}
	place := ":" + t.Region + ":" + s.identity.account + ":"
	return []Publisher{
		sender("cloudwatch", "cloudwatch"+place+"alarm:", s.identity.account),
		sender("events", "events"+place+"rule/", ""),
	}
}

// sender is a service that calls for resources of an account.
type sender struct {
	service, account string
	// arns is what the ARNs of the resources begin with.
	arns string
	// keys are the condition keys of its requests that are known; one without a value is not sent.
	keys map[string]string
}

// truth is what is known of a condition: of several that must hold the least is, of several of which
// one must the greatest.
type truth int

const (
	never truth = iota
	maybe
	always
)

func truthOf(b bool) truth {
	if b {
		return always
	}
	return never
}

func (t truth) not() truth { return always - t }

func (s sender) judge(topic string, statements []Statement) Publisher {
	allowed, denied := never, never
	var sources []string
	for _, st := range statements {
		if !st.covers(request{"sns:Publish", topic}) {
			continue
		}
		named, conditions := st.sourceARNs()
		applies, covered := s.isAmong(st), s.coveredBy(named)
		for _, c := range conditions {
			applies = min(applies, s.meets(c))
		}
		switch {
		case st.Effect == "Deny":
			denied = max(denied, min(applies, covered))
		case applies == always && covered != always:
			sources = append(sources, expressions(named)...)
		default:
			allowed = max(allowed, min(applies, covered))
		}
	}
	p := Publisher{Service: s.service}
	switch {
	case denied == never:
		p.Sources = sources
	case denied == maybe && len(sources) > 0:
		allowed = max(allowed, maybe)
	}
	if verdict := min(allowed, denied.not()); verdict != maybe {
		p.MayPublish = aws.Bool(verdict == always)
	}
	return p
}

// isAmong says whether the service is among those whom a statement is about. Whether the account's own
// root stands for it, AWS does not document.
func (s sender) isAmong(st Statement) truth {
	if len(st.NotPrincipals) > 0 {
		return maybe
	}
	among := never
	for _, p := range st.Principals {
		switch {
		case p.Type == "*", p.Type == "Service" && p.Value == s.service:
			return always
		case p.Type == "Service" && strings.HasPrefix(p.Value, s.service), p.Value == s.account, strings.HasSuffix(p.Value, ":"+s.account+":root"):
			among = maybe
		}
	}
	return among
}

// meets says whether the service's requests meet a condition
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
func (s sender) meets(c Condition) truth {
	operator, ifExists := strings.CutSuffix(strings.ToLower(c.Operator), "ifexists")
	positive := strings.Replace(operator, "not", "", 1)
	sent, known := s.keys[c.Key]
	equal, evaluated := comparisons[positive]
	switch {
	case !known || !evaluated || c.hasVariables():
		return maybe
	case sent == "":
		return truthOf(ifExists || positive != operator)
	}
	met := truthOf(slices.ContainsFunc(c.Values, func(value string) bool { return equal(value, sent) }))
	if positive != operator {
		return met.not()
	}
	return met
}

// comparisons are the operators that are evaluated, without those that deny them.
var comparisons = map[string]func(value, sent string) bool{
	"stringequals":           func(value, sent string) bool { return value == sent },
	"stringequalsignorecase": strings.EqualFold,
	"stringlike":             matches,
	"bool":                   strings.EqualFold,
}

func (c Condition) hasVariables() bool {
	return slices.ContainsFunc(c.Values, func(value string) bool { return strings.Contains(value, "${") })
}

// sourceARNs takes the patterns of ARNs to which a condition limits a statement from its conditions.
// Where there are several such conditions, one is taken.
func (st Statement) sourceARNs() (patterns []string, others []Condition) {
	for i, c := range st.Conditions {
		if c.namesSources() {
			return c.Values, slices.Concat(st.Conditions[:i], st.Conditions[i+1:])
		}
	}
	return nil, st.Conditions
}

var (
	likeARN   = regexp.MustCompile(`(?i)^Arn(Like|Equals)(IfExists)?$`)
	likeText  = regexp.MustCompile(`(?i)^StringLike(IfExists)?$`)
	equalText = regexp.MustCompile(`(?i)^StringEquals(IfExists)?$`)
)

// namesSources reports whether a condition is one on the source, with values that mean what they would
// in StringLike.
func (c Condition) namesSources() bool {
	for _, value := range c.Values {
		switch {
		case likeARN.MatchString(c.Operator) && strings.Count(value, ":") >= 5:
		case likeText.MatchString(c.Operator):
		case equalText.MatchString(c.Operator) && !strings.ContainsAny(value, "*?"):
		default:
			return false
		}
	}
	return c.Key == "aws:sourcearn" && !c.hasVariables()
}

// coveredBy says whether the patterns match all ARNs of the service.
func (s sender) coveredBy(patterns []string) truth {
	for _, pattern := range patterns {
		beginning, open := strings.CutSuffix(pattern, "*")
		for i := range len(s.arns) + 1 {
			if open && matches(beginning, s.arns[:i]) {
				return always
			}
		}
	}
	if patterns == nil {
		return always
	}
	return maybe
}

var wildcards = strings.NewReplacer(`\*`, `.*`, `\?`, `.`)

// expressions writes patterns of ARNs as regular expressions.
func expressions(patterns []string) (out []string) {
	for _, pattern := range patterns {
		out = append(out, `^`+wildcards.Replace(regexp.QuoteMeta(pattern))+`$`)
	}
	return out
}
