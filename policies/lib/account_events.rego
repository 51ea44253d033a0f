# METADATA
# title: The account that an event is about
# description: |
#   A management account changes contacts, regions and addresses of its members, too. It names the member,
#   and nobody but its own log has the event.
package tocsin.lib.account_events

import data.tocsin.lib.account
import data.tocsin.lib.arn as arns
import data.tocsin.lib.events

# subject is that account, and how to name it behind what it has: " of account '…'", or nothing if it is
# the account that is judged.
subject(event) := {"id": id, "of": of(id), "arn": named(account.arn, id), "root": named(account.root, id)} if id := target(event)

target(event) := id if {
	some field in ["accountId", "targetPrincipal"]
	id := id_in(events.text(event, ["request", field]))
} else := input.meta.account_id

# An account is named by its id, or by the ARN of one of its principals.
id_in(text) := text if is_id(text)

id_in(text) := arns.account(text) if is_id(arns.account(text))

is_id(text) if regex.match(`^[0-9]{12}$`, text)

of(id) := "" if {
	id == input.meta.account_id
} else := sprintf(" of account '%s'", [id])

named(arn, id) := replace(arn, input.meta.account_id, id)

# is_stranger says so of an account that a log names. Where nobody looked at the organisation, only the
# account itself and those that are trusted on purpose are known.
is_stranger(id) if account.is_foreign(id)

is_stranger(id) if {
	events.is_off("organizations.organization")
	not id in account.trusted
}
