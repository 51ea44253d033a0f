package synthetic

import (
	"fmt"
	"strings"
)

func bucketName(i int) string { return fmt.Sprintf("bucket-%d", i) }

// buckets answers what S3 tells. The account does not block public access, and so each bucket has to
// be asked; every second one does.
func (s Size) buckets(r recording) {
	r.add("s3.GetAccountPublicAccessBlock", everywhere, nil, exchange{
		Status: 404, Body: `<ErrorResponse><Error><Code>NoSuchPublicAccessBlockConfiguration</Code><Message>no</Message></Error></ErrorResponse>`,
	})
	r.list(listing{
		operation: "s3.ListAllMyBuckets", region: everywhere, size: 1000, token: "continuation-token", input: object{"max-buckets": "1000"},
		page: func(items []string, next string) exchange {
			return exchange{Body: element("ListAllMyBucketsResult", `<Owner><ID>owner</ID></Owner>`+
				element("Buckets", strings.Join(items, ""))+element("ContinuationToken", next))}
		},
	}, some(s.Buckets, func(i int) string {
		return element("Bucket", element("Name", bucketName(i))+`<CreationDate>2024-02-07T10:11:12.000Z</CreationDate>`+element("BucketRegion", Home))
	}))
	for i := range s.Buckets {
		bucket := object{"Bucket": bucketName(i)}
		r.json("s3.GetBucketPolicy", Home, bucket, object{"Version": "2012-10-17", "Statement": []object{{
			"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::" + bucketName(i) + "/*",
			"Condition": object{"Bool": object{"aws:SecureTransport": "false"}},
		}}})
		r.refuseBucket("s3.GetReplicationConfiguration", bucket, "ReplicationConfigurationNotFoundError")
		if i%2 > 0 {
			r.xml("s3.GetBucketPublicAccessBlock", Home, bucket, `<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls>`+
				`<IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets>`+
				`</PublicAccessBlockConfiguration>`)
			continue
		}
		r.refuseBucket("s3.GetBucketPublicAccessBlock", bucket, "NoSuchPublicAccessBlockConfiguration")
		r.xml("s3.GetBucketPolicyStatus", Home, bucket, `<PolicyStatus><IsPublic>false</IsPublic></PolicyStatus>`)
		r.xml("s3.GetBucketAcl", Home, bucket, `<AccessControlPolicy><Owner><ID>owner</ID></Owner><AccessControlList><Grant>`+
			`<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>owner</ID></Grantee>`+
			`<Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>`)
	}
}
