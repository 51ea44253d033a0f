# METADATA
# title: A session of centrally managed root access was opened
# description: |
#   By sts:AssumeRoot a management account acts as root in a member, for a quarter of an hour and for
#   one task. It leaves plain events of root there, so what the session did is shown with it, as far
#   as the events of both are at hand.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
#   - https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
# custom:
#   severity: high
#   runbook: abnormal_activity
#   attack: [T1078.004, T1548]
#   events:
#     - sts.amazonaws.com/AssumeRoot
#   remediation: |
#     Ask who opened it and what for. Whoever may call sts:AssumeRoot can unlock every member account:
#     review who may.
package tocsin.ioc.root_session_assumed

import data.tocsin.lib.account
import data.tocsin.lib.account_events
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.root_events

deny contains event_finding.of(opening, {
	"did": "opened a root session",
	"try": "open a root session",
	"what": sprintf("%s for %s", [where(opening), event_finding.named("task", task)]),
	"resource": account_events.subject(opening).root,
	"evidence": {"task_policy": task, "calls": calls_of(opening)},
}) if {
	some opening in openings
	task := events.text(opening, ["request", "taskPolicyArn", "arn"])
}

# In the member itself only what the session did is to be seen.
deny contains {
	"msg": sprintf("A root session that another account opened made %d calls between %s and %s.", [count(calls), min(times), max(times)]),
	"resource": account.root,
	"key": key,
	"evidence": {"kind": "event", "access_key_id": key, "calls": names(calls)},
	"fix": [],
} if {
	managed := root_events.by("managed")
	some key in {object.get(call, ["actor", "access_key_id"], "") | some call in managed}
	not key in {key_of(opening) | some opening in openings}
	calls := [call | some call in managed; object.get(call, ["actor", "access_key_id"], "") == key]
	times := [call.time | some call in calls]
}

# A call that was denied names no account.
where(opening) := sprintf("in account '%s'", [account_events.subject(opening).id]) if {
	events.text(opening, ["request", "targetPrincipal"]) != ""
} else := "in an account that is not named"

openings := events.of("sts.amazonaws.com", {"AssumeRoot"})

key_of(opening) := events.text(opening, ["response", "credentials", "accessKeyId"])

calls_of(opening) := names([call |
	some call in input.aws.activity.root
	call.actor.access_key_id == key_of(opening)
])

names(calls) := root_events.some_of({sprintf("%s/%s", [call.source, call.name]) | some call in calls})
