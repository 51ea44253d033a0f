package collector

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// history answers LookupEvents with pages of its own, as often as AWS does: twice a second in each
// region. All else is the account's.
type history struct {
	*awsreplay.Account
	pages int // of each look-up
	// event returns the record of an event, by region, look-up and number.
	event func(region, attribute string, n int) string

	mu      sync.Mutex
	asked   map[string][]time.Time // by region
	refused int
}

type lookUpRequest struct {
	LookupAttributes   []struct{ AttributeKey, AttributeValue string }
	StartTime, EndTime float64
	NextToken          string
}

func (h *history) Do(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".LookupEvents") {
		return h.Account.Do(r)
	}
	var in lookUpRequest
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	region := strings.Split(r.URL.Host, ".")[1]
	<-time.After(20 * time.Millisecond) // of virtual time
	if h.throttles(region) {
		return answerJSON(r, http.StatusBadRequest, `{"__type":"ThrottlingException","message":"Rate exceeded"}`), nil
	}
	page := 0
	_, _ = fmt.Sscanf(in.NextToken, "page-%d", &page) // none is the first
	return answerJSON(r, http.StatusOK, h.page(region, in.LookupAttributes[0].AttributeKey+"="+in.LookupAttributes[0].AttributeValue, page)), nil
}

func (h *history) throttles(region string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	recent := slices.DeleteFunc(slices.Clone(h.asked[region]), func(t time.Time) bool { return now.Sub(t) >= time.Second })
	h.asked[region] = append(h.asked[region], now)
	// The fifth is a neighbour's fault.
	if len(recent) >= 2 || len(h.asked[region]) == 5 {
		h.refused++
		return true
	}
	return false
}

func (h *history) page(region, attribute string, page int) string {
	type event struct {
		EventID         string `json:"EventId"`
		EventTime       int64
		CloudTrailEvent string
	}
	var out struct {
		Events    []event
		NextToken string `json:",omitempty"`
	}
	out.Events = []event{}
	for i := range historyPage {
		n := page*historyPage + i
		record := h.event(region, attribute, n)
		out.Events = append(out.Events, event{fmt.Sprint(n), historyNow.Unix() - int64(n), record})
	}
	if page+1 < h.pages {
		out.NextToken = fmt.Sprintf("page-%d", page+1)
	}
	b, err := json.Marshal(out)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func answerJSON(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
		Body: io.NopCloser(bytes.NewReader([]byte(body))), ContentLength: int64(len(body)), Request: r,
	}
}

var historyNow = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// rootEvent is a record of root's, of the clean account.
func rootEvent(region, attribute string, n int) string {
	return fmt.Sprintf(`{"eventID":"%s-%s-%06d","eventTime":%q,"eventSource":"iam.amazonaws.com","eventName":"ListUsers","awsRegion":%q,
		"recipientAccountId":"210987654321","readOnly":true,"userIdentity":{"type":"Root","accountId":"210987654321"}}`,
		region, attribute, n, historyNow.Add(-time.Duration(n)*time.Second).Format(time.RFC3339), region)
}

// readHistory collects the activity by way of the quotas, which a replay does not have.
func readHistory(t *testing.T, h *history, o Options) *snapshot.Snapshot {
	t.Helper()
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1",
		"AWS_CONFIG_FILE": t.TempDir() + "/none", "AWS_SHARED_CREDENTIALS_FILE": t.TempDir() + "/none",
	} {
		t.Setenv(name, value)
	}
	h.asked = map[string][]time.Time{}
	o.Sections = []string{"activity.root", "activity.groups"}
	o.Record = func(HTTPClient) HTTPClient { return h }
	o.Now = func() time.Time { return historyNow }
	o = completed(o)
	snap, err := Collect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return snap
}

func rootEvents(t *testing.T, snap *snapshot.Snapshot) []cloudtrail.Event {
	t.Helper()
	var events []cloudtrail.Event
	if raw := snap.AWS["activity"]["root"]; raw != nil {
		if err := json.Unmarshal(raw, &events); err != nil {
			t.Fatal(err)
		}
	}
	return events
}

