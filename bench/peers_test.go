package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// mostTimes is how many times tocsin's time a peer may take.
const mostTimes = 25

// peers are the programs that judge a snapshot by tocsin's policies, and how their answers are read.
type peer struct {
	name     string
	command  func(binary, snapshot string) []string
	findings func(answer []byte) (findings, error)
}

func peers() []peer {
	return []peer{
		{"tocsin", func(binary, file string) []string {
			return []string{binary, "eval", "--quiet", "-o", "json", file}
		}, ours},
		{"opa", func(binary, file string) []string {
			return []string{binary, "eval", "--data", "../policies", "--ignore", "*_test.rego", "--input", file,
				`[{"rule": concat(".", [group, name]), "entry": entry, "answer": answer} |
					some group in ["impact", "ioc", "readiness"]
					some entry in ["deny", "unknown", "applicable", "confirmed"]
					answer := data.tocsin[group][name][entry]]`}
		}, opas},
		{"conftest", func(binary, file string) []string {
			return []string{binary, "test", "--quiet", "--all-namespaces", "--policy", "../policies", "--output", "json", file}
		}, conftests},
	}
}

// BenchmarkPeers judges accounts by the same policies with tocsin, opa eval and conftest in turns, a process
// each. It reports the median time and memory of each, and how many times tocsin's the others' are. All have
// to find the same. Of the large account conftest is stopped after 25 times tocsin's time: what is reported
// of it is the least that it takes.
func BenchmarkPeers(b *testing.B) {
	binaries := binaries(b)
	for _, principals := range []int{1_000, 10_000} {
		b.Run(fmt.Sprintf("principals=%d/events=%d", principals, 10*principals), func(b *testing.B) {
			comparePeers(b, peers(), binaries, account(b, principals, 10*principals))
		})
	}
}

// binaries are the programs that are compared, tocsin as it is now.
func binaries(b *testing.B) map[string]string {
	b.Helper()
	binaries := map[string]string{"opa": os.Getenv("OPA"), "conftest": os.Getenv("CONFTEST")}
	if binaries["opa"] == "" || binaries["conftest"] == "" {
		b.Skip("OPA and CONFTEST do not name their binaries: run make bench")
	}
	binaries["tocsin"] = filepath.Join(b.TempDir(), "tocsin")
	run(b, "go", "build", "-ldflags=-s -w", "-o", binaries["tocsin"], "../cmd/tocsin")
	return binaries
}

func comparePeers(b *testing.B, peers []peer, binaries map[string]string, snap *snapshot.Snapshot) {
	b.Helper()
	file := filepath.Join(b.TempDir(), "snapshot.json")
	content, err := snapshot.Encode(snap)
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o600); err != nil {
		b.Fatal(err)
	}
	used := map[string][]usage{}
	found := map[string]findings{}
	for b.Loop() {
		for _, p := range peers {
			var answer bytes.Buffer
			limit := time.Hour
			if ours := used["tocsin"]; p.name != "tocsin" {
				limit = max(mostTimes*ours[len(ours)-1].time, time.Minute)
			}
			took := runWithin(b, limit, &answer, p.command(binaries[p.name], file)...)
			used[p.name] = append(used[p.name], took)
			if took.stopped {
				continue
			}
			if found[p.name], err = p.findings(answer.Bytes()); err != nil {
				b.Fatalf("read the answer of %s: %v", p.name, err)
			}
		}
	}
	b.ReportMetric(0, "ns/op") // the sum of all says nothing
	for _, p := range peers {
		time, memory := medians(used[p.name])
		b.ReportMetric(time, p.name+"-ms")
		b.ReportMetric(memory, p.name+"-MB")
		if p.name != "tocsin" {
			ourTime, ourMemory := medians(used["tocsin"])
			b.ReportMetric(time/ourTime, p.name+"/tocsin-time")
			b.ReportMetric(memory/ourMemory, p.name+"/tocsin-memory")
			if found[p.name] != nil {
				found[p.name].compare(b, p.name, found["tocsin"])
			}
		}
	}
}

// findings are the messages and resources that a program found, by rule.
type findings map[string]map[string]bool

func (f findings) add(rule, message, resource string) {
	if f[rule] == nil {
		f[rule] = map[string]bool{}
	}
	f[rule][resource+": "+message] = true
}

// compare fails the benchmark unless a peer found what tocsin found. What tocsin found by rules that do not
// apply to the account it does not tell.
func (f findings) compare(b *testing.B, peer string, ours findings) {
	b.Helper()
	if len(ours) == 0 {
		b.Fatal("tocsin found nothing")
	}
	for _, rule := range slices.Sorted(maps.Keys(ours)) {
		if diff := cmp.Diff(ours[rule], f[rule]); diff != "" {
			b.Errorf("%s: tocsin (-) and %s (+) do not find the same\n%.1000s", rule, peer, diff)
		}
	}
	for rule := range f {
		if ours[rule] == nil {
			b.Errorf("%s: %s finds %d times what tocsin does not", rule, peer, len(f[rule]))
		}
	}
}

func ours(answer []byte) (findings, error) {
	var r report.Report
	if err := json.Unmarshal(answer, &r); err != nil {
		return nil, err
	}
	all := findings{}
	for _, o := range r.Outcomes {
		for _, f := range slices.Concat(o.Findings, o.Possible) {
			all.add(o.Rule, f.Message, f.Resource.ARN)
		}
		if o.Status == report.Error {
			return nil, fmt.Errorf("%s: %s", o.Rule, o.Reason)
		}
	}
	return all, nil
}

func opas(answer []byte) (findings, error) {
	var r struct {
		Result []struct {
			Expressions []struct {
				Value []struct {
					Rule, Entry string
					Answer      json.RawMessage
				}
			}
		}
	}
	if err := json.Unmarshal(answer, &r); err != nil {
		return nil, err
	}
	if len(r.Result) == 0 {
		return nil, fmt.Errorf("no result: %s", answer)
	}
	all := findings{}
	for _, a := range r.Result[0].Expressions[0].Value {
		var deny []struct{ Msg, Resource string }
		if a.Entry != "deny" {
			continue
		}
		if err := json.Unmarshal(a.Answer, &deny); err != nil {
			return nil, err
		}
		for _, d := range deny {
			all.add(a.Rule, d.Msg, d.Resource)
		}
	}
	return all, nil
}

func conftests(answer []byte) (findings, error) {
	var r []struct {
		Namespace string
		Failures  []struct {
			Msg      string
			Metadata struct{ Resource string }
		}
	}
	if err := json.Unmarshal(answer, &r); err != nil {
		return nil, err
	}
	all := findings{}
	for _, namespace := range r {
		for _, f := range namespace.Failures {
			all.add(strings.TrimPrefix(namespace.Namespace, "tocsin."), f.Msg, f.Metadata.Resource)
		}
	}
	return all, nil
}
