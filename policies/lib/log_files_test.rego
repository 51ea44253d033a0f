package tocsin.lib.log_files_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.log_files

object_name := "AWSLogs/123456789012/CloudTrail/us-east-1/2026/11/22/a.json.gz"

altered := {
	"object": object_name,
	"kind": "altered_log",
	"region": "us-east-1",
	"trail": "main",
	"time": "2026-11-22T03:00:00Z",
	"detail": "Its digest has another hash.",
}

validated(validation) := fixture.snapshot({"activity": {"log_file_validation": validation}})

test_in_a_bucket if {
	findings := log_files.wrong with input as validated({"bucket_arn": "arn:aws:s3:::logs", "problems": [altered]})
	findings == {{
		"msg": "Log file 'a.json.gz' was altered. Its digest has another hash.",
		"resource": sprintf("arn:aws:s3:::logs/%s", [object_name]),
		"region": "us-east-1",
		"key": "altered_log",
		"evidence": {
			"kind": "state",
			"problem": "altered_log",
			"object": object_name,
			"region": "us-east-1",
			"trail": "main",
			"time": "2026-11-22T03:00:00Z",
		},
		"fix": [sprintf("aws s3api list-object-versions --bucket=logs --prefix=%s", [object_name])],
	}}
}

test_in_a_copy if {
	hostile := object.union(altered, {"object": "AWSLogs/$(id)'", "kind": "missing_log", "count": 21})
	some finding in log_files.wrong with input as validated({"problems": [hostile]})
	finding.msg == "Log file '$(id)'' was removed, as are 20 others. Its digest has another hash."
	finding.resource == "AWSLogs/$(id)'"
	finding.fix == []
}

test_quoted if {
	hostile := object.union(altered, {"object": "AWSLogs/$(id)'"})
	some finding in log_files.wrong with input as validated({"bucket_arn": "arn:aws:s3:::logs", "problems": [hostile]})
	finding.fix == [`aws s3api list-object-versions --bucket=logs --prefix='AWSLogs/$(id)'\'''`]
}

test_nothing_wrong if {
	count(log_files.wrong) == 0 with input as validated({"problems": []})
	count(log_files.wrong) == 0 with input as fixture.empty
}
