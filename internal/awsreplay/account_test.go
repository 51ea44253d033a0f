package awsreplay

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// The requests that the services' protocols make.
func request(t *testing.T, service, region, path, body string, headers ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+service+".amazonaws.com"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261118/"+region+"/"+service+"/aws4_request, SignedHeaders=host, Signature=00")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func form(t *testing.T, service, region, body string) *http.Request {
	t.Helper()
	return request(t, service, region, "/", body, "Content-Type", "application/x-www-form-urlencoded")
}

func target(t *testing.T, service, region, target, body string) *http.Request {
	t.Helper()
	return request(t, service, region, "/", body, "X-Amz-Target", target, "Content-Type", "application/x-amz-json-1.1")
}

// recordingOf makes a recording of one file.
func recordingOf(name, content string) fs.FS {
	return fstest.MapFS{
		infoFile: {Data: []byte(`{"recorded_at": "2026-11-20T09:00:00Z"}`)},
		name:     {Data: []byte(content)},
	}
}

func openAccount(t *testing.T, files fs.FS) *Account {
	t.Helper()
	account, err := Open(files)
	if err != nil {
		t.Fatal(err)
	}
	return account
}

// send returns status and body of an answer.
func send(t *testing.T, client HTTPClient, r *http.Request) (int, string) {
	t.Helper()
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func TestIdentify(t *testing.T) {
	for name, tc := range map[string]struct {
		request *http.Request
		want    Call
	}{
		"query": {
			form(t, "iam", "us-east-1", "Action=GetAccountSummary&Version=2010-05-08"),
			Call{"iam", "GetAccountSummary", "us-east-1", `{}`, query},
		},
		"query_with_input": {
			form(t, "sns", "eu-west-1", "Version=2010-03-31&NextToken=a%2Bb&Action=ListTopics"),
			Call{"sns", "ListTopics", "eu-west-1", `{"NextToken":"a+b"}`, query},
		},
		"ec2": {
			form(t, "ec2", "eu-west-1", "Action=DescribeRegions&Version=2016-11-15"),
			Call{"ec2", "DescribeRegions", "eu-west-1", `{}`, ec2Query},
		},
		"rpc_json": {
			target(t, "cloudtrail", "eu-west-3", "CloudTrail_20131101.GetTrailStatus", `{ "Name": "t" }`),
			Call{"cloudtrail", "GetTrailStatus", "eu-west-3", `{"Name":"t"}`, rpcJSON},
		},
		"cloudwatch": {
			target(t, "monitoring", "eu-west-3", "GraniteServiceVersion20100801.DescribeAlarms", `{"MaxRecords":100,"AlarmTypes":["MetricAlarm"]}`),
			Call{"cloudwatch", "DescribeAlarms", "eu-west-3", `{"AlarmTypes":["MetricAlarm"],"MaxRecords":100}`, rpcJSON},
		},
		"rest_json": {
			request(t, "account", "us-east-1", "/getAlternateContact", `{"AlternateContactType":"SECURITY"}`, "Content-Type", "application/json"),
			Call{"account", "GetAlternateContact", "us-east-1", `{"AlternateContactType":"SECURITY"}`, restJSON},
		},
		"no_body": {
			request(t, "account", "us-east-1", "/getContactInformation", ""),
			Call{"account", "GetContactInformation", "us-east-1", `{}`, restJSON},
		},
	} {
		t.Run(name, func(t *testing.T) {
			body := tc.request.Body
			got, err := identify(tc.request)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got, cmp.AllowUnexported(Call{})); diff != "" {
				t.Errorf("call (-want +got):\n%s", diff)
			}
			if again, err := identify(tc.request); again != got || err != nil || body == tc.request.Body {
				t.Errorf("the request's body is gone: %v, %v", again, err)
			}
		})
	}
}

func TestIdentifyWhatIsNoCall(t *testing.T) {
	unsigned := form(t, "iam", "us-east-1", "Action=ListUsers")
	unsigned.Header.Del("Authorization")
	for name, r := range map[string]*http.Request{
		"unsigned": unsigned,
		"no_JSON":  target(t, "cloudtrail", "us-east-1", "CloudTrail_20131101.DescribeTrails", "{"),
		"no_form":  form(t, "iam", "us-east-1", "Action=%ZZ"),
	} {
		if c, err := identify(r); err == nil {
			t.Errorf("%s: identified as %v", name, c)
		}
	}
}

