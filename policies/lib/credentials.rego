# METADATA
# title: The credentials of a row of the credential report
# description: |
#   https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html. A column in which
#   AWS wrote nothing is absent: what is not said of a credential is not known.
package tocsin.lib.credentials

import data.tocsin.lib.arn
import data.tocsin.lib.shell

kinds := {
	"password": {"name": "password", "active": "password_enabled", "changed": "password_last_changed"},
	"access_key_1": {
		"name": "first access key",
		"active": "access_key_1_active",
		"changed": "access_key_1_last_rotated",
	},
	"access_key_2": {
		"name": "second access key",
		"active": "access_key_2_active",
		"changed": "access_key_2_last_rotated",
	},
}

# AWS makes the report at most every four hours.
report_time := [row.report_generated_time | some row in input.aws.iam.credential_report][0]

# unreported are the reasons why not all credentials are known: users who are too new for the report.
unreported contains sprintf("the credential report of %s lacks user '%s'", [report_time, user.name]) if {
	reported := {row.arn | some row in input.aws.iam.credential_report}
	some user in input.aws.iam.users
	not user.arn in reported
}

is_root(row) if row.user == "<root_account>"

owner(row) := sprintf("the root user of account '%s'", [input.meta.account_id]) if {
	is_root(row)
} else := sprintf("IAM user '%s'", [arn.name(row.arn)])

# What the report says of a credential.
facts(row, key) := object.filter(row, columns[key])

columns := {key: array.concat(["report_generated_time", "user_creation_time", kind.active, kind.changed], uses) |
	some key, kind in kinds
	uses := [sprintf("%s_%s", [key, use]) | some use in ["last_used", "last_used_date", "last_used_region", "last_used_service"]]
}

# The commands that end a credential.
disable(row, "password") := [sprintf("aws iam delete-login-profile --user-name=%s", [shell.quote(row.user)])]

disable(row, key) := [
	sprintf("aws iam list-access-keys --user-name=%s", [shell.quote(row.user)]),
	sprintf(`aws iam update-access-key --user-name=%s --access-key-id="$KEY" --status=Inactive`, [shell.quote(row.user)]),
] if {
	key != "password"
}
