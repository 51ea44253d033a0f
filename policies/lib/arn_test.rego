package tocsin.lib.arn_test

import data.tocsin.lib.arn

topic := "arn:aws-cn:sns:cn-north-1:123456789012:alerts"

test_service if arn.service(topic) == "sns"

test_region if arn.region(topic) == "cn-north-1"

test_account if arn.account(topic) == "123456789012"

test_no_arn[text] if {
	some text in ["", "alerts", "arn:aws"]
	arn.service(text) == ""
	arn.region(text) == ""
	arn.account(text) == ""
}

test_name[name] if {
	some text, name in {
		topic: "alerts",
		"arn:aws:iam::123456789012:user/automation/ci": "ci",
		"arn:aws:cloudwatch:us-east-1:123456789012:alarm:web/5xx: high": "web/5xx: high",
		"arn:aws:iam::123456789012:root": "root",
		"no arn": "no arn",
		"": "",
	}
	arn.name(text) == name
}
