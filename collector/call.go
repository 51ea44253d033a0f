package collector

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

const (
	inFlight    = 64 // a single account gains nothing beyond this
	maxAttempts = 5
)

// gate is where every call to AWS passes: it refuses what is not declared to read, keeps the
// account's quotas, bounds time, and takes no empty answer for an empty account.
type gate struct {
	timing   Timing
	declared map[string]Operation
	slots    chan struct{}
	quotas   quotas

	mu          sync.Mutex
	unreachable map[string]bool // "service region" whose network failed a whole call
	hosts       map[string]bool // endpoints that are not AWS's
}

// newGate lets pass the operations that are declared.
func newGate(t Timing, declared []Operation) *gate {
	g := &gate{
		timing:      t,
		declared:    map[string]Operation{},
		slots:       make(chan struct{}, inFlight),
		unreachable: map[string]bool{},
		hosts:       map[string]bool{},
	}
	for _, o := range declared {
		g.declared[o.Service+"."+o.Name] = o
	}
	return g
}

// install adds the gate to an SDK client: once around each call, and once around each attempt.
func (g *gate) install(stack *middleware.Stack) error {
	call := middleware.InitializeMiddlewareFunc("tocsinCall", g.call)
	if err := stack.Initialize.Add(call, middleware.After); err != nil {
		return err
	}
	attempt := middleware.FinalizeMiddlewareFunc("tocsinAttempt", g.attempt)
	return stack.Finalize.Insert(attempt, "Retry", middleware.After)
}

// retryer retries what is worth it. The SDK's own retry quota is off: it is one bucket for the
// whole scan, and a single region's failures would empty it for all the others.
func (g *gate) retryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = maxAttempts
		o.MaxBackoff = g.timing.Backoff
		o.Backoff = retry.NewExponentialJitterBackoff(g.timing.Backoff)
		o.RateLimiter = ratelimit.None
		o.Retryables = append([]retry.IsErrorRetryable{retry.IsErrorRetryableFunc(retryable)}, o.Retryables...)
	})
}

