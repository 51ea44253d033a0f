package output

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// result carries neither evidence nor commands: code scanning shows it to everybody who may
// write to a repository.
func result(rule string, f report.Finding, account string) *sarif.Result {
	res := f.Resource
	res.Account = cmp.Or(res.Account, account, "unknown")
	out := sarif.NewRuleResult(rule).
		WithLevel(level(f.Severity)).
		WithMessage(sarif.NewTextMessage(resultMessage(f.Message, res))).
		WithLocations([]*sarif.Location{location(res)}).
		// The only fingerprint that GitHub uses; ":1" says that it is the first on its line.
		WithPartialFingerPrints(map[string]any{"primaryLocationLineHash": f.ID + ":1"})
	if f.Waived != nil {
		out.AddSuppression(suppression(f.Waived))
	}
	out.Properties = sarif.Properties{"account": res.Account}
	if res.ARN != "" {
		out.Properties["arn"] = res.ARN
	}
	if res.Region != "" {
		out.Properties["region"] = res.Region
	}
	return out
}

// resultMessage names the resource, because GitHub's list of alerts shows the message's first
// sentence.
func resultMessage(msg string, r report.Resource) string {
	where := "account '" + r.Account + "'"
	if r.ARN != "" && r.ARN != r.Account {
		where = "resource '" + limit(r.ARN, 300) + "', " + where
	}
	if r.Region != "" {
		where += ", region '" + r.Region + "'"
	}
	return message(strings.TrimSuffix(limit(Plain(msg), 600), ".") + " (" + where + ")")
}

// message makes the text of a SARIF message: a sentence, without what SARIF takes for a link.
func message(text string) string {
	text = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`).Replace(Plain(text))
	return strings.TrimSuffix(limit(text, maxText-1), ".") + "."
}

// limit cuts a text to n characters.
func limit(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return s
}

// location is the resource's place in a tree of paths that stands for AWS. GitHub demands a path
// and shows it in its list; the ARN is no path, and as one makes GitHub refuse the whole file.
func location(r report.Resource) *sarif.Location {
	physical := sarif.NewPhysicalLocation().
		WithArtifactLocation(sarif.NewSimpleArtifactLocation(resourcePath(r)).WithUriBaseId("SRCROOT")).
		WithRegion(sarif.NewRegion().WithStartLine(1).WithStartColumn(1).WithEndLine(1).WithEndColumn(1))
	logical := sarif.NewLogicalLocation().WithKind("resource").
		WithName(cmp.Or(r.Name, r.ARN, r.Account)).WithFullyQualifiedName(cmp.Or(r.ARN, r.Account))
	return sarif.NewLocationWithPhysicalLocation(physical).WithLogicalLocations([]*sarif.LogicalLocation{logical})
}

const maxPath = 200

// resourcePath names a resource as aws/<account>/<region or global>/<service>/<type>/<name>. It must stay
// the same: GitHub takes a finding whose path changed for a new one.
func resourcePath(r report.Resource) string {
	parts := []string{r.Account, "account"}
	if r.Service != "" || r.Name != "" && r.Name != r.Account {
		parts = []string{r.Account, cmp.Or(r.Region, "global"), r.Service, r.Type}
		parts = append(parts, strings.Split(r.Name, "/")...)
	}
	p := "aws"
	for _, part := range parts {
		if part != "" {
			p += "/" + segment(part)
		}
	}
	if len(p) <= maxPath {
		return p
	}
	sum := sha256.Sum256([]byte(p))
	head := p[:maxPath-9]
	for !decodes(head) { // cut within an escape, or within a character of several
		head = head[:len(head)-1]
	}
	return fmt.Sprintf("%s-%x", head, sum[:4])
}

func decodes(path string) bool {
	s, err := url.PathUnescape(path)
	return err == nil && utf8.ValidString(s)
}

// segment escapes a part of a path, more than RFC 3986 asks: a colon, for one, is not understood
// everywhere.
func segment(s string) string {
	var b strings.Builder
	for _, c := range []byte(Plain(s)) {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("._@+=,-", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	if strings.Trim(s, ".") == "" || slices.Contains(hiding(), strings.ToLower(s)) {
		b.WriteByte('_')
	}
	return b.String()
}

// hiding lists the directory names by which GitHub takes what lies below for a test, a library,
// generated code or documentation, and may hide its alerts. Nobody hides by naming a role so.
func hiding() []string {
	return []string{"test", "tests", "testing", "testdata", "spec", "specs", "mock", "mocks", "fixture", "fixtures",
		"vendor", "vendored", "third_party", "third-party", "node_modules", "lib", "libs", "library", "libraries", "external",
		"generated", "gen", "build", "dist", "doc", "docs", "documentation", "example", "examples", "sample", "samples", "demo", "demos"}
}
