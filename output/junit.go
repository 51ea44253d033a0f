package output

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// JUnit prints the report as test results, which most CI systems show: a suite for each group of rules and
// a case for each rule. What could not be decided is an error, what is waived is skipped. The order and
// the attributes are those that Ant's schema and Jenkins's both want. Text is shown as Plain shows it: XML
// has no way to write most control characters.
func JUnit(w io.Writer, r *report.Report) error {
	v := viewOf(r)
	doc := junitSuites{}
	for _, o := range r.Outcomes {
		doc.suite(v, o.Rule).add(v, o)
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("encode report: %w", err)
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}

type junitSuites struct {
	XMLName xml.Name      `xml:"testsuites"`
	Suites  []*junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Package    string          `xml:"package,attr"`
	ID         int             `xml:"id,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Time       string          `xml:"time,attr"`
	Timestamp  string          `xml:"timestamp,attr"`
	Hostname   string          `xml:"hostname,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
	Out        string          `xml:"system-out"`
	Err        string          `xml:"system-err"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Name      string       `xml:"name,attr"`
	ClassName string       `xml:"classname,attr"`
	Time      string       `xml:"time,attr"`
	Failure   *junitDetail `xml:"failure"`
	Error     *junitDetail `xml:"error"`
	Skipped   *junitDetail `xml:"skipped"`
}

type junitDetail struct {
	Type    string `xml:"type,attr,omitempty"`
	Message string `xml:"message,attr"`
	Text    string `xml:",cdata"`
}

// suite returns the suite of the rule's group, which is what its id begins with. Outcomes are in the order
// of their rules' ids, so a group is never left and entered again.
func (doc *junitSuites) suite(v view, rule string) *junitSuite {
	group, _, _ := strings.Cut(rule, ".")
	group = cmp.Or(Plain(group), "tocsin")
	if n := len(doc.Suites); n > 0 && doc.Suites[n-1].Name == group {
		return doc.Suites[n-1]
	}
	s := &junitSuite{
		Name: group, Package: "tocsin." + v.Scan.AccountID, ID: len(doc.Suites), Time: "0",
		Timestamp: v.Scan.EndedAt.UTC().Format("2006-01-02T15:04:05"), Hostname: v.Scan.AccountID,
		Properties: []junitProperty{
			{"account", v.Scan.AccountID}, {"partition", Plain(v.Scan.Partition)}, {"caller", Plain(v.Scan.CallerARN)},
			{"tocsin", Plain(v.Tool.Version)}, {"complete", strconv.FormatBool(v.Scan.Complete)},
		},
	}
	doc.Suites = append(doc.Suites, s)
	return s
}

// add adds the case of an outcome. The schemas allow but one of failure, error and skipped.
func (s *junitSuite) add(v view, o report.Outcome) {
	c := junitCase{Name: Plain(o.Rule), ClassName: s.Package + "." + s.Name, Time: "0"}
	title := prose(v.title(o.Rule))
	switch o.Status {
	case report.Fail:
		s.Failures++
		c.Failure = &junitDetail{Type: string(gravest(o.Findings)), Message: title, Text: v.junitText(o)}
	case report.Unknown, report.Error:
		s.Errors++
		c.Error = &junitDetail{Type: string(o.Status), Message: title + ": " + Plain(cmp.Or(o.Reason, "no reason was given")), Text: v.junitText(o)}
	case report.Waived:
		s.Skipped++
		c.Skipped = &junitDetail{Message: "waived: " + title, Text: v.junitText(o)}
	case report.Skipped:
		s.Skipped++
		c.Skipped = &junitDetail{Message: "skipped: " + Plain(o.Reason)}
	}
	s.Tests++
	s.Cases = append(s.Cases, c)
}

// junitText lists the findings and says what to do.
func (v view) junitText(o report.Outcome) string {
	var b strings.Builder
	list := func(findings []report.Finding, mark string) {
		for _, f := range findings {
			resource := cmp.Or(f.Resource.ARN, f.Resource.Account, v.Scan.AccountID)
			fmt.Fprintf(&b, "\n%s%s %s\n  %s\n", mark, strings.ToUpper(string(f.Severity)), Plain(resource), Plain(f.Message))
			if f.Waived != nil {
				fmt.Fprintf(&b, "  %s\n", Plain(fmt.Sprintf("waived until %s by %s: %s", f.Waived.Expires, f.Waived.Owner, f.Waived.Reason)))
				continue
			}
			for _, command := range f.Fix {
				fmt.Fprintf(&b, "  $ %s\n", shellText(command))
			}
		}
	}
	list(o.Findings, "")
	list(o.Possible, "POSSIBLY ")
	if advice := v.rules[o.Rule].Remediation; advice != "" {
		fmt.Fprintf(&b, "\nWhat to do: %s\n", prose(advice))
	}
	return b.String()
}
