package collector

import "github.com/tocsin-dev/tocsin/collector/pattern"

// globalRegions are where the global services of a partition record what happens: IAM, the contacts of
// the account, and root's console logins
// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events).
var globalRegions = map[string]string{
	"aws":        "us-east-1",
	"aws-cn":     "cn-north-1",
	"aws-eusc":   "eusc-de-east-1",
	"aws-us-gov": "us-gov-west-1",
}

// probes are the events on which the patterns of a region are tried. They are made once, and only for a
// region that has patterns.
func (s *session) probes(region string) []pattern.Probe {
	probes, _ := s.probeLists.get(region, func() ([]pattern.Probe, error) { // which cannot fail
		global, ok := globalRegions[s.identity.partition]
		if !ok {
			global = region
		}
		return pattern.Probes(pattern.Place{
			Partition: s.identity.partition, Account: s.identity.account, GlobalRegion: global, Region: region,
		}), nil
	})
	return probes
}
