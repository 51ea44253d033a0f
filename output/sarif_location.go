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
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

const srcRoot = "SRCROOT"

// places says where results are.
type places struct {
	SARIFOptions
	index    *snapshot.Index // of the snapshot, if there is one
	sections map[string][]string
}

func (o SARIFOptions) places(rules []report.Rule, findings []ruled) (*places, error) {
	p := &places{SARIFOptions: o, sections: map[string][]string{}}
	if o.Snapshot == nil {
		return p, nil
	}
	for _, rule := range rules {
		p.sections[rule.ID] = rule.Sections
	}
	wanted := map[string]bool{}
	for _, f := range findings {
		for _, name := range standsAs(f) {
			wanted[name] = true
		}
	}
	var err error
	p.index, err = snapshot.NewIndex(o.Snapshot.Text, func(s string) bool { return wanted[s] })
	return p, err
}

// standsAs lists by what a finding is known in the snapshot: the event that it rests on, or its resource.
func standsAs(f ruled) []string {
	event, _ := f.Evidence["event_id"].(string)
	return []string{event, f.Resource.ARN}
}

// primary is where GitHub shows a result, in the file that the user chose or at its resource.
func (p *places) primary(f ruled, r report.Resource) *sarif.Location {
	at := Anchor{resourcePath(r), snapshot.Region{StartLine: 1, StartColumn: 1, EndLine: 1, EndColumn: 1}}
	switch {
	case p.File != nil:
		at = Anchor{escapePath(p.File.Path), p.File.Region}
	case p.Snapshot != nil && p.Snapshot.Primary:
		at = p.inSnapshot(f)
	}
	logical := sarif.NewLogicalLocation().WithKind("resource").
		WithName(cmp.Or(r.Name, r.ARN, r.Account)).WithFullyQualifiedName(cmp.Or(r.ARN, r.Account))
	return at.location().WithLogicalLocations([]*sarif.LogicalLocation{logical})
}

// The ids of related locations, and the longest text that links to them.
const (
	evidenceID = 1
	policyID   = 2
	links      = " See the [evidence](1) and the [policy](2)."
)

// related are the other places that a result rests on, and what its message says of them: GitHub shows
// those only that a message links to.
func (p *places) related(f ruled) (locations []*sarif.Location, text string) {
	var named []string
	if p.Snapshot != nil && !p.Snapshot.Primary {
		locations = append(locations, p.inSnapshot(f).location().WithId(evidenceID))
		named = append(named, fmt.Sprintf("the [evidence](%d)", evidenceID))
	}
	if policy, ok := p.Policies[f.rule]; ok {
		policy.Path = escapePath(policy.Path)
		locations = append(locations, policy.location().WithId(policyID))
		named = append(named, fmt.Sprintf("the [policy](%d)", policyID))
	}
	if named == nil {
		return nil, ""
	}
	return locations, " See " + strings.Join(named, " and ") + "."
}

func (p *places) inSnapshot(f ruled) Anchor {
	return Anchor{escapePath(p.Snapshot.Path), p.index.Find(p.sections[f.rule], standsAs(f)...)}
}

// location is the place as SARIF has it; the path is already escaped.
func (a Anchor) location() *sarif.Location {
	r := a.Region
	return sarif.NewLocationWithPhysicalLocation(sarif.NewPhysicalLocation().
		WithArtifactLocation(sarif.NewSimpleArtifactLocation(a.Path).WithUriBaseId(srcRoot)).
		WithRegion(sarif.NewRegion().WithStartLine(r.StartLine).WithStartColumn(r.StartColumn).WithEndLine(r.EndLine).WithEndColumn(r.EndColumn)))
}

// escapePath makes a URI of the path of a file.
func escapePath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		parts[i] = percentEncode(part)
	}
	return strings.Join(parts, "/")
}

const maxPath = 200

// resourcePath names a resource as aws/<account>/<region or global>/<service>/<type>/<name>, a place in a tree of
// paths that stands for AWS: GitHub demands a path and shows it in its list, and for an ARN refuses the whole
// file. It must stay the same: GitHub takes a finding whose path changed for a new one.
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

// percentEncode escapes a part of a path, more than RFC 3986 asks: a colon, for one, is not understood
// everywhere.
func percentEncode(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("._@+=,-", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// segment makes a part of a path of what may be any name.
func segment(s string) string {
	escaped := percentEncode(Plain(s))
	if strings.Trim(s, ".") == "" || slices.Contains(hiding(), strings.ToLower(s)) {
		escaped += "_"
	}
	return escaped
}

// hiding lists the directory names by which GitHub takes what lies below for a test, a library,
// generated code or documentation, and may hide its alerts. Nobody hides by naming a role so.
func hiding() []string {
	return []string{"test", "tests", "testing", "testdata", "spec", "specs", "mock", "mocks", "fixture", "fixtures",
		"vendor", "vendored", "third_party", "third-party", "node_modules", "lib", "libs", "library", "libraries", "external",
		"generated", "gen", "build", "dist", "doc", "docs", "documentation", "example", "examples", "sample", "samples", "demo", "demos"}
}
