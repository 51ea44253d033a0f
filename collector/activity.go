package collector

import (
	"context"
	"time"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
)

// EventGroup holds the events of one kind that a rule asks for, in the order of their times.
type EventGroup struct {
	Source string             `json:"source"`
	Name   string             `json:"name"`
	Events []cloudtrail.Event `json:"events"`
}

// DeniedCalls are the calls of one principal that AWS denied within one hour.
type DeniedCalls struct {
	Actor string `json:"actor"`
	// Hour is when the hour began.
	Hour  time.Time `json:"hour"`
	Count int       `json:"count"`
	// Events are the kinds of the calls, and SourceIPAddresses where they came from: some of them, sorted.
	Events            []string `json:"events"`
	SourceIPAddresses []string `json:"source_ip_addresses"`
}

const (
	activityDeniedSection = section[[]DeniedCalls]("activity.denied")
	activityRootSection   = section[[]cloudtrail.Event]("activity.root")
	activityGroupsSection = section[[]EventGroup]("activity.groups")
)

var activity = Collector{
	Sections: []Section{activityDeniedSection.declare(), activityGroupsSection.declare(), activityRootSection.declare()},
	Regional: true,
	collect:  func(ctx context.Context, r *reader) {},
}
