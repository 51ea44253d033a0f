package collector

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// askedOf lists the calls to a service, as "Operation Input".
func askedOf(account *awsreplay.Account, service string) []string {
	var out []string
	for _, c := range account.Calls() {
		if c.Service == service {
			out = append(out, c.Operation+" "+c.Input)
		}
	}
	return out
}

// s3Error makes an exchange in which S3 fails over the bucket of the organization's trail.
func s3Error(code string) string {
	return `[{"region": "*", "input": {"Bucket": "fjordmart-organization-trail"}, "status": 404, "body": "<Error><Code>` + code + `</Code><Message>m</Message></Error>"}]`
}

func TestBlockOfTheAccountSparesTheBuckets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Clean())
		snap := read(t, account, "s3.bucket_public_access")
		wantGaps(t, snap, "s3.bucket_public_access")
		for _, call := range askedOf(account, "s3") {
			if !strings.HasPrefix(call, "ListAllMyBuckets ") && !strings.HasPrefix(call, "GetAccountPublicAccessBlock ") {
				t.Errorf("needlessly asked: %s", call)
			}
		}
		if got := string(snap.AWS["s3"]["bucket_public_access"]); strings.Count(got, `"restrict_public_buckets":true`) != 4 {
			t.Errorf("public access: %s", got)
		}
	})
}

// Sections about the same buckets share the calls.
func TestBucketsAreReadOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Compromised())
		read(t, account)
		calls := map[string]int{}
		for _, call := range askedOf(account, "s3") {
			if calls[call]++; calls[call] == 2 {
				t.Errorf("asked twice: %s", call)
			}
		}
	})
}

// Emulators list buckets without their regions.
func TestBucketWithoutRegion(t *testing.T) {
	listing := `[{"region": "*", "input": {"max-buckets": "1000"}, "body":
		"<ListAllMyBucketsResult><Buckets><Bucket><Name>old.logs</Name></Bucket></Buckets></ListAllMyBucketsResult>"}]`
	for name, tc := range map[string]struct{ location, region, gap string }{
		"first region":  {`<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>`, `"us-east-1"`, ""},
		"old name":      {`<LocationConstraint>EU</LocationConstraint>`, `"eu-west-1"`, ""},
		"other region":  {`<LocationConstraint>eu-north-1</LocationConstraint>`, `"eu-north-1"`, ""},
		"page":          {`<html></html>`, "", "s3:GetBucketLocation of arn:aws:s3:::old.logs: MalformedResponse"},
		"broken off":    {`<LocationConstraint>eu-no`, "", "s3:GetBucketLocation of arn:aws:s3:::old.logs: MalformedResponse"},
		"empty":         {``, "", "s3:GetBucketLocation of arn:aws:s3:::old.logs: MalformedResponse"},
		"not even text": {`<LocationConstraint>\u0000</LocationConstraint>`, "", "s3:GetBucketLocation of arn:aws:s3:::old.logs: MalformedResponse"},
	} {
		bubble(t, strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			account := open(t, with(t, accounts.Clean(), map[string]string{
				"s3.ListAllMyBuckets.json":  listing,
				"s3.GetBucketLocation.json": `[{"region": "*", "input": {"Bucket": "old.logs"}, "body": "` + tc.location + `"}]`,
			}))
			snap := read(t, account, "s3.buckets")
			got := string(snap.AWS["s3"]["buckets"])
			if tc.gap != "" {
				wantGaps(t, snap, "s3.buckets", tc.gap)
				if strings.Contains(got, `"region"`) {
					t.Errorf("buckets: %s", got)
				}
				return
			}
			wantGaps(t, snap, "s3.buckets")
			if !strings.Contains(got, `"region":`+tc.region) {
				t.Errorf("buckets: %s, want the region %s", got, tc.region)
			}
		})
	}
}

