package collector

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// LogFileValidation is what CloudTrail's digests say of the log files that events are read from. It is absent
// if events are read from elsewhere, or there are no digests of the account
// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html).
type LogFileValidation struct {
	// BucketARN is the bucket of the files, absent if they are a copy.
	BucketARN string `json:"bucket_arn,omitempty"`
	// Digests and LogFiles count the files. One that could not be verified leaves a gap.
	Digests  digest.Count `json:"digests"`
	LogFiles digest.Count `json:"log_files"`
	// Problems are what is wrong. Where many files have the same one, they are one problem.
	Problems []LogFileProblem `json:"problems"`
}

// LogFileProblem is a log file or a digest that is not as CloudTrail delivered it.
type LogFileProblem struct {
	// Object is the file's name in the bucket or in the copy; for several files, that of the first.
	Object string      `json:"object"`
	Kind   digest.Kind `json:"kind"`
	Region string      `json:"region"`
	Trail  string      `json:"trail,omitempty"`
	// Time is when CloudTrail delivered the log file, or the end of the digest's hour. Where
	// there is Until as well, both are the ends of the time that is concerned.
	Time  time.Time `json:"time,omitzero"`
	Until time.Time `json:"until,omitzero"`
	// Count is how many files have the problem, absent if it is one.
	Count  int    `json:"count,omitempty"`
	Detail string `json:"detail"`
}

const activityLogFileValidationSection = section[LogFileValidation]("activity.log_file_validation")

// logFileSource is a source of events that may hold what a trail delivered, digests included.
type logFileSource interface {
	EventSource
	// delivered opens what holds the files; nil if there can be no digest in it.
	delivered(ctx context.Context, r *reader) (deliveredFiles, error)
}

// deliveredFiles are what trails delivered, to a bucket or a copy of it.
type deliveredFiles struct {
	digest.Store
	bucketARN string
	options   digest.Options
}

// activityLogFileValidation verifies the log files that events are read from.
func activityLogFileValidation(events EventSource) Collector {
	c := Collector{
		Sections: []Section{activityLogFileValidationSection.optional()},
		collect:  func(context.Context, *reader) {},
	}
	if from, ok := events.(logFileSource); ok {
		c.Operations = append(from.operations(), listPublicKeys)
		c.collect = func(ctx context.Context, r *reader) { r.validateLogFiles(ctx, from) }
	}
	return c
}

const verifyLogs = "verify-logs"

func (r *reader) validateLogFiles(ctx context.Context, from logFileSource) {
	files, err := from.delivered(ctx, r)
	if err != nil {
		r.miss(r.unverified(digest.Problem{Kind: digest.Unreadable, Detail: err.Error()}))
		return
	}
	if files.Store == nil {
		return
	}
	if c, ok := files.Store.(io.Closer); ok {
		defer c.Close() //nolint:errcheck // it was only read
	}
	found, err := digest.Has(ctx, files, r.identity.account)
	if err == nil && !found {
		return
	}
	var v *digest.Verification
	if err == nil {
		files.options.Accounts = []string{r.identity.account}
		v, err = digest.Verify(ctx, files, r.keys(), files.options)
	}
	if err != nil {
		r.miss(r.unverified(digest.Problem{Kind: digest.Unreadable, Detail: err.Error()}))
		return
	}
	for _, group := range byCause(v.Unverified) {
		p := group[0]
		if n := len(group); n > 1 {
			p.Object = fmt.Sprintf("%d files such as %s", n, p.Object)
		}
		r.miss(r.unverified(p))
	}
	r.notice(fmt.Sprintf("verified %d of %s by %d of %s; %d wrong",
		v.Logs.Verified, several(v.Logs.Total(), "log file"), v.Digests.Verified, several(v.Digests.Total(), "digest"), len(v.Problems)))
	activityLogFileValidationSection.put(r, LogFileValidation{files.bucketARN, v.Digests, v.Logs, logFileProblems(v.Problems)})
}

// unverified is the gap that a file leaves which could not be verified.
func (r *reader) unverified(p digest.Problem) snapshot.Gap {
	return snapshot.Gap{Region: p.Region, Operation: verifyLogs, Resource: p.Object, Code: string(p.Kind), Message: stable(p.Detail)}
}

// keys are those that were given, or else CloudTrail's.
func (r *reader) keys() digest.Keys {
	switch {
	case r.publicKeys != nil:
		return r.publicKeys
	case r.identity.arn == "":
		return noKeys{}
	}
	return &publicKeys{session: r.session, now: func() time.Time { return r.started }}
}

// noKeys are those of a session that must not ask AWS.
type noKeys struct{}

func (noKeys) Key(context.Context, string, string, time.Time) (*rsa.PublicKey, error) {
	return nil, errors.New("AWS is not asked: save aws cloudtrail list-public-keys, and name the file by --keys")
}

// namedProblems is how many files with the same problem are told of one by one.
const namedProblems = 20

// logFileProblems tells of each file, or where many of a trail have the same problem, of them together.
func logFileProblems(problems []digest.Problem) []LogFileProblem {
	all := []LogFileProblem{}
	for _, group := range byCause(problems) {
		if len(group) > namedProblems {
			all = append(all, together(group))
			continue
		}
		for _, p := range group {
			all = append(all, LogFileProblem{p.Object, p.Kind, p.Region, p.Trail, p.Time, p.Until, 0, p.Detail})
		}
	}
	return all
}

// byCause puts together what has the same problem, in the order in which causes first occur.
func byCause(problems []digest.Problem) [][]digest.Problem {
	type cause struct {
		kind          digest.Kind
		region, trail string
	}
	var groups [][]digest.Problem
	places := map[cause]int{}
	for _, p := range problems {
		c := cause{p.Kind, p.Region, p.Trail}
		i, known := places[c]
		if !known {
			i = len(groups)
			places[c], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], p)
	}
	return groups
}

// together is what files have in common, and the time from the first to the last of them.
func together(group []digest.Problem) LogFileProblem {
	p := group[0]
	from, to := p.Time, p.Time
	for _, other := range group {
		if other.Time.Before(from) {
			from = other.Time
		}
		if last := latest(other.Time, other.Until); last.After(to) {
			to = last
		}
	}
	return LogFileProblem{p.Object, p.Kind, p.Region, p.Trail, from, to, len(group), p.Detail}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
