package tocsin.lib.public_access_test

import data.tocsin.lib.public_access

bucket := {
	"arn": "arn:aws:s3:::logs",
	"name": "logs",
	"region": "us-east-1",
	"ignore_public_acls": false,
	"restrict_public_buckets": false,
	"policy_is_public": false,
	"public_grants": [],
}

everyone := {"public_grants": [{"group": "AllUsers", "permission": "READ"}]}

test_ways[note] if {
	some note, tc in {
		"private": {"change": {}, "ways": []},
		"policy": {"change": {"policy_is_public": true}, "ways": ["its policy"]},
		"ACL": {"change": everyone, "ways": ["its ACL (READ for AllUsers)"]},
		"any AWS account": {
			"change": {"public_grants": [{"group": "AuthenticatedUsers", "permission": "WRITE_ACP"}]},
			"ways": ["its ACL (WRITE_ACP for AuthenticatedUsers)"],
		},
		"both": {
			"change": object.union({"policy_is_public": true}, everyone),
			"ways": ["its policy", "its ACL (READ for AllUsers)"],
		},
		"policy restricted": {"change": {"policy_is_public": true, "restrict_public_buckets": true}, "ways": []},
		"ACL ignored": {"change": object.union(everyone, {"ignore_public_acls": true}), "ways": []},
		"policy restricted, ACL not": {
			"change": object.union(everyone, {"policy_is_public": true, "restrict_public_buckets": true}),
			"ways": ["its ACL (READ for AllUsers)"],
		},
	}
	public_access.ways(object.union(bucket, tc.change)) == tc.ways
}

# What is not known to be open is not said to be.
test_unread[note] if {
	some note, fields in {
		"settings": ["ignore_public_acls", "restrict_public_buckets"],
		"policy and ACL": ["policy_is_public", "public_grants"],
	}
	public := object.union(object.union(bucket, everyone), {"policy_is_public": true})
	public_access.ways(object.remove(public, fields)) == []
}
