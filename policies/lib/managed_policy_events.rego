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
	not policy in told
} else := "it has another version since" if {
	policy in rewritten
}

told := made | {policy.arn | some policy in input.aws.iam.policies}

rewritten := {arn(event) | some event in array.concat(versions, defaults); event.succeeded} - made

# Of those that were made in the window the calls tell all that they ever said.
made := {arn(event) | some event in creations; policy_events.statements(event, "policyDocument")}

# is_default says that the version which an event makes the default is it still.
is_default(event) if [arn(event), event.request.versionId] in default_versions

default_versions := {[policy.arn, policy.default_version_id] | some policy in input.aws.iam.policies}

written := array.concat(versions, creations)

creations := events.of("iam.amazonaws.com", {"CreatePolicy"})
