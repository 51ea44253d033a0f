package tocsin.lib.credentials_test

import data.tocsin.lib.credentials
import data.tocsin.lib.fixture_test as fixture

row := {"arn": "arn:aws:iam::123456789012:user/ops/a b", "user": "a b", "password_enabled": true}

test_owner if credentials.owner(row) == "IAM user 'a b'"

test_owner_root if {
	owner := credentials.owner({"arn": fixture.root, "user": "<root_account>"}) with input as fixture.empty
	owner == "the root user of account '123456789012'"
}

test_disable[key] if {
	some key, commands in {
		"password": ["aws iam delete-login-profile --user-name='a b'"],
		"access_key_2": [
			"aws iam list-access-keys --user-name='a b'",
			`aws iam update-access-key --user-name='a b' --access-key-id="$KEY" --status=Inactive`,
		],
	}
	credentials.disable(row, key) == commands
}

# Nothing but what the report says of the one credential.
test_facts if {
	facts := credentials.facts(
		{
			"user": "eve",
			"user_creation_time": "2026-01-01T00:00:00Z",
			"password_enabled": true,
			"password_last_used": "2026-01-02T00:00:00Z",
			"access_key_1_active": true,
			"access_key_1_last_used_region": "us-east-1",
		},
		"access_key_1",
	)
	facts == {
		"user_creation_time": "2026-01-01T00:00:00Z",
		"access_key_1_active": true,
		"access_key_1_last_used_region": "us-east-1",
	}
}

test_report_time_unread if {
	not credentials.report_time with input as fixture.empty
}