// What S3 says of a part that is not set is a fact; any other error is a gap.
func TestUnsetPartsOfBuckets(t *testing.T) {
	trail := `{"Bucket": "fjordmart-organization-trail"}`
	prefix := `[{"arn":"arn:aws:s3:::fjordmart-organization-trail","name":"fjordmart-organization-trail","region":"eu-west-1"`
	for name, tc := range map[string]struct{ section, file, answer, want, gap string }{
		"never versioned": {
			"cloudtrail.bucket_versioning", "s3.GetBucketVersioning.json",
			`[{"region": "*", "input": ` + trail + `, "body": "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>"}]`,
			prefix + `}]`, "",
		},
		"no answer is not never versioned": {
			"cloudtrail.bucket_versioning", "s3.GetBucketVersioning.json",
			`[{"region": "*", "input": ` + trail + `, "body": "<html><body>Sign in</body></html>"}]`, `[]`,
			"s3:GetBucketVersioning of arn:aws:s3:::fjordmart-organization-trail in eu-west-1: MalformedResponse",
		},
		"no lock":         {"cloudtrail.bucket_object_lock", "s3.GetBucketObjectLockConfiguration.json", s3Error("ObjectLockConfigurationNotFoundError"), prefix + `,"enabled":false}]`, ""},
		"no lifecycle":    {"cloudtrail.bucket_lifecycle", "s3.GetLifecycleConfiguration.json", s3Error("NoSuchLifecycleConfiguration"), prefix + `,"rules":[]}]`, ""},
		"no policy":       {"cloudtrail.bucket_policies", "s3.GetBucketPolicy.json", s3Error("NoSuchBucketPolicy"), prefix + `,"statements":[]}]`, ""},
		"bucket vanished": {"cloudtrail.bucket_policies", "s3.GetBucketPolicy.json", s3Error("NoSuchBucket"), `[]`, "s3:GetBucketPolicy of arn:aws:s3:::fjordmart-organization-trail in eu-west-1: NoSuchBucket"},
		"lock unread":     {"cloudtrail.bucket_object_lock", "s3.GetBucketObjectLockConfiguration.json", s3Error("AccessDenied"), `[]`, "s3:GetBucketObjectLockConfiguration of arn:aws:s3:::fjordmart-organization-trail in eu-west-1: AccessDenied"},
	} {
		bubble(t, strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			snap := read(t, open(t, with(t, accounts.Clean(), map[string]string{tc.file: tc.answer})), tc.section)
			if tc.gap == "" {
				wantGaps(t, snap, tc.section)
			} else {
				wantGaps(t, snap, tc.section, tc.gap)
			}
			service, collection, _ := strings.Cut(tc.section, ".")
			wantValue(t, snap, service, collection, tc.want)
		})
	}
}

// A bucket's policy is not encoded, as a role's is: a percent sign is one.
func TestBucketPolicyIsTakenAsItIs(t *testing.T) {
	got, err := parseStatements(`{"Statement": {"Effect": "Allow", "Principal": {"AWS": "999988887777"}, "Action": "s3:GetObject",
		"Resource": "arn:aws:s3:::b/100%25/*", "NotResource": ["arn:aws:s3:::b/+"]}}`)
	if err != nil {
		t.Fatal(err)
	}
	want := []Statement{{
		Effect: "Allow", Principals: []Principal{{Type: "AWS", Value: "999988887777", AccountID: "999988887777"}}, NotPrincipals: []Principal{},
		Actions: []string{"s3:GetObject"}, NotActions: []string{},
		Resources: []string{"arn:aws:s3:::b/100%25/*"}, NotResources: []string{"arn:aws:s3:::b/+"}, Conditions: []Condition{},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statements (-want +got):\n%s", diff)
	}
}

func TestBucketOfARegionThatIsNotSelected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Clean())
		snap := readWith(t.Context(), t, account, Options{Sections: []string{"s3.bucket_policies"}, Regions: []string{"eu-west-1"}})
		wantGaps(t, snap, "s3.bucket_policies", "--region of arn:aws:s3:::fjordmart-orders-archive-replica in us-east-1: RegionNotSelected")
	})
}

// Every answer of S3 that is XML has an element to be known by.
func TestAnswerRoots(t *testing.T) {
	for _, o := range Operations(SectionNames()) {
		if strings.HasPrefix(o.Action, "s3:") && o.Name != getBucketPolicy.Name && answerRoots[o.Name] == "" {
			t.Errorf("%s has no root element", o.Name)
		}
	}
}
