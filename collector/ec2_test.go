package collector

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// Security groups and settings of images are asked for where there is something to guard.
func TestQuietRegionsAreAskedLess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Compromised())
		read(t, account, "ec2.security_groups", "ec2.allowed_images", "ec2.instances", "ec2.instance_images")
		got := map[string][]string{}
		calls := 0
		for _, c := range account.Calls() {
			switch c.Operation {
			case "DescribeSecurityGroups", "GetAllowedImagesSettings":
				got[c.Operation] = append(got[c.Operation], c.Region)
			case "DescribeInstances", "DescribeInstanceImageMetadata":
				calls++
			}
		}
		for operation, regions := range got {
			if diff := cmp.Diff(2, len(regions)); diff != "" {
				t.Errorf("%s was asked in %s", operation, regions)
			}
		}
		if want := 2*18 + 1; calls != want { // each region once, and a second page
			t.Errorf("%d listings, want %d", calls, want)
		}
	})
}

// ec2Answer makes a recording of one answer in eu-west-1.
func ec2Answer(input, body string) string {
	return fmt.Sprintf(`[{"region": "eu-west-1", "input": %s, "body": %q}]`, input, body)
}

// What an answer lacks inside is unread, neither false nor empty.
func TestHollowAnswersOfEC2(t *testing.T) {
	const one, own = `{"MaxResults": "1000"}`, `{"Owner.1": "self", "IncludeDisabled": "true", "MaxResults": "1000"}`
	for name, tc := range map[string]struct{ section, file, answer, want, gap string }{
		"instance": {
			"ec2.instances", "ec2.DescribeInstances.json",
			ec2Answer(one, "<R><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId></item></instancesSet></item></reservationSet></R>"),
			`[{"arn":"arn:aws:ec2:eu-west-1:210987654321:instance/i-1","id":"i-1","region":"eu-west-1","public_interfaces":[]}]`,
			"ec2:DescribeInstances of arn:aws:ec2:eu-west-1:210987654321:instance/i-1 in eu-west-1: MalformedResponse",
		},
		"instance without an image": {
			"ec2.instance_images", "ec2.DescribeInstanceImageMetadata.json",
			ec2Answer(one, "<R><instanceImageMetadataSet><item><instanceId>i-1</instanceId></item></instanceImageMetadataSet></R>"), `[]`,
			"ec2:DescribeInstanceImageMetadata of arn:aws:ec2:eu-west-1:210987654321:instance/i-1 in eu-west-1: MalformedResponse",
		},
		"image": {
			"ec2.images", "ec2.DescribeImages.json",
			ec2Answer(own, "<R><imagesSet><item><imageId>ami-1</imageId><creationDate>yesterday</creationDate></item></imagesSet></R>"),
			`[{"arn":"arn:aws:ec2:eu-west-1::image/ami-1","id":"ami-1","region":"eu-west-1","aws_tags":[]}]`,
			"ec2:DescribeImages of arn:aws:ec2:eu-west-1::image/ami-1 in eu-west-1: MalformedResponse",
		},
		"security group": {
			"ec2.security_groups", "ec2.DescribeSecurityGroups.json",
			ec2Answer(one, "<R><securityGroupInfo><item><groupId>sg-1</groupId></item></securityGroupInfo></R>"),
			`[{"arn":"arn:aws:ec2:eu-west-1:210987654321:security-group/sg-1","id":"sg-1","region":"eu-west-1","ingress":[]}]`,
			"ec2:DescribeSecurityGroups of arn:aws:ec2:eu-west-1:210987654321:security-group/sg-1 in eu-west-1: MalformedResponse",
		},
	} {
		bubble(t, strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			account := open(t, with(t, accounts.Clean(), map[string]string{tc.file: tc.answer}))
			snap := readWith(t.Context(), t, account, Options{Sections: []string{tc.section}, Regions: []string{"eu-west-1"}})
			if got := gaps(snap, tc.section); !strings.Contains(strings.Join(got, "\n"), tc.gap) {
				t.Errorf("gaps %q, want among them %s", got, tc.gap)
			}
			service, collection, _ := strings.Cut(tc.section, ".")
			wantValue(t, snap, service, collection, tc.want)
		})
	}
}

// Everyone, an organisation and one of its units may have an image, too.
func TestImageSharing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const image = "ami-0e2d7c5b9a4f18360"
		organization := "arn:aws:organizations::999988887777:organization/o-abc123def4"
		unit := "arn:aws:organizations::999988887777:ou/o-abc123def4/ou-ab12-cdefghij"
		shared := `{"region": "eu-west-1", "input": {"Attribute": "launchPermission", "ImageId": "` + image + `"}, "body":
			"<R><launchPermission><item><group>all</group></item><item><userId>999988887777</userId></item><item><organizationArn>` + organization +
			`</organizationArn></item><item><organizationalUnitArn>` + unit + `</organizationalUnitArn></item></launchPermission></R>"}`
		denied := `{"region": "eu-west-1", "input": {"Attribute": "launchPermission", "ImageId": "ami-0a9b8c7d6e5f40312"}, "status": 403,
			"body": "<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></Errors></Response>"}`
		account := open(t, with(t, accounts.Clean(), map[string]string{"ec2.DescribeImageAttribute.json": "[" + shared + "," + denied + "]"}))
		snap := read(t, account, "ec2.image_sharing")
		wantGaps(t, snap, "ec2.image_sharing",
			"ec2:DescribeImageAttribute of arn:aws:ec2:eu-west-1::image/ami-0a9b8c7d6e5f40312 in eu-west-1: UnauthorizedOperation")
		wantValue(t, snap, "ec2", "image_sharing", `[{"arn":"arn:aws:ec2:eu-west-1::image/`+image+`","id":"`+image+`","region":"eu-west-1",`+
			`"shared_with":["999988887777","all","`+organization+`","`+unit+`"]}]`)
	})
}

func TestRoleOfAnInstanceProfile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		snap := read(t, open(t, accounts.Compromised()), "iam.roles")
		wantGaps(t, snap, "iam.roles")
		want := `"instance_profile_arns":["arn:aws:iam::123456789012:instance-profile/web-frontend-instance"]`
		if got := string(snap.AWS["iam"]["roles"]); strings.Count(got, want) != 1 || !strings.Contains(got, `"instance_profile_arns":[]`) {
			t.Errorf("roles: %s, want once %s", got, want)
		}
	})
}

// Anybody may give an image a tag such as dlm:managed; of the others only the keys count.
func TestTagsThatOnlyAWSCanSet(t *testing.T) {
	tag := func(key string) types.Tag {
		return types.Tag{Key: aws.String(key), Value: aws.String("aws:dlm:lifecycle-policy-id")}
	}
	r := &reader{session: &session{identity: identity{account: "123456789012", partition: "aws"}}}
	image := r.newImage("eu-west-1", types.Image{
		ImageId: aws.String("ami-1"), Public: aws.Bool(false), CreationDate: aws.String("2026-11-20T03:00:21.000Z"),
		Tags: []types.Tag{tag("dlm:managed"), tag("aws:dlm:lifecycle-policy-id"), tag("Aws:dlm:x"), tag(" aws:dlm:x"), tag("aws:backup:source-resource"), {}},
	})
	if diff := cmp.Diff([]string{"aws:backup:source-resource", "aws:dlm:lifecycle-policy-id"}, image.AWSTags); diff != "" {
		t.Errorf("tags (-want +got):\n%s", diff)
	}
}
