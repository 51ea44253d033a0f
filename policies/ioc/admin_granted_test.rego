package tocsin.ioc.admin_granted_test

import data.tocsin.ioc.admin_granted as rule
import data.tocsin.lib.admins_test as admins
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

nobody := {"users": [], "groups": [], "roles": [], "policies": []}

with_admin := admins.attached(admins.administrator_access)

user(change) := {"users": [admins.principal("user", change)]}

group(change) := {"groups": [object.union(admins.principal("group", change), {"name": "admins"})]}

role(change) := {"roles": [admins.principal("role", change)]}

all_policy(is_admin) := {"policies": [admins.policy("all", is_admin)]}

snapshot(parts) := {"iam": object.union_n(array.concat([nobody], parts))}

test_granted if {
	findings := rule.deny with input as drift.now(snapshot([user(object.union(with_admin, {"create_date": "2022-01-01T00:00:00Z"}))]))
		with data.baseline as drift.then(snapshot([user({})]))
	findings == {{
		"msg": concat("", [
			"IAM user 'x' was made an administrator since the baseline, ",
			"by policy 'arn:aws:iam::aws:policy/AdministratorAccess'.",
		]),
		"resource": "arn:aws:iam::123456789012:user/x",
		"evidence": {
			"kind": "drift",
			"baseline": drift.since,
			"by": ["policy 'arn:aws:iam::aws:policy/AdministratorAccess'"],
			"create_date": "2022-01-01T00:00:00Z",
		},
		"fix": ["aws iam detach-user-policy --user-name=x --policy-arn=arn:aws:iam::aws:policy/AdministratorAccess"],
	}}
}

# Whose rights are found to be new.
test_grants[note] if {
	some note, tc in {
		"nothing": {"now": [], "then": [], "found": set()},
		"user had it": {"now": [user(with_admin)], "then": [user(with_admin)], "found": set()},
		"user lost it": {"now": [user({})], "then": [user(with_admin)], "found": set()},
		"new user": {"now": [user(with_admin)], "then": [], "found": {"user"}},
		"new user of less": {"now": [user({})], "then": [], "found": set()},
		"group": {"now": [group(with_admin)], "then": [group({})], "found": {"group"}},
		"role": {"now": [role(with_admin)], "then": [role({})], "found": {"role"}},
		"inline": {"now": [role(admins.inline(true))], "then": [role(admins.inline(false))], "found": {"role"}},
		"another way": {
			"now": [user(object.union(with_admin, admins.inline(true)))],
			"then": [user(with_admin)],
			"found": {"user"},
		},
		"policy changed": {
			"now": [user(admins.attached(admins.own("all"))), all_policy(true)],
			"then": [user(admins.attached(admins.own("all"))), all_policy(false)],
			"found": {"user"},
		},
		"own policy attached": {
			"now": [role(admins.attached(admins.own("all"))), all_policy(true)],
			"then": [role({}), all_policy(true)],
			"found": {"role"},
		},
		"put into a group": {
			"now": [user({"groups": ["admins"]}), group(with_admin)],
			"then": [user({}), group(with_admin)],
			"found": {"user"},
		},
		"with its group": {
			"now": [user({"groups": ["admins"]}), group(with_admin)],
			"then": [user({"groups": ["admins"]}), group({})],
			"found": {"user", "group"},
		},
		"PowerUserAccess": {"now": [user(admins.attached("arn:aws:iam::aws:policy/PowerUserAccess"))], "then": [], "found": set()},
	}
	findings := rule.deny with input as drift.now(snapshot(tc.now)) with data.baseline as drift.then(snapshot(tc.then))
	{regex.find_n(`user|group|role`, finding.resource, 1)[0] | some finding in findings} == tc.found
	count(findings) == count(tc.found)
}

# Only what changed is said and undone.
test_only_the_new_way if {
	findings := rule.deny with input as drift.now(snapshot([user(object.union(with_admin, admins.inline(true)))]))
		with data.baseline as drift.then(snapshot([user(with_admin)]))
	some finding in findings
	finding.evidence.by == ["inline policy 'all'"]
	finding.fix == ["aws iam delete-user-policy --user-name=x --policy-name=all"]
}

test_applicable if rule.applicable with data.baseline as drift.then(snapshot([]))

test_skipped_without_baseline if {
	not rule.applicable
	findings := rule.deny with input as drift.now(snapshot([user(with_admin)]))
	count(findings) == 0
}

