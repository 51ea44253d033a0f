package cmd

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"golang.org/x/term"
)

// progress is a bar on a terminal, and nothing elsewhere.
type progress struct {
	what string
	w    io.Writer // nil when nothing is shown
	mu   sync.Mutex
	done int
}

const barWidth = 24

func newProgress(w io.Writer, what string, quiet bool) *progress {
	if f, ok := w.(*os.File); quiet || !ok || !term.IsTerminal(int(f.Fd())) {
		return &progress{}
	}
	return &progress{what: what, w: w}
}

// step adds finished work; collectors call it from many goroutines.
func (p *progress) step(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += done
	if p.w == nil || total == 0 {
		return
	}
	filled := barWidth * p.done / total
	fmt.Fprintf(p.w, "\r%s %s%s %d/%d", p.what, strings.Repeat("█", filled), strings.Repeat("░", barWidth-filled), p.done, total)
}

// end removes the bar.
func (p *progress) end() {
	if p.w != nil {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
