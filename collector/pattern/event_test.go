package pattern

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Patterns from AWS's documents and from CIS's controls, and what people make of them.
func TestRules(t *testing.T) {
	for name, tc := range map[string]struct {
		pattern string
		want    []string
	}{
		"root": {`{"detail-type":["AWS API Call via CloudTrail","AWS Console Sign In via CloudTrail"],"detail":{"userIdentity":{"type":["Root"]}}}`, root},
		"root_logins": {`{"source":["aws.signin"],"detail-type":["AWS Console Sign In via CloudTrail"],
			"detail":{"eventName":["ConsoleLogin"],"userIdentity":{"type":["Root"]}}}`, root[:1]},
		"documented_otherwise": {`{"detail-type":["AWS Console Signin via CloudTrail"]}`, []string{}},
		"root_no_service":      {`{"detail":{"userIdentity":{"type":["Root"],"invokedBy":[{"exists":false}]},"eventType":[{"anything-but":"AwsServiceEvent"}]}}`, root},
		"root_by_one_service":  {`{"source":["aws.iam"],"detail":{"userIdentity":{"type":["Root"]}}}`, []string{}},
		"not_assumed_root":     {`{"detail":{"userIdentity":{"type":["Root"],"sessionContext":{"assumedRoot":[{"exists":false}]}}}}`, root},
		"trail": {`{"source":["aws.cloudtrail"],"detail-type":["AWS API Call via CloudTrail"],
			"detail":{"eventSource":["cloudtrail.amazonaws.com"],"eventName":["StopLogging","DeleteTrail","UpdateTrail"]}}`, trailChanges},
		"trail_in_region":  {`{"source":["aws.cloudtrail"],"region":["eu-west-1"]}`, trailChanges},
		"trail_elsewhere":  {`{"source":["aws.cloudtrail"],"region":["us-east-1"]}`, []string{}},
		"user":             {`{"detail":{"eventSource":["iam.amazonaws.com"],"eventName":["CreateUser"]}}`, []string{"create_user"}},
		"prefix":           {`{"detail":{"eventName":[{"prefix":"Stop"}]}}`, trailChanges[:1]},
		"prefix_any_case":  {`{"detail":{"eventName":[{"prefix":{"equals-ignore-case":"STOP"}}]}}`, trailChanges[:1]},
		"suffix":           {`{"detail":{"eventName":[{"suffix":"Trail"}]}}`, trailChanges[1:]},
		"suffix_any_case":  {`{"detail":{"eventName":[{"suffix":{"equals-ignore-case":"TRAIL"}}]}}`, trailChanges[1:]},
		"any_case":         {`{"detail":{"eventName":[{"equals-ignore-case":"createuser"}]}}`, []string{"create_user"}},
		"wildcard":         {`{"detail":{"eventName":[{"wildcard":"*Alternate*"}]}}`, []string{"put_alternate_contact", "delete_alternate_contact"}},
		"anything_but":     {`{"source":["aws.cloudtrail"],"detail":{"eventName":[{"anything-but":["StopLogging","UpdateTrail"]}]}}`, trailChanges[1:2]},
		"but_prefix":       {`{"source":["aws.cloudtrail"],"detail":{"eventName":[{"anything-but":{"prefix":["Stop","Update"]}}]}}`, trailChanges[1:2]},
		"but_suffix":       {`{"source":["aws.cloudtrail"],"detail":{"eventName":[{"anything-but":{"suffix":"Trail"}}]}}`, trailChanges[:1]},
		"but_any_case":     {`{"source":["aws.cloudtrail"],"detail":{"eventName":[{"anything-but":{"equals-ignore-case":"STOPLOGGING"}}]}}`, trailChanges[1:]},
		"but_wildcard":     {`{"source":["aws.cloudtrail"],"detail":{"eventName":[{"anything-but":{"wildcard":["*Trail"]}}]}}`, trailChanges[:1]},
		"but_needs_field":  {`{"detail":{"errorCode":[{"anything-but":["AccessDenied"]}]}}`, []string{}},
		"or":               {`{"$or":[{"source":["aws.cloudtrail"]},{"detail":{"eventName":["CreateUser"]}}]}`, append(append([]string{}, trailChanges...), "create_user")},
		"or_inside":        {`{"detail":{"$or":[{"eventName":["StopLogging"]},{"eventName":["DeleteTrail"]}],"awsRegion":["eu-west-1"]}}`, trailChanges[:2]},
		"cidr":             {`{"source":["aws.cloudtrail"],"detail":{"sourceIPAddress":[{"cidr":"198.51.100.0/24"}]}}`, trailChanges},
		"cidr_elsewhere":   {`{"detail":{"sourceIPAddress":[{"cidr":"10.0.0.0/8"}]}}`, []string{}},
		"null":             {`{"source":["aws.cloudtrail"],"detail":{"responseElements":[null]}}`, trailChanges},
		"boolean":          {`{"source":["aws.cloudtrail"],"detail":{"readOnly":[false]}}`, trailChanges},
		"boolean_no_text":  {`{"detail":{"readOnly":["false"]}}`, []string{}},
		"no_such_field":    {`{"detail":{"usrIdentity":{"type":["Root"]}}}`, []string{}},
		"below_a_text":     {`{"source":{"x":["y"]}}`, []string{}},
		"scheduled":        {`{"source":["aws.events"]}`, []string{}},
		"or_is_a_field":    {`{"$or":["x"]}`, []string{}},
		"or_of_operators":  {`{"$or":[{"prefix":"x"},{"exists":true}]}`, []string{}},
		"account":          {`{"account":["123456789012"],"source":["aws.cloudtrail"]}`, trailChanges},
		"another_account":  {`{"account":["210987654321"]}`, []string{}},
		"last_of_the_same": {`{"source":["aws.ec2"],"source":["aws.cloudtrail"]}`, trailChanges},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := RuleMatches(tc.pattern, Probes(here))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRulesOfEverything(t *testing.T) {
	for _, pattern := range []string{`{}`, `{"source":[{"prefix":""}]}`, `{"account":[{"exists":true}]}`} {
		got, err := RuleMatches(pattern, Probes(here))
		if err != nil || len(got) != len(probes) {
			t.Errorf("%s matches %v, %v, want all", pattern, got, err)
		}
	}
}

// The operators that no event of CloudTrail has use for, on the event of AWS's page.
func TestOperators(t *testing.T) {
	const event = `{"x-limit":301.8,"c-count":5,"d-count":10,"names":["a","b"],"nested":[{"k":1},{"k":2}],"empty":"","none":null}`
	for name, tc := range map[string]struct {
		pattern string
		want    bool
	}{
		"equal":             {`{"x-limit":[{"numeric":["=",3.018e2]}]}`, true},
		"range":             {`{"c-count":[{"numeric":[">",0,"<=",5]}]}`, true},
		"outside":           {`{"c-count":[{"numeric":[">",5,"<=",9]}]}`, false},
		"number":            {`{"c-count":[5.0]}`, true},
		"number_no_text":    {`{"c-count":["5"]}`, false},
		"numeric_of_text":   {`{"names":[{"numeric":["=",1]}]}`, false},
		"but_numbers":       {`{"d-count":[{"anything-but":[5,6]}]}`, true},
		"some_element":      {`{"names":["b","c"]}`, true},
		"no_element":        {`{"names":["c"]}`, false},
		"some_object":       {`{"nested":{"k":[2]}}`, true},
		"no_object":         {`{"nested":{"k":[3]}}`, false},
		"empty_text":        {`{"empty":[""]}`, true},
		"null_exists":       {`{"none":[{"exists":true}]}`, true},
		"does_not_exist":    {`{"other":{"field":[{"exists":false}]}}`, true},
		"all_must_match":    {`{"names":["a"],"c-count":[6]}`, false},
		"something_of_list": {`{"names":["x",{"prefix":"b"}]}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := RuleMatches(tc.pattern, []Probe{{"it", []Event{{Envelope: mustDecode(event)}}}})
			if err != nil || (len(got) == 1) != tc.want {
				t.Errorf("got %v, %v, want %v", got, err, tc.want)
			}
		})
	}
}

func TestRulesThatCannotBeEvaluated(t *testing.T) {
	for name, pattern := range map[string]string{
		"no_json":            `{"source":`,
		"something_follows":  `{} {}`,
		"closed_twice":       `{}}`,
		"no_object":          `["x"]`,
		"value_in_no_list":   `{"source":"aws.iam"}`,
		"empty_list":         `{"source":[]}`,
		"list_in_list":       `{"source":[["x"]]}`,
		"unknown_operator":   `{"source":[{"regex":"x"}]}`,
		"two_operators":      `{"source":[{"prefix":"x","suffix":"y"}]}`,
		"no_operator":        `{"source":[{}]}`,
		"prefix_of_number":   `{"source":[{"prefix":1}]}`,
		"suffix_of_number":   `{"source":[{"suffix":1}]}`,
		"case_of_number":     `{"source":[{"equals-ignore-case":1}]}`,
		"odd_numeric":        `{"source":[{"numeric":["=",1,"<"]}]}`,
		"numeric_of_text":    `{"source":[{"numeric":["=","1"]}]}`,
		"no_network":         `{"source":[{"cidr":"10.0.0.0"}]}`,
		"exists_maybe":       `{"source":[{"exists":"true"}]}`,
		"exists_with_fields": `{"detail":{"userIdentity":[{"exists":true}]}}`,
		"escape":             `{"source":[{"wildcard":"a\\*"}]}`,
		"two_wildcards":      `{"source":[{"wildcard":"a**"}]}`,
		"wildcard_of_number": `{"source":[{"wildcard":1}]}`,
		"but_nothing":        `{"source":[{"anything-but":[]}]}`,
		"but_numeric":        `{"source":[{"anything-but":{"numeric":["=",1]}}]}`,
		"but_two":            `{"source":[{"anything-but":{"prefix":"a","suffix":"b"}}]}`,
		"or_of_bad":          `{"$or":[{"source":"x"},{"source":["y"]}]}`,
		"deep":               strings.Repeat(`{"a":`, 1000) + `["x"]` + strings.Repeat(`}`, 1000),
		"deeper_than_json":   strings.Repeat(`{"a":`, 20000) + `["x"]` + strings.Repeat(`}`, 20000),
		"long":               `{"source":["` + strings.Repeat("x", maxEventLength) + `"]}`,
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := RuleMatches(pattern, Probes(here)); err == nil {
				t.Errorf("got %v, want an error", got)
			}
		})
	}
}

func TestPolicyAccepts(t *testing.T) {
	message := map[string]any{"NewStateValue": "ALARM", "AlarmName": "RootUsage", "Region": Unknown{}, "Trigger": Unknown{}}
	for name, tc := range map[string]struct {
		policy      string
		document    map[string]any
		want, fails bool
	}{
		"no_policy":              {policy: `{}`, want: true},
		"attribute":              {policy: `{"severity":["high"]}`},
		"attribute_not_there":    {policy: `{"severity":[{"exists":false}]}`, want: true},
		"attribute_but":          {policy: `{"severity":[{"anything-but":"low"}]}`},
		"body":                   {policy: `{"NewStateValue":["ALARM"]}`, document: message, want: true},
		"body_of_another":        {policy: `{"AlarmName":[{"prefix":"checkout-"}]}`, document: message},
		"body_of_other_messages": {policy: `{"detail-type":["GuardDuty Finding"]}`, document: message},
		"body_not_known":         {policy: `{"Region":["US East (N. Virginia)"]}`, document: message, fails: true},
		"inside_not_known":       {policy: `{"Trigger":{"Period":[300]}}`, document: message, fails: true},
		"makes_no_difference":    {policy: `{"Region":["x"],"AlarmName":["y"]}`, document: message},
		"known_to_exist":         {policy: `{"Region":[{"exists":true}]}`, document: message, want: true},
		"no_policy_at_all":       {policy: `x`, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := PolicyAccepts(tc.policy, tc.document)
			if got != tc.want || (err != nil) != tc.fails {
				t.Errorf("got %v, %v, want %v", got, err, tc.want)
			}
		})
	}
}

func FuzzRuleMatches(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"source":["aws.iam",{"prefix":"aws."}]}`, `{"$or":[{"a":["b"]},{"c":[{"exists":false}]}]}`,
		`{"a":[{"anything-but":{"wildcard":["x*"]}}]}`, `{"a":[{"numeric":[">",0,"<",5]}]}`, `{"a":[{"cidr":"::/0"}]}`,
	} {
		f.Add(seed)
	}
	at := Probes(here)
	f.Fuzz(func(t *testing.T, pattern string) {
		got, err := RuleMatches(pattern, at)
		if (got == nil) == (err == nil) {
			t.Fatalf("%q: %v, %v", pattern, got, err)
		}
		if err != nil {
			return
		}
		// A choice between a pattern and itself is that pattern, unless fields have the names of operators.
		operators := strings.Contains(pattern, "anything-but") || strings.Contains(pattern, "numeric") || strings.Contains(pattern, `\`)
		either, err := RuleMatches(`{"$or":[`+pattern+`,`+pattern+`]}`, at)
		if diff := cmp.Diff(got, either); err == nil && diff != "" && !operators {
			t.Errorf("%q or itself:\n%s", pattern, diff)
		}
		if again, err := RuleMatches(pattern, at); err != nil || !cmp.Equal(got, again) {
			t.Errorf("%q: %v, then %v, %v", pattern, got, again, err)
		}
	})
}
