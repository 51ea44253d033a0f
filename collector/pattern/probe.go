package pattern

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Probe is something that ought to be noticed, with the events that CloudTrail records of it. A
// pattern matches the probe if it lets all of them through: one that lets root's logins through only
// if they lack MFA does not match root's logins.
type Probe struct {
	Name   string
	Events []Event
}

// Event is an event of CloudTrail in the forms in which patterns see it.
type Event struct {
	// Record is the decoded record, and Text its JSON as it stands in CloudWatch Logs.
	Record any
	Text   string
	// Envelope is the decoded event of EventBridge around the record.
	Envelope any
}

// Place is where events happen, and to whom.
type Place struct {
	Partition, Account string
	// GlobalRegion is where global services record: IAM, the contacts of the account, and root's
	// logins. Region is where the rest happens.
	GlobalRegion, Region string
}

// probe is how the table below describes a probe. Who acts and where is part of an event, or a pattern
// for one kind of user would pass for a pattern for all.
type probe struct {
	name   string
	events []event
}

type event struct {
	who          identity
	source, name string
	request      string // JSON
	mfa          string // of a console login, which makes it one
	regional     bool   // it happens in the place's Region, not in its GlobalRegion
}

type identity int

const (
	rootSigningIn identity = iota
	rootWithPassword
	rootWithMFA
	rootWithKey
	user
	role
)

// probes is the table of all that patterns are tried on.
var probes = []probe{
	{"root_console_login", []event{
		{who: rootSigningIn, source: "signin", name: "ConsoleLogin", mfa: "Yes"},
		{who: rootSigningIn, source: "signin", name: "ConsoleLogin", mfa: "No"},
	}},
	{"root_api_call", []event{
		{who: rootWithPassword, source: "iam", name: "CreateAccessKey", request: `{"userName":"deploy"}`},
		{who: rootWithMFA, source: "iam", name: "CreateAccessKey", request: `{"userName":"deploy"}`},
		{who: rootWithKey, source: "organizations", name: "LeaveOrganization", request: `null`},
	}},
	{"stop_logging", byUserAndRole("cloudtrail", "StopLogging", `{"name":"management-events"}`)},
	{"delete_trail", byUserAndRole("cloudtrail", "DeleteTrail", `{"name":"management-events"}`)},
	{"update_trail", byUserAndRole("cloudtrail", "UpdateTrail", `{"name":"management-events","isMultiRegionTrail":false}`)},
	{"create_user", byUserAndRole("iam", "CreateUser", `{"userName":"support","path":"/"}`)},
	{"put_alternate_contact", byUserAndRole("account", "PutAlternateContact",
		`{"alternateContactType":"SECURITY","emailAddress":"HIDDEN_DUE_TO_SECURITY_REASONS"}`)},
	{"delete_alternate_contact", byUserAndRole("account", "DeleteAlternateContact", `{"alternateContactType":"SECURITY"}`)},
	{"put_contact_information", byUserAndRole("account", "PutContactInformation",
		`{"contactInformation":"HIDDEN_DUE_TO_SECURITY_REASONS"}`)},
}

func byUserAndRole(source, name, request string) []event {
	regional := source == "cloudtrail"
	return []event{
		{who: user, source: source, name: name, request: request, regional: regional},
		{who: role, source: source, name: name, request: request, regional: regional},
	}
}

// Probes are the events of the table as they would happen at a place.
func Probes(at Place) []Probe {
	out := make([]Probe, len(probes))
	for i, p := range probes {
		out[i].Name = p.name
		for _, e := range p.events {
			out[i].Events = append(out[i].Events, e.at(at))
		}
	}
	return out
}

