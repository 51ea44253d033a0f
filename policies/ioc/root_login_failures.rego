# METADATA
# title: Somebody tries to sign in as root
# description: |
#   Several sign-ins as root failed. Once is a slip of the finger.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
# schemas:
#   - data.params.root_login_failures:
#       type: integer
#       minimum: 1
#       default: 3
#       description: How many failed sign-ins as root, in the window of events, are too many.
# custom:
#   severity: medium
#   runbook: abnormal_activity
#   attack: [T1110]
#   events:
#     - signin.amazonaws.com/ConsoleLogin
#   remediation: |
#     Ask the owner of root's password. If it was nobody of yours, make sure that root has MFA, and
#     that its mailbox is safe.
package tocsin.ioc.root_login_failures

import data.tocsin.lib.account
import data.tocsin.lib.root_events

deny contains {
	"msg": sprintf("%d sign-ins as root failed between %s and %s, from %s.", [
		count(failures),
		min(times),
		max(times),
		concat(", ", addresses),
	]),
	"resource": account.root,
	"evidence": {"kind": "event", "count": count(failures), "first": min(times), "last": max(times), "source_ip_addresses": addresses},
	"fix": [],
} if {
	failures := [login | some login in root_events.of("signin.amazonaws.com", {"ConsoleLogin"}); login.succeeded == false]
	count(failures) >= most
	times := [login.time | some login in failures]
	addresses := root_events.some_of({object.get(login, "source_ip_address", "an unknown address") | some login in failures})
}

# Stock tools know no parameters.
default most := 3

most := data.params.root_login_failures
