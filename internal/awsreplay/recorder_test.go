package awsreplay

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// clientFunc answers requests.
type clientFunc func(*http.Request) (*http.Response, error)

func (f clientFunc) Do(r *http.Request) (*http.Response, error) { return f(r) }

// playing answers with the exchanges in turn, whatever is asked.
func playing(exchanges ...exchange) HTTPClient {
	n := 0
	return clientFunc(func(r *http.Request) (*http.Response, error) {
		x := exchanges[n]
		n++
		if x.Unanswered {
			return nil, errUnreachable
		}
		c, err := identify(r)
		if err != nil {
			return nil, err
		}
		return newAnswer(c, x).response(r), nil
	})
}

// recordAll sends the requests through a recorder and returns the file of one operation.
func recordAll(t *testing.T, file string, next HTTPClient, requests ...*http.Request) string {
	t.Helper()
	recorder, err := NewRecorder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	recorder.now = func() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 123, time.FixedZone("", 3600)) }
	for _, r := range requests {
		if resp, err := recorder.Wrap(next).Do(r); err == nil {
			if _, err := io.ReadAll(resp.Body); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Fatal(err)
			}
		}
	}
	if err := recorder.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(recorder.dir, file))
	if err != nil {
		if !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		return ""
	}
	return string(b)
}

func TestRecorder(t *testing.T) {
	listTopics := func() *http.Request { return form(t, "sns", "eu-west-1", "Action=ListTopics") }
	identity := form(t, "sts", "eu-west-1", "Action=GetCallerIdentity")
	zipped := clientFunc(func(_ *http.Request) (*http.Response, error) {
		var buf bytes.Buffer
		z := gzip.NewWriter(&buf)
		if _, err := z.Write([]byte("<R/>")); err != nil {
			return nil, err
		}
		if err := z.Close(); err != nil {
			return nil, err
		}
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Encoding": {"gzip"}}, Body: io.NopCloser(&buf)}, nil
	})
	canceled := clientFunc(func(*http.Request) (*http.Response, error) { return nil, context.Canceled })
	broken := clientFunc(func(r *http.Request) (*http.Response, error) {
		return answer{status: 200, body: []byte("<R"), cut: true}.response(r), nil
	})
	for name, tc := range map[string]struct {
		file     string
		next     HTTPClient
		requests []*http.Request
		want     string
	}{
		"text in lines": {
			"sns.ListTopics.json", playing(exchange{Body: "<R>\n</R>"}), []*http.Request{listTopics()},
			`[{"region":"eu-west-1","status":200,"headers":{"Content-Type":"text/xml"},"body":["<R>","</R>"]}]`,
		},
		"JSON, with its input": {
			"cloudtrail.GetTrailStatus.json", playing(exchange{JSON: []byte(`{"IsLogging":true,"StopLoggingTime":1.763456789012E9}`)}),
			[]*http.Request{target(t, "cloudtrail", "eu-west-1", "C.GetTrailStatus", `{"Name":"arn:aws:cloudtrail:eu-west-1:123456789012:trail/t"}`)},
			`[{"region":"eu-west-1","input":{"Name":"arn:aws:cloudtrail:eu-west-1:111111111111:trail/t"},"status":200,` +
				`"headers":{"Content-Type":"application/x-amz-json-1.1"},"json":{"IsLogging":true,"StopLoggingTime":1.763456789012E9}}]`,
		},
		"for any region": {
			"sts.GetCallerIdentity.json", playing(exchange{Body: "<R/>"}), []*http.Request{identity},
			`[{"region":"*","status":200,"headers":{"Content-Type":"text/xml"},"body":"<R/>"}]`,
		},
		"failures before success are dropped": {
			"sns.ListTopics.json", playing(exchange{Status: 400, Body: "slow down"}, exchange{Unanswered: true}, exchange{Body: "<R/>"}),
			[]*http.Request{listTopics(), listTopics(), listTopics()},
			`[{"region":"eu-west-1","status":200,"headers":{"Content-Type":"text/xml"},"body":"<R/>"}]`,
		},
		"successes in turn are kept": {
			"sns.ListTopics.json", playing(exchange{Body: "one"}, exchange{Body: "two"}), []*http.Request{listTopics(), listTopics()},
			`[{"region":"eu-west-1","status":200,"headers":{"Content-Type":"text/xml"},"body":"one"},` +
				`{"region":"eu-west-1","status":200,"headers":{"Content-Type":"text/xml"},"body":"two"}]`,
		},
		"a failure without end is kept once": {
			"sns.ListTopics.json", playing(exchange{Status: 400, Body: "no"}, exchange{Status: 400, Body: "no"}), []*http.Request{listTopics(), listTopics()},
			`[{"region":"eu-west-1","status":400,"headers":{"Content-Type":"text/xml"},"body":"no"}]`,
		},
		"no answer": {
			"sns.ListTopics.json", playing(exchange{Unanswered: true}), []*http.Request{listTopics()},
			`[{"region":"eu-west-1","unanswered":true}]`,
		},
		"half an answer": {
			"sns.ListTopics.json", broken, []*http.Request{listTopics()},
			`[{"region":"eu-west-1","unanswered":true}]`,
		},
		"half a contact": {
			"account.GetAlternateContact.json", playing(exchange{Body: `{"AlternateContact":{"Name":"Anna`}),
			[]*http.Request{request(t, "account", "us-east-1", "/getAlternateContact", `{}`)},
			`[{"region":"*","status":200,"headers":{"Content-Type":"application/json"},"body":"scrubbed"}]`,
		},
		"compressed": {
			"sns.ListTopics.json", zipped, []*http.Request{listTopics()},
			`[{"region":"eu-west-1","status":200,"body":"<R/>"}]`,
		},
		"given up": {
			"sns.ListTopics.json", canceled, []*http.Request{listTopics()}, ``,
		},
		"credentials": {
			"sts.AssumeRole.json", playing(exchange{Body: "<SecretAccessKey>x</SecretAccessKey>"}),
			[]*http.Request{form(t, "sts", "eu-west-1", "Action=AssumeRole&RoleArn=r")}, ``,
		},
		"the time": {
			infoFile, playing(exchange{Body: "<R/>"}), []*http.Request{listTopics()}, `{"recorded_at":"2026-11-20T08:00:00Z"}`,
		},
		"no time of nothing": {
			infoFile, canceled, []*http.Request{listTopics()}, ``,
		},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			got := recordAll(t, tc.file, tc.next, tc.requests...)
			want := ""
			if tc.want != "" {
				v, err := decode([]byte(tc.want))
				if err != nil {
					t.Fatal(err)
				}
				want = string(mustMarshal(v))
				if v, err = decode([]byte(got)); err != nil {
					t.Fatal(err)
				}
				got = string(mustMarshal(v))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.file, diff)
			}
		})
	}
}

