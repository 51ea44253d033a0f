package awsreplay

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// Fault is a way in which a call can fail to bring its answer.
type Fault struct {
	name  string
	spoil func(ctx context.Context, c Call, a answer, err error) (answer, error)
}

// String names the fault: "AccessDenied".
func (f *Fault) String() string { return f.name }

// The faults. Each takes the shape that it has in the protocol of the call.
var (
	// AccessDenied is AWS's refusal by a service control policy.
	AccessDenied = answering("AccessDenied", func(c Call, _ answer) answer {
		d := failuresOf(c).denied
		return c.failure(d.status, d.code, "User: arn:aws:sts::123456789012:assumed-role/reader/session is not authorized to perform: "+
			c.String()+" with an explicit deny in a service control policy")
	})
	// Throttling is AWS's refusal to answer that often.
	Throttling = answering("Throttling", func(c Call, _ answer) answer {
		t := failuresOf(c).throttled
		return c.failure(t.status, t.code, "Rate exceeded")
	})
	// ServerError is the service's own failure.
	ServerError = answering("ServerError", func(c Call, _ answer) answer {
		return c.failure(http.StatusInternalServerError, "InternalFailure", "The request processing has failed because of an unknown error.")
	})
	// BadGateway is a load balancer's page in place of a service that is down.
	BadGateway = answering("BadGateway", func(_ Call, _ answer) answer { return page(http.StatusBadGateway) })
	// Page is a proxy's HTML page that claims success.
	Page = answering("Page", func(_ Call, _ answer) answer { return page(http.StatusOK) })
	// Empty is success without a body.
	Empty = answering("Empty", func(c Call, _ answer) answer { return c.answer(http.StatusOK, nil) })
	// Hollow is a whole answer that lacks what was asked for.
	Hollow = answering("Hollow", func(c Call, _ answer) answer { return c.hollow() })
	// Garbage is success with bytes that mean nothing.
	Garbage = answering("Garbage", func(c Call, _ answer) answer {
		return c.answer(http.StatusOK, []byte("\x00\xff\xfe<\x01{]garbage"))
	})
	// Truncated is an answer of which only half was sent.
	Truncated = answering("Truncated", func(_ Call, a answer) answer {
		a.body = a.body[:len(a.body)/2]
		return a
	})
	// CutOff is an answer during which the connection broke.
	CutOff = answering("CutOff", func(_ Call, a answer) answer {
		a.body, a.cut = a.body[:len(a.body)/2], true
		return a
	})
	// Timeout is no answer until the caller gives up.
	Timeout = &Fault{"Timeout", func(ctx context.Context, _ Call, _ answer, _ error) (answer, error) {
		<-ctx.Done()
		return answer{}, ctx.Err()
	}}
	// Unreachable is an endpoint to which no connection can be made.
	Unreachable = &Fault{"Unreachable", func(context.Context, Call, answer, error) (answer, error) {
		return answer{}, errUnreachable
	}}
)

// Faults lists every fault after which nothing is known of what was asked.
func Faults() []*Fault {
	return []*Fault{
		AccessDenied, Throttling, ServerError, BadGateway, Page, Empty, Hollow, Garbage, Truncated, CutOff, Timeout, Unreachable,
	}
}

// Slow delays a true answer.
func Slow(by time.Duration) *Fault {
	return &Fault{"Slow", func(ctx context.Context, _ Call, a answer, err error) (answer, error) {
		select {
		case <-time.After(by):
			return a, err
		case <-ctx.Done():
			return answer{}, ctx.Err()
		}
	}}
}

// answering is a fault of which the endpoint itself is the cause. An endpoint that could not be
// reached has no such fault.
func answering(name string, spoil func(Call, answer) answer) *Fault {
	return &Fault{name, func(_ context.Context, c Call, a answer, err error) (answer, error) {
		if err != nil {
			return answer{}, err
		}
		return spoil(c, a), nil
	}}
}

var errUnreachable = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connect: no route to host")}

func page(status int) answer {
	return answer{
		status: status,
		header: http.Header{"Content-Type": {"text/html"}},
		body:   []byte("<html>\n<head><title>Proxy</title></head>\n<body><h1>Sign in to the network</h1></body>\n</html>\n"),
	}
}

type failure struct {
	status int
	code   string
}

type failures struct{ denied, throttled failure }

// failuresOf returns what the services call their failures.
func failuresOf(c Call) failures {
	switch {
	case c.protocol == ec2Query:
		return failures{failure{403, "UnauthorizedOperation"}, failure{503, "RequestLimitExceeded"}}
	case c.protocol == restJSON:
		return failures{failure{403, "AccessDeniedException"}, failure{429, "TooManyRequestsException"}}
	case c.protocol == restXML:
		return failures{failure{403, "AccessDenied"}, failure{503, "SlowDown"}}
	case c.protocol == rpcJSON:
		return failures{failure{400, "AccessDeniedException"}, failure{400, "ThrottlingException"}}
	case c.Service == "sns":
		return failures{failure{403, "AuthorizationError"}, failure{400, "Throttling"}}
	default:
		return failures{failure{403, "AccessDenied"}, failure{400, "Throttling"}}
	}
}
