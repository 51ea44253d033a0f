# METADATA
# title: The root user was active
# description: |
#   Whatever root did in the window, by CloudTrail's events: its own calls, those of sessions that it
#   issued, and those of centrally managed root access. What services do on behalf of root is none.
#   Console pages make many calls: what came from one address by one program is one finding, changes
#   apart from mere looks.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
# custom:
#   severity: high
#   runbook: abnormal_activity
#   attack: [T1078.004]
#   remediation: |
#     Ask who used root and what for. Review what was changed, call by call, and undo what nobody can
#     explain.
package tocsin.ioc.root_activity

import data.tocsin.lib.account
import data.tocsin.lib.root_events

deny contains {
	"msg": sprintf("%s made %d calls %s from '%s' by '%s', between %s and %s%s.", [
		who,
		bundle.count,
		effect(bundle),
		bundle.address,
		bundle.agent,
		bundle.first,
		bundle.last,
		attempts(bundle),
	]),
	"resource": account.root,
	"key": sprintf("%s %s", [use, bundle.key]),
	"evidence": object.union({"kind": "event", "root": use}, object.remove(bundle, ["key"])),
	"fix": [], # what was done is not undone
} if {
	some use, who in users
	some bundle in root_events.bundles(root_events.by(use))
}

users := {
	"human": "The root user",
	"federated": "A session that the root user issued",
	"managed": "A session of centrally managed root access",
}

effect(bundle) := "that change something" if {
	bundle.changes
} else := "that only read"

attempts(bundle) := sprintf(", %d of them in vain", [bundle.attempts]) if {
	bundle.attempts > 0
} else := ""