// What the recorder hands on is what came in.
func TestRecorderIsTransparent(t *testing.T) {
	recorder, err := NewRecorder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var sent string
	client := recorder.Wrap(clientFunc(func(r *http.Request) (*http.Response, error) {
		b, err := io.ReadAll(r.Body)
		sent = string(b)
		return &http.Response{StatusCode: 418, Header: http.Header{"X-Other": {"kept"}}, Body: io.NopCloser(strings.NewReader("body"))}, err
	}))
	resp, err := client.Do(form(t, "sns", "eu-west-1", "Action=ListTopics"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if sent != "Action=ListTopics" || resp.StatusCode != 418 || resp.Header.Get("X-Other") != "kept" || string(body) != "body" || err != nil {
		t.Errorf("sent %q, got %d %v %q %v", sent, resp.StatusCode, resp.Header, body, err)
	}
	unsigned, err := http.NewRequest(http.MethodGet, "https://oidc.example.com/token", strings.NewReader("code"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Do(unsigned); err != nil || sent != "code" {
		t.Errorf("a request that is no call: %q, %v", sent, err)
	}
}

func TestRecorderDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{"a file": file, "not empty": filepath.Dir(file)} {
		if _, err := NewRecorder(dir); err == nil || !strings.HasPrefix(err.Error(), "record: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	dir := filepath.Join(t.TempDir(), "new", "directory")
	if _, err := NewRecorder(dir); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the directory: %v, %v", info, err)
	}
}
