package bench

import (
	"bytes"
	stdgzip "compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
)

// sought are the events that every way looks for, besides those of root.
var sought = []string{
	"cloudtrail.amazonaws.com/DeleteTrail", "cloudtrail.amazonaws.com/PutEventSelectors", "cloudtrail.amazonaws.com/StopLogging",
	"ec2.amazonaws.com/DeleteFlowLogs", "ec2.amazonaws.com/ModifyImageAttribute", "ec2.amazonaws.com/ModifySnapshotAttribute",
	"ec2.amazonaws.com/RegisterImage", "ec2.amazonaws.com/RunInstances", "ec2.amazonaws.com/TerminateInstances",
	"iam.amazonaws.com/AttachRolePolicy", "iam.amazonaws.com/AttachUserPolicy", "iam.amazonaws.com/CreateAccessKey",
	"iam.amazonaws.com/CreateLoginProfile", "iam.amazonaws.com/CreateRole", "iam.amazonaws.com/CreateUser",
	"iam.amazonaws.com/PutRolePolicy", "iam.amazonaws.com/UpdateAssumeRolePolicy", "logs.amazonaws.com/DeleteLogGroup",
	"organizations.amazonaws.com/LeaveOrganization", "s3.amazonaws.com/PutBucketLifecycle", "s3.amazonaws.com/PutBucketPolicy",
	"signin.amazonaws.com/ConsoleLogin",
}

// way is a way to search the files. It returns how many events it finds and the processor time it takes.
type way struct {
	name  string
	finds bool
	run   func(b *testing.B) (int, time.Duration)
}

func ways(b *testing.B, c *corpus) []way {
	b.Helper()
	list := []way{
		{"ours", true, inProcess(c, scanFile(b))},
		{"inflate", false, inProcess(c, inflateFile)},
		{"inflate-stdlib", false, inProcess(c, inflateFileStdlib)},
		{"json-structs", true, inProcess(c, parseStructs)},
		{"json-maps", true, inProcess(c, parseMaps)},
	}
	for tool, script := range map[string]string{
		"jq":     `find "$0" -name '*.gz' -exec zcat {} + | jq '` + jqProgram() + `' | awk '{n += $1} END {print n}'`,
		"duckdb": `duckdb -noheader -list -c "` + duckQuery() + `"`,
		"grep":   `find "$0" -name '*.gz' -exec zcat {} + | grep -oE '"type":"Root"|"eventName":"(` + kindNames("|", "") + `)"' | wc -l`,
	} {
		if _, err := exec.LookPath(tool); err == nil {
			list = append(list, way{tool, tool != "grep", process(script, c.dir)})
		}
	}
	return list
}

func kindNames(separator, quote string) string {
	var quoted []string
	for _, kind := range sought {
		_, name, _ := strings.Cut(kind, "/")
		quoted = append(quoted, quote+name+quote)
	}
	return strings.Join(quoted, separator)
}

func jqProgram() string {
	return `{"` + strings.Join(sought, `":true,"`) + `":true} as $sought | [.Records[] | select(.userIdentity.type == "Root" or ` +
		`$sought[.eventSource + "/" + .eventName])] | length`
}

func duckQuery() string {
	return `SELECT count(*) FROM (SELECT unnest(Records) r FROM read_json('$0/*.gz', columns = {Records: 'STRUCT(eventSource VARCHAR, ` +
		`eventName VARCHAR, userIdentity STRUCT(type VARCHAR))[]'})) WHERE r.userIdentity.type = 'Root' OR ` +
		`r.eventSource || '/' || r.eventName IN ('` + strings.Join(sought, "', '") + `')`
}

// process runs a shell script, whose first argument is the directory, and reads the number that it prints.
func process(script, dir string) func(*testing.B) (int, time.Duration) {
	return func(b *testing.B) (int, time.Duration) {
		b.Helper()
		cmd := exec.Command("bash", "-euo", "pipefail", "-c", script, dir)
		out, err := cmd.Output()
		if err != nil {
			b.Fatalf("run %s: %v", script, err)
		}
		n, err := strconv.Atoi(strings.TrimSpace(string(out)))
		if err != nil {
			b.Fatal(err)
		}
		return n, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
}

// inProcess runs a function over all files, on one processor.
func inProcess(c *corpus, search func(io.Reader) (int, error)) func(*testing.B) (int, time.Duration) {
	return func(b *testing.B) (int, time.Duration) {
		b.Helper()
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		runtime.GC()
		found := 0
		began := processorTime(b)
		for _, name := range c.files {
			err := readFile(name, func(r io.Reader) (int, error) {
				n, err := search(r)
				found += n
				return n, err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		return found, processorTime(b) - began
	}
}

func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// scanFilter keeps what is sought, at any time.
func scanFilter(b *testing.B) *cloudtrail.Filter {
	b.Helper()
	var kinds []cloudtrail.Kind
	for _, s := range sought {
		kind, err := cloudtrail.ParseKind(s)
		if err != nil {
			b.Fatal(err)
		}
		kinds = append(kinds, kind)
	}
	return cloudtrail.NewFilter(kinds, time.Time{}, time.Now().AddDate(10, 0, 0))
}

func scanFile(b *testing.B) func(io.Reader) (int, error) {
	b.Helper()
	filter := scanFilter(b)
	return func(r io.Reader) (int, error) {
		counts, err := cloudtrail.Read(r, filter, func(cloudtrail.Event) error { return nil })
		return counts.Kept, err
	}
}

var (
	inflater gzip.Reader
	buffer   = make([]byte, 128<<10)
)

func inflateFile(r io.Reader) (int, error) {
	if err := inflater.Reset(r); err != nil {
		return 0, err
	}
	_, err := io.CopyBuffer(writer{}, struct{ io.Reader }{&inflater}, buffer)
	return 0, err
}

func inflateFileStdlib(r io.Reader) (int, error) {
	z, err := stdgzip.NewReader(r)
	if err != nil {
		return 0, err
	}
	_, err = io.CopyBuffer(writer{}, z, buffer)
	return 0, err
}

// writer drops what it is given, and io.Copy does not know.
type writer struct{}

func (writer) Write(b []byte) (int, error) { return len(b), nil }

func isSought(source, name, identity string) bool {
	return identity == "Root" || slices.Contains(sought, source+"/"+name)
}

func parseStructs(r io.Reader) (int, error) {
	var file struct {
		Records []struct {
			EventSource, EventName string
			UserIdentity           struct{ Type string }
		}
	}
	if err := parse(r, &file); err != nil {
		return 0, err
	}
	found := 0
	for _, r := range file.Records {
		if isSought(r.EventSource, r.EventName, r.UserIdentity.Type) {
			found++
		}
	}
	return found, nil
}

func parseMaps(r io.Reader) (int, error) {
	var file struct{ Records []map[string]any }
	if err := parse(r, &file); err != nil {
		return 0, err
	}
	found := 0
	for _, r := range file.Records {
		identity, _ := r["userIdentity"].(map[string]any)
		kind, _ := identity["type"].(string)
		source, _ := r["eventSource"].(string)
		name, _ := r["eventName"].(string)
		if isSought(source, name, kind) {
			found++
		}
	}
	return found, nil
}

// parse inflates a file and parses it as a whole, which is faster than as a stream.
func parse(r io.Reader, into any) error {
	if err := inflater.Reset(r); err != nil {
		return fmt.Errorf("inflate: %w", err)
	}
	var content bytes.Buffer
	if _, err := content.ReadFrom(&inflater); err != nil {
		return err
	}
	return json.Unmarshal(content.Bytes(), into)
}