func TestExchanges(t *testing.T) {
	account := openAccount(t, recordingOf("sns.ListTopics.json", `[
		{"region": "*", "body": "nothing"},
		{"region": "eu-west-1", "body": "one"},
		{"region": "eu-west-1", "body": ["two", "lines"]},
		{"region": "eu-west-1", "input": {"NextToken": "n"}, "body": "next"}]`))
	for _, step := range []struct{ region, body, want string }{
		{"eu-west-1", "Action=ListTopics", "one"},
		{"eu-west-1", "Action=ListTopics", "two\nlines"},
		{"eu-west-1", "Action=ListTopics", "two\nlines"}, // the last one repeats
		{"eu-west-1", "Action=ListTopics&NextToken=n", "next"},
		{"us-east-1", "Action=ListTopics", "nothing"},
		{"us-east-2", "Action=ListTopics", "nothing"},
	} {
		if status, body := send(t, account, form(t, "sns", step.region, step.body)); status != 200 || body != step.want {
			t.Errorf("%s in %s: %d %q, want %q", step.body, step.region, status, body, step.want)
		}
	}
	for _, step := range []struct{ region, body string }{
		{"eu-west-1", "Action=ListTopics&NextToken=unknown"},
		{"us-east-1", "Action=ListTopics&NextToken=n"}, // another region's
		{"us-east-1", "Action=ListSubscriptions"},
	} {
		if status, body := send(t, account, form(t, "sns", step.region, step.body)); status != 400 || !strings.Contains(body, "<Code>RecordingMissing</Code>") {
			t.Errorf("%s in %s: %d %q", step.body, step.region, status, body)
		}
	}
	rewound := account.WithFault(func(Call) *Fault { return nil })
	if _, body := send(t, rewound, form(t, "sns", "eu-west-1", "Action=ListTopics")); body != "one" {
		t.Errorf("rewound: %q", body)
	}
	if calls := account.Calls(); len(calls) != 9 || calls[8] != (Call{"sns", "ListSubscriptions", "us-east-1", "{}", query}) {
		t.Errorf("calls: %v", calls)
	}
}

func TestAnswers(t *testing.T) {
	account := openAccount(t, recordingOf("account.GetAlternateContact.json", `[
		{"region": "*", "status": 404, "headers": {"X-Amzn-Errortype": "ResourceNotFoundException"}, "json": {"message": "none"}}]`))
	resp, err := account.Do(request(t, "account", "us-east-1", "/getAlternateContact", ""))
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != 404 || resp.Header.Get("X-Amzn-Errortype") != "ResourceNotFoundException" || resp.Header.Get("Content-Type") != "application/json" {
		t.Errorf("got %d %v", resp.StatusCode, resp.Header)
	}
	if want := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC); account.RecordedAt() != want {
		t.Errorf("recorded at %s, want %s", account.RecordedAt(), want)
	}

	unanswered := openAccount(t, recordingOf("sns.ListTopics.json", `[{"region": "*", "unanswered": true}]`))
	if _, err := unanswered.Do(form(t, "sns", "eu-west-1", "Action=ListTopics")); !isDialError(err) {
		t.Errorf("unanswered: %v", err)
	}
}

func isDialError(err error) bool {
	var e *net.OpError
	return errors.As(err, &e) && e.Op == "dial"
}

