package digest

import (
	"path"
	"regexp"
	"strings"
	"time"
)

// awsLogs is the folder in which a bucket, or a prefix of it, has the files of all accounts.
const awsLogs = "AWSLogs/"

// file is a digest by its name.
type file struct {
	name     string
	chain    string // the name without its time, the same for all digests of a chain
	end      time.Time
	backfill bool
}

// Names of digests and log files
// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html,
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-find-log-files.html).
var (
	digestName = regexp.MustCompile(`^(.+_CloudTrail-Digest_.+)_([0-9]{8}T[0-9]{6}Z)(_backfill)?\.json\.gz$`)
	logName    = regexp.MustCompile(`_([0-9]{8}T[0-9]{4}Z)_[^_]*\.json(\.gz)?$`)
)

// digestFile reads the name of a digest.
func digestFile(name string) (file, bool) {
	m := digestName.FindStringSubmatch(path.Base(name))
	if m == nil {
		return file{}, false
	}
	end, err := time.Parse("20060102T150405Z", m[2])
	return file{name: name, chain: m[1] + m[3], end: end, backfill: m[3] != ""}, err == nil
}

// trail returns the name of the trail: account_CloudTrail-Digest_region_TRAIL_homeregion.
func (f file) trail(region string) string {
	_, trail, found := strings.Cut(f.chain, "_CloudTrail-Digest_"+region+"_")
	if i := strings.LastIndex(strings.TrimSuffix(trail, "_backfill"), "_"); found && i > 0 {
		return trail[:i]
	}
	return f.chain
}

// deliveredAt returns the minute in which CloudTrail delivered a log file, from its name.
func deliveredAt(name string) (time.Time, bool) {
	m := logName.FindStringSubmatch(name)
	if m == nil {
		return time.Time{}, false
	}
	t, err := time.Parse("20060102T1504Z", m[1])
	return t, err == nil
}

// isLog reports whether tools that read logs would read a file.
func isLog(name string) bool {
	return strings.HasSuffix(name, ".json.gz") || strings.HasSuffix(name, ".json")
}

// belowAWSLogs cuts an object's name after its folder AWSLogs/.
func belowAWSLogs(object string) (prefix, rest string, ok bool) {
	i := strings.LastIndex("/"+object, "/"+awsLogs)
	if i < 0 {
		return "", "", false
	}
	return object[:i], object[i+len(awsLogs):], true
}
