package snapshot_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// with is a snapshot of us-east-1 and eu-west-1 in which one section has a value, and was read with
// the gaps.
func with(section, value string, status snapshot.Status, gaps ...snapshot.Gap) *snapshot.Snapshot {
	s := sample()
	s.Meta.Regions = []string{"eu-west-1", "us-east-1"}
	service, name, _ := strings.Cut(section, ".")
	s.Coverage = map[string]snapshot.Coverage{section: {Status: status, Gaps: gaps}}
	s.AWS = map[string]map[string]json.RawMessage{}
	if value != "" {
		s.AWS[service] = map[string]json.RawMessage{name: json.RawMessage(value)}
	}
	return s
}

func gapIn(region string) snapshot.Gap {
	return snapshot.Gap{Region: region, Operation: "sns:ListTopics", Code: "AccessDenied"}
}

// lines writes a comparison as one line for each difference.
func lines(d *snapshot.Diff) string {
	var out []string
	for _, s := range d.Sections {
		for _, r := range s.Added {
			out = append(out, "+"+r.ID)
		}
		for _, r := range s.Removed {
			out = append(out, "-"+r.ID)
		}
		for _, c := range s.Changed {
			for _, f := range c.Fields {
				out = append(out, fmt.Sprintf("~%s.%s %s>%s", c.ID, f.Name, f.Before, f.After))
			}
		}
	}
	for _, i := range d.Incomparable {
		out = append(out, "?"+i.Section+" "+i.Reason)
	}
	return strings.Join(out, " | ")
}

