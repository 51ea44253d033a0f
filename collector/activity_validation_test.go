package collector

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

const trailAccount = "111122223333"

// trailDay is a bucket with the day of a trail before now, of a log file each hour.
func trailDay() (*digesttest.Bucket, []digesttest.Digest) {
	b := digesttest.NewBucket("trail-logs")
	own := &digesttest.Trail{Bucket: b, Key: signingKey(), Account: trailAccount, Region: "eu-west-1", Name: "main"}
	return b, own.Hours(now().Add(-28*time.Hour), 28, 1)
}

// validation is what a snapshot says of log files: their numbers, the problems and the gaps.
func validation(t *testing.T, snap *snapshot.Snapshot) []string {
	t.Helper()
	lines := []string{string(snap.Coverage["activity.log_file_validation"].Status)}
	if value, ok := snap.AWS["activity"]["log_file_validation"]; ok {
		var v LogFileValidation
		if err := json.Unmarshal(value, &v); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%sdigests %v, log files %v", v.BucketARN, v.Digests, v.LogFiles))
		for _, p := range v.Problems {
			lines = append(lines, fmt.Sprintf("%s %s %d", p.Kind, p.Object, p.Count))
		}
	}
	return append(lines, gaps(snap, "activity.log_file_validation")...)
}

func signed(b *digesttest.Bucket, d []digesttest.Digest) {
	newest := d[len(d)-1]
	b.Objects[newest.Name+".signature"] = digesttest.Object{Data: []byte(newest.Signature)}
}

func given() digest.Keys { return digest.KeySet{signingKey().Fingerprint(): &signingKey().PublicKey} }

// What is wrong is found with and without keys; without, the rest is a gap and nothing is called good.
func TestLogFilesOfFolder(t *testing.T) {
	noKey := []string{
		"verify-logs of 28 files such as $D0 in eu-west-1: no_key",
		"verify-logs of AWSLogs/111122223333/CloudTrail/eu-west-1/ in eu-west-1: uncovered",
	}
	for name, tc := range map[string]struct {
		do   func(b *digesttest.Bucket, d []digesttest.Digest)
		keys digest.Keys
		want []string
	}{
		"intact": {do: signed, keys: given(), want: []string{"complete", "digests {28 0 0}, log files {28 0 0}"}},
		"altered": {keys: given(), do: func(b *digesttest.Bucket, d []digesttest.Digest) {
			signed(b, d)
			b.Objects[d[3].Logs[0]] = digesttest.Object{Data: digesttest.Gzip([]byte(`{"Records":[]}`))}
		}, want: []string{"complete", "digests {28 0 0}, log files {27 1 0}", "altered_log $L3 0"}},
		"deleted": {keys: given(), do: func(b *digesttest.Bucket, d []digesttest.Digest) {
			signed(b, d)
			delete(b.Objects, d[3].Logs[0])
		}, want: []string{"complete", "digests {28 0 0}, log files {27 1 0}", "missing_log $L3 0"}},
		"many deleted": {keys: given(), do: func(b *digesttest.Bucket, d []digesttest.Digest) {
			signed(b, d)
			for _, d := range d[:25] {
				delete(b.Objects, d.Logs[0])
			}
		}, want: []string{"complete", "digests {28 0 0}, log files {3 25 0}", "missing_log $L0 25"}},
		"no signature": {do: func(*digesttest.Bucket, []digesttest.Digest) {}, keys: given(), want: []string{
			"partial", "digests {27 0 1}, log files {27 0 1}",
			"verify-logs of $D27 in eu-west-1: no_signature", "verify-logs of AWSLogs/111122223333/CloudTrail/eu-west-1/ in eu-west-1: uncovered",
		}},
		"no key": {do: signed, want: slices.Concat([]string{"partial", "digests {0 0 28}, log files {0 0 28}"}, noKey)},
		"no key, altered": {do: func(b *digesttest.Bucket, d []digesttest.Digest) {
			signed(b, d)
			b.Objects[d[3].Logs[0]] = digesttest.Object{Data: digesttest.Gzip([]byte(`{"Records":[]}`))}
		}, want: slices.Concat([]string{"partial", "digests {0 0 28}, log files {0 1 27}", "altered_log $L3 0"}, noKey)},
		"no digests": {do: func(b *digesttest.Bucket, d []digesttest.Digest) {
			for _, d := range d {
				delete(b.Objects, d.Name)
			}
		}, want: []string{"complete"}},
		"another account's digests": {do: func(b *digesttest.Bucket, d []digesttest.Digest) {
			for _, d := range d {
				b.Objects[strings.ReplaceAll(d.Name, trailAccount, "999988887777")] = b.Objects[d.Name]
				delete(b.Objects, d.Name)
			}
		}, want: []string{"complete"}},
		"elsewhere": {do: func(b *digesttest.Bucket, _ []digesttest.Digest) {
			for _, name := range b.Names() {
				b.Objects[filepath.Base(name)] = b.Objects[name]
				delete(b.Objects, name)
			}
		}, want: []string{"missing", "verify-logs: unreadable"}},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			b, d := trailDay()
			tc.do(b, d)
			dir := t.TempDir()
			if err := b.CopyTo(dir); err != nil {
				t.Fatal(err)
			}
			snaps, err := Offline(t.Context(), Options{Sections: SectionNames(), EventSource: EventFiles(dir), PublicKeys: tc.keys, Now: now})
			if err != nil || len(snaps) != 1 {
				t.Fatal(len(snaps), err)
			}
			got := validation(t, snaps[0])
			if diff := cmp.Diff(named(tc.want, d), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if gaps := gaps(snaps[0], "activity.root"); len(gaps) > 0 {
				t.Errorf("what was not verified was read all the same: %s", gaps)
			}
		})
	}
}

func named(lines []string, d []digesttest.Digest) []string {
	lines = slices.Clone(lines)
	for i := range lines {
		for j, d := range slices.Backward(d) {
			lines[i] = strings.NewReplacer(fmt.Sprintf("$D%d", j), d.Name, fmt.Sprintf("$L%d ", j), d.Logs[0]+" ").Replace(lines[i])
		}
	}
	return lines
}

// Who has no folder has no digests, and what cannot be opened may have some.
func TestLogFilesOfOtherSources(t *testing.T) {
	file := filepath.Join(folder(t, map[string]string{"a.json": logFile(logged(ours, "1"))}), "a.json")
	for name, from := range map[string]EventSource{"file": EventFiles(file), "stream": EventStream(strings.NewReader(logFile(logged(ours, "1"))))} {
		snaps, err := Offline(t.Context(), Options{Sections: SectionNames(), EventSource: from, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"complete"}, validation(t, snaps[0])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if os.Getuid() == 0 {
		return
	}
	b, _ := trailDay()
	dir := t.TempDir()
	if err := b.CopyTo(dir); err != nil {
		t.Fatal(err)
	}
	digests := filepath.Join(dir, "AWSLogs", trailAccount, "CloudTrail-Digest")
	if err := os.Chmod(digests, 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(digests, 0o700) //nolint:errcheck // for the cleanup
	snaps, err := Offline(t.Context(), Options{Sections: SectionNames(), EventSource: EventFiles(dir), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if got := validation(t, snaps[0]); got[0] != "missing" {
		t.Errorf("a folder that cannot be read: %s", got)
	}
}
