package collector

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
)

var signingKey = sync.OnceValue(digesttest.NewKey)

// delivery is a bucket with two days of a trail, over the end of a month, and AWS around it.
func delivery() (*digesttest.AWS, []digesttest.Digest) {
	b := digesttest.NewBucket("trail-logs")
	own := &digesttest.Trail{Bucket: b, Key: signingKey(), Prefix: "audit/", Account: "111122223333", Region: "eu-west-1", Name: "main"}
	d := own.Hours(time.Date(2026, 10, 31, 0, 30, 0, 0, time.UTC), 48, 1)
	return &digesttest.AWS{
		Buckets:  []*digesttest.Bucket{b},
		Keys:     map[string][]*digesttest.Key{"eu-west-1": {signingKey()}},
		PageSize: 7,
	}, d
}

// wire answers in place of AWS.
type wire struct{ http.Handler }

func (w wire) Do(r *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	w.ServeHTTP(recorder, r)
	response := recorder.Result()
	response.Request = r
	return response, nil
}

func now() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) }

func openLogs(t *testing.T, aws *digesttest.AWS) *Logs {
	t.Helper()
	l, err := OpenLogs(t.Context(), Options{Replay: wire{aws}, Now: now, Timing: &Timing{Attempt: time.Second, Call: time.Second, Backoff: time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func verifyBucket(t *testing.T, aws *digesttest.AWS) *digest.Verification {
	t.Helper()
	l := openLogs(t, aws)
	store, err := l.Bucket(t.Context(), "trail-logs", "audit/")
	if err != nil {
		t.Fatal(err)
	}
	v, err := digest.Verify(t.Context(), store, l, digest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func wantProblems(t *testing.T, v *digest.Verification, want ...string) {
	t.Helper()
	got := []string{fmt.Sprintf("%d digests, %d logs", v.Digests.Verified, v.Logs.Verified)}
	for _, p := range slices.Concat(v.Problems, v.Unverified) {
		got = append(got, fmt.Sprintf("%s %s: %s", p.Kind, p.Object, p.Detail))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// No call is made that is not declared, and none is declared that is not made.
func TestVerifiedBucket(t *testing.T) {
	aws, _ := delivery()
	wantProblems(t, verifyBucket(t, aws), "48 digests, 48 logs")
	seen := map[string]bool{}
	for _, call := range aws.Calls() {
		seen[strings.Fields(call)[2]] = true
		if strings.Contains(call, " cloudtrail ") && !strings.HasPrefix(call, "eu-west-1 ") {
			t.Errorf("keys of another region were asked for: %s", call)
		}
	}
	for _, o := range LogOperations() {
		name := strings.TrimSuffix(o.Name, "V2")
		if !seen[name] {
			t.Errorf("%s is declared and not called", o.Name)
		}
		delete(seen, name)
	}
	if len(seen) > 0 {
		t.Errorf("called and not declared: %v", seen)
	}
	if got := slices.IsSortedFunc(LogOperations(), func(a, b Operation) int { return strings.Compare(a.Action, b.Action) }); !got {
		t.Error("the operations are not sorted")
	}
}

func TestChangedBucket(t *testing.T) {
	aws, d := delivery()
	objects := aws.Buckets[0].Objects
	objects[d[4].Logs[0]] = digesttest.Object{Data: digesttest.Gzip([]byte("{}"))}
	delete(objects, d[9].Logs[0])
	delete(objects, d[20].Name)
	// XML cannot hold this name.
	hostile := strings.Replace(d[30].Logs[0], "_main", "_\x01 +%2F&<\n", 1)
	objects[hostile] = digesttest.Object{Data: []byte("{}")}
	folder := "audit/AWSLogs/111122223333/CloudTrail/eu-west-1/"
	wantProblems(t, verifyBucket(t, aws), "47 digests, 45 logs",
		"missing_digest "+d[20].Name+": The next digest names it. Others before it may be missing too: none is there of this time.",
		"altered_log "+d[4].Logs[0]+": Its content is not what CloudTrail delivered: its digest has another hash.",
		"missing_log "+d[9].Logs[0]+": Its digest lists it, and it is not there.",
		"unmentioned_log "+hostile+": The digests of its time do not list it: it was put there by somebody else, or by a trail without log file validation.",
		"uncovered "+folder+": No digest that could be verified covers the time of these log files.",
	)
}

// answer is one that is not AWS's, or not a whole one.
func answer(status int, headers map[string]string, body string) func(w http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// Whatever goes wrong on the way is neither good nor bad.
func TestUnansweredLog(t *testing.T) {
	denied := answer(http.StatusForbidden, nil, "<Error><Code>AccessDenied</Code><Message>no</Message></Error>")
	for name, tc := range map[string]struct {
		fault func(w http.ResponseWriter)
		want  string
	}{
		"denied":               {denied, "s3:GetObject: AccessDenied no"},
		"archived":             {answer(http.StatusForbidden, nil, "<Error><Code>InvalidObjectState</Code></Error>"), "s3:GetObject: InvalidObjectState"},
		"failure":              {answer(http.StatusServiceUnavailable, nil, ""), "s3:GetObject: ServiceUnavailable Service Unavailable"},
		"a page":               {answer(http.StatusOK, nil, "<html>"), "s3:GetObject: MalformedResponse the answer could not be understood"},
		"not found by a proxy": {answer(http.StatusNotFound, nil, "<html>"), "s3:GetObject: HTTP404"},
		"larger than any":      {answer(http.StatusOK, map[string]string{"Etag": "x", "Last-Modified": "Fri, 20 Nov 2026 09:00:00 GMT"}, strings.Repeat("x", maxObject+1)), "s3:GetObject: TooLarge it has more than 64 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			aws, d := delivery()
			aws.Fault = func(w http.ResponseWriter, call string) bool {
				hit := strings.HasSuffix(call, d[7].Logs[0])
				if hit {
					tc.fault(w)
				}
				return hit
			}
			wantProblems(t, verifyBucket(t, aws), "48 digests, 47 logs", "unreadable "+d[7].Logs[0]+": It could not be read: "+tc.want+".")
		})
	}
}

func TestUnansweredKeys(t *testing.T) {
	aws, _ := delivery()
	aws.Fault = func(w http.ResponseWriter, call string) bool {
		hit := strings.Contains(call, "ListPublicKeys")
		if hit {
			answer(http.StatusBadRequest, nil, `{"__type":"AccessDeniedException","Message":"no"}`)(w)
		}
		return hit
	}
	v := verifyBucket(t, aws)
	if v.Digests.Unverified != 48 || v.Logs.Unverified != 48 || len(v.Problems) > 0 {
		t.Errorf("digests %+v, logs %+v, problems %v", v.Digests, v.Logs, v.Problems)
	}
	if got, want := v.Unverified[0].Detail, "Its public key could not be had: in eu-west-1: cloudtrail:ListPublicKeys: AccessDeniedException no."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// CloudTrail says what keys it had, and when.
func TestKeysOfCloudTrail(t *testing.T) {
	key := *signingKey()
	key.From, key.To = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 31, 23, 30, 0, 0, time.UTC)
	aws := &digesttest.AWS{Keys: map[string][]*digesttest.Key{"eu-west-1": {&key}}}
	l := openLogs(t, aws)
	for _, tc := range []struct {
		region, at string
		want       error
	}{
		{"eu-west-1", "2026-03-15T00:00:00Z", nil},
		{"eu-west-1", "2026-04-01T00:10:00Z", nil}, // replaced while the digest was made
		{"eu-west-1", "2026-05-01T00:00:00Z", digest.ErrUnknownKey},
		{"us-east-1", "2026-03-15T00:00:00Z", digest.ErrUnknownKey},
		{"eu-west-1", "2028-03-15T00:00:00Z", errors.New("ask for keys of March 2028: it lies in the future")},
		{"eu-west-1/x", "2026-03-15T00:00:00Z", errors.New(`ask for keys in "eu-west-1/x": it is no region's name`)},
	} {
		at, err := time.Parse(time.RFC3339, tc.at)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 { // asked once
			got, err := l.Key(t.Context(), tc.region, key.Fingerprint(), at)
			if fmt.Sprint(err) != fmt.Sprint(tc.want) || err == nil && !got.Equal(&key.PublicKey) {
				t.Errorf("in %s at %s: got %v and the error %v, want %v", tc.region, tc.at, got, err, tc.want)
			}
		}
	}
	if n := len(aws.Calls()); n != 5 {
		t.Errorf("%d calls, want one for who calls and each region and month:\n%s", n, strings.Join(aws.Calls(), "\n"))
	}
}

func TestBucketThatCannotBeFound(t *testing.T) {
	aws, _ := delivery()
	l := openLogs(t, aws)
	if _, err := l.Bucket(t.Context(), "another", ""); err == nil || err.Error() != "find bucket another: s3:GetBucketLocation: NoSuchBucket The specified bucket does not exist" {
		t.Errorf("got the error %v", err)
	}
	store, err := l.Bucket(t.Context(), "trail-logs", "")
	if err != nil {
		t.Fatal(err)
	}
	if v, err := digest.Verify(t.Context(), store, l, digest.Options{}); err == nil {
		t.Errorf("without its prefix: %+v", v)
	}
}

// A session for log files reads nothing else, and one for a scan reads no objects.
func TestOtherOperationsAreRefused(t *testing.T) {
	aws, _ := delivery()
	for name, call := range map[string]func(ctx context.Context) error{
		"S3.ListBuckets": func(ctx context.Context) error {
			_, err := openLogs(t, aws).s3Client("us-east-1").ListBuckets(ctx, nil)
			return err
		},
		"S3.GetObject": func(ctx context.Context) error {
			s, err := newSession(ctx, Options{Replay: wire{aws}}, Operations(SectionNames()))
			if err != nil {
				return err
			}
			bucket, key := "trail-logs", "x"
			_, err = s.s3Client("us-east-1").GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
			return err
		},
	} {
		if err := call(t.Context()); err == nil || !strings.Contains(err.Error(), "refuse "+name+": it is not declared") {
			t.Errorf("%s: got the error %v", name, err)
		}
	}
}
