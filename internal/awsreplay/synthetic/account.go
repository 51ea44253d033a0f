// Package synthetic makes recordings of accounts of any size, for tests and measurements of how
// collecting grows. No such accounts exist. The answers come in the pages that AWS would make of
// them, and only to calls that ask for pages as long as AWS allows.
package synthetic

import (
	"io/fs"
	"testing/fstest"
)

// Size says how much an account has. What is regional is in the first region, but for what AWS has in
// each and what guards them.
type Size struct {
	// Regions are how many are enabled, up to the 17 that every account has.
	Regions int
	// Guarded says whether the account has contacts, a support plan, a trail, which takes a bucket, and
	// detection services in every region.
	Guarded bool
	// Alarms take a topic.
	Users, Roles, Buckets, Topics, Alarms, StateMachines, Instances int
}

// Sizes to measure by.
var (
	Empty = Size{Regions: 17}
	Large = Size{
		Regions: 17, Guarded: true, Users: 200, Roles: 300, Buckets: 200, Topics: 100, Alarms: 200, StateMachines: 50, Instances: 100,
	}
)

// The account has the rest in proportion.
func (s Size) groups() int         { return s.Users / 20 }
func (s Size) policies() int       { return s.Roles / 10 }
func (s Size) providers() int      { return s.Roles / 100 }
func (s Size) closedBuckets() int  { return s.Buckets / 2 } // those that block public access themselves
func (s Size) alertTopics() int    { return ceil(s.Topics, 5) }
func (s Size) subscriptions() int  { return 2 * s.Topics }
func (s Size) rules() int          { return s.Alarms / 10 }
func (s Size) alertRules() int     { return ceil(s.rules(), 2) }
func (s Size) muteRules() int      { return s.Alarms / 100 }
func (s Size) filters() int        { return s.Alarms / 2 }
func (s Size) express() int        { return s.StateMachines / 5 }
func (s Size) schedules() int      { return s.StateMachines / 2 }
func (s Size) starting() int       { return s.StateMachines / 5 } // schedules that start a state machine
func (s Size) images() int         { return ceil(s.Instances, 10) }
func (s Size) securityGroups() int { return ceil(s.Instances, 10) }

func ceil(n, size int) int { return (n + size - 1) / size }

const (
	account = "345678901234"
	// Home is the first region.
	Home = "us-east-1"
	// everywhere, in a recording, is any region that has no answer of its own.
	everywhere = "*"
)

// regions are those that every account has.
var regions = []string{
	Home, "us-east-2", "us-west-1", "us-west-2", "ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
	"ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3",
	"sa-east-1",
}

// Account returns a recording of an account, for awsreplay.Open.
func Account(s Size) fs.FS {
	r := recording{}
	s.caller(r)
	s.identities(r)
	s.alarms(r)
	s.topics(r)
	s.eventRules(r)
	s.trails(r)
	s.metricFilters(r)
	s.buckets(r)
	s.stateMachines(r)
	s.instances(r)
	s.guards(r)
	files := fstest.MapFS{"recording.json": {Data: []byte(`{"recorded_at": "2026-11-20T09:00:00Z"}`)}}
	for operation, exchanges := range r {
		files[operation+".json"] = &fstest.MapFile{Data: encode(exchanges)}
	}
	return files
}

// caller answers who is asking, and which regions and contacts the account has.
func (s Size) caller(r recording) {
	r.xml("sts.GetCallerIdentity", everywhere, nil,
		`<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::`+account+`:assumed-role/audit/scan</Arn>`+
			`<UserId>AROA00000000000000000:scan</UserId><Account>`+account+`</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
	r.xml("ec2.DescribeRegions", everywhere, nil,
		`<DescribeRegionsResponse><regionInfo>`+each(s.Regions, func(i int) string {
			return `<item><regionName>` + regions[i] + `</regionName><optInStatus>opt-in-not-required</optInStatus></item>`
		})+`</regionInfo></DescribeRegionsResponse>`)
	r.json("account.GetContactInformation", everywhere, nil,
		object{"ContactInformation": object{"FullName": "Account Owner", "AddressLine1": "1 Main Street", "City": "Oslo", "CountryCode": "NO",
			"PhoneNumber": "+47 22 00 00 00", "PostalCode": "0150"}})
	for _, kind := range []string{"SECURITY", "BILLING", "OPERATIONS"} {
		input := object{"AlternateContactType": kind}
		if !s.Guarded {
			r.refuse("account.GetAlternateContact", everywhere, input, 404, "ResourceNotFoundException")
			continue
		}
		r.json("account.GetAlternateContact", everywhere, input,
			object{"AlternateContact": object{"EmailAddress": "security@example.com", "Name": "On call", "PhoneNumber": "+47 22 00 00 20"}})
	}
	r.refuse("organizations.DescribeOrganization", everywhere, nil, 400, "AWSOrganizationsNotInUseException")
}
