package cloudtrail

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRootUse(t *testing.T) {
	const arn = `"arn":"arn:aws:iam::111122223333:root"`
	for name, c := range map[string]struct {
		identity, eventType string
		want                RootUse
	}{
		"a user":                      {`{"type":"IAMUser"}`, "AwsApiCall", ""},
		"root":                        {`{"type":"Root",` + arn + `}`, "AwsApiCall", RootHuman},
		"root, invoked by nobody":     {`{"type":"Root","invokedBy":""}`, "AwsApiCall", RootHuman},
		"root, invoked by null":       {`{"type":"Root","invokedBy":null}`, "AwsApiCall", RootHuman},
		"root in an old console":      {`{"type":"Root","invokedBy":"signin.amazonaws.com"}`, "AwsApiCall", RootHuman},
		"root in the console":         {`{"type":"Root"}`, "AwsConsoleAction", RootHuman},
		"root signs in":               {`{"type":"Root"}`, "AwsConsoleSignIn", RootHuman},
		"AWS in a user's name":        {`{"type":"IAMUser","invokedBy":"AWS Internal"}`, "AwsApiCall", ""},
		"AWS in root's name":          {`{"type":"Root","invokedBy":"AWS Internal"}`, "AwsApiCall", RootService},
		"a service in root's name":    {`{"type":"Root","invokedBy":"autoscaling.amazonaws.com"}`, "AwsApiCall", RootService},
		"a service event of root":     {`{"type":"Root"}`, "AwsServiceEvent", RootService},
		"a service event":             {`{"accountId":"111122223333","invokedBy":"ec2.amazonaws.com"}`, "AwsServiceEvent", ""},
		"root's federated user":       {`{"type":"FederatedUser","sessionContext":{"sessionIssuer":{"type":"Root",` + arn + `}}}`, "AwsApiCall", RootFederated},
		"a user's federated user":     {`{"type":"FederatedUser","sessionContext":{"sessionIssuer":{"type":"IAMUser"}}}`, "AwsApiCall", ""},
		"managed root":                {`{"type":"Root","sessionContext":{"assumedRoot":"true"}}`, "AwsApiCall", RootManaged},
		"managed root, as truth":      {`{"type":"Root","sessionContext":{"assumedRoot":true}}`, "AwsApiCall", RootManaged},
		"managed root, AWS in it":     {`{"type":"Root","invokedBy":"AWS Internal","sessionContext":{"assumedRoot":"true"}}`, "AwsApiCall", RootManaged},
		"not managed, and that said":  {`{"type":"Root","sessionContext":{"assumedRoot":"false"}}`, "AwsApiCall", RootHuman},
		"a session that root opened":  {`{"type":"Root","sessionContext":{"sessionIssuer":{"type":"Root"}}}`, "AwsApiCall", RootHuman},
		"no identity":                 {``, "AwsApiCall", ""},
		"an identity that is null":    {`null`, "AwsApiCall", ""},
		"an identity in a string":     {`"{\"type\":\"Root\"}"`, "AwsApiCall", RootHuman},
		"an identity as engines do":   {`{"type":"AWSAccount","accountId":"111122223333","principalId":"AIDAEXAMPLE"}`, "AwsApiCall", ""},
		"a user whose name is Root":   {`{"type":"IAMUser","userName":"Root"}`, "AwsApiCall", ""},
		"a role whose issuer is Root": {`{"type":"AssumedRole","sessionContext":{"sessionIssuer":{"type":"Role","userName":"Root"}}}`, "AwsApiCall", ""},
	} {
		e, err := Parse(record(t, map[string]string{"userIdentity": c.identity, "eventType": `"` + c.eventType + `"`}))
		if err != nil || e.Root != c.want {
			t.Errorf("%s: %q, %v; want %q", name, e.Root, err, c.want)
		}
	}
}

