package digest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// chain is the digests of a trail in a region, as it is followed from the newest to the oldest.
type chain struct {
	Chain
	files  []file  // the newest first
	donor  *file   // the one after them: it may know the signature of the newest
	next   *loaded // the digest that was looked at last
	covers []span  // the times of verified digests, joined, the newest first
}

const noDigest = "No digest covers this time, although the chain is whole."

type span struct{ from, to time.Time }

// beyond notes a digest after the window.
func (c *chain) beyond(f file) {
	if c.donor == nil || f.end.Before(c.donor.end) {
		c.donor = &f
	}
}

// walk verifies the digests of a chain, and with each the log files that it lists.
func (s *scope) walk(ctx context.Context, c *chain) {
	if len(c.files) == 0 && c.donor != nil && !c.Backfill {
		c.files, c.donor = []file{*c.donor}, nil // it knows whether there was one in the window
		s.progress(0, 1)
	}
	if len(c.files) == 0 {
		return
	}
	s.checkNewest(c)
	for begin := 0; begin < len(c.files) && ctx.Err() == nil; begin += ahead {
		files := c.files[begin:min(begin+ahead, len(c.files))]
		digests := make([]*loaded, len(files))
		s.each(len(files), func(i int) { digests[i] = s.load(ctx, files[i]) })
		if begin == 0 && digests[0].signature == "" && c.donor != nil {
			c.next = s.load(ctx, *c.donor)
		}
		for _, d := range digests {
			s.step(ctx, c, d)
			s.progress(1, 0)
		}
	}
	s.checkOldest(c)
}

// step verifies a digest by what the one after it says, and by its signature.
func (s *scope) step(ctx context.Context, c *chain, d *loaded) {
	next, stranger := c.next, s.isStranger(c.next, d)
	if !stranger {
		s.checkLink(c, next, d)
	}
	kind, why := s.examine(ctx, next, d)
	if stranger && !kind.Wrong() {
		kind, why = ChainGap, "It is outside the chain: the digest after it names another one as the one before."
	}
	c.Digests.add(kind)
	if kind != "" {
		s.digestProblem(c, d, kind, why)
		if d.unsigned = kind == NoKey || kind == NoSignature; d.unsigned {
			s.contradict(ctx, c, d)
		}
		if !stranger && !s.isExpected(next, d) {
			c.next = d
		}
		return
	}
	c.next, d.verified = d, true
	if !c.Backfill && s.links(next, d) && next.verified && next.start.After(d.document.end) {
		s.hole(c, next, ChainGap, d.document.end, noDigest)
	}
	c.cover(d.start, d.document.end)
	s.checkLogs(ctx, c, d)
}

// examine says what is wrong with a digest, or why it cannot be verified; nothing if it is good.
func (s *scope) examine(ctx context.Context, next, d *loaded) (Kind, string) {
	linked := s.links(next, d)
	switch {
	case errors.Is(d.err, errDamaged):
		return AlteredDigest, "It is not what CloudTrail delivered: " + d.err.Error() + "."
	case d.err != nil:
		return Unreadable, couldNotBe("read", d.err)
	}
	if name, ok := s.place(d, d.Bucket, d.Object); !ok || name != d.name {
		return MovedDigest, fmt.Sprintf("It belongs at s3://%s/%s.", d.Bucket, d.Object)
	}
	if linked && next.binds() && !strings.EqualFold(next.PreviousHash, d.hash) {
		return AlteredDigest, "Its content is not what the digest after it has the hash of" + doubt(next) + "."
	}
	if d.SignatureAlgorithm != "SHA256withRSA" {
		return Unreadable, fmt.Sprintf("It is signed by an algorithm that is not known here: %q.", d.SignatureAlgorithm)
	}
	signatures := []string{d.signature}
	if linked {
		signatures = append(signatures, next.PreviousSignature)
	}
	if kind, why := s.checkSignature(ctx, d, signatures); kind != "" {
		return kind, why
	}
	if err := d.readLogs(); err != nil {
		return Unreadable, "Its list of log files could not be understood: " + err.Error() + "."
	}
	return "", ""
}

// checkSignature takes any of the signatures: where one is kept decides nothing, as only
// CloudTrail can make it.
func (s *scope) checkSignature(ctx context.Context, d *loaded, signatures []string) (Kind, string) {
	if strings.Join(signatures, "") == "" {
		return NoSignature, "Its signature is not known: it is in the metadata of the object in S3, and in the next digest."
	}
	at := d.document.end
	if !d.generated.IsZero() {
		at = d.generated
	}
	key, err := s.keys.Key(ctx, s.region, d.Fingerprint, at)
	certain := !d.backfill || !d.generated.IsZero() // another time has other keys
	switch {
	case errors.Is(err, ErrUnknownKey) && certain:
		return UnknownKey, fmt.Sprintf("It is signed by the key with fingerprint %q: %v.", d.Fingerprint, err)
	case err != nil:
		return NoKey, fmt.Sprintf("Its public key could not be had: %v.", err)
	}
	for _, signature := range signatures {
		if d.signedBy(key, signature) {
			return "", ""
		}
	}
	return AlteredDigest, "Its signature does not fit its content: the digest or the signature was changed."
}

// links reports whether the digest after d names d as the one before it.
func (s *scope) links(next, d *loaded) bool {
	if next == nil || next.PreviousObject == "" {
		return false
	}
	name, ok := s.place(next, next.PreviousBucket, next.PreviousObject)
	return ok && name == d.name
}

func (s *scope) digestProblem(c *chain, d *loaded, kind Kind, why string) {
	s.report(Problem{Object: d.name, Kind: kind, Trail: c.Trail, Time: d.file.end, Detail: why})
}

// hole reports a time before a digest for which the chain has none.
func (s *scope) hole(c *chain, next *loaded, kind Kind, from time.Time, why string) {
	s.report(Problem{Object: next.name, Kind: kind, Trail: c.Trail, Time: from, Until: next.start, Detail: why})
}

// cover notes the time of a verified digest, older than those before.
func (c *chain) cover(from, to time.Time) {
	if c.To.IsZero() {
		c.To = to
	}
	c.From = from
	if last := len(c.covers) - 1; last >= 0 && !to.Before(c.covers[last].from) {
		c.covers[last].from = from
		return
	}
	c.covers = append(c.covers, span{from, to})
}
