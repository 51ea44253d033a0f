package collector

import (
	"context"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
)

// EventGroup holds the events of one kind that a rule asks for, in the order of their times.
type EventGroup struct {
	Source string             `json:"source"`
	Name   string             `json:"name"`
	Events []cloudtrail.Event `json:"events"`
}

const (
	activityRootSection   = section[[]cloudtrail.Event]("activity.root")
	activityGroupsSection = section[[]EventGroup]("activity.groups")
)

var activity = Collector{
	Sections: []Section{activityGroupsSection.declare(), activityRootSection.declare()},
	Regional: true,
	collect:  func(ctx context.Context, r *reader) {},
}
