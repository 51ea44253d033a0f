package collector

import (
	"sync"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// memo keeps what several collectors read of an account, so that AWS is asked once. Whoever wants
// a value has its gaps.
type memo[T any] struct {
	mu    sync.Mutex
	known map[string]*memoized[T]
}

// memoized is a value that is there when the channel is closed. A lock in its place would hold the
// virtual time still in which the tests wait.
type memoized[T any] struct {
	read  chan struct{}
	value T
	gaps  []snapshot.Gap
}

// get returns the value for a key, which read reads if nobody has wanted it before.
func (m *memo[T]) get(r *reader, key string, read func(r *reader) T) T {
	m.mu.Lock()
	known, ok := m.known[key]
	if !ok {
		known = &memoized[T]{read: make(chan struct{})}
		if m.known == nil {
			m.known = map[string]*memoized[T]{}
		}
		m.known[key] = known
	}
	m.mu.Unlock()

	if ok {
		<-known.read
	} else {
		own := &reader{session: r.session}
		known.value = read(own)
		known.gaps = own.gaps
		close(known.read)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gaps = append(r.gaps, known.gaps...)
	return known.value
}
