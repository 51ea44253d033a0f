package collector

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/athena"
	"github.com/aws/aws-sdk-go-v2/service/athena/types"
)

// What Athena is asked. A query changes nothing but the place where its workgroup keeps results.
var (
	startQueryExecution = Operation{"Athena", "StartQueryExecution", "athena:StartQueryExecution", []string{"QueryExecutionId"}}
	getQueryExecution   = Operation{"Athena", "GetQueryExecution", "athena:GetQueryExecution", []string{"QueryExecution"}}
	athenaResults       = Operation{"Athena", "GetQueryResults", "athena:GetQueryResults", []string{"ResultSet"}}
	stopQueryExecution  = Operation{"Athena", "StopQueryExecution", "athena:StopQueryExecution", nil}
)

const resultsPage = 1000

// EventTable is a table of events in Athena: athena://WORKGROUP/DATABASE.TABLE, with the definition that
// docs/events.md gives. "?max-bytes=N" bounds what the query scans, and "&region=NAME" says where it runs.
func EventTable(address string) (EventSource, error) {
	place, l, err := parseLimits(strings.TrimPrefix(address, "athena://"))
	if err != nil {
		return nil, err
	}
	parts := athenaAddress.FindStringSubmatch(place)
	if parts == nil {
		return nil, fmt.Errorf("unknown table %q: want athena://WORKGROUP/DATABASE.TABLE", place)
	}
	return athenaTable{parts[1], parts[2], parts[3], l}, nil
}

var athenaAddress = regexp.MustCompile(`^([A-Za-z0-9._-]{1,128})/([A-Za-z0-9_-]{1,255})\.([A-Za-z0-9_-]{1,255})$`)

type athenaTable struct {
	workgroup, database, table string
	limits
}

func (athenaTable) operations() []Operation {
	return []Operation{startQueryExecution, getQueryExecution, athenaResults, stopQueryExecution}
}

func (athenaTable) regional() bool { return false }

func (t athenaTable) read(ctx context.Context, r *reader, q *eventQuery) bool {
	t.region = cmp.Or(t.region, r.cfg.Region)
	statement, err := athenaStatement(t.database, t.table, q, r.selected)
	engine := athenaEngine{athena.NewFromConfig(r.in(t.region)), t}
	return sqlRun{engine, "Athena", t.limits}.read(ctx, r, q, statement, err)
}

type athenaEngine struct {
	client *athena.Client
	athenaTable
}

func (athenaEngine) answering() Operation { return athenaResults }

func (e athenaEngine) start(ctx context.Context, statement string) (string, error) {
	out, err := e.client.StartQueryExecution(ctx, &athena.StartQueryExecutionInput{
		QueryString: &statement, WorkGroup: &e.workgroup,
		QueryExecutionContext: &types.QueryExecutionContext{Database: &e.database},
	})
	if err != nil {
		return "", err
	}
	return aws.ToString(out.QueryExecutionId), nil
}

func (e athenaEngine) look(ctx context.Context, id string) (queryState, error) {
	out, err := e.client.GetQueryExecution(ctx, &athena.GetQueryExecutionInput{QueryExecutionId: &id})
	if err != nil {
		return queryState{}, err
	}
	status := out.QueryExecution.Status
	if status == nil || status.State == "" {
		return queryState{}, getQueryExecution.malformed("the query has no state")
	}
	state := queryState{}
	if s := out.QueryExecution.Statistics; s != nil {
		state.scanned = aws.ToInt64(s.DataScannedInBytes)
	}
	reason := aws.ToString(status.StateChangeReason)
	if status.AthenaError != nil {
		reason = cmp.Or(reason, aws.ToString(status.AthenaError.ErrorMessage))
	}
	switch status.State {
	case types.QueryExecutionStateSucceeded:
		// Files of which nothing is kept are scanned all the same.
		state.done, state.empty = true, state.scanned == 0
	case types.QueryExecutionStateFailed:
		state.failure = failed(startQueryExecution, codeQueryFailed, reason)
	case types.QueryExecutionStateCancelled:
		state.failure = failed(startQueryExecution, codeQueryStopped, reason)
	}
	return state, nil
}

func (e athenaEngine) page(ctx context.Context, id string, token *string, take func(map[string]string)) (*string, error) {
	out, err := e.client.GetQueryResults(ctx, &athena.GetQueryResultsInput{
		QueryExecutionId: &id, NextToken: token, MaxResults: aws.Int32(resultsPage),
	})
	if err != nil {
		return nil, err
	}
	if out.ResultSet.ResultSetMetadata == nil {
		return nil, malformed("the rows have no columns")
	}
	columns := out.ResultSet.ResultSetMetadata.ColumnInfo
	for i, row := range out.ResultSet.Rows {
		if len(row.Data) != len(columns) {
			return nil, malformed("a row has other columns than the table")
		}
		cells := map[string]string{}
		header := true
		for j, cell := range row.Data {
			name := aws.ToString(columns[j].Name)
			header = header && aws.ToString(cell.VarCharValue) == name
			if cell.VarCharValue != nil {
				cells[name] = *cell.VarCharValue
			}
		}
		if header && token == nil && i == 0 { // the first page begins with the names
			continue
		}
		take(cells)
	}
	return out.NextToken, nil
}

func (e athenaEngine) stop(ctx context.Context, id string) error {
	_, err := e.client.StopQueryExecution(ctx, &athena.StopQueryExecutionInput{QueryExecutionId: &id})
	return err
}