// retryable adds to the SDK's choice the answers that did not arrive whole.
func retryable(err error) aws.Ternary {
	switch {
	case errors.Is(err, errTimeout):
		return aws.BoolTernary(!errors.Is(err, errOutOfTime))
	case isMalformed(err):
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

type budgetKey struct{}

// budget is the time that the attempts of one call may still take together.
type budget struct{ left time.Duration }

func (g *gate) call(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
	name := operationName(ctx)
	if _, ok := g.declared[name]; !ok {
		return middleware.InitializeOutput{}, middleware.Metadata{}, fmt.Errorf("refuse %s: it is not declared as an operation that reads", name)
	}
	endpoint := awsmiddleware.GetServiceID(ctx) + " " + awsmiddleware.GetRegion(ctx)
	if g.isUnreachable(endpoint) {
		return middleware.InitializeOutput{}, middleware.Metadata{}, errUnreachable
	}
	ctx = middleware.WithStackValue(ctx, budgetKey{}, &budget{g.timing.Call})
	out, metadata, err := next.HandleInitialize(ctx, in)
	if err != nil && ctx.Err() == nil && isUnreachable(err) {
		g.mu.Lock()
		g.unreachable[endpoint] = true
		g.mu.Unlock()
	}
	return out, metadata, err
}

func (g *gate) isUnreachable(endpoint string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.unreachable[endpoint]
}

func (g *gate) attempt(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (out middleware.FinalizeOutput, metadata middleware.Metadata, err error) {
	operation := g.declared[operationName(ctx)]
	limiter := g.quotas.limiter(operation, awsmiddleware.GetRegion(ctx))
	if err := limiter.wait(ctx); err != nil {
		return out, metadata, err
	}
	select {
	case g.slots <- struct{}{}:
		defer func() { <-g.slots }()
	case <-ctx.Done():
		return out, metadata, ctx.Err()
	}
	left, _ := middleware.GetStackValue(ctx, budgetKey{}).(*budget)
	limit := min(g.timing.Attempt, left.left)
	attempt, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	begun := time.Now()
	out, metadata, err = next.HandleFinalize(attempt, in)
	left.left -= time.Since(begun)
	g.noteHost(in.Request) // only now is its endpoint resolved

	limiter.learn(err)
	switch {
	case err != nil && ctx.Err() == nil && attempt.Err() != nil && left.left <= 0:
		return out, metadata, errOutOfTime
	case err != nil && ctx.Err() == nil && attempt.Err() != nil:
		return out, metadata, errTimeout
	case err != nil:
		return out, metadata, err
	}
	return out, metadata, holds(out.Result, operation.Holds)
}

func operationName(ctx context.Context) string {
	return awsmiddleware.GetServiceID(ctx) + "." + middleware.GetOperationName(ctx)
}

// holds checks that a result has the members that a true answer always has.
func holds(result any, members []string) error {
	v := reflect.Indirect(reflect.ValueOf(result))
	for _, alternatives := range members {
		if !slices.ContainsFunc(strings.Split(alternatives, "|"), func(name string) bool { return present(v.FieldByName(name)) }) {
			return malformed("the answer has no " + strings.ReplaceAll(alternatives, "|", " and no "))
		}
	}
	return nil
}

func present(f reflect.Value) bool {
	switch f.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return !f.IsNil()
	default:
		return f.IsValid() && !f.IsZero()
	}
}

// awsDomains are the domains of AWS's own endpoints, of all partitions.
var awsDomains = []string{
	".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".api.amazonwebservices.com.cn", ".amazonaws.eu",
	".c2s.ic.gov", ".sc2s.sgov.gov", ".cloud.adc-e.uk", ".csp.hci.ic.gov",
}

// noteHost remembers an endpoint that is not AWS's: its answers are no evidence about an account.
func (g *gate) noteHost(request any) {
	r, ok := request.(*smithyhttp.Request)
	if !ok || r.URL.Host == "" || slices.ContainsFunc(awsDomains, func(d string) bool { return strings.HasSuffix(r.URL.Hostname(), d) }) {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.hosts[r.URL.Scheme+"://"+r.URL.Host] = true
}

func (g *gate) overrides() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	var hosts []string
	for host := range g.hosts {
		hosts = append(hosts, host)
	}
	slices.Sort(hosts)
	return hosts
}

var (
	errUnreachable = errors.New("the endpoint did not answer an earlier call")
	errTimeout     = errors.New("no answer in time")
	errOutOfTime   = fmt.Errorf("%w, nor in the attempts before", errTimeout)
)

// malformed is an answer that arrived and says nothing.
type malformed string

func (m malformed) Error() string { return string(m) }

// malformed is the error of an answer that lacks something inside.
func (o Operation) malformed(what string) error {
	return &smithy.OperationError{ServiceID: o.Service, OperationName: o.Name, Err: malformed(what)}
}

// isMalformed reports whether an answer that claims success could not be understood.
func isMalformed(err error) bool {
	var m malformed
	var d *smithy.DeserializationError
	return errors.As(err, &m) || errors.As(err, &d) && httpStatus(err) < http.StatusBadRequest
}

// httpStatus returns the status of the answer behind an error, 0 without one.
func httpStatus(err error) int {
	if response, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		return response.HTTPStatusCode()
	}
	return 0
}

// isUnreachable reports whether no attempt of a call brought any answer.
func isUnreachable(err error) bool {
	var send *smithyhttp.RequestSendError
	return errors.Is(err, errUnreachable) || errors.Is(err, errTimeout) || errors.As(err, &send)
}

func isThrottle(err error) bool {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		_, ok := retry.DefaultThrottleErrorCodes[api.ErrorCode()]
		return ok
	}
	return httpStatus(err) == http.StatusTooManyRequests
}
