# METADATA
# title: What ought to be noticed
# description: |
#   The probes are events on which the collector tries the patterns of metric filters and rules; the
#   matches of those name them.
package tocsin.lib.probe

import data.tocsin.lib.account
import data.tocsin.lib.arn

root := ["root_console_login", "root_api_call"]

trail := ["stop_logging", "delete_trail", "update_trail"]

user := ["create_user"]

contact := ["put_alternate_contact", "delete_alternate_contact", "put_contact_information"]

names := array.flatten([root, trail, user, contact])

titles := {
	"root_console_login": "root's console logins",
	"root_api_call": "root's API calls",
	"stop_logging": "StopLogging",
	"delete_trail": "DeleteTrail",
	"update_trail": "UpdateTrail",
	"create_user": "CreateUser",
	"put_alternate_contact": "PutAlternateContact",
	"delete_alternate_contact": "DeleteAlternateContact",
	"put_contact_information": "PutContactInformation",
}

# regions are where a probe is recorded: that of the global services or, since a trail can be changed
# in its home region only, those of this account's trails. Root's calls to services of other regions
# are recorded there; what they have in common with its logins, only the global ones have.
regions(name) := homes if {
	is_of_trails(name)
} else := {account.global_region}

homes := own if {
	own := {arn.region(t.arn) | some t in input.aws.cloudtrail.trails; arn.account(t.arn) == input.meta.account_id}
	count(own) > 0
} else := {account.global_region}

is_of_trails(name) if name in trail

# pattern is an event pattern that matches the probes of one list.
pattern(names) := json.marshal(object.union({"detail-type": kinds}, {"detail": {"userIdentity": {"type": ["Root"]}}})) if {
	names[0] in root
	kinds := ["AWS API Call via CloudTrail", "AWS Console Sign In via CloudTrail"]
} else := json.marshal({"detail-type": ["AWS API Call via CloudTrail"], "detail": {"eventName": [titles[name] | some name in names]}})

# listed names probes as a sentence does.
listed(probes) := sentence([titles[name] | some name in probes])

sentence(words) := words[0] if {
	count(words) == 1
} else := sprintf("%s and %s", [concat(", ", array.slice(words, 0, count(words) - 1)), words[count(words) - 1]])