func TestServiceEventsHaveAnActor(t *testing.T) {
	events, _ := readFixture(t, "service-event.json")
	want := Actor{Type: "AWSService", AccountID: "111122223333", InvokedBy: "ec2.amazonaws.com"}
	if diff := cmp.Diff(want, events[0].Actor); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestSucceeded(t *testing.T) {
	signIn := func(name, response string) map[string]string {
		return map[string]string{"eventSource": `"signin.amazonaws.com"`, "eventName": `"` + name + `"`, "responseElements": response}
	}
	with := func(m map[string]string, name, value string) map[string]string {
		m[name] = value
		return m
	}
	for name, c := range map[string]struct {
		members map[string]string
		want    bool
	}{
		"no error":                     {nil, true},
		"an error":                     {map[string]string{"errorCode": `"AccessDenied"`}, false},
		"an error of EC2":              {map[string]string{"errorCode": `"Client.UnauthorizedOperation"`}, false},
		"an error that is null":        {map[string]string{"errorCode": `null`, "errorMessage": `null`}, true},
		"an error that is empty":       {map[string]string{"errorCode": `""`}, true},
		"a message alone":              {map[string]string{"errorMessage": `"it took long"`}, true},
		"signed in":                    {signIn("ConsoleLogin", `{"ConsoleLogin":"Success"}`), true},
		"sign-in failed":               {signIn("ConsoleLogin", `{"ConsoleLogin":"Failure"}`), false},
		"sign-in failed, with message": {with(signIn("ConsoleLogin", `{"ConsoleLogin":"Failure"}`), "errorMessage", `"Failed authentication"`), false},
		"sign-in without outcome":      {signIn("ConsoleLogin", `null`), false},
		"sign-in, outcome in a string": {signIn("ConsoleLogin", `"{\"ConsoleLogin\":\"Success\"}"`), true},
		"password updated":             {signIn("PasswordUpdated", `{"PasswordUpdated":"Success"}`), true},
		"password not updated":         {signIn("PasswordUpdated", `{"PasswordUpdated":"Failure"}`), false},
		"MFA checked":                  {signIn("CheckMfa", `{"CheckMfa":"Success"}`), true},
		"MFA wrong":                    {signIn("CheckMfa", `{"CheckMfa":"Failure"}`), false},
		"role switched":                {signIn("SwitchRole", `{"SwitchRole":"Success"}`), true},
		"role not switched":            {signIn("SwitchRole", `{"SwitchRole":"Failure"}`), false},
		"recovery requested":           {signIn("PasswordRecoveryRequested", `{"PasswordRecoveryRequested":"Success"}`), true},
		"e-mail updated":               {signIn("EmailUpdated", `null`), true},
		"e-mail not updated":           {with(signIn("EmailUpdated", `null`), "errorMessage", `"wrong code"`), false},
	} {
		e, err := Parse(record(t, c.members))
		if err != nil || e.Succeeded != c.want {
			t.Errorf("%s: %v, %v; want %v", name, e.Succeeded, err, c.want)
		}
	}
}

func TestReadOnly(t *testing.T) {
	for name, c := range map[string]struct {
		event, readOnly string
		want            *bool
	}{
		"said":                    {"CreateUser", `false`, new(false)},
		"said otherwise":          {"GetUser", `false`, new(false)},
		"said in a string":        {"CreateUser", `"true"`, new(true)},
		"said in capitals":        {"CreateUser", `"False"`, new(false)},
		"said nonsense":           {"GetUser", `"maybe"`, new(true)},
		"null":                    {"GetUser", `null`, new(true)},
		"read by name":            {"BatchGetItem", ``, new(true)},
		"lookup by name":          {"LookupEvents", ``, new(true)},
		"change by name":          {"StopLogging", ``, new(false)},
		"change with a version":   {"UpdateFunctionCode20150331v2", ``, new(false)},
		"no verb":                 {"ConsoleLogin", ``, nil},
		"no verb, though letters": {"Getaway", ``, nil},
		"verb alone":              {"Get", ``, new(true)},
		"a token to act with":     {"GetFederationToken", ``, nil},
	} {
		e, err := Parse(record(t, map[string]string{"eventName": `"` + c.event + `"`, "readOnly": c.readOnly}))
		if diff := cmp.Diff(c.want, e.ReadOnly); err != nil || diff != "" {
			t.Errorf("%s: %v, -want +got:\n%s", name, err, diff)
		}
	}
}

func TestSecretsAreRemoved(t *testing.T) {
	secrets := []string{
		`"secretAccessKey":"@"`, `"SecretAccessKey":"@"`, `"sessionToken":"@"`, `"password":"@"`, `"newPassword":"@"`,
		`"masterUserPassword":"@"`, `"otp":"@"`, `"otp":123456`, `"userData":"@"`, `"userData":{"value":"@"}`, `"UserData":"@"`,
		`"secretString":"@"`, `"secretBinary":"@"`, `"privateKey":"@"`, `"X-Amz-Security-Token":"@"`, `"x-amz-security-token":"@"`,
		`"X-Amz-Signature":"@"`, `"authorizationToken":"@"`, `"Authorization":"@"`, `"accessToken":"@"`, `"webIdentityToken":"@"`,
		`"environment":{"variables":{"KEY":"@"}}`, `"environment":[{"name":"a","value":"@"}]`, `"environmentVariables":[{"value":"@"}]`,
		`"clientSecret":"@"`, `"keyMaterial":"@"`, `"plaintext":"@"`, `"authenticationCode1":"@"`, `"servicePassword":["@",{"a":"@"}]`,
		`"p\u0061ssword":"@"`, `"tokenCode":"@"`, `"passphrase":"@"`,
	}
	others := []string{
		`"passwordResetRequired":false`, `"allowUsersToChangePassword":true`, `"manageMasterUserPassword":"true"`, `"clientToken":"@"`,
		`"nextToken":"@"`, `"clientRequestToken":"@"`, `"accessKeyId":"@"`, `"secretId":"@"`, `"keyId":"@"`, `"userDataVersion":"@"`,
		`"policyDocument":"@"`, `"publicKey":"@"`, `"httpTokens":"@"`, `"password":""`, `"environmentName":"@"`, `"authorizationType":"@"`,
	}
	for _, place := range []string{"requestParameters", "responseElements", "additionalEventData", "serviceEventDetails"} {
		for _, nest := range []string{`{%}`, `{"a":{"b":[{%}]}}`} {
			parse := func(member string) string {
				e, err := Parse(record(t, map[string]string{place: strings.Replace(nest, "%", strings.ReplaceAll(member, "@", "hunter2"), 1)}))
				if err != nil {
					t.Fatal(err)
				}
				b, err := json.Marshal(e)
				if err != nil {
					t.Fatal(err)
				}
				return string(b)
			}
			for _, member := range secrets {
				if got := parse(member); strings.Contains(got, "hunter2") || strings.Contains(got, "123456") || !strings.Contains(got, "removed") {
					t.Errorf("%s in %s: the event is %s", member, place, got)
				}
			}
			for _, member := range others {
				if got := parse(member); strings.Contains(got, "removed") || !strings.Contains(got, strings.ReplaceAll(member, "@", "hunter2")) {
					t.Errorf("%s in %s: the event is %s", member, place, got)
				}
			}
		}
	}
}
