package collector

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	service "github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
)

// What CloudTrail Lake is asked. Nothing else than the query itself comes to be by it.
var (
	startQuery    = Operation{"CloudTrail", "StartQuery", "cloudtrail:StartQuery", []string{"QueryId"}}
	describeQuery = Operation{"CloudTrail", "DescribeQuery", "cloudtrail:DescribeQuery", []string{"QueryStatus"}}
	lakeResults   = Operation{"CloudTrail", "GetQueryResults", "cloudtrail:GetQueryResults", []string{"QueryStatus"}}
	cancelQuery   = Operation{"CloudTrail", "CancelQuery", "cloudtrail:CancelQuery", nil}
)

// EventLake is an event data store of CloudTrail Lake by its id: lake://ID. What may follow is that of
// EventTable.
func EventLake(address string) (EventSource, error) {
	id, l, err := parseLimits(strings.TrimPrefix(address, "lake://"))
	if err != nil {
		return nil, err
	}
	if !storeID.MatchString(id) {
		return nil, fmt.Errorf("unknown event data store %q: want lake://ID, the last part of its ARN", id)
	}
	return lakeStore{id, l}, nil
}

var storeID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

type lakeStore struct {
	id string
	limits
}

func (lakeStore) operations() []Operation {
	return []Operation{startQuery, describeQuery, lakeResults, cancelQuery}
}

func (lakeStore) regional() bool { return false }

func (l lakeStore) read(ctx context.Context, r *reader, q *eventQuery) bool {
	l.region = cmp.Or(l.region, r.cfg.Region)
	statement, err := lakeStatement(l.id, q, r.selected)
	engine := lakeEngine{service.NewFromConfig(r.in(l.region))}
	return sqlRun{engine, "CloudTrail Lake", l.limits}.read(ctx, r, q, statement, err)
}

type lakeEngine struct{ client *service.Client }

func (lakeEngine) answering() Operation { return lakeResults }

func (e lakeEngine) start(ctx context.Context, statement string) (string, error) {
	out, err := e.client.StartQuery(ctx, &service.StartQueryInput{QueryStatement: &statement})
	if err != nil {
		return "", err
	}
	return aws.ToString(out.QueryId), nil
}

func (e lakeEngine) look(ctx context.Context, id string) (queryState, error) {
	out, err := e.client.DescribeQuery(ctx, &service.DescribeQueryInput{QueryId: &id})
	if err != nil {
		return queryState{}, err
	}
	state := queryState{}
	if s := out.QueryStatistics; s != nil {
		state.scanned = aws.ToInt64(s.BytesScanned)
	}
	switch out.QueryStatus {
	case types.QueryStatusFinished:
		state.done, state.empty = true, state.scanned == 0
	case types.QueryStatusFailed, types.QueryStatusTimedOut:
		state.failure = failed(startQuery, codeQueryFailed, cmp.Or(aws.ToString(out.ErrorMessage), string(out.QueryStatus)))
	case types.QueryStatusCancelled:
		state.failure = failed(startQuery, codeQueryStopped, aws.ToString(out.ErrorMessage))
	}
	return state, nil
}

// page hands on the rows, of which each is a list of cells.
func (e lakeEngine) page(ctx context.Context, id string, token *string, take func(map[string]string)) (*string, error) {
	out, err := e.client.GetQueryResults(ctx, &service.GetQueryResultsInput{
		QueryId: &id, NextToken: token, MaxQueryResults: aws.Int32(resultsPage),
	})
	if err != nil {
		return nil, err
	}
	if out.QueryStatus != types.QueryStatusFinished {
		return nil, malformed("rows of a query that has not finished")
	}
	for _, row := range out.QueryResultRows {
		cells := map[string]string{}
		for _, cell := range row {
			maps.Copy(cells, cell)
		}
		take(cells)
	}
	return out.NextToken, nil
}

func (e lakeEngine) stop(ctx context.Context, id string) error {
	_, err := e.client.CancelQuery(ctx, &service.CancelQueryInput{QueryId: &id})
	return err
}
