package digest

import (
	"fmt"
	"time"
)

// What a verified digest says of the one before it, against what is there.

// isStranger reports whether a digest stands between one and the one before that.
func (s *scope) isStranger(next, d *loaded) bool {
	if next == nil || !next.verified || next.PreviousObject == "" {
		return false
	}
	name, ok := s.place(next, next.PreviousBucket, next.PreviousObject)
	previous, named := digestFile(name)
	return ok && named && name != d.name && previous.chain == d.chain && previous.end.Before(d.file.end)
}

// isExpected reports whether what a verified digest names is there and still to come after d.
func (s *scope) isExpected(next, d *loaded) bool {
	if next == nil || !next.verified || next.PreviousObject == "" {
		return false
	}
	name, ok := s.place(next, next.PreviousBucket, next.PreviousObject)
	previous, named := digestFile(name)
	return ok && named && s.known[name] && previous.chain == d.chain && newerFirst(d.file, previous) < 0
}

// checkLink reports what is missing between a digest and the one after it.
func (s *scope) checkLink(c *chain, next, d *loaded) {
	if next == nil || !next.binds() || s.links(next, d) {
		return
	}
	switch name, ok := s.place(next, next.PreviousBucket, next.PreviousObject); {
	case next.PreviousObject == "" && c.Backfill: // they are exceptions that need not follow each other
	case next.PreviousObject == "":
		s.hole(c, next, ChainGap, d.file.end, "The chain begins anew: the trail, or its log file validation, was off in between, or it was made anew.")
	case !ok:
		s.reportElsewhere(c, next)
	case !s.known[name]:
		s.reportMissing(c, next, name, d.file.end)
	}
}

// checkOldest reports what is missing before the oldest digest of the window.
func (s *scope) checkOldest(c *chain) {
	next := c.next
	if next == nil || !next.verified || next.PreviousObject == "" || s.options.Since.IsZero() || !next.start.After(s.options.Since) {
		return
	}
	name, ok := s.place(next, next.PreviousBucket, next.PreviousObject)
	switch previous, named := digestFile(name); {
	case !ok:
		s.reportElsewhere(c, next)
	case named && previous.end.Before(s.options.Since):
		if c.Backfill {
			return
		}
		s.hole(c, next, ChainGap, previous.end, noDigest)
	case !s.known[name]:
		s.reportMissing(c, next, name, s.options.Since)
	}
}

// checkNewest reports that a chain does not reach the end of the window.
func (s *scope) checkNewest(c *chain) {
	newest := c.files[0]
	if until := s.options.Until; !c.Backfill && !until.IsZero() && newest.end.Before(until) {
		s.report(Problem{
			Object: newest.name, Kind: ChainEnds, Trail: c.Trail, Time: newest.end, Until: until,
			Detail: "There is no later digest: what was delivered after it cannot be verified. The trail, or its log file validation, was turned off, or later digests were removed.",
		})
	}
}

func (s *scope) reportMissing(c *chain, next *loaded, name string, from time.Time) {
	c.Digests.Failed++
	s.report(Problem{
		Object: name, Kind: MissingDigest, Trail: c.Trail, Time: from, Until: next.start,
		Detail: "The next digest names it" + doubt(next) + ". Others before it may be missing too: none is there of this time.",
	})
}

func (s *scope) reportElsewhere(c *chain, next *loaded) {
	s.digestProblem(c, next, OtherBucket, fmt.Sprintf("The digest before it is s3://%s/%s: verify that bucket as well.", next.PreviousBucket, next.PreviousObject))
}
