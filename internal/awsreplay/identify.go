package awsreplay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Call is one request, told apart as AWS does. Two calls that ask the same are equal.
type Call struct {
	// Service is the prefix of the service's IAM actions, such as cloudtrail.
	Service string
	// Operation is the operation's name, such as DescribeTrails, or that of its IAM action where
	// the two differ.
	Operation string
	// Region is the region that the request was signed for. IAM and the account service have one
	// for the whole partition.
	Region string
	// Input is what the request asks, as JSON with sorted keys. A query protocol's parameters are
	// strings of one flat object.
	Input string

	protocol protocol
}

// String names the operation as an IAM action: "cloudtrail:DescribeTrails".
func (c Call) String() string { return c.Service + ":" + c.Operation }

// protocol is the wire format of a service.
type protocol string

const (
	query    protocol = "query"     // form in, XML out: iam, sts, sns
	ec2Query protocol = "ec2"       // the same with other errors
	rpcJSON  protocol = "rpc-json"  // JSON, the operation in a header: cloudtrail, cloudwatch
	restJSON protocol = "rest-json" // JSON, the operation in method and path: account, guardduty
	restXML  protocol = "rest-xml"  // XML, the operation in path and query: s3
)

// contentType is that of the protocol's answers.
func (p protocol) contentType() string {
	switch p {
	case rpcJSON:
		return "application/x-amz-json-1.1"
	case restJSON:
		return "application/json"
	case restXML:
		return "application/xml"
	default:
		return "text/xml"
	}
}

// prefixes are the IAM prefixes of services that sign by another name.
var prefixes = map[string]string{"cloudcontrolapi": "cloudformation", "monitoring": "cloudwatch"}

// identify reads a request. The request can be sent afterwards.
func identify(r *http.Request) (Call, error) {
	region, service, err := scope(r.Header.Get("Authorization"))
	if err != nil {
		return Call{}, err
	}
	body, err := takeBody(r)
	if err != nil {
		return Call{}, fmt.Errorf("read request: %w", err)
	}
	c := Call{Service: service, Region: region}
	if prefix, ok := prefixes[service]; ok {
		c.Service = prefix
	}
	contentType := r.Header.Get("Content-Type")
	switch target := r.Header.Get("X-Amz-Target"); {
	case target != "":
		c.protocol, c.Operation = rpcJSON, target[strings.LastIndex(target, ".")+1:]
		if c.Operation == "LookupEvents" {
			body, _ = splitWindow(body)
		}
		c.Input, err = canonical(body)
	case strings.HasPrefix(contentType, "application/x-www-form-urlencoded"):
		c.protocol = query
		if service == "ec2" {
			c.protocol = ec2Query
		}
		c.Operation, c.Input, err = parseForm(string(body))
	case service == "s3":
		c.protocol = restXML
		c.Operation, c.Input = identifyS3(r)
	default:
		c.protocol = restJSON
		c.Operation, c.Input, err = parseREST(service, r, body)
	}
	if err != nil {
		return Call{}, fmt.Errorf("parse input of %s: %w", c, err)
	}
	return c, nil
}

// scope reads region and service from the credential scope of a signature of version 4:
// "AWS4-HMAC-SHA256 Credential=AKIA…/20261118/us-east-1/iam/aws4_request, …".
func scope(authorization string) (region, service string, err error) {
	_, rest, _ := strings.Cut(authorization, "Credential=")
	credential, _, _ := strings.Cut(rest, ",")
	parts := strings.Split(credential, "/")
	if len(parts) != 5 {
		return "", "", fmt.Errorf("identify request: it has no credential scope")
	}
	return parts[2], parts[3], nil
}

// takeBody reads a request's body and puts it back.
func takeBody(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, nil
}

// parseForm splits the form of a query protocol into the operation and its input.
func parseForm(form string) (operation, input string, err error) {
	values, err := url.ParseQuery(form)
	if err != nil {
		return "", "", err
	}
	flat := map[string]string{}
	for key := range values {
		if key != "Action" && key != "Version" {
			flat[key] = values.Get(key)
		}
	}
	return values.Get("Action"), string(mustMarshal(flat)), nil
}

// operationOf names the operation of a path: /getAlternateContact is GetAlternateContact.
func operationOf(path string) string {
	name := strings.Trim(path, "/")
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// canonical writes equal JSON as equal text. No input is the empty object.
func canonical(raw []byte) (string, error) {
	if len(bytes.TrimSpace(raw)) == 0 {
		return "{}", nil
	}
	v, err := decode(raw)
	if err != nil {
		return "", err
	}
	return string(mustMarshal(v)), nil
}

// decode parses JSON and keeps numbers as they are written.
func decode(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return v, nil
}

// mustMarshal encodes what came from JSON, which cannot fail.
func mustMarshal(v any) []byte {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("encode %T: %v", v, err))
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
}
