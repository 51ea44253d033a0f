package pattern

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// here is where the probes of these tests happen.
var here = Place{Partition: "aws", Account: "123456789012", GlobalRegion: "us-east-1", Region: "eu-west-1"}

var trailChanges = []string{"stop_logging", "delete_trail", "update_trail"}

var root = []string{"root_console_login", "root_api_call"}

// Patterns from AWS's documents, and what people make of them and of CIS's.
func TestFiltersOfDocuments(t *testing.T) {
	for name, tc := range map[string]struct {
		pattern string
		want    []string
	}{
		"p6_reordered":       {`{ $.eventType != "AwsServiceEvent" && $.userIdentity.invokedBy NOT EXISTS && $.userIdentity.type = "Root" }`, root},
		"t1_parentheses":     {`{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != "AwsServiceEvent") }`, root},
		"security_hub":       {`{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}`, root},
		"white_space":        {"{\n\t$.userIdentity.type\n=\n\"Root\"&&$.userIdentity.invokedBy\nNOT   EXISTS\n}\n", root},
		"unquoted":           {`{ $.userIdentity.type = Root }`, root},
		"by_arn":             {`{ $.userIdentity.arn = "*:root" }`, root},
		"by_whole_arn":       {`{ $.userIdentity.arn = "arn:aws:iam::123456789012:root" }`, root},
		"by_regex":           {`{ $.userIdentity.type = %^Ro{2}t$% }`, root},
		"by_any_field":       {`{ $.userIdentity.* = "Root" }`, root},
		"brackets":           {`{ $['userIdentity']["type"] = "Root" }`, root},
		"dotted_brackets":    {`{ $.['userIdentity'].['type'] = "Root" }`, root},
		"writes_of_root":     {`{ $.userIdentity.type = "Root" && $.readOnly IS FALSE }`, root},
		"trivy_typo":         {`{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && &.eventType != "AwsServiceEvent" }`, []string{}},
		"not_assumed_root":   {`{ $.userIdentity.type = "Root" && $.userIdentity.sessionContext.assumedRoot NOT EXISTS }`, root},
		"differs_from_none":  {`{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy != "signin.amazonaws.com" }`, []string{}},
		"wrong_case":         {`{ $.userIdentity.type = "root" }`, []string{}},
		"wrong_field":        {`{ $.userIdentity.Type = "Root" }`, []string{}},
		"other_account":      {`{ $.userIdentity.type = "Root" && $.recipientAccountId = "210987654321" }`, []string{}},
		"logins_only":        {`{ $.userIdentity.type = "Root" && $.eventName = "ConsoleLogin" }`, root[:1]},
		"api_calls_only":     {`{ $.userIdentity.type = "Root" && $.eventType = "AwsApiCall" }`, root[1:]},
		"only_some_calls":    {`{ $.userIdentity.type = "Root" && ($.eventName = "CreateAccessKey" || $.eventName = "CreateUser") }`, []string{}},
		"trail_by_source":    {`{ $.eventSource = "cloudtrail.amazonaws.com" && $.readOnly IS FALSE }`, trailChanges},
		"trail_in_region":    {`{ $.eventSource = "cloudtrail*" && $.awsRegion = "eu-west-1" }`, trailChanges},
		"trail_elsewhere":    {`{ $.eventSource = "cloudtrail*" && $.awsRegion = "us-east-1" }`, []string{}},
		"user":               {`{ $.eventName = CreateUser }`, []string{"create_user"}},
		"user_by_users_only": {`{ $.eventName = CreateUser && $.userIdentity.type = "IAMUser" }`, []string{}},
		"contacts": {`{ $.eventSource = "account.amazonaws.com" }`,
			[]string{"put_alternate_contact", "delete_alternate_contact", "put_contact_information"}},
		"either_and":      {`{ $.eventName = StopLogging || $.eventName = CreateUser && $.awsRegion = "mars" }`, []string{"stop_logging"}},
		"either_in_and":   {`{ ($.eventName = StopLogging || $.eventName = CreateUser) && $.awsRegion = "us-east-1" }`, []string{"create_user"}},
		"first_variable":  {`{ $.userIdentity.type[0] = "Root" }`, []string{}},
		"an_object":       {`{ $.userIdentity = "*" }`, []string{}},
		"term":            {`Root`, root},
		"phrase":          {`"\"type\":\"Root\""`, root},
		"term_not":        {`Root -ConsoleLogin`, root[1:]},
		"term_either":     {`?StopLogging ?"DeleteTrail" ?UpdateTrail`, trailChanges},
		"term_ignored":    {`?StopLogging Root`, root}, // AWS ignores optional terms among others
		"term_part":       {`Contact`, []string{"put_alternate_contact", "delete_alternate_contact", "put_contact_information"}},
		"term_regex":      {`%"eventName":"(Stop|x)%`, nil},
		"standalone":      {`%eventName...(Stop)%`, nil},
		"regex":           {`%eventName...[SD][te][ol][pe]%`, []string{"stop_logging", "delete_trail", "delete_alternate_contact"}},
		"space_delimited": {`[ip, user, ...]`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := FilterMatches(tc.pattern, Probes(here))
			if tc.want == nil {
				if err == nil {
					t.Errorf("got %v, want an error", got)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFiltersOfEverything(t *testing.T) {
	for _, pattern := range []string{"", "  ", `" "`, `""`, `-"no such text"`, `{ $.eventVersion = "*" }`} {
		got, err := FilterMatches(pattern, Probes(here))
		if err != nil || len(got) != len(probes) {
			t.Errorf("%q matches %v, %v, want all", pattern, got, err)
		}
	}
}

// The examples of AWS's page, with the events that it gives.
func TestFilterExamples(t *testing.T) {
	const trail = `{"eventType":"UpdateTrail","sourceIPAddress":"111.111.111.111","arrayKey":["value","another value"],` +
		`"objectList":[{"name":"a","id":1},{"name":"b","id":2}],"SomeObject":null,"cluster.name":"c","ThisFlag":true}`
	const users = `{"user":{"id":1,"email":"John.Stiles@example.com"},"users":[{"id":2,"email":"John.Doe@example.com"},` +
		`{"id":3,"email":"Jane.Doe@example.com"}],"actions":["GET","PUT","DELETE"],"coordinates":[[0,1,2],[4,5,6],[7,8,9]]}`
	const numbers = `{"bandwidth":80,"latency":49.5,"refreshRate":60,"responseTime":5,"errorCode":400,"number":[0.001,1e3]}`
	for name, tc := range map[string]struct {
		event, pattern string
		want           bool
	}{
		"string":             {trail, `{ $.eventType = "UpdateTrail" }`, true},
		"wildcard_unquoted":  {trail, `{ $.sourceIPAddress != 123.123.* }`, true},
		"element":            {trail, `{ $.arrayKey[0] = "value" }`, true},
		"regex":              {trail, `{ $.eventType = %Trail% }`, true},
		"any_element":        {trail, `{ $.arrayKey[*] = %val.{2}% }`, true},
		"any_field":          {trail, `{ $.* = %111\.111\.111\.1[0-9]{1,2}% }`, true},
		"field_of_element":   {trail, `{ $.objectList[1].id = 2 }`, true},
		"other_element":      {trail, `{ $.objectList[0].id = 2 }`, false},
		"no_such_field":      {trail, `{ $.objectList[1].number = 2 }`, false},
		"no_array":           {trail, `{ $.ThisFlag[0] = "value" }`, false},
		"dot_in_name":        {trail, `{ $.['cluster.name'] = "c" }`, true},
		"null":               {trail, `{ $.SomeObject IS NULL }`, true},
		"null_exists":        {trail, `{ $.SomeObject NOT EXISTS }`, false},
		"not_exists":         {trail, `{ $.SomeOtherObject NOT EXISTS }`, true},
		"none_is_not_null":   {trail, `{ $.SomeOtherObject IS NULL }`, false},
		"true":               {trail, `{ $.ThisFlag IS TRUE }`, true},
		"false":              {trail, `{ $.ThisFlag IS FALSE }`, false},
		"and":                {users, `{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }`, true},
		"or_binds_less":      {users, `{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" && $.actions[2] = "nonmatch" }`, true},
		"or_in_parentheses":  {users, `{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") && $.actions[2] = "nonmatch" }`, false},
		"or_of_none":         {users, `{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }`, false},
		"greater":            {numbers, `{ $.bandwidth > 75 }`, true},
		"less":               {numbers, `{ $.latency < 50 }`, true},
		"at_least":           {numbers, `{ $.refreshRate >= 60 }`, true},
		"at_most":            {numbers, `{ $.responseTime <= 5 }`, true},
		"number":             {numbers, `{ $.errorCode = 400}`, true},
		"number_differs":     {numbers, `{ $.errorCode != 500 }`, true},
		"number_wildcard":    {numbers, `{ $.errorCode = 4* }`, true},
		"scientific":         {numbers, `{ $.number[0] = 1e-3 }`, true},
		"scientific_differs": {numbers, `{ $.number[0] != 1e+3 }`, true},
		"greater_than_text":  {trail, `{ $.eventType > 5 }`, false},
	} {
		t.Run(name, func(t *testing.T) {
			event := []Probe{{"it", []Event{{Record: mustDecode(tc.event), Text: tc.event}}}}
			got, err := FilterMatches(tc.pattern, event)
			if err != nil || (len(got) == 1) != tc.want {
				t.Errorf("got %v, %v, want %v", got, err, tc.want)
			}
		})
	}
}

// What AWS does not document is not guessed, unless it makes no difference.
func TestFiltersThatCannotBeEvaluated(t *testing.T) {
	deep := strings.Repeat("(", 1000) + "$.a = 1" + strings.Repeat(")", 1000)
	for name, pattern := range map[string]string{
		"boolean_as_text":    `{ $.managementEvent = "true" }`,
		"null_differs":       `{ $.responseElements != "x" }`,
		"number_as_text":     `{ $.recipientAccountId = 123456789012 }`,
		"is_not":             `{ $.eventName IS NOT NULL }`,
		"no_operator":        `{ $.eventName }`,
		"not_closed":         `{ $.eventName = "x"`,
		"quote_not_closed":   `{ $.eventName = "x }`,
		"regex_not_closed":   `{ $.eventName = %x }`,
		"two_equal_signs":    `{ $.eventName == "x" }`,
		"empty":              `{}`,
		"no_field":           `{ $ = 1 }`,
		"no_name":            `{ $.a. = 1 }`,
		"no_value":           `{ $.a = }`,
		"single_ampersand":   `{ $.a = 1 & $.b = 1 }`,
		"trailing":           `{ $.a = 1 } x`,
		"negative_index":     `{ $.a[-1] = 1 }`,
		"compares_text":      `{ $.a > "x" }`,
		"group_in_regex":     `{ $.a = %(a+)+$% }`,
		"nested_repetition":  `{ $.a = %a**% }`,
		"huge_repetition":    `{ $.a = %a{100000}% }`,
		"deep":               "{ " + deep + " }",
		"long":               strings.Repeat("a", maxFilterLength+1),
		"bare_punctuation":   `error:`,
		"term_not_closed":    `"Root`,
		"term_without_text":  `- `,
		"regex_without_end":  `%Root`,
		"brackets_not_ended": `{ $['a = 1 }`,
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := FilterMatches(pattern, Probes(here)); err == nil {
				t.Errorf("got %v, want an error", got)
			}
		})
	}
	got, err := FilterMatches(`{ $.eventName = "x" && $.managementEvent = "true" }`, Probes(here))
	if err != nil || len(got) != 0 {
		t.Errorf("got %v, %v: what is open makes no difference here", got, err)
	}
}

func FuzzFilterMatches(f *testing.F) {
	for _, seed := range []string{
		``, `Root`, `"a" -b ?c`, `%[a-z]+\d{2}%`, `[a, b]`,
		`{ $.a.b[0]['c'] = "x*" && ($.d NOT EXISTS || $.e IS NULL) }`, `{ $.a >= 1e3 || $.* != %x% }`, `{ &.a = 1 }`, "{ $.a = \xff }",
	} {
		f.Add(seed)
	}
	at := Probes(here)
	f.Fuzz(func(t *testing.T, pattern string) {
		got, err := FilterMatches(pattern, at)
		if (got == nil) == (err == nil) {
			t.Fatalf("%q: %v, %v", pattern, got, err)
		}
		if err != nil {
			return
		}
		again, err := FilterMatches(" "+pattern+"\n", at)
		if diff := cmp.Diff(got, again); err != nil || diff != "" {
			t.Errorf("%q with white space around it: %v\n%s", pattern, err, diff)
		}
	})
}
