package collector

import (
	"context"
	"maps"
)

// alertTopicOperations are those of finding the topics by which alerts go.
var alertTopicOperations = []Operation{describeAlarms, listEventBuses, listRules, listTargetsByRule}

// alertTopics are the topics by which alerts go.
type alertTopics struct {
	named map[string]bool // by ARN
	// unread are the regions of which it is not known what they notify.
	unread map[string]bool
}

// has reports whether alerts go by a topic, or may.
func (a alertTopics) has(t Topic) bool { return a.named[t.ARN] || a.unread[t.Region] }

// alertTopicsEverywhere looks in all regions: that an alarm names a topic of another is not to hide
// the topic. What could not be read is a gap of others, as it leaves nothing of a topic unread.
func (s *session) alertTopicsEverywhere(ctx context.Context) alertTopics {
	found, gaps := make([]map[string]bool, len(s.regions)), make([]int, len(s.regions))
	each(s.regions, func(i int, region string) {
		own := &reader{session: s}
		found[i] = own.alertTopics(ctx, region)
		gaps[i] = len(own.gaps)
	})
	topics := alertTopics{map[string]bool{}, map[string]bool{}}
	for i, region := range s.regions {
		maps.Copy(topics.named, found[i])
		topics.unread[region] = gaps[i] > 0
	}
	return topics
}

// alertTopics returns what the alarms of a region name, and the targets of its rules that matter.
func (r *reader) alertTopics(ctx context.Context, region string) map[string]bool {
	alarms, err := r.alarms(ctx, region)
	if err != nil {
		r.gap(region, "", err)
	}
	rules, err := r.eventRules(ctx, region)
	if err != nil {
		r.gap(region, "", err)
	}
	topics := map[string]bool{}
	for _, a := range alarms {
		for _, action := range a.AlarmActions {
			topics[action] = true
		}
	}
	for _, t := range targetsOf(ctx, r, rules) {
		topics[t.ARN] = true
	}
	return topics
}
