package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// usage is what a process took.
type usage struct {
	time   time.Duration
	memory int64 // the most that was resident at once, in kB
	// stopped says that it did not come to its end.
	stopped bool
}

// run runs a command to its end.
func run(b *testing.B, command ...string) usage {
	b.Helper()
	return runWithin(b, time.Hour, nil, command...)
}

// runWithin runs a command for no longer than a limit.
func runWithin(b *testing.B, limit time.Duration, stdout io.Writer, command ...string) usage {
	b.Helper()
	ctx, stop := context.WithTimeout(b.Context(), limit)
	defer stop()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdout = stdout
	return measure(b, cmd)
}

// measure runs a command to its end. Exit statuses 1 and 3 are verdicts, not failures. The memory is what
// Linux last told of it: what it tells at the end of a process counts the one that started it, too.
func measure(b *testing.B, cmd *exec.Cmd) usage {
	b.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	var used usage
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			used.time = time.Since(begun)
			used.stopped = cmd.ProcessState.ExitCode() < 0 // by a signal
			if code := cmd.ProcessState.ExitCode(); err != nil && code != 1 && code != 3 && !used.stopped {
				b.Fatalf("run %s: %v\n%s", strings.Join(cmd.Args, " "), err, &stderr)
			}
			return used
		case <-time.After(5 * time.Millisecond):
			status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
			if _, line, ok := strings.Cut(string(status), "VmHWM:"); ok {
				fmt.Sscan(line, &used.memory) //nolint:errcheck // keeps the last
			}
		}
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median(all []time.Duration) time.Duration { return slices.Sorted(slices.Values(all))[len(all)/2] }

// medians returns the median time in milliseconds, and the median memory in MB.
func medians(all []usage) (float64, float64) {
	byTime := slices.SortedFunc(slices.Values(all), func(a, b usage) int { return int(a.time - b.time) })
	byMemory := slices.SortedFunc(slices.Values(all), func(a, b usage) int { return int(a.memory - b.memory) })
	return milliseconds(byTime[len(all)/2].time), float64(byMemory[len(all)/2].memory) / 1000
}
