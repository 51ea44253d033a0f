package collector

import (
	"regexp"
	"slices"
	"strings"
)

// takeovers are actions of which each lets its holder become an administrator, or act as one. Who
// may do everything but all of these, such as AWS's PowerUserAccess, is none; who may do everything
// and one of them is.
var takeovers = []string{
	"iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy",
	"iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreatePolicyVersion",
	"iam:PutGroupPolicy", "iam:PutRolePolicy", "iam:PutUserPolicy",
	"iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy", "iam:UpdateLoginProfile",
}

// isAdmin reports whether an identity policy makes an administrator: whether it allows whatever it
// does not name, and to take over the account by IAM. It asks the policy for requests that no text
// can foresee, so that *, *:* and a NotAction of little weight are all the same to it.
func isAdmin(partition string, statements []Statement) bool {
	unforeseen := request{"-:-", "arn:" + partition + ":-:-:-:-"}
	if !unforeseen.allowedBy(statements) {
		return false
	}
	return slices.ContainsFunc(takeovers, func(action string) bool {
		return request{action, "arn:" + partition + ":iam::-:-/-"}.allowedBy(statements)
	})
}

// request is an action on a resource.
type request struct{ action, resource string }

// allowedBy says whether a caller may send the request who meets all conditions on callers. A Deny
// with a condition, such as one without MFA, spares such a caller.
func (q request) allowedBy(statements []Statement) bool {
	allowed := false
	for _, s := range statements {
		switch {
		case !s.covers(q):
		case s.Effect == "Deny" && len(s.Conditions) == 0:
			return false
		case s.Effect == "Allow" && !s.narrows():
			allowed = true
		}
	}
	return allowed
}

// covers reports whether the statement is about the request, whoever sends it.
func (s Statement) covers(q request) bool {
	matchesAction := func(pattern string) bool { return matches(strings.ToLower(pattern), strings.ToLower(q.action)) }
	matchesResource := func(pattern string) bool { return matches(pattern, q.resource) }
	return isAmong(s.Actions, s.NotActions, matchesAction) && isAmong(s.Resources, s.NotResources, matchesResource)
}

func isAmong(patterns, except []string, matches func(string) bool) bool {
	return slices.ContainsFunc(patterns, matches) || len(except) > 0 && !slices.ContainsFunc(except, matches)
}

// matches reports whether the text matches a pattern in which * stands for any characters and ? for
// one. It goes back to the last * only, so that no pattern takes long.
func matches(pattern, text string) bool {
	p, t, star, taken := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, taken = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			taken++
			p, t = star+1, taken
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// aboutCallers matches the condition keys that say who calls, from where, when and how he signed in
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html). They let
// fewer people be administrators, and those be it less often, but be it they do; and what belongs to
// the account, or its organization, is what an administrator has. All other keys, such as
// aws:requestedregion, narrow what can be done.
var aboutCallers = regexp.MustCompile(`^aws:(principal.*|userid|username|federatedprovider|multifactorauth.*|tokenissuetime|` +
	`sourceip|vpcsourceip|sourcevpc.*|vpce.*|securetransport|viaawsservice|useragent|referer|currenttime|epochtime|resource(account|orgid|orgpaths))$`)

// narrows reports whether the statement's conditions limit what it allows.
func (s Statement) narrows() bool {
	return slices.ContainsFunc(s.Conditions, func(c Condition) bool { return !aboutCallers.MatchString(c.Key) })
}