func TestCompare(t *testing.T) {
	const (
		here, partial, missing, off = snapshot.Complete, snapshot.Partial, snapshot.Missing, snapshot.Off

		a    = `{"arn":"arn:aws:sns:us-east-1:1:a","region":"us-east-1"}`
		b    = `{"arn":"arn:aws:sns:us-east-1:1:b","region":"us-east-1"}`
		user = `{"arn":"arn:aws:iam::1:user/u","name":"u"}`
	)
	type whole = *snapshot.Snapshot
	topics := func(list string, status snapshot.Status, gaps ...snapshot.Gap) whole {
		return with("sns.topics", list, status, gaps...)
	}
	for name, tc := range map[string]struct {
		before, after whole
		want          string
	}{
		"nothing":           {topics("["+a+"]", here), topics("["+a+"]", here), ""},
		"added":             {topics("["+a+"]", here), topics("["+a+","+b+"]", here), "+arn:aws:sns:us-east-1:1:b"},
		"removed":           {topics("["+a+","+b+"]", here), topics("["+b+"]", here), "-arn:aws:sns:us-east-1:1:a"},
		"changed":           {topics(`[{"arn":"x","n":1,"s":"a"}]`, here), topics(`[{"arn":"x","n":2,"s":"a"}]`, here), "~x.n 1>2"},
		"field added":       {topics(`[{"arn":"x"}]`, here), topics(`[{"arn":"x","n":2}]`, here), "~x.n >2"},
		"field removed":     {topics(`[{"arn":"x","n":2}]`, here), topics(`[{"arn":"x"}]`, here), "~x.n 2>"},
		"nested":            {topics(`[{"arn":"x","m":{"r":true,"w":true}}]`, here), topics(`[{"arn":"x","m":{"r":true,"w":false}}]`, here), "~x.m.w true>false"},
		"list":              {topics(`[{"arn":"x","l":["a"]}]`, here), topics(`[{"arn":"x","l":["a","b"]}]`, here), `~x.l ["a"]>["a","b"]`},
		"order of a list":   {topics(`[{"arn":"x","l":["a","b"]}]`, here), topics(`[{"arn":"x","l":["b","a"]}]`, here), ""},
		"order of fields":   {topics(`[{"arn":"x","b":1,"a":{"d":1,"c":2}}]`, here), topics(`[{"arn":"x","a":{"c":2,"d":1},"b":1}]`, here), ""},
		"kinds of a value":  {topics(`[{"arn":"x","n":1}]`, here), topics(`[{"arn":"x","n":"1"}]`, here), `~x.n 1>"1"`},
		"one identity":      {topics(`[{"t":"x","e":1},{"t":"x","e":2}]`, here), topics(`[{"t":"x","e":2},{"t":"x","e":3},{"t":"x","e":4}]`, here), "+x | +x | -x"},
		"twice the same":    {topics(`[{"t":"x"},{"t":"x"}]`, here), topics(`[{"t":"x"}]`, here), "-x"},
		"object":            {with("account.c", `{"n":"a"}`, here), with("account.c", `{"n":"b"}`, here), `~account.c.n "a">"b"`},
		"object removed":    {with("account.c", `{"n":"a"}`, here), with("account.c", "", here), "-account.c"},
		"object added":      {with("account.c", "", here), with("account.c", `{"n":"a"}`, here), "+account.c"},
		"object not read":   {with("account.c", `{"n":"a"}`, here), with("account.c", "", missing, gapIn("")), "?account.c after: sns:ListTopics: AccessDenied"},
		"missing now":       {topics("["+a+"]", here), topics("", missing, gapIn("")), "?sns.topics after: sns:ListTopics: AccessDenied"},
		"missing then":      {topics("", missing, gapIn("")), topics("["+a+"]", here), "?sns.topics before: sns:ListTopics: AccessDenied"},
		"off now":           {topics("["+a+"]", here), topics("", off), "?sns.topics after: not collected"},
		"not known then":    {with("iam.users", "[]", off), topics("["+a+"]", here), "?sns.topics before: not collected"},
		"wanted by neither": {topics("", off), topics("", off), ""},
		"unexplained":       {topics("["+a+"]", here), topics("[]", partial), "?sns.topics after: partial"},
		"gap elsewhere": {
			topics("["+a+"]", here), topics("["+b+"]", partial, gapIn("eu-west-1")),
			"+arn:aws:sns:us-east-1:1:b | -arn:aws:sns:us-east-1:1:a | ?sns.topics after: sns:ListTopics in eu-west-1: AccessDenied",
		},
		"gap there":         {topics("["+a+"]", here), topics("[]", partial, gapIn("us-east-1")), "?sns.topics after: sns:ListTopics in us-east-1: AccessDenied"},
		"gap there, before": {topics("[]", partial, gapIn("us-east-1")), topics("["+a+"]", here), "?sns.topics before: sns:ListTopics in us-east-1: AccessDenied"},
		"global gap":        {with("iam.users", "["+user+"]", here), with("iam.users", "[]", partial, gapIn("us-east-1")), "?iam.users after: sns:ListTopics in us-east-1: AccessDenied"},
		"two gaps": {
			topics("["+a+"]", here), topics("[]", partial, gapIn("us-east-1"), gapIn("eu-west-1")),
			"?sns.topics after: sns:ListTopics in us-east-1: AccessDenied, and 1 more",
		},
		"field unread": {
			topics(`[{"arn":"x","region":"us-east-1","n":1,"m":1}]`, here),
			topics(`[{"arn":"x","region":"us-east-1","m":2}]`, partial, gapIn("us-east-1")),
			"~x in us-east-1.m 1>2 | ?sns.topics after: sns:ListTopics in us-east-1: AccessDenied",
		},
		"the same name in two regions": {
			topics(`[{"type_name":"T","region":"r1","n":[1]},{"type_name":"T","region":"r2","n":[1]}]`, here),
			topics(`[{"type_name":"T","region":"r1","n":[1,2]}]`, here),
			"-T in r2 | ~T in r1.n [1]>[1,2]",
		},
		"volatile": {
			with("cloudtrail.trails", `[{"arn":"x","latest_delivery_time":"a","is_logging":true}]`, here),
			with("cloudtrail.trails", `[{"arn":"x","latest_delivery_time":"b","is_logging":false}]`, here),
			"~x.is_logging true>false",
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := snapshot.Compare(tc.before, tc.after, false)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, lines(d)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What happened between two snapshots is no change of what is there.
func TestCompareEvents(t *testing.T) {
	before := with("activity.root", `[{"time":"2026-11-18T02:00:00Z"}]`, snapshot.Complete)
	after := with("activity.root", "", snapshot.Missing, gapIn("us-east-1"))
	for volatile, want := range map[bool]string{false: "", true: "?activity.root after: sns:ListTopics in us-east-1: AccessDenied"} {
		d, err := snapshot.Compare(before, after, volatile)
		if err != nil {
			t.Fatal(err)
		}
		if got := lines(d); got != want {
			t.Errorf("volatile %v: got %s, want %s", volatile, got, want)
		}
	}
}

func TestCompareVolatile(t *testing.T) {
	before := with("iam.roles", `[{"arn":"x","last_used_date":"a"}]`, snapshot.Complete)
	after := with("iam.roles", `[{"arn":"x","last_used_date":"b"}]`, snapshot.Complete)
	for volatile, want := range map[bool]string{false: "", true: `~x.last_used_date "a">"b"`} {
		d, err := snapshot.Compare(before, after, volatile)
		if err != nil {
			t.Fatal(err)
		}
		if got := lines(d); got != want {
			t.Errorf("volatile %v: got %s, want %s", volatile, got, want)
		}
	}
}

func TestCompareRefuses(t *testing.T) {
	other := sample()
	other.Meta.AccountID = "210987654321"
	if _, err := snapshot.Compare(sample(), other, false); err == nil || !strings.Contains(err.Error(), "123456789012 (aws) and 210987654321 (aws)") {
		t.Errorf("another account: %v", err)
	}
	if _, err := snapshot.Compare(sample(), with("iam.users", `[7]`, snapshot.Complete), false); err == nil || !strings.Contains(err.Error(), "iam.users") {
		t.Errorf("no object: %v", err)
	}
}

func TestPrivate(t *testing.T) {
	for name, want := range map[string]bool{
		"account.security_contact phone_number":   true,
		"account.contact_information postal_code": true,
		"sns.subscriptions endpoint":              true,
		"sns.subscriptions protocol":              false,
		"iam.users name":                          false,
	} {
		section, field, _ := strings.Cut(name, " ")
		if got := snapshot.Private(section, field); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func FuzzCompare(f *testing.F) {
	whole, err := snapshot.Encode(sample())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(strings.Replace(string(whole), `[{"arn":"t"}]`, `[null, {}, {"a":{"b":[{}]}}]`, 1)))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := snapshot.Decode(b)
		if err != nil {
			return
		}
		d, err := snapshot.Compare(s, s, true)
		if err == nil && len(d.Sections) > 0 {
			t.Errorf("a snapshot differs from itself: %s", lines(d))
		}
	})
}
