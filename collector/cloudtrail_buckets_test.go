package collector

import (
	"strings"
	"testing"

	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// A trail may deliver to another account's bucket, of which AWS tells whether it is gone.
func TestBucketOfAnotherAccount(t *testing.T) {
	const name = "fjordmart-organization-trail"
	noBuckets := `[{"region": "*", "input": {"max-buckets": "1000"}, "body": "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>"}]`
	found := `[{"region": "*", "input": {"Bucket": "` + name + `"}, "body": "<LocationConstraint>eu-west-1</LocationConstraint>"}]`
	for note, tc := range map[string]struct{ location, want, gap string }{
		"gone":    {s3Error("NoSuchBucket"), `"owned":false,"exists":false,`, ""},
		"there":   {found, `"region":"eu-west-1","owned":false,"exists":true,`, ""},
		"denied":  {s3Error("AccessDenied"), `"owned":false,`, "s3:GetBucketLocation of arn:aws:s3:::" + name + ": AccessDenied"},
		"no code": {`[{"region": "*", "input": {"Bucket": "` + name + `"}, "status": 404, "body": "<html></html>"}]`, `"owned":false,`, "s3:GetBucketLocation of arn:aws:s3:::" + name + ": NotFound"},
	} {
		bubble(t, strings.ReplaceAll(note, " ", "_"), func(t *testing.T) {
			snap := read(t, open(t, with(t, accounts.Clean(), map[string]string{
				"s3.ListAllMyBuckets.json": noBuckets, "s3.GetBucketLocation.json": tc.location,
			})), "cloudtrail.buckets", "cloudtrail.bucket_versioning")
			for _, section := range []string{"cloudtrail.buckets", "cloudtrail.bucket_versioning"} {
				if tc.gap == "" {
					wantGaps(t, snap, section)
				} else {
					wantGaps(t, snap, section, tc.gap)
				}
			}
			wantValue(t, snap, "cloudtrail", "buckets", `[{"arn":"arn:aws:s3:::`+name+`","name":"`+name+`",`+tc.want+
				`"trails":["arn:aws:cloudtrail:eu-west-1:210987654321:trail/organization-trail"]}]`)
			wantValue(t, snap, "cloudtrail", "bucket_versioning", "[]")
		})
	}
}

func TestTrailKeys(t *testing.T) {
	const key = "arn:aws:kms:eu-west-1:210987654321:key/8a2d4e61-0c3b-4f75-9e18-b7c6d5a4f302"
	answer := func(rest string) string {
		return `[{"region": "eu-west-1", "input": {"KeyId": "` + key + `"}, ` + rest + `}]`
	}
	for note, tc := range map[string]struct{ answer, want, gap string }{
		"disabled":  {answer(`"json": {"KeyMetadata": {"KeyId": "8a2d4e61", "KeyState": "Disabled"}}`), `,"exists":true,"state":"Disabled"`, ""},
		"gone":      {answer(`"status": 400, "json": {"__type": "NotFoundException", "message": "Key does not exist"}`), `,"exists":false`, ""},
		"denied":    {answer(`"status": 400, "json": {"__type": "AccessDeniedException"}`), ``, "kms:DescribeKey of " + key + " in eu-west-1: AccessDeniedException"},
		"stateless": {answer(`"json": {"KeyMetadata": {"KeyId": "8a2d4e61"}}`), ``, "kms:DescribeKey of " + key + " in eu-west-1: MalformedResponse"},
	} {
		bubble(t, note, func(t *testing.T) {
			snap := read(t, open(t, with(t, accounts.Clean(), map[string]string{"kms.DescribeKey.json": tc.answer})), "cloudtrail.keys")
			if tc.gap == "" {
				wantGaps(t, snap, "cloudtrail.keys")
			} else {
				wantGaps(t, snap, "cloudtrail.keys", tc.gap)
			}
			wantValue(t, snap, "cloudtrail", "keys", `[{"arn":"`+key+`","region":"eu-west-1"`+tc.want+
				`,"trails":["arn:aws:cloudtrail:eu-west-1:210987654321:trail/organization-trail"]}]`)
		})
	}
}
