package digest

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Kind says what is wrong with a file, or why it could not be verified.
type Kind string

// What is wrong.
const (
	// AlteredLog is a log file whose content is not what its digest has the hash of.
	AlteredLog Kind = "altered_log"
	// MissingLog is a log file that a digest lists and that is not there.
	MissingLog Kind = "missing_log"
	// UnmentionedLog is a log file that the digests of its time do not list.
	UnmentionedLog Kind = "unmentioned_log"
	// AlteredDigest is a digest that neither its signature nor the digest after it vouches for.
	AlteredDigest Kind = "altered_digest"
	// MissingDigest is a digest that the one after it names and that is not there.
	MissingDigest Kind = "missing_digest"
	// MovedDigest is a digest that belongs elsewhere by what it says of itself.
	MovedDigest Kind = "moved_digest"
	// UnknownKey is a digest whose key is none of CloudTrail's in its region and time.
	UnknownKey Kind = "unknown_key"
	// ChainGap is a time in which a chain of digests is interrupted, or a digest outside it.
	ChainGap Kind = "chain_gap"
)

// What could not be verified.
const (
	// NoSignature is a digest whose signature is not known, as of the newest one in a copy.
	NoSignature Kind = "no_signature"
	// NoKey is a digest whose public key could not be had.
	NoKey Kind = "no_key"
	// Unreadable is what could not be read or understood.
	Unreadable Kind = "unreadable"
	// OtherBucket is what a digest says to be in another bucket than the one that is looked at.
	OtherBucket Kind = "other_bucket"
	// Uncovered are log files of a time for which there is no verified digest.
	Uncovered Kind = "uncovered"
	// ChainEnds is the newest digest of a chain that does not reach the end of the window.
	ChainEnds Kind = "chain_ends"
	// Nothing says that there was no digest to verify.
	Nothing Kind = "nothing"
)

// Kinds lists all kinds, the gravest first.
func Kinds() []Kind { return slices.Concat(wrong(), unverified()) }

// Wrong reports whether a kind says that something is wrong, not that it could not be verified.
func (k Kind) Wrong() bool { return slices.Contains(wrong(), k) }

func wrong() []Kind {
	return []Kind{AlteredLog, MissingLog, UnmentionedLog, AlteredDigest, MissingDigest, MovedDigest, UnknownKey, ChainGap}
}

func unverified() []Kind {
	return []Kind{Unreadable, NoKey, NoSignature, Uncovered, ChainEnds, OtherBucket, Nothing}
}

// Problem is a file, or a time, that is wrong or could not be verified.
type Problem struct {
	// Object is the file's name in the bucket or in the folder; for several files, their folder's.
	Object  string `json:"object"`
	Kind    Kind   `json:"kind"`
	Account string `json:"account,omitempty"`
	Region  string `json:"region,omitempty"`
	Trail   string `json:"trail,omitempty"`
	// Time is when CloudTrail delivered the log file, or the end of the digest's hour. Where
	// there is Until as well, both are the ends of the time that is concerned.
	Time   time.Time `json:"time,omitzero"`
	Until  time.Time `json:"until,omitzero"`
	Count  int       `json:"count,omitempty"` // of files, if the problem is one of several
	Detail string    `json:"detail"`
}

// Count counts files by what became of them.
type Count struct {
	Verified   int `json:"verified"`
	Failed     int `json:"failed"`
	Unverified int `json:"unverified"`
}

// Total is the number of files.
func (c Count) Total() int { return c.Verified + c.Failed + c.Unverified }

func (c *Count) add(k Kind) {
	switch {
	case k == "":
		c.Verified++
	case k.Wrong():
		c.Failed++
	default:
		c.Unverified++
	}
}

// Chain is the digests of a trail in a region, and the log files that they list.
type Chain struct {
	Account string `json:"account"`
	Region  string `json:"region"`
	Trail   string `json:"trail"`
	// Backfill marks the digests that CloudTrail delivered later, for log files that were late.
	Backfill bool `json:"backfill,omitempty"`
	// From and To are the ends of the time that its verified digests cover.
	From    time.Time `json:"from,omitzero"`
	To      time.Time `json:"to,omitzero"`
	Digests Count     `json:"digests"`
	Logs    Count     `json:"logs"`
}

// Verification is what came out. Only what is counted as verified is: a file that could not be
// read is never taken for a good one.
type Verification struct {
	Source string    `json:"source"`
	Since  time.Time `json:"since,omitzero"`
	Until  time.Time `json:"until,omitzero"`
	// EndpointOverrides are the endpoints that answered in place of AWS.
	EndpointOverrides []string  `json:"endpoint_overrides,omitempty"`
	Digests           Count     `json:"digests"`
	Logs              Count     `json:"logs"`
	Bytes             int64     `json:"bytes"` // of log files, uncompressed
	Chains            []Chain   `json:"chains"`
	Problems          []Problem `json:"problems"`
	Unverified        []Problem `json:"unverified"`
}

// record gathers results from many goroutines.
type record struct {
	mu sync.Mutex
	Verification
}

func (r *record) problem(p Problem) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p.Kind.Wrong() {
		r.Problems = append(r.Problems, p)
	} else {
		r.Unverified = append(r.Unverified, p)
	}
}

// finish returns the results in an order that does not depend on which goroutine was first.
func (r *record) finish() *Verification {
	v := &r.Verification
	for _, c := range v.Chains {
		v.Digests.Verified += c.Digests.Verified
		v.Digests.Failed += c.Digests.Failed
		v.Digests.Unverified += c.Digests.Unverified
		v.Logs.Verified += c.Logs.Verified
		v.Logs.Failed += c.Logs.Failed
		v.Logs.Unverified += c.Logs.Unverified
	}
	if v.Digests.Verified == 0 && len(v.Problems)+len(v.Unverified) == 0 {
		v.Unverified = append(v.Unverified, Problem{Object: v.Source, Kind: Nothing, Detail: "There is no digest of this time: nothing was verified."})
	}
	slices.SortFunc(v.Chains, func(a, b Chain) int {
		return cmp.Or(strings.Compare(a.Account, b.Account), strings.Compare(a.Region, b.Region),
			strings.Compare(a.Trail, b.Trail), a.From.Compare(b.From))
	})
	for _, list := range [][]Problem{v.Problems, v.Unverified} {
		slices.SortFunc(list, func(a, b Problem) int {
			return cmp.Or(strings.Compare(a.Object, b.Object), strings.Compare(string(a.Kind), string(b.Kind)),
				a.Time.Compare(b.Time), strings.Compare(a.Detail, b.Detail))
		})
	}
	return v
}