# What the baseline did not read is not new; an older version read no policies.
test_baseline_unread[note] if {
	some note, tc in {
		"users missing": {"section": "iam.users", "coverage": drift.unread},
		"groups partial": {"section": "iam.groups", "coverage": {"status": "partial"}},
		"roles off": {"section": "iam.roles", "coverage": {"status": "off"}},
		"policies unknown": {"section": "iam.policies", "coverage": {}},
	}
	whole := drift.then(snapshot([]))
	baseline := json.patch(whole, [{"op": "replace", "path": ["coverage", tc.section], "value": tc.coverage}])
	findings := rule.deny with input as drift.now(snapshot([user(with_admin)])) with data.baseline as baseline
	count(findings) == 0
}

test_unread_now if {
	findings := rule.deny with input as drift.now({}) with data.baseline as drift.then(snapshot([user(with_admin)]))
	count(findings) == 0
}

allowing := `{"Statement": {"Effect": "Allow", "Action": "*", "Resource": ["*"]}}`

granting(name, request) := fixture.event(sprintf("iam.amazonaws.com/%s", [name]), {"request": request})

user_policy(document) := granting("PutUserPolicy", {"userName": "eve", "policyName": "p", "policyDocument": document})

state(found) := object.union(
	fixture.activity(found),
	snapshot([group(with_admin), {"policies": [admins.policy("all", true), admins.policy("less", false)]}]),
)

all_arn := "arn:aws:iam::123456789012:policy/all"

