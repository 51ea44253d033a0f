package awsreplay

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// route is how an operation of a REST protocol looks on the wire. A segment in braces stands for
// any, and is a member of the input by that name.
type route struct{ method, path, operation string }

// routes lists the operations of the services that tell them apart by method and path, by the
// names that the services sign by.
var routes = map[string][]route{
	"access-analyzer": {
		{"GET", "/analyzer", "ListAnalyzers"},
	},
	"guardduty": {
		{"GET", "/detector", "ListDetectors"},
		{"GET", "/detector/{DetectorId}", "GetDetector"},
		{"POST", "/detector/{DetectorId}/findings", "ListFindings"},
		{"POST", "/detector/{DetectorId}/findings/get", "GetFindings"},
	},
	"scheduler": {
		{"GET", "/schedules", "ListSchedules"},
		{"GET", "/schedules/{Name}", "GetSchedule"},
	},
	"securityhub": {
		{"GET", "/accounts", "DescribeHub"},
		{"POST", "/standards/get", "GetEnabledStandards"},
		{"GET", "/productSubscriptions", "ListEnabledProductsForImport"},
		{"GET", "/hubv2", "DescribeSecurityHubV2"},
	},
}

// parseREST names the operation of a request and its input: the body's members, those of the path
// and those of the query. A path that is not listed is its own name: /getAlternateContact is
// GetAlternateContact.
func parseREST(service string, r *http.Request, body []byte) (operation, input string, err error) {
	members := map[string]any{}
	operation = operationOf(r.URL.Path)
	for _, route := range routes[service] {
		if parameters, ok := route.match(r.Method, r.URL.EscapedPath()); ok {
			operation, members = route.operation, parameters
			break
		}
	}
	for name, values := range r.URL.Query() {
		members[name] = strings.Join(values, ",")
	}
	if input, err = canonical(body); err != nil || len(members) == 0 {
		return operation, input, err
	}
	v, err := decode([]byte(input))
	if err != nil {
		return operation, input, err
	}
	if object, ok := v.(map[string]any); ok {
		maps.Copy(members, object)
	}
	return operation, string(mustMarshal(members)), nil
}

// match reports whether a request takes the route, and returns the members that its path holds.
func (r route) match(method, path string) (map[string]any, bool) {
	want, got := strings.Split(r.path, "/"), strings.Split(strings.TrimSuffix(path, "/"), "/")
	if method != r.method || len(want) != len(got) {
		return nil, false
	}
	members := map[string]any{}
	for i, segment := range want {
		if !strings.HasPrefix(segment, "{") {
			if segment != got[i] {
				return nil, false
			}
			continue
		}
		value, err := url.PathUnescape(got[i])
		if err != nil || value == "" {
			return nil, false
		}
		members[strings.Trim(segment, "{}")] = value
	}
	return members, true
}
