package collector

import (
	"context"
	"sync"

	"golang.org/x/time/rate"
)

// quota is what AWS allows an account in a region: calls a second, and calls at once.
type quota struct {
	rate  rate.Limit
	burst int
}

// share is the part of a quota that tocsin takes: others use the account, too.
const share = 0.5

// published holds AWS's quotas by IAM action, or by its service prefix where the calls of a
// service share one. Where AWS publishes none, the number is a cautious guess and says so.
var published = map[string]quota{
	// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
	"cloudtrail":              {10, 10},
	"cloudtrail:LookupEvents": {2, 2},
	// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
	"cloudwatch:DescribeAlarms": {9, 9},
	"cloudwatch":                {9, 9}, // guess
	// https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html
	"sns": {30, 30},
	// https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
	"ec2": {20, 100},
	"iam": {15, 15}, // guess
	// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
	"states:ListStateMachines":    {5, 100},
	"states:DescribeStateMachine": {20, 200},
	"states:ListExecutions":       {2, 100},
	"states":                      {5, 100},   // guess
	"scheduler":                   {20, 20},   // guess
	"s3":                          {100, 100}, // guess, of what is not objects
	// https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
	"s3:GetObject":  {5500, 5500},
	"s3:ListBucket": {5500, 5500},
	// https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html
	"kms:DescribeKey": {2000, 2000},
	// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
	"events": {50, 50},
	// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
	"logs":                       {10, 10},
	"logs:DescribeMetricFilters": {5, 5},
	// Contacts throttle above some dozen calls of one caller.
	"account": {2, 6}, // guess
	"sts":     {50, 50},
	// https://docs.aws.amazon.com/securityhub/1.0/APIReference/Welcome.html
	"securityhub": {10, 30},
	// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
	"organizations": {5, 10},  // guess
	"support":       {2, 4},   // guess
	"config":        {10, 10}, // guess
}

// unpublished is the quota of a service that is not listed: a guess.
var unpublished = quota{5, 10}

// quotas holds a limiter for each region and quota.
type quotas struct {
	off      bool // a recording has none
	mu       sync.Mutex
	limiters map[string]*limiter
}

func (q *quotas) limiter(o Operation, region string) *limiter {
	name := o.Action
	if _, ok := published[name]; !ok {
		name = o.prefix()
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.limiters == nil {
		q.limiters = map[string]*limiter{}
	}
	key := name + " " + region
	if q.limiters[key] == nil {
		allowed, ok := published[name]
		switch {
		case q.off:
			allowed = quota{rate.Inf, 1}
		case !ok:
			allowed = unpublished
		}
		q.limiters[key] = newLimiter(allowed)
	}
	return q.limiters[key]
}

// limiter keeps calls under a quota before they reach the wire. It halves its rate when AWS
// throttles all the same, and recovers with each call that is answered.
type limiter struct {
	*rate.Limiter
	top rate.Limit
}

func newLimiter(q quota) *limiter {
	top := q.rate * share
	return &limiter{Limiter: rate.NewLimiter(top, max(1, int(float64(q.burst)*share))), top: top}
}

func (l *limiter) wait(ctx context.Context) error { return l.Wait(ctx) }

func (l *limiter) learn(err error) {
	switch {
	case isThrottle(err):
		l.SetLimit(max(l.Limit()/2, l.top/16))
	case err == nil && l.Limit() < l.top:
		l.SetLimit(min(l.Limit()+l.top/16, l.top))
	}
}
