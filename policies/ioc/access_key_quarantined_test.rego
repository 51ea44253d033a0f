package tocsin.ioc.access_key_quarantined_test

import data.tocsin.ioc.access_key_quarantined as rule
import data.tocsin.lib.fixture_test as fixture

quarantine := "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"

principal(kind, policy) := {
	"arn": sprintf("arn:aws:iam::123456789012:%s/x", [kind]),
	"name": "x",
	"attached_policies": [{"arn": policy, "name": "p"}],
}

test_user if {
	findings := rule.deny with input as fixture.snapshot({"iam": {"users": [principal("user", quarantine)]}})
	findings == {{
		"msg": concat("", [
			"AWS's quarantine policy 'AWSCompromisedKeyQuarantineV3' ",
			"is attached to 'x'.",
		]),
		"resource": "arn:aws:iam::123456789012:user/x",
		"key": quarantine,
		"evidence": {"policy_arn": quarantine},
		"fix": [
			"aws iam list-access-keys --user-name=x",
			concat(" ", [
				`aws iam update-access-key --user-name=x --access-key-id="$KEY" --status=Inactive &&`,
				"aws iam detach-user-policy --user-name=x",
				"--policy-arn=arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3",
			]),
		],
	}}
}

test_policies[note] if {
	some note, tc in {
		"first version": {"policy": "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine", "findings": 1},
		"second version": {"policy": "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2", "findings": 1},
		"version to come": {"policy": "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV4", "findings": 1},
		"former name": {"policy": "arn:aws:iam::aws:policy/AWSExposedCredentialPolicy_DO_NOT_REMOVE", "findings": 1},
		"China": {"policy": "arn:aws-cn:iam::aws:policy/AWSCompromisedKeyQuarantineV3", "findings": 1},
		"somebody's own": {"policy": "arn:aws:iam::123456789012:policy/AWSCompromisedKeyQuarantineV3", "findings": 0},
		"own in a path": {"policy": "arn:aws:iam::123456789012:policy/arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine", "findings": 0},
		"other": {"policy": "arn:aws:iam::aws:policy/ReadOnlyAccess", "findings": 0},
	}
	findings := rule.deny with input as fixture.snapshot({"iam": {"users": [principal("user", tc.policy)]}})
	count(findings) == tc.findings
}

test_groups_and_roles if {
	findings := rule.deny with input as fixture.snapshot({"iam": {
		"users": [],
		"groups": [principal("group", quarantine)],
		"roles": [principal("role", quarantine)],
	}})
	{finding.resource | some finding in findings} == {
		"arn:aws:iam::123456789012:group/x",
		"arn:aws:iam::123456789012:role/x",
	}
}

test_clean[note] if {
	other := "arn:aws:iam::aws:policy/ReadOnlyAccess"
	some note, iam in {
		"nobody": {"users": [], "groups": [], "roles": []},
		"other policies": {"groups": [principal("group", other)], "roles": [principal("role", other)]},
	}
	findings := rule.deny with input as fixture.snapshot({"iam": iam})
	count(findings) == 0
}

test_unread if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 0
}