test_event[note] if {
	some note, tc in {
		"AWS's policy": {
			"event": granting("AttachUserPolicy", {"userName": "eve", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
			"msg": "attached an administrator's policy to IAM user 'eve'",
		},
		"AWS's policy in China": {
			"event": granting("AttachRolePolicy", {"roleName": "r", "policyArn": "arn:aws-cn:iam::aws:policy/AdministratorAccess"}),
			"msg": "attached an administrator's policy to IAM role 'r'",
		},
		"own policy": {
			"event": granting("AttachGroupPolicy", {"groupName": "g", "policyArn": all_arn}),
			"msg": "attached an administrator's policy to IAM group 'g'",
		},
		"inline": {"event": user_policy(allowing), "msg": "put a policy that makes an administrator on IAM user 'eve'"},
		"inline, URL-encoded": {
			"event": user_policy(urlquery.encode(allowing)),
			"msg": "put a policy that makes an administrator on IAM user 'eve'",
		},
		"hidden": {
			"event": granting("PutUserPolicy", {"omitted": true, "reason": "requestParameters too large"}),
			"msg": "put a policy that is too long to be recorded on an IAM user",
		},
		"group": {
			"event": granting("AddUserToGroup", {"userName": "eve", "groupName": "admins"}),
			"msg": "added to the administrators' group 'admins' IAM user 'eve'",
		},
		"version": {
			"event": granting("CreatePolicyVersion", {"policyArn": all_arn, "policyDocument": allowing}),
			"msg": sprintf("made an administrator's policy of policy '%s'", [all_arn]),
		},
		"default version": {
			"event": granting("SetDefaultPolicyVersion", {"policyArn": all_arn, "versionId": "v1"}),
			"msg": sprintf("made an administrator's policy of policy '%s'", [all_arn]),
		},
	}
	findings := rule.deny with input as fixture.snapshot(state([tc.event]))
	{finding.msg | some finding in findings} == {sprintf("%s %s %s.", [fixture.by_mallory, tc.msg, fixture.then_and_there])}
}

test_event_of_a_version_is_about_the_policy if {
	event := granting("CreatePolicyVersion", {"policyArn": all_arn, "policyDocument": allowing})
	some finding in rule.deny with input as fixture.events([event])
	finding.resource == all_arn
}

narrowed := {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}}

test_event_clean[note] if {
	some note, event in {
		"another policy": granting("AttachUserPolicy", {"userName": "eve", "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
		"a policy that is named like AWS's": granting("AttachUserPolicy", {
			"userName": "eve",
			"policyArn": "arn:aws:iam::123456789012:policy/AdministratorAccess",
		}),
		"less": user_policy(`{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}`),
		"with a condition": user_policy(json.marshal({"Statement": narrowed})),
		"denied to all": user_policy(`{"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}`),
		"no JSON": user_policy(`{"Statement": `),
		"another group": granting("AddUserToGroup", {"userName": "eve", "groupName": "readers"}),
		"denied": fixture.denied("iam.amazonaws.com/PutUserPolicy"),
	}
	count(rule.deny) == 0 with input as fixture.snapshot(state([event]))
}

gone := "arn:aws:iam::123456789012:policy/gone"

unsaid := sprintf("what policy '%s' said when it was attached was not read: it is gone", [gone])

attached_gone := granting("AttachUserPolicy", {"userName": "eve", "policyArn": gone})

created(document) := object.union(
	granting("CreatePolicy", {"policyName": "gone", "policyDocument": document}),
	{"response": {"policy": {"arn": gone}}},
)

# Who deletes the policy afterwards hides nothing from the calls.
test_event_of_a_deleted_policy[note] if {
	some note, tc in {
		"all": {"document": allowing, "count": 1},
		"less": {"document": `{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}`, "count": 0},
	}
	snapshot := fixture.snapshot(state([created(tc.document), attached_gone]))
	count(rule.deny) == tc.count with input as snapshot
	count(rule.unknown) == 0 with input as snapshot
}

# What cannot be read is not taken for harmless.
test_event_unknown[note] if {
	some note, tc in {
		"no JSON": {"events": [user_policy("{")], "reason": concat(" ", [
			"the policy of event id-of-PutUserPolicy (PutUserPolicy, 2026-11-22T03:00:00Z)",
			"cannot be read",
		])},
		"version too long": {"events": [granting("CreatePolicyVersion", {"omitted": true})], "reason": concat(" ", [
			"the policy of event id-of-CreatePolicyVersion (CreatePolicyVersion, 2026-11-22T03:00:00Z)",
			"cannot be read",
		])},
		"policy is gone": {"events": [attached_gone], "reason": unsaid},
		"no policy": {
			"events": [granting("AttachUserPolicy", {})],
			"reason": "event id-of-AttachUserPolicy (AttachUserPolicy, 2026-11-22T03:00:00Z) does not tell its parameters",
		},
		"defused": {
			"events": [
				granting("AttachUserPolicy", {"userName": "eve", "policyArn": admins.own("less")}),
				granting("CreatePolicyVersion", {
					"policyArn": admins.own("less"),
					"policyDocument": `{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}`,
				}),
			],
			"reason": sprintf("what policy '%s' said when it was attached was not read: it has another version since", [admins.own("less")]),
		},
		"created unreadably": {
			"events": [created("{"), attached_gone],
			"reason": unsaid,
		},
		"group is gone": {
			"events": [granting("AddUserToGroup", {"userName": "eve", "groupName": "gone"})],
			"reason": "what group 'gone' might do when a user was added was not read: it is gone",
		},
		"another version": {
			"events": [granting("SetDefaultPolicyVersion", {"policyArn": all_arn, "versionId": "v0"})],
			"reason": sprintf("what version 'v0' of policy '%s' says, the default at 2026-11-22T03:00:00Z, was not read", [all_arn]),
		},
	}
	snapshot := fixture.snapshot(state(tc.events))
	count(rule.deny) == 0 with input as snapshot
	reasons := rule.unknown with input as snapshot
	tc.reason in reasons
}

test_event_not_unknown[note] if {
	some note, event in {
		"denied": fixture.denied("iam.amazonaws.com/PutUserPolicy"),
		"policy is there": granting("AttachUserPolicy", {"userName": "eve", "policyArn": all_arn}),
		"AWS's policy": granting("AttachUserPolicy", {"userName": "eve", "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
		"group is there": granting("AddUserToGroup", {"userName": "eve", "groupName": "admins"}),
	}
	count(rule.unknown) == 0 with input as fixture.snapshot(state([event]))
}

# Whether an own policy or a group makes administrators is for the state to say.
test_event_unread[note] if {
	some note, event in {
		"own policy": granting("AttachUserPolicy", {"userName": "eve", "policyArn": all_arn}),
		"group": granting("AddUserToGroup", {"userName": "eve", "groupName": "admins"}),
	}
	unread := {"coverage": {"iam.policies": drift.unread, "iam.groups": drift.unread}}
	count(rule.deny) == 0 with input as object.union(fixture.events([event]), unread)
}

test_event_applies if rule.applicable with input.coverage as {"activity.groups": {"status": "complete"}}
