# METADATA
# title: Alerts that another account would make
# description: An organisation's trail delivers to the account that owns it, and only there its filters and alarms can be read.
# schemas:
#   - data.params.central_alerting:
#       type: boolean
#       default: false
#       description: Whether the account that owns the organisation's trail alerts people of what that records.
package tocsin.lib.central_alerting

import data.tocsin.lib.arn
import data.tocsin.lib.log_delivery

# foreign are trails that log and belong to another account, or deliver to it.
foreign := [[trail, owner] |
	some trail in input.aws.cloudtrail.trails
	not trail.is_logging == false
	owners := array.concat([trail.arn], [group | group := log_delivery.group_of(trail)])
	others := [id | some resource in owners; id := arn.account(resource); not id in {"", input.meta.account_id}]
	owner := others[count(others) - 1]
]

# expected holds if that account is said to alert people, and its trail logs.
expected if {
	data.params.central_alerting == true
	some [trail, _] in foreign
	trail.is_logging == true
}

# obstacles are why it cannot be known from here.
obstacles contains sprintf(
	"the organisation's trail '%s' delivers to account %s, where alerts of it would be made",
	[arn.name(trail.arn), owner],
) if {
	some [trail, owner] in foreign
}