// identities are userIdentity elements, with {partition} and {account}
// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html).
var identities = map[identity]string{
	rootSigningIn:    `{"type":"Root","principalId":"{account}","arn":"arn:{partition}:iam::{account}:root","accountId":"{account}"}`,
	rootWithPassword: rootSession("false"),
	rootWithMFA:      rootSession("true"),
	rootWithKey:      `{"type":"Root","principalId":"{account}","arn":"arn:{partition}:iam::{account}:root","accountId":"{account}","accessKeyId":"AKIA{account}ROOT"}`,
	user: `{"type":"IAMUser","principalId":"AIDA{account}USER","arn":"arn:{partition}:iam::{account}:user/deploy","accountId":"{account}",` +
		`"accessKeyId":"AKIA{account}USER","userName":"deploy"}`,
	role: `{"type":"AssumedRole","principalId":"AROA{account}ROLE:ops","arn":"arn:{partition}:sts::{account}:assumed-role/admin/ops","accountId":"{account}",` +
		`"accessKeyId":"ASIA{account}ROLE","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA{account}ROLE",` +
		`"arn":"arn:{partition}:iam::{account}:role/admin","accountId":"{account}","userName":"admin"},` +
		`"attributes":{"creationDate":"2026-11-18T02:31:09Z","mfaAuthenticated":"false"}}}`,
}

// rootSession is root after a login, with MFA or without.
func rootSession(mfa string) string {
	return `{"type":"Root","principalId":"{account}","arn":"arn:{partition}:iam::{account}:root","accountId":"{account}","accessKeyId":"ASIA{account}ROOT",` +
		`"sessionContext":{"attributes":{"creationDate":"2026-11-18T02:31:09Z","mfaAuthenticated":"` + mfa + `"}}}`
}

const (
	apiCall = `{"eventVersion":"1.11","userIdentity":{identity},"eventTime":"2026-11-18T02:41:07Z","eventSource":"{source}.amazonaws.com",` +
		`"eventName":"{name}","awsRegion":"{region}","sourceIPAddress":"198.51.100.23","userAgent":"aws-cli/2.31.18","requestParameters":{request},` +
		`"responseElements":null,"requestID":"5c1f7c3e-9d51-4f0e-8a61-0d4be5a3f0c2","eventID":"0e6ff4a8-2f7b-4f43-9f0a-0e7c3d5a9b11","readOnly":false,` +
		`"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"{account}","eventCategory":"Management",` +
		`"tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"{source}.{region}.amazonaws.com"}}`
	consoleLogin = `{"eventVersion":"1.11","userIdentity":{identity},"eventTime":"2026-11-18T02:31:09Z","eventSource":"{source}.amazonaws.com",` +
		`"eventName":"{name}","awsRegion":"{region}","sourceIPAddress":"198.51.100.23","userAgent":"Mozilla/5.0 (X11; Linux x86_64)","requestParameters":null,` +
		`"responseElements":{"ConsoleLogin":"Success"},"additionalEventData":{"LoginTo":"https://console.aws.amazon.com/console/home","MobileVersion":"No",` +
		`"MFAUsed":"{mfa}"},"eventID":"7d2b1c90-5a0f-4c4e-b5c8-3d0f6a1e2c44","readOnly":false,"eventType":"AwsConsoleSignIn","managementEvent":true,` +
		`"recipientAccountId":"{account}","eventCategory":"Management",` +
		`"tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"signin.aws.amazon.com"}}`
	envelope = `{"version":"0","id":"2d1b6f2e-4c3a-4b7e-9c1f-6a5d4e3f2b10","detail-type":"{type}","source":"aws.{source}","account":"{account}",` +
		`"time":"2026-11-18T02:41:07Z","region":"{region}","resources":[],"detail":{detail}}`
)

func (e event) at(p Place) Event {
	region, record, kind := p.GlobalRegion, apiCall, "AWS API Call via CloudTrail"
	if e.regional {
		region = p.Region
	}
	if e.mfa != "" {
		record, kind = consoleLogin, "AWS Console Sign In via CloudTrail"
	}
	fill := strings.NewReplacer("{source}", e.source, "{name}", e.name, "{region}", region, "{account}", p.Account,
		"{partition}", p.Partition, "{mfa}", e.mfa, "{request}", e.request, "{type}", kind)
	text := fill.Replace(strings.ReplaceAll(record, "{identity}", identities[e.who]))
	return Event{
		Record:   mustDecode(text),
		Text:     text,
		Envelope: mustDecode(strings.ReplaceAll(fill.Replace(envelope), "{detail}", text)),
	}
}

// mustDecode decodes the table's own JSON.
func mustDecode(text string) any {
	v, err := decode(text)
	if err != nil {
		panic(fmt.Sprintf("decode probe: %v", err))
	}
	return v
}

func decode(text string) (any, error) {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("something follows the JSON")
	}
	return v, nil
}
