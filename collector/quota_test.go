package collector

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/smithy-go"
)

// calls returns how many calls a limiter lets through in a second, after those of its burst.
func calls(t *testing.T, l *limiter) int {
	t.Helper()
	for n, end := 0, time.Now().Add(time.Second); ; n++ {
		if err := l.wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		if time.Now().After(end) {
			return n
		}
	}
}

func TestLimiterTakesItsShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(quota{rate: 20, burst: 40})
		if n := calls(t, l); n != 20+10 {
			t.Errorf("%d calls in the first second, want half the burst and half the rate", n)
		}
		if n := calls(t, l); n != 10 {
			t.Errorf("%d calls in the second after, want half the rate", n)
		}
	})
}

func TestLimiterLearns(t *testing.T) {
	l := newLimiter(quota{rate: 32, burst: 1})
	throttle := &smithy.GenericAPIError{Code: "Throttling"}
	for range 10 {
		l.learn(throttle)
	}
	if l.Limit() != 1 {
		t.Errorf("throttled down to %v a second, want 1", l.Limit())
	}
	l.learn(&smithy.GenericAPIError{Code: "AccessDenied"})
	if l.Limit() != 1 {
		t.Errorf("%v a second after a denial, want no change", l.Limit())
	}
	for range 100 {
		l.learn(nil)
	}
	if l.Limit() != 16 {
		t.Errorf("recovered to %v a second, want half of the quota", l.Limit())
	}
}

func TestQuotasAreKeptApart(t *testing.T) {
	var q quotas
	lookup := Operation{Action: "cloudtrail:LookupEvents"}
	if q.limiter(describeTrails, "eu-west-1") != q.limiter(getTrailStatus, "eu-west-1") {
		t.Error("calls of one service in one region do not share a quota")
	}
	if q.limiter(describeTrails, "eu-west-1") == q.limiter(describeTrails, "eu-west-2") {
		t.Error("two regions share a quota")
	}
	if q.limiter(describeTrails, "eu-west-1") == q.limiter(lookup, "eu-west-1") {
		t.Error("a call with a quota of its own shares that of its service")
	}
}
