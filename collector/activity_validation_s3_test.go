package collector

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
)

// refuse denies the calls that have a text in them.
func refuse(call string) func(http.ResponseWriter, string) bool {
	return func(w http.ResponseWriter, made string) bool {
		if !strings.Contains(made, call) {
			return false
		}
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`<Error><Code>AccessDenied</Code></Error>`))
		return true
	}
}

func TestLogFilesOfBucket(t *testing.T) {
	const bucket, folder = "arn:aws:s3:::trail-logs", "AWSLogs/111122223333/CloudTrail/eu-west-1/"
	for name, tc := range map[string]struct {
		do      func(b *digesttest.Bucket, d []digesttest.Digest)
		refused string
		want    []string
	}{
		"intact": {want: []string{"complete", bucket + "digests {27 0 0}, log files {27 0 0}"}},
		"altered": {
			do: func(b *digesttest.Bucket, d []digesttest.Digest) {
				b.Objects[d[9].Logs[0]] = digesttest.Object{Data: digesttest.Gzip([]byte(`{"Records":[]}`))}
			},
			want: []string{"complete", bucket + "digests {27 0 0}, log files {26 1 0}", "altered_log $L9 0"},
		},
		"no digests": {
			do: func(b *digesttest.Bucket, d []digesttest.Digest) {
				for _, d := range d {
					delete(b.Objects, d.Name)
				}
			},
			want: []string{"complete"},
		},
		"digests until yesterday": {
			do: func(b *digesttest.Bucket, d []digesttest.Digest) {
				for _, d := range d[3:] {
					delete(b.Objects, d.Name)
				}
			},
			want: []string{
				"partial", bucket + "digests {3 0 0}, log files {3 0 22}",
				"verify-logs of $D2 in eu-west-1: chain_ends", "verify-logs of " + folder + " in eu-west-1: uncovered",
			},
		},
		"digests denied": {refused: "CloudTrail-Digest", want: []string{"missing", "verify-logs: unreadable"}},
		"bucket denied":  {refused: "ListObjects", want: []string{"missing", "verify-logs: unreadable"}},
	} {
		bubble(t, strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			b, d := trailDay()
			if tc.do != nil {
				tc.do(b, d)
			}
			aws := &digesttest.AWS{Buckets: []*digesttest.Bucket{b}, Keys: map[string][]*digesttest.Key{"eu-west-1": {signingKey()}}, PageSize: 7}
			if tc.refused != "" {
				aws.Fault = refuse(tc.refused)
			}
			from, err := EventBucket("s3://trail-logs")
			if err != nil {
				t.Fatal(err)
			}
			snap, err := Collect(t.Context(), Options{
				Sections: []string{"activity.log_file_validation"}, EventSource: from, Replay: wire{aws}, Now: now, Since: now().Add(-time.Hour),
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(named(tc.want, d), validation(t, snap)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// No call is made that is not declared, and none is declared that is not made.
func TestCallsOfLogFileValidation(t *testing.T) {
	b, _ := trailDay()
	aws := &digesttest.AWS{Buckets: []*digesttest.Bucket{b}, Keys: map[string][]*digesttest.Key{"eu-west-1": {signingKey()}}}
	from, err := EventBucket("s3://trail-logs")
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Sections: []string{"activity.log_file_validation"}, EventSource: from, Replay: wire{aws}, Now: now}
	if _, err := Collect(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	want, got := map[string]bool{}, map[string]bool{}
	for _, operation := range o.Operations() {
		want[strings.TrimSuffix(operation.Name, "V2")] = true
	}
	for _, call := range aws.Calls() {
		got[strings.Fields(call)[2]] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("declared and called (-want +got):\n%s", diff)
	}
}

// Whatever call is denied, a gap says so, and nothing is wrong that was not.
func TestLogFilesWithOneCallDenied(t *testing.T) {
	b, d := trailDay()
	altered := "altered_log " + d[9].Logs[0] + " 0"
	b.Objects[d[9].Logs[0]] = digesttest.Object{Data: digesttest.Gzip([]byte(`{"Records":[]}`))}
	from, err := EventBucket("s3://trail-logs")
	if err != nil {
		t.Fatal(err)
	}
	collect := func(fault func(http.ResponseWriter, string) bool) ([]string, []string) {
		aws := &digesttest.AWS{Buckets: []*digesttest.Bucket{b}, Keys: map[string][]*digesttest.Key{"eu-west-1": {signingKey()}}, Fault: fault}
		snap, err := Collect(t.Context(), Options{
			Sections: []string{"activity.log_file_validation"}, EventSource: from, Replay: wire{aws}, Now: now,
			Timing: &Timing{Attempt: time.Second, Call: time.Second, Backoff: time.Millisecond},
		})
		if err != nil {
			t.Fatal(err)
		}
		return validation(t, snap), aws.Calls()
	}
	_, calls := collect(nil)
	denied := map[string]bool{}
	for _, call := range calls {
		if strings.Contains(call, " sts ") || denied[call] {
			continue
		}
		denied[call] = true
		got, _ := collect(refuse(call))
		if got[0] == "complete" {
			t.Errorf("%s was denied, and that leaves no gap: %s", call, got)
		}
		for _, line := range got[1:] {
			if kind := digest.Kind(strings.Fields(line)[0]); kind.Wrong() && line != altered {
				t.Errorf("%s was denied, and that is taken for %s", call, line)
			}
		}
	}
	if len(denied) < 50 {
		t.Errorf("only %d calls were denied", len(denied))
	}
}
