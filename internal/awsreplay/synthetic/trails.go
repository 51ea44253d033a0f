package synthetic

// trails answers what CloudTrail tells: a guarded account has one trail, of all regions, that delivers
// to the first bucket, encrypted, and to a log group.
func (s Size) trails(r recording) {
	r.json("cloudtrail.ListEventDataStores", everywhere, nil, object{"EventDataStores": []string{}})
	for key, value := range map[string]string{"ReadOnly": "false", "Username": "root"} {
		r.json("cloudtrail.LookupEvents", everywhere,
			object{"LookupAttributes": []object{{"AttributeKey": key, "AttributeValue": value}}, "MaxResults": 50}, object{"Events": []string{}})
	}
	if !s.Guarded {
		r.json("cloudtrail.DescribeTrails", everywhere, nil, object{"trailList": []string{}})
		return
	}
	trail, group, key := regional("cloudtrail", "trail/all"), regional("logs", "log-group:trail:*"), regional("kms", "key/trail")
	r.json("cloudtrail.DescribeTrails", everywhere, nil, object{"trailList": []object{{
		"Name": "all", "TrailARN": trail, "HomeRegion": Home, "IsMultiRegionTrail": true, "IsOrganizationTrail": false,
		"IncludeGlobalServiceEvents": true, "LogFileValidationEnabled": true, "S3BucketName": bucketName(0),
		"CloudWatchLogsLogGroupArn": group, "KmsKeyId": key,
	}}})
	r.json("cloudtrail.GetTrailStatus", Home, object{"Name": trail}, object{"IsLogging": true, "LatestDeliveryTime": 1795164941})
	r.json("cloudtrail.GetEventSelectors", Home, object{"TrailName": trail},
		object{"EventSelectors": []object{{"IncludeManagementEvents": true, "ReadWriteType": "All"}}})
	r.json("logs.DescribeLogGroups", Home, object{"logGroupNamePrefix": "trail"}, object{"logGroups": []object{{"logGroupName": "trail"}}})
	r.json("kms.DescribeKey", Home, object{"KeyId": key}, object{"KeyMetadata": object{"KeyId": "trail", "Arn": key, "KeyState": "Enabled"}})
	bucket := object{"Bucket": bucketName(0)}
	r.xml("s3.GetBucketVersioning", Home, bucket, `<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>`)
	r.refuseBucket("s3.GetBucketObjectLockConfiguration", bucket, "ObjectLockConfigurationNotFoundError")
	r.refuseBucket("s3.GetLifecycleConfiguration", bucket, "NoSuchLifecycleConfiguration")
}
