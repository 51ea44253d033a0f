package digest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
)

func day(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }

// Ten days of one trail; the window is of one.
func TestWindow(t *testing.T) {
	b := digesttest.NewBucket("logs")
	own := newTrail(b, "us-east-1", "management_events")
	d := own.Hours(day(10).Add(15*time.Minute), 10*24, 1)
	window := digest.Options{Since: day(14), Until: day(15)}
	// Its digests, one across each end, and one more, which may list what was delivered late.
	const whole = "digests 26 0 0, logs 26 0 0"

	v := verify(t, bucket{in: b}, genuine(), window)
	wantSummary(t, v, whole)
	want := []digest.Chain{{
		Account: account, Region: "us-east-1", Trail: "management_events",
		From: day(13).Add(23*time.Hour + 15*time.Minute), To: day(15).Add(75 * time.Minute),
		Digests: digest.Count{Verified: 26}, Logs: digest.Count{Verified: 26},
	}}
	if diff := cmp.Diff(want, v.Chains); diff != "" {
		t.Errorf("chains (-want +got):\n%s", diff)
	}
	// The digest after the window knows the signature that a copy lacks.
	wantSummary(t, verify(t, folder(t, b), genuine(), window), whole)

	t.Run("a copy of its last days", func(t *testing.T) {
		b := b.Clone()
		for _, d := range d[:200] {
			delete(b.Objects, d.Name)
			delete(b.Objects, d.Logs[0])
		}
		wantSummary(t, verify(t, bucket{in: b}, genuine(), digest.Options{}), "digests 40 0 0, logs 40 0 0")
	})
	t.Run("changes outside it", func(t *testing.T) {
		b := b.Clone()
		delete(b.Objects, d[3].Name)
		delete(b.Objects, d[200].Logs[0])
		wantSummary(t, verify(t, bucket{in: b}, genuine(), window), whole)
	})
	t.Run("digests deleted from its beginning", func(t *testing.T) {
		b := b.Clone()
		for _, d := range d[90:100] {
			delete(b.Objects, d.Name)
		}
		wantSummary(t, verify(t, bucket{in: b}, genuine(), window),
			expand([]string{"digests 21 1 0, logs 21 0 4", "missing_digest $D99", "uncovered " + logs + " (4)"}, d)...)
	})
	t.Run("digests deleted from its end", func(t *testing.T) {
		b := b.Clone()
		for _, d := range d[110:] {
			delete(b.Objects, d.Name)
		}
		wantSummary(t, verify(t, bucket{in: b}, genuine(), window),
			expand([]string{"digests 15 0 0, logs 15 0 10", "chain_ends $D109", "uncovered " + logs + " (10)"}, d)...)
	})
	t.Run("everything of it deleted", func(t *testing.T) {
		b := b.Clone()
		for _, d := range d[90:130] {
			delete(b.Objects, d.Name)
			delete(b.Objects, d.Logs[0])
		}
		wantSummary(t, verify(t, bucket{in: b}, genuine(), window),
			expand([]string{"digests 1 1 0, logs 1 0 0", "missing_digest $D129"}, d)...)
	})
	t.Run("after the trail", func(t *testing.T) {
		wantSummary(t, verify(t, bucket{in: b}, genuine(), digest.Options{Since: day(21)}), "digests 0 0 0, logs 0 0 0", "nothing ")
	})
	t.Run("before the trail", func(t *testing.T) {
		wantSummary(t, verify(t, bucket{in: b}, genuine(), digest.Options{Since: day(9), Until: day(11)}),
			"digests 25 0 0, logs 25 0 0")
	})
	t.Run("of another region or account", func(t *testing.T) {
		for _, o := range []digest.Options{{Regions: []string{"eu-west-1"}}, {Accounts: []string{"444455556666"}}} {
			if v, err := digest.Verify(t.Context(), bucket{in: b}, genuine(), o); err == nil {
				t.Errorf("%+v verifies %s", o, summary(v))
			}
		}
	})
}

// An hour that no digest covers lies across the beginning of the window.
func TestGapAtTheBeginning(t *testing.T) {
	b := digesttest.NewBucket("logs")
	own := newTrail(b, "us-east-1", "management_events")
	own.Hours(day(13).Add(20*time.Hour), 2, 1)
	d := own.Hours(day(14).Add(2*time.Hour), 30, 1)
	v := verify(t, bucket{in: b}, genuine(), digest.Options{Since: day(14), Until: day(15)})
	wantSummary(t, v, expand([]string{"digests 24 0 0, logs 24 0 0", "chain_gap $D0"}, d)...)
	if got := v.Problems[0]; !got.Time.Equal(day(13).Add(22*time.Hour)) || !got.Until.Equal(day(14).Add(2*time.Hour)) {
		t.Errorf("the gap is from %s to %s", got.Time, got.Until)
	}
}

func TestProgress(t *testing.T) {
	b := digesttest.NewBucket("logs")
	six(b)
	looked, known := 0, 0
	verify(t, bucket{in: b}, genuine(), digest.Options{Progress: func(done, total int) { looked, known = looked+done, total }})
	if looked != 6 || known != 6 {
		t.Errorf("%d digests were looked at, of %d", looked, known)
	}
}

// Backfill digests need not follow each other: time between them is no gap.
func TestBackfillAtTheBeginning(t *testing.T) {
	b := digesttest.NewBucket("logs")
	newTrail(b, "us-east-1", "main").Hours(day(12), 48, 1)
	late := newTrail(b, "us-east-1", "main")
	late.Backfill(day(12).Add(5*time.Hour), day(12).Add(6*time.Hour), day(15), 1)
	late.Backfill(day(13).Add(5*time.Hour), day(13).Add(6*time.Hour), day(15), 1)
	v := verify(t, bucket{in: b}, genuine(), digest.Options{Since: day(13), Until: day(13).Add(20 * time.Hour)})
	wantSummary(t, v, "digests 24 0 0, logs 24 0 0")
}
