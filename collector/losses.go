package collector

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// losses are gaps of which there may be a great many, such as files that cannot be read. The first
// few by name become gaps, the others a number.
type losses struct {
	mu    sync.Mutex
	first []snapshot.Gap // in order
	seen  map[string]bool
}

const namedLosses = 10

func (l *losses) add(g snapshot.Gap) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen[g.String()] {
		return
	}
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	l.seen[g.String()] = true
	i, _ := slices.BinarySearchFunc(l.first, g, func(a, b snapshot.Gap) int { return strings.Compare(a.String(), b.String()) })
	l.first = slices.Insert(l.first, i, g)
	l.first = l.first[:min(len(l.first), namedLosses)]
}

// report makes gaps of r of them.
func (l *losses) report(r *reader) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, g := range l.first {
		r.miss(g)
	}
	if more := len(l.seen) - len(l.first); more > 0 {
		last := l.first[len(l.first)-1]
		r.miss(snapshot.Gap{Operation: last.Operation, Code: last.Code, Resource: fmt.Sprintf("%d more", more), Message: last.Message})
	}
}
