package awsreplay

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestScrubText(t *testing.T) {
	for name, tc := range map[string]struct{ in, want string }{
		"account":              {"arn:aws:iam::123456789012:role/r", "arn:aws:iam::111111111111:role/r"},
		"accounts":             {"210987654321 123456789012 210987654321", "111111111111 222222222222 111111111111"},
		"account in a name":    {"logs_123456789012-eu", "logs_111111111111-eu"},
		"other numbers":        {"12345678901 1234567890123 2026-11-20T09:00:00Z", "12345678901 1234567890123 2026-11-20T09:00:00Z"},
		"access key":           {"AKIAIOSFODNN7EXAMPLE", "AKIA00000000000000001"},
		"unique ids":           {"AROATX4KJ2QZ7WQH3M5NA:anna AROATX4KJ2QZ7WQH3M5NA", "AROA00000000000000001:anna AROA00000000000000001"},
		"a name in capitals":   {"ADMINISTRATORACCESS", "ADMINISTRATORACCESS"},
		"e-mail":               {"Anna.B+aws@mail.example.org and anna.b+aws@mail.example.org, c@d.net", "person1@example.com and person1@example.com, person2@example.com"},
		"phone":                {"+14255550123", "+15550000001"},
		"offset of a time":     {"2026-11-18T02:21:09+00:00", "2026-11-18T02:21:09+00:00"},
		"IPv4":                 {"from 198.51.100.7 and 198.51.100.7/32", "from 192.0.2.1 and 192.0.2.1/32"},
		"anywhere":             {"0.0.0.0/0 ::/0", "0.0.0.0/0 ::/0"},
		"no IPv4":              {"1.2.3 999.1.1.1", "1.2.3 999.1.1.1"},
		"IPv6":                 {`"aws:SourceIp":"2001:0db8:85a3::7334/64"`, `"aws:SourceIp":"2001:db8::1/64"`},
		"an ARN of AWS":        {"arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/ReadOnlyAccess"},
		"external id":          {`{"StringEquals":{"sts:ExternalId":"s3cret"}} {"sts:externalid": ["s3cret", "b"]}`, `{"StringEquals":{"sts:ExternalId":"external-id-1"}} {"sts:externalid": ["external-id-1", "external-id-2"]}`},
		"strange external ids": {`{"sts:ExternalId":"a\"s3cret"} {"sts:ExternalId":["a]s3cret", 7]} {"sts:ExternalId": 1234}`, `{"sts:ExternalId":"external-id-1"} {"sts:ExternalId":["external-id-2", "external-id-3"]} {"sts:ExternalId": "external-id-4"}`},
		"encoded message":      {"You are not authorized. Encoded authorization failure message: AbC-12_x", "You are not authorized. Encoded authorization failure message: scrubbed"},
		"id of a request":      {"Rate exceeded (request id: 1f-2a)", "Rate exceeded (request id: scrubbed)"},
		"names of the people":  {"arn:aws:iam::123456789012:user/anna", "arn:aws:iam::111111111111:user/anna"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			if got := newScrubber().text(tc.in); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestScrubXML(t *testing.T) {
	const (
		policy = `%7B%22Principal%22%3A%7B%22AWS%22%3A%22arn%3Aaws%3Aiam%3A%3A123456789012%3Aroot%22%7D%2C%22a%22%3A%22b%20c%2Bd%26%22%7D`
		report = `dXNlcixhcm4KYW5uYSxhcm46YXdzOmlhbTo6MTIzNDU2Nzg5MDEyOnVzZXIvYW5uYQo=`
	)
	for name, tc := range map[string]struct{ in, want, replayed string }{
		"policy": {
			in:       `<AssumeRolePolicyDocument>` + policy + `</AssumeRolePolicyDocument>`,
			want:     `<AssumeRolePolicyDocument encoding="url">{"Principal":{"AWS":"arn:aws:iam::111111111111:root"},"a":"b c+d&"}</AssumeRolePolicyDocument>`,
			replayed: `<AssumeRolePolicyDocument>` + strings.ReplaceAll(policy, "123456789012", "111111111111") + `</AssumeRolePolicyDocument>`,
		},
		"policy after a line break": {
			in:       `<PolicyDocument>%0A%7B%22sts%3AExternalId%22%3A%22s3cret%22%7D</PolicyDocument>`,
			want:     "<PolicyDocument encoding=\"url\">\n{\"sts:ExternalId\":\"external-id-1\"}</PolicyDocument>",
			replayed: `<PolicyDocument>%0A%7B%22sts%3AExternalId%22%3A%22external-id-1%22%7D</PolicyDocument>`,
		},
		"tags": {
			in:   `<Tags><member><Key>token</Key><Value>s3cret</Value></member><member><Key>a</Key><Value/></member></Tags><Value>7</Value>`,
			want: `<Tags><member><Key>token</Key><Value>scrubbed</Value></member><member><Key>a</Key><Value/></member></Tags><Value>7</Value>`,
		},
		"web hook in capitals": {
			in:   `<Endpoint>HTTPS://hooks.example.net/s3cret</Endpoint>`,
			want: `<Endpoint>https://hooks.example.net/scrubbed-1</Endpoint>`,
		},
		"report": {
			in:       `<Content>` + report + `</Content>`,
			want:     "<Content encoding=\"base64\">user,arn\nanna,arn:aws:iam::111111111111:user/anna\n</Content>",
			replayed: `<Content>dXNlcixhcm4KYW5uYSxhcm46YXdzOmlhbTo6MTExMTExMTExMTExOnVzZXIvYW5uYQo=</Content>`,
		},
		"web hook": {
			in:   `<Endpoint>https://user:key@hooks.example.net:8443/services/T1/B2?k=1</Endpoint>`,
			want: `<Endpoint>https://hooks.example.net:8443/scrubbed-1</Endpoint>`,
		},
		"request id": {
			in:   `<ResponseMetadata><RequestId>0f-1</RequestId></ResponseMetadata><requestId>0f-1</requestId>`,
			want: `<ResponseMetadata><RequestId></RequestId></ResponseMetadata><requestId></requestId>`,
		},
		"page token": {
			in:   `<Marker>YW5uYQ==</Marker><NextToken>YW5uYQ==</NextToken>`,
			want: `<Marker>page-1</Marker><NextToken>page-1</NextToken>`,
		},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			got := newScrubber().xml(decodeElements(tc.in))
			if got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
			replayed := tc.replayed
			if replayed == "" {
				replayed = tc.want
			}
			if got := encodeElements(got); got != replayed {
				t.Errorf("replayed as %s\nwant        %s", got, replayed)
			}
		})
	}
}

func TestScrubValues(t *testing.T) {
	s := newScrubber()
	contact, err := decode([]byte(`{"AlternateContact":{"AlternateContactType":"SECURITY","EmailAddress":"sec@corp.example.org","Name":"Anna","PhoneNumber":"+1 425","Title":""}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"AlternateContact":{"AlternateContactType":"SECURITY","EmailAddress":"person1@example.com","Name":"scrubbed","PhoneNumber":"scrubbed","Title":""}}`
	if diff := cmp.Diff(want, string(mustMarshal(s.contact(contact)))); diff != "" {
		t.Errorf("contact (-want +got):\n%s", diff)
	}
	page, err := decode([]byte(`{"NextToken":"abc","Names":["123456789012",{"n":123456789012}],"b":true,"x":null}`))
	if err != nil {
		t.Fatal(err)
	}
	want = `{"Names":["111111111111",{"n":123456789012}],"NextToken":"page-1","b":true,"x":null}`
	if diff := cmp.Diff(want, string(mustMarshal(s.value(page)))); diff != "" {
		t.Errorf("value (-want +got):\n%s", diff)
	}
}

// Every number of twelve digits that is left is a stand-in.
func FuzzScrub(f *testing.F) {
	f.Add(`<Content>dXNlcg==</Content><Endpoint>https://a@b/</Endpoint> 123456789012`)
	f.Add(`<PolicyDocument>%7B%22AWS%22%3A%22123456789012%22%7D</PolicyDocument> ::123456789012:x 210987654321`)
	f.Add("{\"sts:ExternalId\":[\"a\"\xff")
	f.Fuzz(func(t *testing.T, in string) {
		s := newScrubber()
		out := s.xml(decodeElements(in))
		standIns := slices.Collect(maps.Values(s.standIns))
		for _, id := range digits.FindAllString(out, -1) {
			if len(id) == 12 && !slices.Contains(standIns, id) {
				t.Errorf("%q is left in %q", id, out)
			}
		}
	})
}
