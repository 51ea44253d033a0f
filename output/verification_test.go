package output

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-dev/tocsin/internal/digest"
)

func verifications() map[string]*digest.Verification {
	since, until := time.Date(2026, 11, 13, 8, 0, 0, 0, time.UTC), time.Date(2026, 11, 20, 5, 0, 0, 0, time.UTC)
	chain := digest.Chain{
		Account: account, Region: "eu-west-3", Trail: "main", From: since.Add(-15 * time.Minute), To: until.Add(45 * time.Minute),
		Digests: digest.Count{Verified: 166}, Logs: digest.Count{Verified: 2012},
	}
	verified := &digest.Verification{
		Source: "s3://trail-logs/audit/", Since: since, Until: until, Bytes: 12_345_678,
		Digests: chain.Digests, Logs: chain.Logs, Chains: []digest.Chain{chain},
		Problems: []digest.Problem{}, Unverified: []digest.Problem{},
	}
	full := *verified
	full.EndpointOverrides = []string{"http://127.0.0.1:5000"}
	full.Digests, full.Logs = digest.Count{Verified: 160, Failed: 5, Unverified: 4}, digest.Count{Verified: 1990, Failed: 3, Unverified: 23}
	full.Chains = []digest.Chain{chain, {Account: account, Region: "eu-west-3", Trail: "main", Backfill: true, Digests: digest.Count{Unverified: 1}}}
	hostile := full
	hostile.Source, hostile.EndpointOverrides, hostile.Chains = "\x1b[2J`", hostileNames(), nil
	for _, name := range hostileNames() {
		hostile.Chains = append(hostile.Chains, digest.Chain{Account: name, Region: name, Trail: name})
	}
	for i, kind := range digest.Kinds() {
		p := digest.Problem{
			Object: "audit/AWSLogs/" + account + "/" + string(kind) + ".json.gz", Kind: kind, Account: account, Region: "eu-west-3",
			Time: since.Add(time.Duration(i) * time.Hour), Detail: "Why that is, in a sentence that says more than fits on one line of eighty characters.",
		}
		switch kind {
		case digest.ChainGap, digest.MissingDigest:
			p.Trail, p.Until = "main", until
		case digest.Uncovered:
			p.Count, p.Until = 20, until
		case digest.Nothing:
			p = digest.Problem{Object: "s3://trail-logs/audit/", Kind: kind, Detail: "There is none."}
		}
		add(&full, p)
		for _, name := range hostileNames() {
			add(&hostile, digest.Problem{Object: name, Kind: kind, Account: name, Region: name, Trail: name, Detail: name})
		}
	}
	return map[string]*digest.Verification{"verified": verified, "full": &full, "hostile": &hostile}
}

func add(v *digest.Verification, p digest.Problem) {
	if p.Kind.Wrong() {
		v.Problems = append(slices.Clip(v.Problems), p)
	} else {
		v.Unverified = append(slices.Clip(v.Unverified), p)
	}
}

func TestVerificationGolden(t *testing.T) {
	for name, v := range verifications() {
		if name == "hostile" {
			continue
		}
		for _, format := range Verifications() {
			t.Run(name+"/"+format.name, func(t *testing.T) {
				var buf bytes.Buffer
				if err := format.print(&buf, v); err != nil {
					t.Fatal(err)
				}
				golden(t, "verification_"+name+"."+format.name, buf.Bytes())
			})
		}
	}
}

// Nothing is left out: every problem stands in every format, with a title.
func TestVerificationIsWhole(t *testing.T) {
	v := verifications()["full"]
	for _, format := range Verifications() {
		var buf bytes.Buffer
		if err := format.print(&buf, v); err != nil {
			t.Fatal(err)
		}
		for _, kind := range digest.Kinds() {
			if kindTitle[kind] == "" || format.name != "json" && !strings.Contains(buf.String(), kindTitle[kind]) {
				t.Errorf("%s has no title for %s", format.name, kind)
			}
			if kind != digest.Nothing && !strings.Contains(buf.String(), string(kind)+".json.gz") {
				t.Errorf("%s lacks the problem %s", format.name, kind)
			}
		}
	}
}

func TestNothingHidesInAVerification(t *testing.T) {
	nothingHidesIn(t, verifications(), Verifications())
}

func TestVerificationMarkdownIsInert(t *testing.T) {
	var buf bytes.Buffer
	if err := VerificationMarkdown(&buf, verifications()["hostile"]); err != nil {
		t.Fatal(err)
	}
	harmless := regexp.MustCompile(`^(#{2,3} |- |  - |CloudTrail log files in |Delivered [^<@]*|\*\*Answers came from , not from AWS\.\*\*|(digests|log files): [0-9a-z, ]+|Wrong|Not verified|[A-Z][a-z ]+: |` +
		regexp.QuoteMeta(signatureAdvice) + `|)*$`)
	for line := range strings.Lines(buf.String()) {
		if rest := withoutCode(t, strings.TrimSuffix(line, "\n")); !harmless.MatchString(rest) {
			t.Errorf("outside of code: %q in %q", rest, line)
		}
	}
}
