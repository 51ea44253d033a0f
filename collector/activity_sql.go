package collector

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
)

// Limits of a statement:
// https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html,
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartQuery.html.
const (
	athenaStatementBytes = 262_144
	lakeStatementBytes   = 10_000
)

// The columns that make an event, as members of the record. All engines print scalars alike.
var (
	eventColumns = []string{
		"eventid", "eventtime", "eventsource", "eventname", "eventtype", "awsregion", "recipientaccountid", "readonly",
		"errorcode", "errormessage", "sourceipaddress", "useragent",
		"useridentity.type", "useridentity.arn", "useridentity.accountid", "useridentity.principalid",
		"useridentity.accesskeyid", "useridentity.username", "useridentity.invokedby",
		"useridentity.sessioncontext.attributes.mfaauthenticated",
		"useridentity.sessioncontext.sessionissuer.type", "useridentity.sessioncontext.sessionissuer.arn",
	}
	parameterColumns = []string{"requestparameters", "responseelements", "additionaleventdata", "serviceeventdetails"}
)

// assumedRoot tells sessions of centrally managed root access from root's own.
const assumedRoot = "useridentity.sessioncontext.assumedroot"

// athenaStatement asks a table as docs/events.md defines it: parameters are texts of JSON, and the account,
// the region and the day of delivery are partitions.
func athenaStatement(database, table string, q *eventQuery, regions []string) (string, error) {
	var columns []string
	for _, c := range slices.Concat(eventColumns, []string{assumedRoot}, parameterColumns) {
		columns = append(columns, aliased(c, c))
	}
	where := []string{
		"account = " + literal(q.account),
		"day >= " + literal(q.since.UTC().Format("2006/01/02")), // what is delivered later may be older
		"eventtime >= " + literal(q.since.UTC().Format(time.RFC3339)),
		"eventtime <= " + literal(q.until.UTC().Format(time.RFC3339)),
		either(append(rootConditions(), kindConditions(q.kinds)...), assumedRoot+" = 'true'"),
	}
	if len(regions) > 0 {
		where = append(where, oneOf("region", regions))
	}
	return selection(columns, identifier(database)+"."+identifier(table), where, athenaStatementBytes, "Athena")
}

// lakeStatement asks an event data store. Its parameters are maps, which only JSON writes in one way. The
// identity is asked for as a whole, too: not every store has a column for all that is in it.
func lakeStatement(store string, q *eventQuery, regions []string) (string, error) {
	columns := []string{"useridentity"}
	for _, c := range eventColumns {
		columns = append(columns, aliased(c, c))
	}
	for _, c := range parameterColumns {
		columns = append(columns, aliased("json_format(CAST("+c+" AS JSON))", c))
	}
	const instant = "2006-01-02 15:04:05"
	where := []string{
		"recipientaccountid = " + literal(q.account),
		"eventtime >= TIMESTAMP " + literal(q.since.UTC().Format(instant)),
		"eventtime <= TIMESTAMP " + literal(q.until.UTC().Format(instant)),
		either(rootConditions(), kindConditions(q.kinds)...),
	}
	if len(regions) > 0 {
		where = append(where, oneOf("awsregion", regions))
	}
	return selection(columns, store, where, lakeStatementBytes, "CloudTrail Lake")
}

func selection(columns []string, from string, where []string, limit int, engine string) (string, error) {
	s := "SELECT " + strings.Join(columns, ", ") + "\nFROM " + from + "\nWHERE " + strings.Join(where, "\n AND ")
	if len(s) > limit {
		return "", fmt.Errorf("the query has %d bytes, and %s takes %d: select fewer rules or regions", len(s), engine, limit)
	}
	return s, nil
}

// rootConditions find what Filter keeps of root's, but for what only some tables can say.
func rootConditions() []string {
	return []string{"useridentity.type = 'Root'", "useridentity.sessioncontext.sessionissuer.type = 'Root'"}
}

// kindConditions group kinds by their source. That is shorter than a condition for each, and tuples are
// not known to every engine.
func kindConditions(kinds []cloudtrail.Kind) []string {
	names := map[string][]string{}
	for _, k := range kinds {
		names[k.Source] = append(names[k.Source], k.Name)
	}
	var conditions []string
	for _, source := range slices.Sorted(maps.Keys(names)) {
		named := oneOf("eventname", names[source])
		if source != "*" {
			named = "(eventsource = " + literal(source) + " AND " + named + ")"
		}
		conditions = append(conditions, named)
	}
	return conditions
}

func either(conditions []string, more ...string) string {
	return "(" + strings.Join(slices.Concat(conditions, more), "\n  OR ") + ")"
}

func oneOf(column string, values []string) string {
	values = slices.Compact(slices.Sorted(slices.Values(values)))
	for i, v := range values {
		values[i] = literal(v)
	}
	return column + " IN (" + strings.Join(values, ", ") + ")"
}

func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func identifier(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// aliased gives a column a name without dots, which not every engine lets a name have. No column has an
// underscore of its own.
func aliased(expression, column string) string {
	if expression == column && !strings.Contains(column, ".") {
		return column
	}
	return expression + " AS " + strings.ReplaceAll(column, ".", "_")
}

// rowOf undoes the aliases.
func rowOf(aliased map[string]string) map[string]string {
	row := map[string]string{}
	for name, value := range aliased {
		row[strings.ReplaceAll(name, "_", ".")] = value
	}
	return row
}
