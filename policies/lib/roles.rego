# METADATA
# title: Roles by whom their trust policies name
# description: |
#   Most roles are AWS's services' alone. Who else may be let in by a role is looked into only where a
#   look at its principals does not tell that there is nobody.
package tocsin.lib.roles

import data.tocsin.lib.account

for_everyone := [input.aws.iam.roles[i] | some i in to_everyone]

for_others := [input.aws.iam.roles[i] | some i in (to_everyone | to_others)]

for_federated := [input.aws.iam.roles[i] | some i in to_federated]

to_everyone := {i | some i, s, p; input.aws.iam.roles[i].trust[s].principals[p].type == "*"} | to_all_but_some

to_all_but_some := {i | some i, s; input.aws.iam.roles[i].trust[s].not_principals != []}

to_others := {i | some i, s, p; id := input.aws.iam.roles[i].trust[s].principals[p].account_id; not id in account.own}

to_federated := {i | some i, s, p; input.aws.iam.roles[i].trust[s].principals[p].type == "Federated"}