func TestOpenErrors(t *testing.T) {
	for name, tc := range map[string]struct {
		files fs.FS
		want  string
	}{
		"nothing":   {fstest.MapFS{}, "open recording: there is no recording.json (make one with tocsin collect --record)"},
		"misspelt":  {recordingOf("sns.ListTopics.json", "[\n{\"regoin\": \"*\"}]"), `read recording: sns.ListTopics.json: line 2: json: unknown field "regoin"`},
		"cut":       {recordingOf("sns.ListTopics.json", "[\n{\"region\": \"*\"},\n"), "read recording: sns.ListTopics.json: line 3: unexpected EOF"},
		"more":      {recordingOf("sns.ListTopics.json", "[] []"), "read recording: sns.ListTopics.json: line 1: something follows the JSON"},
		"no_region": {recordingOf("sns.ListTopics.json", `[{"region": "*"}, {"body": ""}]`), `read recording: sns.ListTopics.json: exchange 2: it has no region ("*" stands for all)`},
		"two":       {recordingOf("sns.ListTopics.json", `[{"region": "*", "json": {}, "body": "x"}]`), "read recording: sns.ListTopics.json: exchange 1: it has both json and body"},
		"status":    {recordingOf("sns.ListTopics.json", `[{"region": "*", "status": 99}]`), "read recording: sns.ListTopics.json: exchange 1: 99 is no HTTP status"},
		"body":      {recordingOf("sns.ListTopics.json", `[{"region": "*", "body": 1}]`), "read recording: sns.ListTopics.json: line 1: a body is a string or a list of lines"},
		"name":      {recordingOf("topics.json", `[]`), "read recording: topics.json: the name is not of the form service.Operation.json"},
		"time":      {fstest.MapFS{infoFile: {Data: []byte(`{"recorded_at": "today"}`)}}, `read recording: recording.json: line 1: parsing time "today" as "2006-01-02T15:04:05Z07:00": cannot parse "today" as "2006"`},
		"no_time":   {fstest.MapFS{infoFile: {Data: []byte(`{}`)}}, "read recording: recording.json: it has no recorded_at"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Open(tc.files); err == nil || err.Error() != tc.want {
				t.Errorf("got the error\n%v, want\n%s", err, tc.want)
			}
		})
	}
}

// The accounts that come with tocsin are laid out as a recorder lays them out.
func TestLayout(t *testing.T) {
	for name, files := range map[string]fs.FS{"compromised": accounts.Compromised(), "clean": accounts.Clean()} {
		names, err := fs.Glob(files, "*.json")
		if err != nil || len(names) == 0 {
			t.Fatal(names, err)
		}
		for _, file := range names {
			var exchanges []exchange
			if file == infoFile {
				continue
			}
			if err := readJSON(files, file, &exchanges); err != nil {
				t.Fatal(err)
			}
			b, err := fs.ReadFile(files, file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(indented(exchanges)), string(b)); diff != "" {
				t.Errorf("%s/%s (-want +got):\n%s", name, file, diff)
			}
		}
	}
}

