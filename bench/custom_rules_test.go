package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
)

// customRules is how many rules an organisation has of its own.
const customRules = 500

// BenchmarkCustomRules judges an account by an organisation's 500 rules with tocsin, opa eval and conftest in
// turns, a process each, with all that it takes to start. Of ten principals, what takes time is to load and
// compile the rules.
func BenchmarkCustomRules(b *testing.B) {
	binaries := binaries(b)
	dir := writeCustomRules(b)
	for _, principals := range []int{10, 1_000} {
		b.Run(fmt.Sprintf("principals=%d", principals), func(b *testing.B) {
			comparePeers(b, customPeers(dir), binaries, account(b, principals, 0))
		})
	}
}

// BenchmarkLoadCustomRules tells what loading 500 rules takes, beside tocsin's own, and what judging by each does.
func BenchmarkLoadCustomRules(b *testing.B) {
	options := engine.Options{PolicyDirs: []string{writeCustomRules(b)}, Rules: []string{"acme.*"}}
	in, err := engine.NewInput(account(b, 1_000, 0))
	if err != nil {
		b.Fatal(err)
	}
	var loading, judging time.Duration
	for b.Loop() {
		begun := time.Now()
		eng, err := engine.Load(context.Background(), options)
		if err != nil {
			b.Fatal(err)
		}
		loaded := time.Now()
		if _, err := eng.EvaluateAgainst(b.Context(), in, nil, report.Tool{}); err != nil {
			b.Fatal(err)
		}
		loading, judging = loading+loaded.Sub(begun), judging+time.Since(loaded)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(milliseconds(loading)/float64(b.N), "load-ms")
	b.ReportMetric(milliseconds(judging)/float64(b.N)/customRules, "ms/rule")
}

func customPeers(dir string) []peer {
	return []peer{
		{"tocsin", func(binary, file string) []string {
			return []string{binary, "eval", "--quiet", "-o", "json", "--policy", dir, "--rule", "acme.*", file}
		}, ours},
		{"opa", func(binary, file string) []string {
			return []string{binary, "eval", "--data", dir, "--input", file, `[{"rule": concat(".", ["acme", name]), "entry": "deny", "answer": rule.deny} | some name, rule in data.acme]`}
		}, opas},
		{"conftest", func(binary, file string) []string {
			return []string{binary, "test", "--quiet", "--all-namespaces", "--policy", dir, "--output", "json", file}
		}, conftests},
	}
}

// writeCustomRules writes rules of several kinds, which share a library.
func writeCustomRules(b *testing.B) string {
	b.Helper()
	kinds := []string{
		"some x in input.aws.iam.users\n\tendswith(x.name, \"%d\")",
		"some x in input.aws.iam.roles\n\tendswith(x.name, \"%d\")\n\tstartswith(x.arn, \"arn:aws:iam:\")",
		"some x in input.aws.cloudtrail.trails\n\tx.is_logging == false\n\tnot endswith(x.arn, \"%d\")",
		"some x in input.aws.sns.topics\n\tregex.match(\"%d$\", x.arn)",
		"some x in data.acme_lib.named(input.aws.iam.users, \"%d\")",
	}
	dir := b.TempDir()
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	write("lib.rego", "package acme_lib\n\nnamed(list, end) := {x | some x in list; endswith(x.name, end)}\n")
	for i := range customRules {
		write(fmt.Sprintf("rule_%d.rego", i), fmt.Sprintf(`# METADATA
# title: Rule %[1]d
# custom: {severity: low}
package acme.rule_%[1]d

deny contains {"msg": sprintf("Rule %[1]d: %%s", [x.arn]), "resource": x.arn} if {
	%[2]s
}
`, i, fmt.Sprintf(kinds[i%len(kinds)], i%100)))
	}
	return dir
}
