package collector

import "sync"

// memo keeps what a call brought, by key, for all collectors of a session that want it: what several
// sections are made of is asked for once, and each section has its failure for a gap.
type memo[T any] struct {
	mu      sync.Mutex
	answers map[string]*memorized[T]
}

// memorized is an answer, once done is closed. A channel, because a test's virtual time passes for
// those who wait at one, not at a lock.
type memorized[T any] struct {
	done  chan struct{}
	value T
	err   error
}

// get returns what read brought the first time that the key was asked for. Nobody may change it.
func (m *memo[T]) get(key string, read func() (T, error)) (T, error) {
	m.mu.Lock()
	answer, asked := m.answers[key]
	if !asked {
		if m.answers == nil {
			m.answers = map[string]*memorized[T]{}
		}
		answer = &memorized[T]{done: make(chan struct{})}
		m.answers[key] = answer
	}
	m.mu.Unlock()
	if !asked {
		answer.value, answer.err = read()
		close(answer.done)
	}
	<-answer.done
	return answer.value, answer.err
}
