package collector

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// Credentials is a row of the credential report: one IAM user's credentials, or root's
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html). A column
// in which AWS wrote N/A, no_information or not_supported is absent.
type Credentials struct {
	ARN string `json:"arn"`
	// User is <root_account> for root.
	User string `json:"user"`
	// ReportGeneratedTime is when AWS made the report, up to four hours before it was read.
	ReportGeneratedTime time.Time `json:"report_generated_time"`

	UserCreationTime      *time.Time `json:"user_creation_time,omitempty"`
	PasswordEnabled       *bool      `json:"password_enabled,omitempty"`
	PasswordLastUsed      *time.Time `json:"password_last_used,omitempty"`
	PasswordLastChanged   *time.Time `json:"password_last_changed,omitempty"`
	MFAActive             *bool      `json:"mfa_active,omitempty"`
	AccessKey1Active      *bool      `json:"access_key_1_active,omitempty"`
	AccessKey1LastRotated *time.Time `json:"access_key_1_last_rotated,omitempty"`
	AccessKey1LastUsed    *time.Time `json:"access_key_1_last_used_date,omitempty"`
	AccessKey1Region      string     `json:"access_key_1_last_used_region,omitempty"`
	AccessKey1Service     string     `json:"access_key_1_last_used_service,omitempty"`
	AccessKey2Active      *bool      `json:"access_key_2_active,omitempty"`
	AccessKey2LastRotated *time.Time `json:"access_key_2_last_rotated,omitempty"`
	AccessKey2LastUsed    *time.Time `json:"access_key_2_last_used_date,omitempty"`
	AccessKey2Region      string     `json:"access_key_2_last_used_region,omitempty"`
	AccessKey2Service     string     `json:"access_key_2_last_used_service,omitempty"`
}

const rootRow = "<root_account>"

var (
	generateCredentialReport = Operation{"IAM", "GenerateCredentialReport", "iam:GenerateCredentialReport", []string{"State"}}
	getCredentialReport      = Operation{"IAM", "GetCredentialReport", "iam:GetCredentialReport", []string{"Content", "GeneratedTime"}}
)

const credentialReportSection = section[[]Credentials]("iam.credential_report")

// maxPolls bounds the wait for a report; with pauses that double up to reportPause it is a minute.
const (
	maxPolls    = 15
	reportPause = 5 * time.Second
)

var iamCredentialReport = Collector{
	Sections:   []Section{credentialReportSection.declare()},
	Operations: []Operation{generateCredentialReport, getCredentialReport},
	collect: func(ctx context.Context, r *reader) {
		client := iam.NewFromConfig(r.cfg)
		generateErr := generateReport(ctx, client, r.timing.Poll)
		// A report that could not be made anew may be there, from the last four hours.
		out, err := client.GetCredentialReport(ctx, nil)
		if err != nil {
			r.gap("", "", errors.Join(generateErr, err))
			return
		}
		rows, err := parseCredentialReport(out.Content, out.GeneratedTime.UTC())
		if err != nil {
			r.gap("", "", getCredentialReport.malformed(err.Error()))
			return
		}
		if !slices.ContainsFunc(rows, func(c Credentials) bool { return c.User == rootRow }) {
			r.gap("", rootRow, getCredentialReport.malformed("no row for root"))
		}
		credentialReportSection.put(r, rows)
	},
}

// generateReport asks for a report until AWS has one that is no older than four hours.
func generateReport(ctx context.Context, client *iam.Client, pause time.Duration) error {
	for range maxPolls {
		out, err := client.GenerateCredentialReport(ctx, nil)
		if err != nil {
			return err
		}
		if out.State == types.ReportStateTypeComplete {
			return nil
		}
		select {
		case <-time.After(pause):
			pause = min(2*pause, max(pause, reportPause))
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil // GetCredentialReport says what is wrong
}

// parseCredentialReport reads the report by the names of its columns: AWS adds columns.
func parseCredentialReport(content []byte, generated time.Time) ([]Credentials, error) {
	lines, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		return nil, errors.New("the report is empty")
	}
	for _, column := range slices.Concat([]string{"arn", "user"}, flagColumns, timeColumns) {
		if !slices.Contains(lines[0], column) {
			return nil, fmt.Errorf("the report has no column %s", column)
		}
	}
	rows := []Credentials{}
	for _, line := range lines[1:] {
		row := reportRow{}
		for i, column := range lines[0] {
			row[column] = line[i]
		}
		if err := row.check(); err != nil {
			return nil, err
		}
		rows = append(rows, row.credentials(generated))
	}
	return rows, nil
}

var (
	flagColumns = []string{"password_enabled", "mfa_active", "access_key_1_active", "access_key_2_active"}
	timeColumns = []string{
		"user_creation_time", "password_last_used", "password_last_changed", "access_key_1_last_rotated", "access_key_1_last_used_date",
		"access_key_2_last_rotated", "access_key_2_last_used_date",
	}
)

// nothing is what AWS writes where it has no value.
var nothing = []string{"N/A", "no_information", "not_supported"}

// reportRow maps a column to its text.
type reportRow map[string]string

// check refuses text that could be taken for no value.
func (r reportRow) check() error {
	for _, column := range flagColumns {
		if r.flag(column) == nil && !slices.Contains(nothing, r[column]) {
			return fmt.Errorf("%s is %q", column, r[column])
		}
	}
	for _, column := range timeColumns {
		if r.time(column) == nil && !slices.Contains(nothing, r[column]) {
			return fmt.Errorf("%s is %q", column, r[column])
		}
	}
	return nil
}

func (r reportRow) credentials(generated time.Time) Credentials {
	return Credentials{
		ARN:                   r["arn"],
		User:                  r["user"],
		ReportGeneratedTime:   generated,
		UserCreationTime:      r.time("user_creation_time"),
		PasswordEnabled:       r.flag("password_enabled"),
		PasswordLastUsed:      r.time("password_last_used"),
		PasswordLastChanged:   r.time("password_last_changed"),
		MFAActive:             r.flag("mfa_active"),
		AccessKey1Active:      r.flag("access_key_1_active"),
		AccessKey1LastRotated: r.time("access_key_1_last_rotated"),
		AccessKey1LastUsed:    r.time("access_key_1_last_used_date"),
		AccessKey1Region:      r.text("access_key_1_last_used_region"),
		AccessKey1Service:     r.text("access_key_1_last_used_service"),
		AccessKey2Active:      r.flag("access_key_2_active"),
		AccessKey2LastRotated: r.time("access_key_2_last_rotated"),
		AccessKey2LastUsed:    r.time("access_key_2_last_used_date"),
		AccessKey2Region:      r.text("access_key_2_last_used_region"),
		AccessKey2Service:     r.text("access_key_2_last_used_service"),
	}
}

func (r reportRow) flag(column string) *bool {
	b, err := strconv.ParseBool(r[column])
	if err != nil {
		return nil
	}
	return &b
}

func (r reportRow) time(column string) *time.Time {
	t, err := time.Parse(time.RFC3339, r[column])
	if err != nil {
		return nil
	}
	return utc(&t)
}

func (r reportRow) text(column string) string {
	if s := r[column]; !slices.Contains(nothing, s) {
		return s
	}
	return ""
}
