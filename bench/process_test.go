package bench

import (
	"bytes"
	"io"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// usage is what a process took.
type usage struct {
	time   time.Duration
	memory int64 // the most that was resident at once, in kB
}

// run runs a command to its end. Exit statuses 1 and 3 are verdicts, not failures.
func run(b *testing.B, stdout io.Writer, command ...string) usage {
	b.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = stdout, &stderr
	begun := time.Now()
	err := cmd.Run()
	took := time.Since(begun)
	if code := cmd.ProcessState.ExitCode(); err != nil && code != 1 && code != 3 {
		b.Fatalf("run %s: %v\n%s", strings.Join(command, " "), err, &stderr)
	}
	used := usage{time: took}
	if r, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		used.memory = r.Maxrss
	}
	return used
}

// medians returns the median time in milliseconds, and the median memory in MB.
func medians(all []usage) (float64, float64) {
	byTime := slices.SortedFunc(slices.Values(all), func(a, b usage) int { return int(a.time - b.time) })
	byMemory := slices.SortedFunc(slices.Values(all), func(a, b usage) int { return int(a.memory - b.memory) })
	return float64(byTime[len(all)/2].time) / float64(time.Millisecond), float64(byMemory[len(all)/2].memory) / 1000
}
