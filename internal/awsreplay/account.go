// Package awsreplay answers requests to AWS from a recording of an account, in AWS's own wire
// formats and without a network. It serves the demonstration, bug reports from accounts that
// nobody else can reach, and tests: every way in which AWS or the network can fail can be put
// into an answer.
//
// It knows requests and answers, not the AWS SDK, and none of what they mean.
package awsreplay

import (
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Account is a recorded account. It takes the place of the HTTP client that talks to AWS.
type Account struct {
	recording *recording
	fault     func(Call) *Fault

	mu     sync.Mutex
	calls  []Call
	played map[string]int // how often each key was answered
}

// Open reads a recording: recording.json with the time at which it was made, and one file for each
// operation with its exchanges.
func Open(files fs.FS) (*Account, error) {
	r, err := read(files)
	if err != nil {
		return nil, err
	}
	return &Account{recording: r, played: map[string]int{}}, nil
}

// RecordedAt is when the account was recorded: the present time of whoever reads it.
func (a *Account) RecordedAt() time.Time { return a.recording.info.RecordedAt }

// WithFault returns the same account, rewound, whose answers are spoilt by the fault that f
// returns for a call; nil is none. It is asked anew for each attempt.
func (a *Account) WithFault(f func(Call) *Fault) *Account {
	return &Account{recording: a.recording, fault: f, played: map[string]int{}}
}

// Calls returns the calls that were made, each attempt of them, in order.
func (a *Account) Calls() []Call {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.calls)
}

// Do answers a request. An error is one of the network; what the recording does not know is an
// answer with the error code RecordingMissing.
func (a *Account) Do(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	c, err := identify(r)
	if err != nil {
		return nil, err
	}
	ans, err := a.answer(c, eventsSince(r))
	if a.fault != nil {
		if f := a.fault(c); f != nil {
			ans, err = f.spoil(r.Context(), c, ans, err)
		}
	}
	if err != nil {
		return nil, err
	}
	return ans.response(r), nil
}

// answer plays the next exchange for a call, which may be about events from some time on; the last one
// repeats.
func (a *Account) answer(c Call, since float64) (answer, error) {
	k, exchanges := a.recording.find(c)
	a.mu.Lock()
	a.calls = append(a.calls, c)
	n := a.played[k]
	a.played[k]++
	a.mu.Unlock()
	if len(exchanges) == 0 || !a.recording.info.holds(since) {
		message := fmt.Sprintf("the recording has no answer to %s in %s with the input %s", c, c.Region, c.Input)
		return c.failure(http.StatusBadRequest, "RecordingMissing", message), nil
	}
	x := exchanges[min(n, len(exchanges)-1)]
	if x.Unanswered {
		return answer{}, errUnreachable
	}
	return newAnswer(c, x), nil
}
