# METADATA
# title: What the account's own managed policies say, or said
# description: |
#   The state tells the default version of each policy that is there. Of one that was deleted since, or had
#   another version, only the calls tell that wrote it.
package tocsin.lib.managed_policy_events

import data.tocsin.lib.admin_policy
import data.tocsin.lib.admins
import data.tocsin.lib.events
import data.tocsin.lib.policy_events

versions := events.of("iam.amazonaws.com", {"CreatePolicyVersion"})

defaults := events.of("iam.amazonaws.com", {"SetDefaultPolicyVersion"})

# administrators are the ARNs of the policies that make administrators, or did.
administrators := now | {arn(event) | some event in written; event.succeeded; makes_admin(event)}

now := admins.policies([policy | some policy in input.aws.iam.policies])

makes_admin(event) if admin_policy.makes_admin(policy_events.statements(event, "policyDocument"))

# arn is that of the policy which an event writes, attaches or changes.
arn(event) := events.text(event, ["response", "policy", "arn"]) if event.name == "CreatePolicy"

arn(event) := events.text(event, ["request", "policyArn"]) if event.name != "CreatePolicy"

# doubt says why it is not known what a policy said all the time: undefined if it is.
doubt(policy) := "it is gone" if {
	not was_made(policy)
	count([read | some read in input.aws.iam.policies; read.arn == policy]) == 0
} else := "it has another version since" if {
	not was_made(policy)
	some event in array.concat(versions, defaults)
	event.succeeded
	arn(event) == policy
}

# was_made says that the calls tell all that a policy ever said.
was_made(policy) if {
	some event in creations
	arn(event) == policy
	policy_events.statements(event, "policyDocument")
}

# is_default says that the version which an event makes the default is it still.
is_default(event) if {
	some policy in input.aws.iam.policies
	policy.arn == arn(event)
	policy.default_version_id == event.request.versionId
}

written := array.concat(versions, creations)

creations := events.of("iam.amazonaws.com", {"CreatePolicy"})
