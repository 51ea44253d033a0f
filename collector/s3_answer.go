package collector

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// answerRoots are the elements in which S3's answers come. Some true answers hold nothing (a bucket
// that was never versioned has an empty VersioningConfiguration) and the SDK takes any XML, and
// none, for one of those: only the element tells.
var answerRoots = map[string]string{
	"GetBucketAcl":                    "AccessControlPolicy",
	"GetBucketLifecycleConfiguration": "LifecycleConfiguration",
	"GetBucketLocation":               "LocationConstraint",
	"GetBucketPolicyStatus":           "PolicyStatus",
	"GetBucketReplication":            "ReplicationConfiguration",
	"GetBucketVersioning":             "VersioningConfiguration",
	"GetObjectLockConfiguration":      "ObjectLockConfiguration",
	"GetPublicAccessBlock":            "PublicAccessBlockConfiguration",
	"ListBuckets":                     "ListAllMyBucketsResult",
	"ListObjectsV2":                   "ListBucketResult",
}

// checkAnswer adds wholeAnswer to an SDK client, next to the wire.
func checkAnswer(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("tocsinWholeAnswer", wholeAnswer), middleware.After)
}

// wholeAnswer refuses a success of S3 or S3 Control that is not a whole document of its kind.
func wholeAnswer(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	out, metadata, err := next.HandleDeserialize(ctx, in)
	response, ok := out.RawResponse.(*smithyhttp.Response)
	if err != nil || !ok || response.StatusCode != http.StatusOK {
		return out, metadata, err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxObject+1))
	switch {
	case err != nil:
		return out, metadata, malformed("the answer broke off")
	case len(body) > maxObject:
		return out, metadata, errTooLarge
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	switch name := middleware.GetOperationName(ctx); {
	case name == getObject.Name: // the object itself
	case name == getBucketPolicy.Name: // the policy itself
		if !json.Valid(body) {
			return out, metadata, malformed("the answer is no policy")
		}
	case !isDocument(body, answerRoots[name]):
		return out, metadata, malformed("the answer is no " + answerRoots[name])
	}
	return out, metadata, nil
}

// isDocument reports whether XML is well-formed to its end and in the given element.
func isDocument(body []byte, root string) bool {
	d := xml.NewDecoder(bytes.NewReader(body))
	first := ""
	for {
		token, err := d.Token()
		if err != nil {
			return errors.Is(err, io.EOF) && first == root
		}
		if start, ok := token.(xml.StartElement); ok && first == "" {
			first = start.Name.Local
		}
	}
}
