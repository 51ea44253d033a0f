package collector

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
)

func sqlQuery(kinds ...cloudtrail.Kind) *eventQuery {
	q := newEventQuery(kinds, time.Date(2026, 11, 13, 9, 0, 0, 0, time.UTC), time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC))
	q.account = "210987654321"
	return q
}

func TestStatements(t *testing.T) {
	kinds := []cloudtrail.Kind{
		{Source: "iam.amazonaws.com", Name: "CreateUser"}, {Source: "*", Name: "EmailUpdated"}, {Source: "iam.amazonaws.com", Name: "AddUserToGroup"},
	}
	const conditions = `(useridentity.type = 'Root'
  OR useridentity.sessioncontext.sessionissuer.type = 'Root'
  OR eventname IN ('EmailUpdated')
  OR (eventsource = 'iam.amazonaws.com' AND eventname IN ('AddUserToGroup', 'CreateUser'))`
	for _, c := range []struct {
		name, want string
		make       func() (string, error)
	}{
		{"athena", `
FROM "security"."cloud-trail"
WHERE account = '210987654321'
 AND day >= '2026/11/13'
 AND eventtime >= '2026-11-13T09:00:00Z'
 AND eventtime <= '2026-11-20T09:00:00Z'
 AND ` + conditions + `
  OR useridentity.sessioncontext.assumedroot = 'true')`, func() (string, error) {
			return athenaStatement("security", "cloud-trail", sqlQuery(kinds...), nil)
		}},
		{"lake", `
FROM 01234567-89ab-cdef-0123-456789abcdef
WHERE recipientaccountid = '210987654321'
 AND eventtime >= TIMESTAMP '2026-11-13 09:00:00'
 AND eventtime <= TIMESTAMP '2026-11-20 09:00:00'
 AND ` + conditions + `)
 AND awsregion IN ('eu-west-1', 'us-east-1')`, func() (string, error) {
			return lakeStatement("01234567-89ab-cdef-0123-456789abcdef", sqlQuery(kinds...), []string{"us-east-1", "eu-west-1"})
		}},
	} {
		got, err := c.make()
		if err != nil {
			t.Fatal(err)
		}
		_, got, _ = strings.Cut(got, "\nFROM ")
		if diff := cmp.Diff(strings.TrimPrefix(c.want, "\nFROM "), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// No text becomes a part of the statement.
func TestStatementsQuote(t *testing.T) {
	const hostile = `x') OR 1=1 --"`
	got, err := athenaStatement(hostile, hostile, sqlQuery(cloudtrail.Kind{Source: hostile, Name: hostile}), []string{hostile})
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(got, `'x'') OR 1=1 --"'`); n != 3 {
		t.Errorf("%d of 3 literals are quoted: %s", n, got)
	}
	if !strings.Contains(got, `"x') OR 1=1 --"""."x') OR 1=1 --"""`) {
		t.Errorf("the table is not quoted: %s", got)
	}
}

func TestStatementsHaveLimits(t *testing.T) {
	var kinds []cloudtrail.Kind
	for i := range 20_000 {
		kinds = append(kinds, cloudtrail.Kind{Source: "iam.amazonaws.com", Name: fmt.Sprintf("Operation%d", i)})
	}
	_, err := lakeStatement("id", sqlQuery(kinds[:1000]...), nil)
	if err == nil || !strings.Contains(err.Error(), "CloudTrail Lake takes 10000") {
		t.Errorf("lake: %v", err)
	}
	if _, err := athenaStatement("a", "b", sqlQuery(kinds[:1000]...), nil); err != nil {
		t.Errorf("athena: %v", err)
	}
	if _, err := athenaStatement("a", "b", sqlQuery(kinds...), nil); err == nil || !strings.Contains(err.Error(), "Athena takes 262144") {
		t.Errorf("athena: %v", err)
	}
}

func TestAddressesOfEngines(t *testing.T) {
	const id = "01234567-89ab-cdef-0123-456789abcdef"
	for address, want := range map[string]EventSource{
		"athena://primary/security.cloudtrail":               athenaTable{"primary", "security", "cloudtrail", limits{"", defaultMaxBytes}},
		"athena://a.b-c_d/db.t?max-bytes=5&region=eu-west-1": athenaTable{"a.b-c_d", "db", "t", limits{"eu-west-1", 5}},
		"lake://" + id:                  lakeStore{id, limits{"", defaultMaxBytes}},
		"lake://" + id + "?max-bytes=1": lakeStore{id, limits{"", 1}},
		"athena://primary/cloudtrail":   nil, "athena://security.cloudtrail": nil, "athena://w/d.t.x": nil, `athena://w/d."t"`: nil,
		"athena://w/d.t?max-bytes=0": nil, "athena://w/d.t?max-bytes=1TB": nil, "athena://w/d.t?bytes=1": nil,
		"athena://w/d.t?region=';--": nil, "athena://w/d.t?%": nil, "athena://": nil,
		"lake://": nil, "lake://store": nil, "lake://" + id + " WHERE 1=1": nil, "lake://arn:aws:cloudtrail:us-east-1:1:eventdatastore/" + id: nil,
	} {
		open := EventTable
		if strings.HasPrefix(address, "lake") {
			open = EventLake
		}
		got, err := open(address)
		if got != want || (err == nil) != (want != nil) {
			t.Errorf("%s: %+v, %v", address, got, err)
		}
	}
}
