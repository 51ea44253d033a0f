package collector

import (
	"errors"
	"slices"
	"sync"

	"github.com/aws/smithy-go"
)

// shared asks once for each key what several collectors want to know.
type shared[T any] struct {
	mu      sync.Mutex
	answers map[string]*sharedAnswer[T]
}

type sharedAnswer[T any] struct {
	given chan struct{}
	value T
	err   error
}

// get returns what ask returned the first time.
func (s *shared[T]) get(key string, ask func() (T, error)) (T, error) {
	s.mu.Lock()
	a, asked := s.answers[key]
	if !asked {
		if s.answers == nil {
			s.answers = map[string]*sharedAnswer[T]{}
		}
		a = &sharedAnswer[T]{given: make(chan struct{})}
		s.answers[key] = a
	}
	s.mu.Unlock()
	if !asked {
		a.value, a.err = ask()
		close(a.given)
	}
	<-a.given
	return a.value, a.err
}

// says reports whether an error is AWS's answer with one of the codes. Where that is AWS's way of
// saying that something is not set up, it is a fact. Its text, in whatever language, is not looked at.
func says(err error, codes ...string) bool {
	var api smithy.APIError
	return errors.As(err, &api) && slices.Contains(codes, api.ErrorCode())
}
