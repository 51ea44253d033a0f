// Package output prints reports, and what else tocsin makes for people and programs: runbooks, timelines,
// comparisons and verifications.
//
// What a document holds comes from an AWS account that may be in an intruder's hands, so every format escapes
// what could deceive its reader.
package output

import "github.com/tocsin-dev/tocsin/internal/report"

// Reports is the table of the formats of a report.
func Reports() Formats[*report.Report] {
	return Formats[*report.Report]{
		{"text", Text}, {"json", JSON}, {"sarif", SARIF}, {"html", HTML}, {"markdown", Markdown}, {"junit", JUnit}, {"ocsf", OCSF},
	}
}
