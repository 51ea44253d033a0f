package awsreplay

import (
	"net/http"
	"strings"
)

// S3 and S3 Control sign by one name, and what a call asks stands in the method, the path and the
// query. Here the operations have the names of their IAM actions, which differ from the SDK's:
// both services have a GetPublicAccessBlock.

// s3Subresources names the calls that read a part of a bucket by the query parameter for the part.
var s3Subresources = map[string]string{
	"acl":               "GetBucketAcl",
	"lifecycle":         "GetLifecycleConfiguration",
	"location":          "GetBucketLocation",
	"object-lock":       "GetBucketObjectLockConfiguration",
	"policy":            "GetBucketPolicy",
	"policyStatus":      "GetBucketPolicyStatus",
	"publicAccessBlock": "GetBucketPublicAccessBlock",
	"replication":       "GetReplicationConfiguration",
	"versioning":        "GetBucketVersioning",
}

// identifyS3 returns the operation and the input of a request to S3 or S3 Control, both empty for
// a call that is not known here.
func identifyS3(r *http.Request) (operation, input string) {
	if r.Method != http.MethodGet {
		return "", ""
	}
	if strings.HasPrefix(r.URL.Path, "/v20180820/") {
		if r.URL.Path == "/v20180820/configuration/publicAccessBlock" {
			return "GetAccountPublicAccessBlock", "{}" // of the caller's own account
		}
		return "", ""
	}
	flat := map[string]string{}
	bucket := strings.Trim(r.URL.Path, "/")
	if bucket == "" {
		operation = "ListAllMyBuckets"
	} else {
		flat["Bucket"] = bucket
	}
	for name, values := range r.URL.Query() {
		if subresource, ok := s3Subresources[name]; ok && bucket != "" {
			operation = subresource
		} else if name != "x-id" {
			flat[name] = values[0]
		}
	}
	return operation, string(mustMarshal(flat))
}