func TestFaults(t *testing.T) {
	account := openAccount(t, fstest.MapFS{
		infoFile:                           {Data: []byte(`{"recorded_at": "2026-11-20T09:00:00Z"}`)},
		"sns.ListTopics.json":              {Data: []byte(`[{"region": "*", "body": "<R><ListTopicsResult><Topics/></ListTopicsResult></R>"}]`)},
		"iam.GetAccountSummary.json":       {Data: []byte(`[{"region": "*", "body": "<R/>"}]`)},
		"ec2.DescribeRegions.json":         {Data: []byte(`[{"region": "*", "body": "<R/>"}]`)},
		"cloudtrail.DescribeTrails.json":   {Data: []byte(`[{"region": "*", "json": {"trailList": []}}]`)},
		"account.GetAlternateContact.json": {Data: []byte(`[{"region": "*", "json": {}}]`)},
	})
	calls := map[string]func(*testing.T) *http.Request{
		"sns": func(t *testing.T) *http.Request { return form(t, "sns", "eu-west-1", "Action=ListTopics") },
		"iam": func(t *testing.T) *http.Request { return form(t, "iam", "us-east-1", "Action=GetAccountSummary") },
		"ec2": func(t *testing.T) *http.Request { return form(t, "ec2", "us-east-1", "Action=DescribeRegions") },
		"cloudtrail": func(t *testing.T) *http.Request {
			return target(t, "cloudtrail", "us-east-1", "C.DescribeTrails", "{}")
		},
		"account": func(t *testing.T) *http.Request {
			return request(t, "account", "us-east-1", "/getAlternateContact", "")
		},
	}
	for _, tc := range []struct {
		fault   *Fault
		service string
		status  int
		body    string // that the answer contains
	}{
		{AccessDenied, "sns", 403, "<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>User: "},
		{AccessDenied, "iam", 403, "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: "},
		{AccessDenied, "ec2", 403, "<Response><Errors><Error><Code>UnauthorizedOperation</Code>"},
		{AccessDenied, "cloudtrail", 400, `{"__type":"AccessDeniedException","message":"User: `},
		{AccessDenied, "account", 403, `{"message":"User: `},
		{Throttling, "iam", 400, "<Code>Throttling</Code>"},
		{Throttling, "ec2", 503, "<Code>RequestLimitExceeded</Code>"},
		{Throttling, "cloudtrail", 400, `{"__type":"ThrottlingException"`},
		{Throttling, "account", 429, `{"message":"Rate exceeded"}`},
		{ServerError, "ec2", 500, "<Code>InternalFailure</Code>"},
		{BadGateway, "cloudtrail", 502, "<html>"},
		{Page, "account", 200, "<html>"},
		{Empty, "iam", 200, ""},
		{Hollow, "iam", 200, "<GetAccountSummaryResponse><GetAccountSummaryResult></GetAccountSummaryResult>"},
		{Hollow, "ec2", 200, "<DescribeRegionsResponse><requestId></requestId></DescribeRegionsResponse>"},
		{Hollow, "cloudtrail", 200, `{"Unexpected":1}`},
		{Garbage, "sns", 200, "garbage"},
		{Truncated, "sns", 200, "<R><ListTopicsResult><To"},
	} {
		t.Run(tc.fault.String()+"/"+tc.service, func(t *testing.T) {
			spoilt := account.WithFault(func(Call) *Fault { return tc.fault })
			status, body := send(t, spoilt, calls[tc.service](t))
			if status != tc.status || !strings.Contains(body, tc.body) || (tc.body == "") != (body == "") {
				t.Errorf("got %d %q, want %d and %q", status, body, tc.status, tc.body)
			}
		})
	}
}

func TestFaultsOfTheNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := openAccount(t, recordingOf("sns.ListTopics.json", `[{"region": "*", "body": "<R/>"}]`))
		with := func(f *Fault) *Account { return account.WithFault(func(Call) *Fault { return f }) }
		listTopics := func() *http.Request { return form(t, "sns", "eu-west-1", "Action=ListTopics") }

		if _, err := with(Unreachable).Do(listTopics()); !isDialError(err) {
			t.Errorf("unreachable: %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if _, err := with(Timeout).Do(listTopics().WithContext(ctx)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("timeout: %v", err)
		}
		if _, err := account.Do(listTopics().WithContext(ctx)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after the deadline: %v", err)
		}
		begun := time.Now()
		if _, body := send(t, with(Slow(time.Minute)), listTopics()); body != "<R/>" || time.Since(begun) != time.Minute {
			t.Errorf("slow: %q after %s", body, time.Since(begun))
		}
		resp, err := with(CutOff).Do(listTopics())
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(resp.Body); string(body) != "<R" || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("cut off: %q, %v", body, err)
		}
	})
}

func TestConcurrentCalls(t *testing.T) {
	account := openAccount(t, accounts.Clean())
	var wg sync.WaitGroup
	for range 32 {
		r := form(t, "sns", "eu-west-1", "Action=ListTopics")
		wg.Go(func() {
			if _, err := account.Do(r); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(account.Calls()); n != 32 {
		t.Errorf("%d calls, want 32", n)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(`[{"region": "*", "input": {}, "status": 200, "headers": {"A": "b"}, "body": ["<Content encoding=\"base64\">", "</Content>"]}]`)
	f.Add(`[{"region": "*", "json": {"Topics": []}}]`)
	f.Add(`[{"region": "*", "unanswered": true}, null]`)
	f.Fuzz(func(t *testing.T, content string) {
		account, err := Open(recordingOf("sns.ListTopics.json", content))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "read recording: sns.ListTopics.json: ") {
				t.Errorf("the error does not name the file: %v", err)
			}
			return
		}
		resp, err := account.Do(form(t, "sns", "eu-west-1", "Action=ListTopics"))
		if (resp == nil) == (err == nil) {
			t.Errorf("answer %v and error %v", resp, err)
		}
	})
}
