package bench

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/awsreplay/synthetic"
)

const (
	// latency is what each answer takes.
	latency = 30 * time.Millisecond
	// inFlight is how many calls the collector makes at once.
	inFlight = 64
)

var accountSizes = []struct {
	name string
	synthetic.Size
}{{"empty", synthetic.Empty}, {"large", synthetic.Large}}

// BenchmarkCollect reads all sections of accounts whose every answer takes 30 ms, and compares the time
// with the least possible: so many calls, no more than 64 at once, and each after the answers that it
// needs. What is above it is computing, for which a busy machine has to be waited for: 64 answers that
// come at once are not read at once. A replay keeps no quotas; BenchmarkCollectProcess has them.
func BenchmarkCollect(b *testing.B) {
	for _, size := range accountSizes {
		b.Run(size.name, func(b *testing.B) {
			recorded := slow(b, size.Size)
			var took []time.Duration
			for b.Loop() {
				account := recorded.WithFault(delay)
				begun := time.Now()
				_, err := collector.Collect(b.Context(), collector.Options{
					Sections: collector.SectionNames(), Replay: account, Now: account.RecordedAt,
				})
				took = append(took, time.Since(begun))
				if err != nil {
					b.Fatal(err)
				}
				if got := len(account.Calls()); got != size.Calls() {
					b.Fatalf("%d calls, want %d", got, size.Calls())
				}
			}
			least := time.Duration(size.Rounds(inFlight)) * latency
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(size.Calls()), "calls")
			b.ReportMetric(milliseconds(median(took)), "ms")
			b.ReportMetric(milliseconds(least), "least-ms")
			b.ReportMetric(float64(median(took))/float64(least), "ms/least")
		})
	}
}

// BenchmarkCollectProcess runs tocsin collect and tocsin scan against an endpoint on this machine whose
// every answer takes 30 ms, and reports the most memory that the process had. As they would before AWS,
// they keep its quotas, for which the large account has to wait. It runs each once: the rest is waiting.
func BenchmarkCollectProcess(b *testing.B) {
	tocsin := filepath.Join(b.TempDir(), "tocsin")
	run(b, "go", "build", "-ldflags=-s -w", "-o", tocsin, "../cmd/tocsin")
	for _, size := range accountSizes {
		recorded := slow(b, size.Size)
		for _, verb := range []string{"collect", "scan"} {
			b.Run(size.name+"/"+verb, func(b *testing.B) {
				account := recorded.WithFault(delay)
				endpoint := httptest.NewServer(answering(account))
				defer endpoint.Close()
				cmd := exec.Command(tocsin, verb, "--quiet")
				cmd.Env = append(os.Environ(), "AWS_ENDPOINT_URL="+endpoint.URL, "AWS_ACCESS_KEY_ID=bench", "AWS_SECRET_ACCESS_KEY=bench",
					"AWS_REGION="+synthetic.Home, "AWS_PROFILE=", "AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull)
				used := measure(b, cmd)
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(milliseconds(used.time), "ms")
				b.ReportMetric(milliseconds(cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()), "cpu-ms")
				b.ReportMetric(float64(len(account.Calls())), "calls")
				b.ReportMetric(float64(used.memory)/1000, "peak-MB")
			})
		}
	}
}

func slow(b *testing.B, size synthetic.Size) *awsreplay.Account {
	b.Helper()
	account, err := awsreplay.Open(synthetic.Account(size))
	if err != nil {
		b.Fatal(err)
	}
	return account
}

func delay(awsreplay.Call) *awsreplay.Fault { return awsreplay.Slow(latency) }

// answering serves an account over HTTP.
func answering(account *awsreplay.Account) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, err := account.Do(r)
		if err != nil {
			panic(http.ErrAbortHandler) // breaks the connection
		}
		defer answer.Body.Close()
		maps.Copy(w.Header(), answer.Header)
		w.WriteHeader(answer.StatusCode)
		io.Copy(w, answer.Body) //nolint:errcheck // a client that went away
	})
}
