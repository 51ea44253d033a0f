package collector

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/awsreplay/synthetic"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// paged has more of most things than AWS lists at once.
var paged = synthetic.Size{
	Regions: 2, Guarded: true, Users: 1_500, Roles: 1_200, Buckets: 10, Topics: 250, Alarms: 1_100, StateMachines: 210, Instances: 2_100,
}

// TestFewestCalls compares the calls of every operation with the plan, which has as few as AWS allows
// and knows nothing of the collectors. With -v it prints them. A new collector needs answers and a step
// of the plan in package synthetic.
func TestFewestCalls(t *testing.T) {
	for name, size := range map[string]synthetic.Size{"empty": synthetic.Empty, "large": synthetic.Large, "paged": paged} {
		bubble(t, name, func(t *testing.T) {
			account := open(t, synthetic.Account(size))
			snap, err := Collect(t.Context(), Options{Sections: SectionNames(), Replay: account, Now: account.RecordedAt})
			if err != nil {
				t.Fatal(err)
			}
			for section, c := range snap.Coverage {
				if c.Status != snapshot.Complete {
					t.Errorf("%s is %s: %v", section, c.Status, c.Gaps)
				}
			}
			compareWithPlan(t, size, account.Calls(), snap.Meta.Regions)
		})
	}
}

func compareWithPlan(t *testing.T, size synthetic.Size, calls []awsreplay.Call, regions []string) {
	t.Helper()
	made := map[string]int{} // by "action in region"
	for _, c := range calls {
		made[c.String()+" in "+c.Region]++
	}
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	for _, step := range size.Plan() {
		total := 0
		for _, region := range regions {
			fewest := step.Elsewhere
			if region == synthetic.Home {
				fewest = step.Home
			}
			key := step.Action + " in " + region
			if made[key] != fewest {
				t.Errorf("%s: %d calls, want %d", key, made[key], fewest)
			}
			total += made[key]
			delete(made, key)
		}
		fmt.Fprintf(w, "%s\t%d\t%d\n", step.Action, total, step.Home+(size.Regions-1)*step.Elsewhere)
	}
	for _, key := range slices.Sorted(maps.Keys(made)) {
		t.Errorf("%s: %d calls, and the plan has none", key, made[key])
	}
	fmt.Fprintf(w, "all\t%d\t%d\n", len(calls), size.Calls())
	w.Flush() //nolint:errcheck // to a string
	t.Logf("calls made, and the fewest:\n%s", &table)
}

// Calls wait for a place, for AWS's quotas and for the answers that they need, and for nothing else: it
// takes hardly more rounds of answers than the plan does. Time is virtual, and an answer takes a round.
func TestFewestRounds(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": synthetic.Home, "AWS_PROFILE": "", "AWS_ENDPOINT_URL": "",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
	} {
		t.Setenv(name, value)
	}
	for name, size := range map[string]synthetic.Size{"empty": synthetic.Empty, "large": synthetic.Large} {
		for _, quotas := range []bool{false, true} {
			bubble(t, fmt.Sprintf("%s account, quotas %t", name, quotas), func(t *testing.T) {
				fewest := float64(size.Rounds(inFlight))
				if quotas {
					fewest = max(fewest, roundsUnderQuotas(size))
				}
				took := rounds(t, size, quotas)
				t.Logf("%d calls took %.1f rounds, %.2f times the fewest", size.Calls(), took, took/fewest)
				if took > 1.5*fewest {
					t.Errorf("%.1f rounds, the fewest are %.1f", took, fewest)
				}
			})
		}
	}
}

const round = 30 * time.Millisecond

func rounds(t *testing.T, size synthetic.Size, quotas bool) float64 {
	t.Helper()
	account := open(t, synthetic.Account(size)).WithFault(func(awsreplay.Call) *awsreplay.Fault { return awsreplay.Slow(round) })
	o := Options{Sections: SectionNames(), Replay: account}
	if quotas { // which a replay has not
		o.Replay, o.Record = nil, func(HTTPClient) HTTPClient { return account }
	}
	begun := time.Now()
	if _, err := Collect(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	return float64(time.Since(begun)) / float64(round)
}

// roundsUnderQuotas is how long the plan's calls in the first region take at least: a quota lets through
// its burst at once, and the rest at its rate.
func roundsUnderQuotas(size synthetic.Size) float64 {
	var q quotas
	calls := map[*limiter]int{}
	for _, step := range size.Plan() {
		calls[q.limiter(Operation{Action: step.Action}, synthetic.Home)] += step.Home
	}
	most := 0.0
	for l, n := range calls {
		seconds := float64(n-l.Burst()) / float64(l.Limit())
		most = max(most, seconds/round.Seconds())
	}
	return most
}
