package collector

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	service "github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
const (
	historyReach = 90 * 24 * time.Hour
	historyPage  = 50
	// historyPages bounds one look-up in one region: 10,000 events, which take 100 seconds.
	historyPages = 200
)

var (
	lookupEvents       = Operation{"CloudTrail", "LookupEvents", "cloudtrail:LookupEvents", []string{"Events"}}
	listAccountAliases = Operation{"IAM", "ListAccountAliases", "iam:ListAccountAliases", []string{"AccountAliases"}}
)

// EventHistory is the history of management events that every account has in each of its regions, for
// 90 days, whether or not a trail is there: nobody can delete it.
func EventHistory() EventSource { return eventHistory{} }

type eventHistory struct{}

func (eventHistory) operations() []Operation { return []Operation{listAccountAliases, lookupEvents} }

func (eventHistory) regional() bool { return true }

func (eventHistory) read(ctx context.Context, r *reader, q *eventQuery) bool {
	since := q.since
	if begin := r.started.Add(-historyReach); since.Before(begin) {
		since = begin
		r.miss(snapshot.Gap{
			Operation: lookupEvents.Action, Code: codeTruncated,
			Message: "the event history holds 90 days: for what was before, read the files of a trail (--events)",
		})
	}
	var answered atomic.Bool
	var unreadable losses
	lookUpEverywhere := func(attributes []types.LookupAttribute) {
		each(r.regions, func(_ int, region string) {
			client := service.NewFromConfig(r.in(region))
			each(attributes, func(_ int, a types.LookupAttribute) {
				l := lookUp{client: client, region: region, unreadable: &unreadable, input: service.LookupEventsInput{
					LookupAttributes: []types.LookupAttribute{a},
					StartTime:        &since, EndTime: &q.until,
					MaxResults: aws.Int32(historyPage),
				}}
				if l.run(ctx, r, q) {
					answered.Store(true)
				}
			})
		})
	}
	var wg sync.WaitGroup
	wg.Go(func() { lookUpEverywhere(lookUps(q.kinds)) })
	wg.Go(func() { lookUpEverywhere(aliases(ctx, r)) })
	wg.Wait()
	unreadable.report(r)
	return answered.Load()
}

// lookUps are the look-ups that together find all that may be asked for. AWS takes but one attribute
// at a time.
func lookUps(kinds []cloudtrail.Kind) []types.LookupAttribute {
	all := []types.LookupAttribute{
		{AttributeKey: types.LookupAttributeKeyReadOnly, AttributeValue: aws.String("false")},
		// Also an IAM user of that name, who is not root.
		{AttributeKey: types.LookupAttributeKeyUsername, AttributeValue: aws.String("root")},
	}
	var names []string
	for _, kind := range kinds {
		if !kind.Writes() {
			names = append(names, kind.Name)
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		all = append(all, types.LookupAttribute{AttributeKey: types.LookupAttributeKeyEventName, AttributeValue: aws.String(name)})
	}
	return all
}

// aliases are the look-ups for the names by which CloudTrail calls the root user of an account that
// has an alias
// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html).
func aliases(ctx context.Context, r *reader) []types.LookupAttribute {
	out, err := iam.NewFromConfig(r.cfg).ListAccountAliases(ctx, nil)
	if err != nil {
		r.gap("", "", err)
		return nil
	}
	var all []types.LookupAttribute
	for _, alias := range out.AccountAliases {
		all = append(all, types.LookupAttribute{AttributeKey: types.LookupAttributeKeyUsername, AttributeValue: &alias})
	}
	return all
}

// lookUp is one look-up in one region.
type lookUp struct {
	client     *service.Client
	region     string
	input      service.LookupEventsInput // but for the token, the same for every page
	oldest     time.Time
	unreadable *losses
}

// run takes all pages and reports whether there was one.
func (l *lookUp) run(ctx context.Context, r *reader, q *eventQuery) bool {
	read := 0
	err := pages(lookupEvents, func(token *string) (*string, error) {
		if read == historyPages {
			r.miss(l.truncated())
			return nil, nil
		}
		l.input.NextToken = token
		out, err := l.client.LookupEvents(ctx, &l.input)
		if err != nil {
			return nil, err
		}
		read++
		for _, e := range out.Events {
			l.take(e, q)
		}
		return out.NextToken, nil
	})
	if err != nil {
		r.gap(l.region, "", err)
	}
	return read > 0
}

// take parses the record inside an event.
func (l *lookUp) take(e types.Event, q *eventQuery) {
	l.oldest = aws.ToTime(e.EventTime).UTC()
	event, err := cloudtrail.Parse([]byte(aws.ToString(e.CloudTrailEvent)))
	if err != nil {
		l.unreadable.add(snapshot.Gap{
			Region: l.region, Operation: lookupEvents.Action, Resource: aws.ToString(e.EventId),
			Code: codeMalformed, Message: "the event is no record of CloudTrail's",
		})
		return
	}
	if event.AccountID == "" {
		event.AccountID = q.account // a region's history holds no other account's
	}
	_ = q.take(event)
}

func (l *lookUp) truncated() snapshot.Gap {
	a := l.input.LookupAttributes[0]
	return snapshot.Gap{
		Region: l.region, Operation: lookupEvents.Action, Resource: fmt.Sprintf("%s=%s", a.AttributeKey, aws.ToString(a.AttributeValue)),
		Code: codeTruncated,
		Message: fmt.Sprintf("more than %d events: what was before %s was not read; narrow --since, or read the files of a trail (--events)",
			historyPage*historyPages, l.oldest.Format(time.RFC3339)),
	}
}
