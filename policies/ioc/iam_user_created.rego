# METADATA
# title: An IAM user was created
# description: |
#   A new user with keys of its own is how an intruder stays after root's password is changed. People
#   belong in IAM Identity Center, workloads in roles: new users are rare enough to ask about each. New
#   are those created in the window, or lacking in a baseline, or created again under an old name.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
# custom:
#   severity: high
#   runbook: iam_user_creation
#   attack: [T1136.003]
#   events:
#     - iam.amazonaws.com/CreateUser
#   remediation: |
#     Ask who created the user and what for. Until that is known deny it everything, which keeps it as
#     evidence; delete it afterwards.
package tocsin.ioc.iam_user_created

import data.tocsin.lib.account
import data.tocsin.lib.arn
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.shell
import data.tocsin.lib.user_events

deny contains {
	"msg": sprintf("IAM user '%s' was created at %s%s.", [arn.name(user.arn), user.create_date, why.text]),
	"resource": user.arn,
	"evidence": object.union(why.evidence, {
		"create_date": user.create_date,
		"groups": user.groups,
		"attached_policies": [policy.arn | some policy in user.attached_policies],
	}),
	"fix": [shut_out(user.name)],
} if {
	some user in input.aws.iam.users
	why := reason(user)
}

deny contains event_finding.of(event, {
	"did": "created",
	"try": "create",
	"what": user.name,
	"resource": user.arn,
	"fix": [shut_out(user.is) | user.is != ""],
}) if {
	some event in events.of("iam.amazonaws.com", {"CreateUser"})
	user := user_events.subject(event)
}

reason(user) := {"text": "; the baseline does not have it", "evidence": drift.evidence({})} if {
	drift.read_then("iam.users")
	not known(user)
} else := {"text": "", "evidence": {"kind": "state"}} if {
	user.create_date >= input.meta.window.state_since
}

before := {user.arn: user | some user in data.baseline.aws.iam.users}

ids_before := {user.id | some user in data.baseline.aws.iam.users}

# A user that was renamed has another ARN, and the same id.
known(user) if user.id in ids_before

known(user) if {
	before[user.arn]
	not recreated(user)
}

recreated(user) if before[user.arn].id != user.id

shut_out(name) := sprintf(
	"aws iam attach-user-policy --user-name=%s --policy-arn=%s",
	[shell.quote(name), account.managed("AWSDenyAll")],
)
