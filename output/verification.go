package output

import (
	"fmt"
	"io"

	"github.com/tocsin-dev/tocsin/internal/digest"
)

// Verifications is the table of the formats of a verification of log files.
func Verifications() Formats[*digest.Verification] {
	return Formats[*digest.Verification]{{"text", VerificationText}, {"json", VerificationJSON}, {"markdown", VerificationMarkdown}}
}

// VerificationJSON prints the verification for programs.
func VerificationJSON(w io.Writer, v *digest.Verification) error { return encode(w, v) }

// kindTitle is what people are told of a kind of problem.
var kindTitle = map[digest.Kind]string{
	digest.AlteredLog:     "A log file was altered",
	digest.MissingLog:     "A log file is missing",
	digest.UnmentionedLog: "A log file is in no digest",
	digest.AlteredDigest:  "A digest was altered",
	digest.MissingDigest:  "A digest is missing",
	digest.MovedDigest:    "A digest was moved",
	digest.UnknownKey:     "A digest is signed by an unknown key",
	digest.ChainGap:       "A chain of digests is interrupted",
	digest.Unreadable:     "Could not be read",
	digest.NoKey:          "The public key could not be had",
	digest.NoSignature:    "The signature is not known",
	digest.Uncovered:      "Log files without a verified digest",
	digest.ChainEnds:      "A chain of digests ends",
	digest.OtherBucket:    "In another bucket",
	digest.Nothing:        "Nothing to verify",
}

// signatureAdvice says how to verify the newest digest of a copy.
const signatureAdvice = "The signature of a trail's newest digest is only in the metadata of the object in S3, which a copy lacks. " +
	"Save it beside the copy, as FILE.signature, with aws s3api head-object --bucket BUCKET --key KEY --query Metadata.signature " +
	"--output text; or copy the next digest as well, which has it."

func ofKind(problems []digest.Problem, kind digest.Kind) []digest.Problem {
	var some []digest.Problem
	for _, p := range problems {
		if p.Kind == kind {
			some = append(some, p)
		}
	}
	return some
}

// place says where and when, in one line.
func place(p digest.Problem) string {
	line := ""
	for _, part := range []string{p.Account, p.Region, p.Trail} {
		if part != "" {
			line += part + " "
		}
	}
	switch {
	case !p.Time.IsZero() && !p.Until.IsZero():
		line += moment(p.Time) + " to " + moment(p.Until)
	case !p.Time.IsZero():
		line += moment(p.Time)
	}
	if p.Count > 0 {
		line += fmt.Sprintf(" (%s)", count(p.Count, "file"))
	}
	return line
}

// window says of what time the log files are.
func window(v *digest.Verification) string {
	switch {
	case !v.Since.IsZero() && !v.Until.IsZero():
		return moment(v.Since) + " to " + moment(v.Until)
	case !v.Since.IsZero():
		return "since " + moment(v.Since)
	case !v.Until.IsZero():
		return "until " + moment(v.Until)
	}
	return "at any time"
}

// fate says what became of files.
func fate(c digest.Count) string {
	return fmt.Sprintf("%d verified, %d wrong, %d not verified", c.Verified, c.Failed, c.Unverified)
}

// conclusion says in a sentence what came out.
func conclusion(v *digest.Verification) string {
	switch {
	case len(v.Problems) > 0 && len(v.Unverified) > 0:
		return "Something is wrong, and not all could be verified."
	case len(v.Problems) > 0:
		return "Something is wrong."
	case len(v.Unverified) > 0:
		return "Not complete: not all could be verified."
	}
	return "All is as CloudTrail delivered it."
}
