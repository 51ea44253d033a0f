package tocsin.lib.user_events_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.user_events

subject(name, more) := found if {
	event := fixture.event(sprintf("iam.amazonaws.com/%s", [name]), object.union({"actor": {"user_name": "mallory"}}, more))
	found := user_events.subject(event)
}

test_subject[note] if {
	some note, tc in {
		"user": ["AttachUserPolicy", {"userName": "eve"}, "user/eve", "IAM user 'eve'"],
		"user of a group": ["AddUserToGroup", {"userName": "eve", "groupName": "g"}, "user/eve", "IAM user 'eve'"],
		"group": ["PutGroupPolicy", {"groupName": "g"}, "group/g", "IAM group 'g'"],
		"role": ["UpdateAssumeRolePolicy", {"roleName": "r"}, "role/r", "IAM role 'r'"],
		"with a path": ["CreateRole", {"roleName": "r", "path": "/a/b/"}, "role/a/b/r", "IAM role 'r'"],
		"key": ["CreateAccessKey", {"userName": "eve"}, "user/eve", "IAM user 'eve'"],
		"own key": ["CreateAccessKey", {}, "user/mallory", "the caller's own user"],
	}
	found := subject(tc[0], {"request": tc[1]}) with input as fixture.empty
	found.arn == sprintf("arn:aws:iam::123456789012:%s", [tc[2]])
	found.name == tc[3]
}

test_nobody_is_named[note] if {
	some note, tc in {
		"denied": ["CreateAccessKey", {"succeeded": false}, "an IAM user"],
		"hidden": ["PutRolePolicy", {"request": {"omitted": true}}, "an IAM role"],
		"by a role": ["CreateAccessKey", {"actor": {"type": "AssumedRole"}}, "an IAM user"],
		"no text": ["PutGroupPolicy", {"succeeded": false, "request": {"groupName": 7}}, "an IAM group"],
	}
	found := subject(tc[0], tc[1]) with input as fixture.empty
	found == {"arn": fixture.account, "name": tc[2], "is": ""}
}