// The history is asked twice a second in each region, in all of them at once, and nothing is lost to
// throttling.
func TestHistoryKeepsItsRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const pages = 12
		h := &history{Account: open(t, accounts.Clean()), pages: pages, event: rootEvent}
		begun := time.Now()
		snap := readHistory(t, h, Options{EventKinds: []cloudtrail.Kind{}})
		took := time.Since(begun)

		const lookUps = 2 // what writes, and root
		for region, times := range h.asked {
			for i := 2; i < len(times); i++ {
				if between := times[i].Sub(times[i-2]); between < 990*time.Millisecond {
					t.Errorf("%s was asked three times within %s", region, between)
				}
			}
		}
		if len(h.asked) != 18 || h.refused == 0 {
			t.Errorf("%d regions were asked, %d calls refused", len(h.asked), h.refused)
		}
		if least := pages * lookUps * time.Second / 2; took < least-time.Second || took > least+10*time.Second {
			t.Errorf("it took %s, want about %s", took, least)
		}
		t.Logf("%d pages in each of %d regions in %s, %d calls refused", pages*lookUps, len(h.asked), took, h.refused)
		wantGaps(t, snap, "activity.root")
		if got, want := len(rootEvents(t, snap)), 18*lookUps*pages*historyPage; got != want {
			t.Errorf("%d events, want %d", got, want)
		}
	})
}

// What is beyond the last page that is read is a gap, which says how far the reading got.
func TestHistoryIsTruncated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &history{Account: open(t, accounts.Clean()), pages: 1000, event: rootEvent}
		snap := readHistory(t, h, Options{Regions: []string{"eu-west-1"}, EventKinds: []cloudtrail.Kind{}})
		if calls := len(h.asked["eu-west-1"]) - h.refused; calls != 2*historyPages {
			t.Errorf("%d calls, want %d", calls, 2*historyPages)
		}
		var truncated []string
		for _, g := range snap.Coverage["activity.groups"].Gaps {
			if g.Code == codeTruncated {
				truncated = append(truncated, g.String()+"; "+g.Message)
			}
		}
		const message = "in eu-west-1: Truncated; more than 10000 events: what was before 2026-11-20T06:13:21Z was not read; " +
			"narrow --since, or read the files of a trail (--events)"
		want := []string{"cloudtrail:LookupEvents of ReadOnly=false " + message, "cloudtrail:LookupEvents of Username=root " + message}
		if diff := cmp.Diff(want, truncated); diff != "" {
			t.Errorf("gaps (-want +got):\n%s", diff)
		}
		if got := len(rootEvents(t, snap)); got != 2*historyPages*historyPage {
			t.Errorf("%d events", got)
		}
	})
}

// A window that begins before the history does is not read whole.
func TestHistoryEndsAfterNinetyDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Clean())
		for days, want := range map[int][]string{89: nil, 91: {"cloudtrail:LookupEvents: Truncated"}} {
			snap := readWith(t.Context(), t, account, Options{
				Sections: []string{"activity.root"}, Since: account.RecordedAt().AddDate(0, 0, -days),
			})
			wantGaps(t, snap, "activity.root", want...)
		}
	})
}

// Events that are no records are gaps, the first few by name, and those of users called root are none
// of root's.
func TestHistoryOfStrangeEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &history{Account: open(t, accounts.Clean()), pages: 1, event: func(region, attribute string, n int) string {
			switch {
			case n < 20:
				return `{"eventName":`
			case n < 30:
				return strings.Replace(rootEvent(region, attribute, n), `"type":"Root"`, `"type":"IAMUser","userName":"root"`, 1)
			case n < 40:
				return strings.Replace(rootEvent(region, attribute, n), `"recipientAccountId":"210987654321"`, `"recipientAccountId":"999988887777"`, 1)
			}
			return rootEvent(region, attribute, n)
		}}
		snap := readHistory(t, h, Options{Regions: []string{"eu-west-1"}, EventKinds: []cloudtrail.Kind{}})
		var malformed []string
		for _, g := range snap.Coverage["activity.root"].Gaps {
			if g.Code == codeMalformed {
				malformed = append(malformed, g.String())
			}
		}
		if len(malformed) != namedLosses+1 || !slices.Contains(malformed, "cloudtrail:LookupEvents of 10 more: MalformedResponse") {
			t.Errorf("gaps: %q", malformed)
		}
		if got := len(rootEvents(t, snap)); got != 20 {
			t.Errorf("%d events, want 20", got)
		}
	})
}
