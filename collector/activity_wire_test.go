package collector

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
)

// engineWire answers as Athena and CloudTrail Lake do, over AWS JSON 1.1. All else is the account's.
type engineWire struct {
	*awsreplay.Account
	// states are what a query is in, look after look; the last one stays. Athena's names serve both.
	states  []string
	reason  string
	scanned int64 // more with each look
	pages   [][]map[string]string
	// broken overrides the answer of an operation.
	broken map[string]string
	// asked is told of each call.
	asked func(operation string)

	mu    sync.Mutex
	calls []string
	ids   []string // of queries that were stopped
	sql   string
	looks int
}

const (
	wireID  = "11111111-2222-4333-8444-555555555555"
	wireNow = "2026-11-20T09:00:00Z"
)

type engineRequest struct {
	QueryString      string // Athena's
	QueryStatement   string // Lake's
	QueryExecutionID string `json:"QueryExecutionId"`
	QueryID          string `json:"QueryId"`
	NextToken        string
}

func (w *engineWire) Do(r *http.Request) (*http.Response, error) {
	target, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	if i := strings.LastIndex(operation, "."); i >= 0 {
		operation = operation[i+1:] // CloudTrail's target is a long one
	}
	if !strings.HasPrefix(target, "AmazonAthena") && !strings.Contains(operation, "Query") {
		return w.Account.Do(r)
	}
	if r.Header.Get("Content-Type") != "application/x-amz-json-1.1" {
		return nil, fmt.Errorf("content type %q", r.Header.Get("Content-Type"))
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var in engineRequest
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	if w.asked != nil {
		w.asked(operation)
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, operation)
	if body, ok := w.broken[operation]; ok {
		return answerJSON(r, http.StatusBadRequest, body), nil
	}
	return answerJSON(r, http.StatusOK, w.answer(operation, in)), nil
}

func (w *engineWire) answer(operation string, in engineRequest) string {
	switch operation {
	case "StartQueryExecution":
		w.sql = in.QueryString
		return fmt.Sprintf(`{"QueryExecutionId":%q}`, wireID)
	case "StartQuery":
		w.sql = in.QueryStatement
		return fmt.Sprintf(`{"QueryId":%q}`, wireID)
	case "GetQueryExecution":
		state := w.look()
		return fmt.Sprintf(`{"QueryExecution":{"QueryExecutionId":%q,"Status":{"State":%q,"StateChangeReason":%q},"Statistics":{"DataScannedInBytes":%d}}}`,
			in.QueryExecutionID, state, w.reason, w.scanned*int64(w.looks))
	case "DescribeQuery":
		state := strings.Replace(w.look(), "SUCCEEDED", "FINISHED", 1)
		return fmt.Sprintf(`{"QueryId":%q,"QueryStatus":%q,"ErrorMessage":%q,"QueryStatistics":{"BytesScanned":%d}}`,
			in.QueryID, state, w.reason, w.scanned*int64(w.looks))
	case "StopQueryExecution", "CancelQuery":
		w.ids = append(w.ids, in.QueryExecutionID+in.QueryID)
		return fmt.Sprintf(`{"QueryId":%q,"QueryStatus":"CANCELLED"}`, wireID)
	}
	return w.page(in)
}

func (w *engineWire) look() string {
	state := w.states[min(w.looks, len(w.states)-1)]
	w.looks++
	return state
}

// page is a page of rows, in the way of the engine that is asked.
func (w *engineWire) page(in engineRequest) string {
	n := 0
	_, _ = fmt.Sscanf(in.NextToken, "page-%d", &n) // none is the first
	answer := map[string]any{}
	if n+1 < len(w.pages) {
		answer["NextToken"] = fmt.Sprintf("page-%d", n+1)
	}
	if in.QueryID != "" {
		answer["QueryStatus"], answer["QueryResultRows"] = "FINISHED", lakeRows(w.pages[n])
	} else {
		answer["ResultSet"] = athenaRows(w.pages[n], n == 0)
	}
	b, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func lakeRows(rows []map[string]string) [][]map[string]string {
	out := [][]map[string]string{}
	for _, row := range rows {
		cells := []map[string]string{}
		for name, value := range row {
			cells = append(cells, map[string]string{name: value})
		}
		out = append(out, cells)
	}
	return out
}

// wireColumns are the columns of the fake's rows.
var wireColumns = []string{
	"eventid", "eventtime", "eventsource", "eventname", "recipientaccountid", "awsregion", "useridentity_type",
	"useridentity_sessioncontext_assumedroot", "requestparameters",
}

func athenaRows(rows []map[string]string, header bool) map[string]any {
	var columns []map[string]string
	names := map[string]string{}
	for _, name := range wireColumns {
		columns = append(columns, map[string]string{"Name": name, "Type": "varchar"})
		names[name] = name
	}
	if header {
		rows = append([]map[string]string{names}, rows...)
	}
	all := []map[string]any{}
	for _, row := range rows {
		var data []map[string]string
		for _, name := range wireColumns {
			cell := map[string]string{} // as for a null
			if value, ok := row[name]; ok {
				cell["VarCharValue"] = value
			}
			data = append(data, cell)
		}
		all = append(all, map[string]any{"Data": data})
	}
	return map[string]any{"Rows": all, "ResultSetMetadata": map[string]any{"ColumnInfo": columns}}
}

func wireRow(n int, more ...string) map[string]string {
	row := map[string]string{
		"eventid": fmt.Sprintf("event-%04d", n), "eventtime": "2026-11-20T08:30:00Z", "eventsource": "iam.amazonaws.com", "eventname": "CreateUser",
		"recipientaccountid": "210987654321", "awsregion": "us-east-1", "useridentity_type": "IAMUser", "requestparameters": `{"userName":"o'eve\u001b[0m"}`,
	}
	for i := 0; i < len(more); i += 2 {
		row[more[i]] = more[i+1]
	}
	return row
}
