package bench

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
)

// corpus is a directory of log files as a trail writes them, in gzip.
type corpus struct {
	dir    string
	files  []string
	raw    int64 // bytes inflated
	events int
}

const eventsPerFile = 50

// trail writes log files with about as many events as TOCSIN_BENCH_EVENTS says. Where TOCSIN_SHARED
// names the shared test data they are copies of a real account's, with ids of their own; else they
// are made up, alike in size, in how well they compress, and in how many a scan keeps: 4 %.
func trail(b *testing.B) *corpus {
	b.Helper()
	want := environment(b, "TOCSIN_BENCH_EVENTS", 16_000)
	c := &corpus{dir: b.TempDir()}
	random := rand.New(rand.NewPCG(1, 2))
	recorded := recordedFiles(b)
	for n := 0; c.events < want; n++ {
		file := logFile(random)
		if len(recorded) > 0 {
			file = freshIDs(random, recorded[n%len(recorded)])
		}
		c.raw += int64(len(file))
		c.events += bytes.Count(file, []byte(`"eventVersion":`))
		c.files = append(c.files, filepath.Join(c.dir, fmt.Sprintf("%06d.json.gz", n)))
		if err := os.WriteFile(c.files[n], deflated(b, file), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return c
}

func environment(b *testing.B, name string, otherwise int) int {
	b.Helper()
	value := os.Getenv(name)
	if value == "" {
		return otherwise
	}
	n, err := strconv.Atoi(value)
	if err != nil || n <= 0 {
		b.Fatalf("%s is %q, want a number", name, value)
	}
	return n
}

func deflated(b *testing.B, content []byte) []byte {
	b.Helper()
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, 6)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := w.Write(content); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

func recordedFiles(b *testing.B) [][]byte {
	b.Helper()
	shared := os.Getenv("TOCSIN_SHARED")
	if shared == "" {
		return nil
	}
	names, err := filepath.Glob(filepath.Join(shared, "data", "cloudtrail", "invictus", "CloudTrail", "*.json"))
	if err != nil || len(names) == 0 {
		b.Fatalf("TOCSIN_SHARED holds no log files: %v", err)
	}
	var files [][]byte
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		files = append(files, content)
	}
	return files
}

var eventID = regexp.MustCompile(`"eventID":"[0-9a-f-]{36}"`)

func freshIDs(random *rand.Rand, file []byte) []byte {
	return eventID.ReplaceAllFunc(file, func([]byte) []byte { return []byte(`"eventID":"` + uuid(random) + `"`) })
}

// shapes are records with places for what differs: @uuid, @name, @hex, @b64, @ip, @time, @agent, @key.
var shapes = []string{
	session + `"eventTime":"@time","eventSource":"s3.amazonaws.com","eventName":"GetBucketEncryption",` + place +
		`"requestParameters":{"bucketName":"logs-@hex-@name","Host":"s3.eu-west-1.amazonaws.com","encryption":""},"responseElements":null,` +
		`"additionalEventData":{"SignatureVersion":"SigV4","CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","bytesTransferredIn":0,` +
		`"AuthenticationMethod":"AuthHeader","x-amz-id-2":"@b64","bytesTransferredOut":414},` + foot,
	user + `"eventTime":"@time","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances",` + place +
		`"requestParameters":{"maxResults":1000,"instancesSet":{"items":[{"instanceId":"i-@hex"},{"instanceId":"i-@hex"}]},` +
		`"filterSet":{"items":[{"name":"instance-state-name","valueSet":{"items":[{"value":"running"}]}}]}},"responseElements":null,` + foot,
	session + `"eventTime":"@time","eventSource":"kms.amazonaws.com","eventName":"Decrypt",` + place +
		`"requestParameters":{"encryptionAlgorithm":"SYMMETRIC_DEFAULT","encryptionContext":{"aws:s3:arn":"arn:aws:s3:::logs-@hex-@name"},` +
		`"keyId":"arn:aws:kms:eu-west-1:111122223333:key/@uuid"},"responseElements":null,"resources":[{"accountId":"111122223333",` +
		`"type":"AWS::KMS::Key","ARN":"arn:aws:kms:eu-west-1:111122223333:key/@uuid"}],` + foot,
	service + `"eventTime":"@time","eventSource":"sts.amazonaws.com","eventName":"AssumeRole",` + place +
		`"requestParameters":{"roleArn":"arn:aws:iam::111122223333:role/@name","roleSessionName":"@name-@hex","durationSeconds":3600},` +
		`"responseElements":{"credentials":{"accessKeyId":"@key","sessionToken":"@b64@b64@b64","expiration":"Aug 20, 2026 11:15:30 AM"},` +
		`"assumedRoleUser":{"assumedRoleId":"AROAEXAMPLE:@name-@hex","arn":"arn:aws:sts::111122223333:assumed-role/@name/@name-@hex"}},` + foot,
	user + `"eventTime":"@time","eventSource":"iam.amazonaws.com","eventName":"ListAttachedRolePolicies",` + place +
		`"requestParameters":{"roleName":"@name-@hex","maxItems":100},"responseElements":null,` + foot,
	session + `"eventTime":"@time","eventSource":"ec2.amazonaws.com","eventName":"DescribeSecurityGroups",` + place +
		`"errorCode":"Client.UnauthorizedOperation","errorMessage":"You are not authorized to perform this operation. User: ` +
		`arn:aws:sts::111122223333:assumed-role/@name/i-@hex is not authorized to perform: ec2:DescribeSecurityGroups because no ` +
		`identity-based policy allows the ec2:DescribeSecurityGroups action","requestParameters":{"securityGroupSet":{},` +
		`"securityGroupIdSet":{"items":[{"groupId":"sg-@hex"}]},"filterSet":{}},"responseElements":null,` + foot,
}

// wanted are records that a scan keeps.
var wanted = []string{
	user + `"eventTime":"@time","eventSource":"iam.amazonaws.com","eventName":"CreateUser",` + place +
		`"requestParameters":{"userName":"@name","path":"/"},"responseElements":{"user":{"path":"/","userName":"@name",` +
		`"userId":"AIDAEXAMPLE","arn":"arn:aws:iam::111122223333:user/@name","createDate":"Aug 20, 2026 10:15:30 AM"}},` + foot,
	user + `"eventTime":"@time","eventSource":"iam.amazonaws.com","eventName":"PutRolePolicy",` + place +
		`"requestParameters":{"roleName":"@name","policyName":"@name","policyDocument":"{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": ` +
		`[{\n    \"Effect\": \"Allow\",\n    \"Action\": [\"s3:GetObject\", \"s3:ListBucket\"],\n    \"Resource\": \"arn:aws:s3:::@name-@hex/*\"\n` +
		`  }]\n}"},"responseElements":null,` + foot,
	rootUser + `"eventTime":"@time","eventSource":"s3.amazonaws.com","eventName":"ListBuckets",` + place +
		`"requestParameters":{"Host":"s3.amazonaws.com"},"responseElements":null,` + foot,
}

const (
	user = `{"eventVersion":"1.09","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::111122223333:user/@name",` +
		`"accountId":"111122223333","accessKeyId":"@key","userName":"@name"},`
	rootUser = `{"eventVersion":"1.09","userIdentity":{"type":"Root","principalId":"111122223333","arn":"arn:aws:iam::111122223333:root",` +
		`"accountId":"111122223333","accessKeyId":"@key","sessionContext":{"attributes":{"creationDate":"@time","mfaAuthenticated":"true"}}},`
	service = `{"eventVersion":"1.09","userIdentity":{"type":"AWSService","invokedBy":"lambda.amazonaws.com"},`
	session = `{"eventVersion":"1.09","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:i-@hex",` +
		`"arn":"arn:aws:sts::111122223333:assumed-role/@name/i-@hex","accountId":"111122223333","accessKeyId":"@key","sessionContext":` +
		`{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLE","arn":"arn:aws:iam::111122223333:role/@name","accountId":"111122223333",` +
		`"userName":"@name"},"attributes":{"creationDate":"@time","mfaAuthenticated":"false"},"ec2RoleDelivery":"2.0"}},`
	place = `"awsRegion":"eu-west-1","sourceIPAddress":"@ip","userAgent":"@agent",`
	foot  = `"requestID":"@uuid","eventID":"@uuid","readOnly":true,"eventType":"AwsApiCall","managementEvent":true,` +
		`"recipientAccountId":"111122223333","eventCategory":"Management","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":` +
		`"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"ec2.eu-west-1.amazonaws.com"}}`
)

var (
	placeholder = regexp.MustCompile(`@[a-z0-9]+`)
	agents      = []string{
		"[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.488 Linux/5.4.247-169.350.amzn2int.x86_64 OpenJDK_64-Bit_Server_VM/25.372-b08]",
		"aws-cli/2.17.9 md/awscrt#0.20.11 ua/2.0 os/linux#6.1.0 md/arch#x86_64 lang/python#3.11.9 cfg/retry-mode#standard",
		"Boto3/1.34.101 md/Botocore#1.34.101 ua/2.0 os/linux#5.10.215 md/arch#aarch64 lang/python#3.12.3 Botocore/1.34.101",
		"APN/1.0 HashiCorp/1.0 Terraform/1.8.2 (+https://www.terraform.io) terraform-provider-aws/5.48.0 aws-sdk-go-v2/1.26.1",
	}
	words = []string{"ada", "deploy", "reader", "pipeline", "backup", "monitoring", "grafana", "inventory", "batch", "worker"}
)

func logFile(random *rand.Rand) []byte {
	var records []string
	for range eventsPerFile {
		shape := shapes[random.IntN(len(shapes))]
		if random.IntN(25) == 0 {
			shape = wanted[random.IntN(len(wanted))]
		}
		records = append(records, filled(random, shape))
	}
	return []byte(`{"Records":[` + strings.Join(records, ",") + `]}`)
}

func filled(random *rand.Rand, shape string) string {
	return placeholder.ReplaceAllStringFunc(shape, func(what string) string {
		switch what {
		case "@uuid":
			return uuid(random)
		case "@hex":
			return fmt.Sprintf("%017x", random.Uint64())[:17]
		case "@name":
			return words[random.IntN(len(words))]
		case "@key":
			return fmt.Sprintf("ASIA%016X", random.Uint64())
		case "@ip":
			return fmt.Sprintf("198.51.100.%d", random.IntN(256))
		case "@time":
			return fmt.Sprintf("2026-08-20T10:%02d:%02dZ", random.IntN(5), random.IntN(60))
		case "@agent":
			return agents[random.IntN(len(agents))]
		case "@b64":
			return noise(random, 76)
		}
		return what
	})
}

func uuid(random *rand.Rand) string {
	h, l := random.Uint64(), random.Uint64()
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", h>>32, h>>16&0xffff, h&0xffff, l>>48, l&0xffffffffffff)
}

func noise(random *rand.Rand, n int) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	b := make([]byte, n)
	for i := range b {
		b[i] = letters[random.IntN(len(letters))]
	}
	return string(b)
}
