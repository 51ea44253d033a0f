package snapshot

import "path"

// volatileFacts are globs of section.field that change from one scan to the next while nobody
// changes anything: what was used when, what was delivered when, what an alarm measures.
var volatileFacts = []string{
	"cloudtrail.trails.latest_*_time",
	"cloudwatch.alarms.state_value",
	"iam.credential_report.*_last_used_*",
	"iam.credential_report.password_last_used",
	"iam.credential_report.report_generated_time",
	"iam.roles.last_used_*",
}

// volatileSections are globs of sections that hold what happens, not what is.
var volatileSections = []string{"activity.*"}

// privateFacts are globs of section.field that say how to reach a person.
var privateFacts = []string{
	"account.*contact*.*",
	"account.primary_email.*",
	"sns.subscriptions.endpoint",
}

// Private reports whether a field's value is no business of those who read a summary.
func Private(section, field string) bool { return matchesAny(privateFacts, section+"."+field) }

func matchesAny(globs []string, name string) bool {
	for _, glob := range globs {
		if ok, err := path.Match(glob, name); ok && err == nil {
			return true
		}
	}
	return false
}
