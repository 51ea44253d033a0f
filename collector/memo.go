package collector

import "github.com/tocsin-dev/tocsin/internal/snapshot"

// memo keeps what several collectors read of an account, so that AWS is asked once. Whoever wants
// a value has its gaps.
type memo[T any] struct{ shared[memoized[T]] }

type memoized[T any] struct {
	value T
	gaps  []snapshot.Gap
}

// get returns the value for a key, which read reads if nobody has wanted it before.
func (m *memo[T]) get(r *reader, key string, read func(r *reader) T) T {
	known, _ := m.shared.get(key, func() (memoized[T], error) { // what failed is among the gaps
		own := &reader{session: r.session}
		value := read(own)
		return memoized[T]{value, own.gaps}, nil
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gaps = append(r.gaps, known.gaps...)
	return known.value
}
