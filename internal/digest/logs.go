package digest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"
)

// checkLogs verifies the log files that a verified digest lists, while the chain is followed on.
func (s *scope) checkLogs(ctx context.Context, c *chain, d *loaded) {
	for _, l := range d.logs {
		name, ok := s.place(d, l.Bucket, l.Object)
		if !ok {
			s.logChecked(c, fmt.Sprintf("s3://%s/%s", l.Bucket, l.Object), 0, OtherBucket, "Its digest says that it is in another bucket: verify that one as well.")
			continue
		}
		s.mention(name)
		if ctx.Err() != nil {
			return
		}
		s.slots <- struct{}{}
		s.pending.Go(func() {
			defer func() { <-s.slots }()
			n, kind, why := s.checkLog(ctx, l, name)
			s.logChecked(c, name, n, kind, why)
		})
	}
}

func (s *scope) checkLog(ctx context.Context, l logFile, name string) (int64, Kind, string) {
	if l.HashAlgorithm != "SHA-256" {
		return 0, Unreadable, fmt.Sprintf("Its digest has a hash of a kind that is not known here: %q.", l.HashAlgorithm)
	}
	object, err := s.store.Open(ctx, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, MissingLog, "Its digest lists it, and it is not there."
	case err != nil:
		return 0, Unreadable, couldNotBe("read", err)
	}
	defer object.Close() //nolint:errcheck // it was only read
	sum := sha256.New()
	n, err := inflate(sum, object, s.maxLog)
	switch {
	case errors.Is(err, errDamaged):
		return n, AlteredLog, "It is not what CloudTrail delivered: " + err.Error() + "."
	case err != nil:
		return n, Unreadable, couldNotBe("read", err)
	case !strings.EqualFold(hex.EncodeToString(sum.Sum(nil)), l.HashValue):
		return n, AlteredLog, "Its content is not what CloudTrail delivered: its digest has another hash."
	}
	return n, "", ""
}

// logChecked counts a log file, and reports it if it is not verified.
func (s *scope) logChecked(c *chain, name string, n int64, kind Kind, why string) {
	if kind != "" {
		at, _ := deliveredAt(name)
		s.report(Problem{Object: name, Kind: kind, Trail: c.Trail, Time: at, Detail: why})
	}
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	c.Logs.add(kind)
	if kind == "" {
		s.record.Bytes += n
	}
}

// compareLogs looks for log files that no digest lists.
func (s *scope) compareLogs(ctx context.Context) {
	folder := s.folder + "CloudTrail/" + s.region + "/"
	after, last := folder, ""
	if !s.options.Since.IsZero() {
		after += s.options.Since.UTC().Format("2006/01/02/")
	}
	if !s.options.Until.IsZero() {
		last = folder + s.options.Until.UTC().Format("2006/01/02/") + "\xff"
	}
	uncovered := Problem{Object: folder, Kind: Uncovered, Detail: "No digest that could be verified covers the time of these log files."}
	for name, err := range s.store.Files(ctx, folder, after) {
		if err != nil {
			s.report(Problem{Object: folder, Kind: Unreadable, Detail: couldNotBe("listed", err)})
			break
		}
		if last != "" && name > last {
			break
		}
		if isLog(name) && !s.isMentioned(name) {
			s.unmentioned(name, delivery(folder, name), &uncovered)
		}
	}
	if uncovered.Count > 0 {
		s.report(uncovered)
	}
}

// unmentioned counts a log file that no digest lists. Something is wrong only if the digests of
// its time, of all trails, were verified.
func (s *scope) unmentioned(name string, at span, uncovered *Problem) {
	if at.to.Before(s.options.Since) || !s.options.Until.IsZero() && at.from.After(s.options.Until) {
		return
	}
	kind := UnmentionedLog
	if !s.isCovered(at.from, at.to.Add(period)) {
		kind = Uncovered
		if uncovered.Count++; uncovered.Count == 1 {
			uncovered.Time = at.from
		}
		uncovered.Until = at.to
	} else {
		s.report(Problem{Object: name, Kind: kind, Time: at.from, Detail: "The digests of its time do not list it: it was put there by somebody else, or by a trail without log file validation."})
	}
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	s.record.Logs.add(kind)
}

// delivery returns when a log file was delivered: the minute that its name has or, if that is not
// in the day of its folder, the day.
func delivery(folder, name string) span {
	rest := strings.TrimPrefix(name, folder)
	day, err := time.Parse("2006/01/02", rest[:min(len(rest), len("2006/01/02"))])
	at, named := deliveredAt(name)
	if named && (err != nil || !at.Before(day.Add(-period)) && at.Before(day.Add(24*time.Hour+period))) {
		return span{at, at}
	}
	return span{day, day.Add(24 * time.Hour)}
}

// isCovered reports whether verified digests of every trail cover a time.
func (s *scope) isCovered(from, to time.Time) bool {
	covered := false
	for _, c := range s.chains {
		if c.Backfill || len(c.files) == 0 {
			continue
		}
		if !slices.ContainsFunc(c.covers, func(t span) bool { return !from.Before(t.from) && !to.After(t.to) }) {
			return false
		}
		covered = true
	}
	return covered
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
