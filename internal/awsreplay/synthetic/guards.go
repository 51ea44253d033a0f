package synthetic

import "maps"

// guards answers what the detection services tell, which a guarded account has in every region, and
// AWS Support.
func (s Size) guards(r recording) {
	r.refuse("securityhub.DescribeSecurityHubV2", everywhere, nil, 404, "ResourceNotFoundException")
	english := object{"language": "en"}
	if !s.Guarded {
		r.refuse("securityhub.DescribeHub", everywhere, nil, 401, "InvalidAccessException")
		r.json("guardduty.ListDetectors", everywhere, nil, object{"detectorIds": []string{}})
		r.json("config.DescribeConfigurationRecorders", everywhere, nil, object{"ConfigurationRecorders": []string{}})
		r.json("access-analyzer.ListAnalyzers", everywhere, nil, object{"analyzers": []string{}})
		r.refuse("support.DescribeSeverityLevels", Home, english, 400, "SubscriptionRequiredException")
		r.refuse("support.DescribeTrustedAdvisorChecks", Home, english, 400, "SubscriptionRequiredException")
		return
	}
	for _, region := range regions[:s.Regions] {
		s.detection(r, region)
	}
	r.json("support.DescribeSeverityLevels", Home, english, object{"severityLevels": []object{{"code": "urgent", "name": "Urgent"}}})
	r.json("support.DescribeTrustedAdvisorChecks", Home, english,
		object{"checks": []object{{"id": "mfa", "name": "MFA on Root Account", "category": "security"}}})
	r.json("support.DescribeTrustedAdvisorCheckSummaries", Home, object{"checkIds": []string{"mfa"}},
		object{"summaries": []object{{"checkId": "mfa", "status": "ok", "timestamp": "2026-11-16T04:00:12Z"}}})
}

// rootFindings and stealthFindings are the two questions about findings that GuardDuty takes only one
// at a time.
var (
	rootFindings    = object{"resource.accessKeyDetails.userType": object{"equals": []string{"Root"}}}
	stealthFindings = object{"type": object{"equals": []string{
		"Policy:IAMUser/RootCredentialUsage", "Policy:IAMUser/ShortTermRootCredentialUsage", "Stealth:IAMUser/CloudTrailLoggingDisabled",
		"Stealth:IAMUser/LoggingConfigurationModified", "Stealth:IAMUser/PasswordPolicyChange", "Stealth:S3/ServerAccessLoggingDisabled",
	}}}
)

func (s Size) detection(r recording, region string) {
	hub := regionalIn(region, "securityhub", "hub/default")
	r.json("securityhub.DescribeHub", region, nil, object{"HubArn": hub, "SubscribedAt": "2024-03-05T08:10:00.412Z", "AutoEnableControls": true})
	r.json("securityhub.GetEnabledStandards", region, nil, object{"StandardsSubscriptions": []object{{
		"StandardsSubscriptionArn": regionalIn(region, "securityhub", "subscription/cis"), "StandardsArn": "arn:aws:securityhub:::standards/cis",
		"StandardsStatus": "READY",
	}}})
	r.json("securityhub.ListEnabledProductsForImport", region, nil, object{"ProductSubscriptions": []string{hub + "/guardduty"}})

	detector := object{"DetectorId": "detector-" + region}
	r.json("guardduty.ListDetectors", region, nil, object{"detectorIds": []any{detector["DetectorId"]}})
	r.json("guardduty.GetDetector", region, detector, object{"status": "ENABLED", "createdAt": "2024-03-05T08:21:07.000Z"})
	for _, alarming := range []object{rootFindings, stealthFindings} {
		criterion := object{"service.archived": object{"equals": []string{"false"}}}
		maps.Copy(criterion, alarming)
		r.json("guardduty.ListFindings", region, object{
			"DetectorId": detector["DetectorId"], "findingCriteria": object{"criterion": criterion}, "maxResults": 50,
		}, object{"findingIds": []string{}})
	}

	r.json("config.DescribeConfigurationRecorders", region, nil,
		object{"ConfigurationRecorders": []object{{"name": "default", "recordingGroup": object{"allSupported": true}}}})
	r.json("config.DescribeConfigurationRecorderStatus", region, nil,
		object{"ConfigurationRecordersStatus": []object{{"name": "default", "recording": true, "lastStatus": "SUCCESS"}}})
	r.json("access-analyzer.ListAnalyzers", region, nil, object{"analyzers": []object{{
		"arn": regionalIn(region, "access-analyzer", "analyzer/account"), "name": "account", "type": "ACCOUNT", "status": "ACTIVE",
		"createdAt": "2024-03-05T09:02:11Z",
	}}})
}
