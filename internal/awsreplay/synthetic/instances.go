package synthetic

import "fmt"

// instances answers what EC2 tells. The instances run the account's own images, and every second one
// has a public address.
func (s Size) instances(r recording) {
	id := func(kind string, i int) string { return fmt.Sprintf("%s-%017d", kind, i) }
	image := func(i int) string { return id("ami", i) }
	longest := object{"MaxResults": "1000"}
	r.inHome(listing{
		operation: "ec2.DescribeInstances", size: 1000, token: "NextToken", input: longest, page: ec2Page("DescribeInstances", "reservationSet"),
	}, some(s.Instances, func(i int) string {
		public := ""
		if i%2 == 0 {
			public = `<association><publicIp>198.51.100.7</publicIp></association>`
		}
		return `<item><instancesSet><item>` + element("instanceId", id("i", i)) + element("imageId", image(i%s.images())) +
			`<instanceState><name>running</name></instanceState><instanceType>t4g.small</instanceType><launchTime>2026-06-03T06:00:12.000Z</launchTime>` +
			`<networkInterfaceSet><item><groupSet><item>` + element("groupId", id("sg", i%s.securityGroups())) + `</item></groupSet>` + public +
			`</item></networkInterfaceSet></item></instancesSet></item>`
	}))
	r.inHome(listing{
		operation: "ec2.DescribeInstanceImageMetadata", size: 1000, token: "NextToken", input: longest,
		page: ec2Page("DescribeInstanceImageMetadata", "instanceImageMetadataSet"),
	}, some(s.Instances, func(i int) string {
		return `<item>` + element("instanceId", id("i", i)) + `<imageMetadata>` + element("imageId", image(i%s.images())) +
			element("imageOwnerId", account) + `<imageState>available</imageState><isPublic>false</isPublic></imageMetadata></item>`
	}))
	r.inHome(listing{
		operation: "ec2.DescribeImages", size: 1000, token: "NextToken", page: ec2Page("DescribeImages", "imagesSet"),
		input: object{"Owner.1": "self", "IncludeDisabled": "true", "MaxResults": "1000"},
	}, some(s.images(), func(i int) string {
		return `<item>` + element("imageId", image(i)) + element("imageOwnerId", account) +
			`<imageState>available</imageState><creationDate>2026-05-28T12:00:00.000Z</creationDate><isPublic>false</isPublic></item>`
	}))
	for i := range s.images() {
		r.xml("ec2.DescribeImageAttribute", Home, object{"Attribute": "launchPermission", "ImageId": image(i)},
			element("DescribeImageAttributeResponse", element("imageId", image(i))+`<launchPermission/>`))
	}
	r.xml("ec2.GetAllowedImagesSettings", Home, nil, `<GetAllowedImagesSettingsResponse><state>disabled</state></GetAllowedImagesSettingsResponse>`)
	r.inHome(listing{
		operation: "ec2.DescribeSecurityGroups", size: 1000, token: "NextToken", input: longest, page: ec2Page("DescribeSecurityGroups", "securityGroupInfo"),
	}, some(s.securityGroups(), func(i int) string {
		return `<item>` + element("groupId", id("sg", i)) + `<groupName>web</groupName><ipPermissions><item><ipProtocol>tcp</ipProtocol>` +
			`<fromPort>443</fromPort><toPort>443</toPort><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item></ipPermissions></item>`
	}))
	r.none(listing{operation: "ec2.DescribeFlowLogs", size: 1000, page: ec2Page("DescribeFlowLogs", "flowLogSet")})
}
