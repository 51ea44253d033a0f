package engine

import (
	"context"
	"fmt"
	"runtime"
	"runtime/metrics"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/topdown"
	"golang.org/x/sync/errgroup"
)

// grace is how long a rule has to end once it is told to: some functions do not look whether they should.
const grace = time.Second

// overMemory ends a rule that keeps too much memory.
type overMemory struct{ limit uint64 }

func (o overMemory) Error() string {
	return fmt.Sprintf("took more than %d MiB of memory", o.limit>>20)
}

// guard evaluates rules that nobody has tested: together they are held to a limit of memory, and each is
// left behind that neither ends in time nor when it is told to. What a rule derived is shared with the
// others of the guard, never with tocsin's own rules.
type guard struct {
	limit   uint64
	timeout time.Duration
	ask     func(ctx context.Context, rule int, shared topdown.VirtualCache) answer

	mu      sync.Mutex
	running map[int]context.CancelCauseFunc
	floor   uint64 // what was in use before the rules began
	mark    uint64 // from where on it is worth a collection to know what is in use
}

// judge evaluates groups of rules by all cores. Who keeps the memory cannot be told from outside, so that all
// rules are stopped that run when it gets too much, and asked again, one by one.
func (g *guard) judge(ctx context.Context, groups [][]int) (map[int]answer, error) {
	runtime.GC()
	g.running = map[int]context.CancelCauseFunc{}
	g.rise()
	watched, stop := context.WithCancel(ctx)
	defer stop()
	go g.watch(watched)

	answers := map[int]answer{}
	var mu sync.Mutex
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, alike := range groups {
		group.Go(func() error {
			shared := topdown.NewVirtualCache()
			for _, i := range alike {
				a := g.bounded(ctx, i, shared)
				if len(a.errs) > 0 {
					shared = topdown.NewVirtualCache()
				}
				mu.Lock()
				answers[i] = a
				mu.Unlock()
			}
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	for i, a := range answers {
		if a.stopped {
			runtime.GC()
			g.rise()
			answers[i] = g.bounded(ctx, i, topdown.NewVirtualCache())
		}
	}
	return answers, ctx.Err()
}

// bounded evaluates a rule, and goes on without it if it does not end.
func (g *guard) bounded(ctx context.Context, rule int, shared topdown.VirtualCache) answer {
	ctx, done := within(ctx, g.timeout)
	defer done()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	g.set(rule, cancel)
	defer g.set(rule, nil)
	ended := make(chan answer, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil { // such as bytes.ErrTooLarge
				ended <- answer{errs: []string{oneLine(fmt.Sprint(p))}}
			}
		}()
		ended <- g.ask(ctx, rule, shared)
	}()
	select {
	case a := <-ended:
		return a
	case <-ctx.Done():
	}
	select {
	case a := <-ended:
		_, a.stopped = context.Cause(ctx).(overMemory) //nolint:errorlint // it is not wrapped
		return a
	case <-time.After(grace):
		g.rise()
		return answer{errs: []string{oneLine(context.Cause(ctx).Error())}}
	}
}

// within gives a rule the time it has.
func within(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, timeout, fmt.Errorf("took longer than %v", timeout))
}

func (g *guard) set(rule int, cancel context.CancelCauseFunc) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if cancel == nil {
		delete(g.running, rule)
	} else {
		g.running[rule] = cancel
	}
}

// rise takes what is in use now for what the rules are not to blame for.
func (g *guard) rise() {
	used := heap()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.floor, g.mark = used, used+g.limit
}

// watch stops the rules whenever they keep too much memory.
func (g *guard) watch(ctx context.Context) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			g.look()
		}
	}
}

func (g *guard) look() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if heap() <= g.mark {
		return
	}
	runtime.GC() // without what nobody keeps
	used := heap()
	if used > g.floor+g.limit {
		for _, cancel := range g.running {
			cancel(overMemory{g.limit})
		}
	}
	g.mark = max(g.floor+g.limit, used+g.limit/4)
}

// heap is how many bytes objects take.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
