package digest

import (
	"cmp"
	"context"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"time"
)

// scope is the files of an account in a region.
type scope struct {
	*verifier
	accountFolder
	region string

	chains  map[string]*chain
	known   map[string]bool // names of all digests of the window
	pending sync.WaitGroup  // log files that are being verified

	mentioned map[uint64]struct{} // hashes of the names of log files: a region may have millions
	seed      maphash.Seed
}

func newScope(v *verifier, a accountFolder, region string) *scope {
	return &scope{
		verifier: v, accountFolder: a, region: region,
		chains: map[string]*chain{}, known: map[string]bool{}, mentioned: map[uint64]struct{}{}, seed: maphash.MakeSeed(),
	}
}

func (s *scope) verify(ctx context.Context) {
	folder := s.folder + "CloudTrail-Digest/" + s.region + "/"
	if err := s.findChains(ctx, folder); err != nil {
		// Half a listing would show digests as missing.
		s.report(Problem{Object: folder, Kind: Unreadable, Detail: couldNotBe("listed", err)})
		return
	}
	for _, name := range sortedKeys(s.chains) {
		s.walk(ctx, s.chains[name])
	}
	s.pending.Wait()
	s.compareLogs(ctx)
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	for _, c := range s.chains {
		if c.Digests.Total() > 0 {
			s.record.Chains = append(s.record.Chains, c.Chain)
		}
	}
}

// report records a problem of this account and region.
func (s *scope) report(p Problem) {
	p.Account, p.Region = s.account, s.region
	s.record.problem(p)
}

// findChains lists the digests of the window, the newest of each chain first.
func (s *scope) findChains(ctx context.Context, folder string) error {
	since, until := s.options.Since, s.options.Until
	after := folder
	if !since.IsZero() {
		after += since.UTC().Format("2006/01/02/")
	}
	for name, err := range s.store.Files(ctx, folder, after) {
		if err != nil {
			return err
		}
		f, ok := digestFile(name)
		switch {
		case strings.HasSuffix(name, ".signature") || strings.HasSuffix(name, "/"): // ours, and the console's
		case !ok:
			s.report(Problem{Object: name, Kind: Unreadable, Detail: "It has not the name of a digest."})
		case f.end.Before(since):
		case until.IsZero() || !f.end.After(until.Add(f.delay())):
			s.known[name] = true
			c := s.chain(f)
			c.files = append(c.files, f)
		default:
			s.chain(f).beyond(f)
		}
	}
	for _, c := range s.chains {
		slices.SortFunc(c.files, newerFirst)
		s.progress(0, len(c.files))
	}
	return nil
}

func newerFirst(a, b file) int {
	return cmp.Or(b.end.Compare(a.end), strings.Compare(b.name, a.name))
}

// delay is how long after the window a digest of its log files may end.
func (f file) delay() time.Duration {
	if f.backfill {
		return lateBackfill
	}
	return late
}

func (s *scope) chain(f file) *chain {
	c, ok := s.chains[f.chain]
	if !ok {
		c = &chain{Chain: Chain{Account: s.account, Region: s.region, Trail: f.trail(s.region), Backfill: f.backfill}}
		s.chains[f.chain] = c
	}
	return c
}

// place returns the name that an object has in the store by what a digest says. It is not ok for
// one in another bucket than the digest. A copy may lack the prefix that the bucket has, or have
// another one.
func (s *scope) place(d *loaded, bucket, object string) (string, bool) {
	if bucket != d.Bucket {
		return "", false
	}
	if s.store.Bucket() != "" {
		return object, bucket == s.store.Bucket()
	}
	_, rest, ok := belowAWSLogs(object)
	return s.root + rest, ok
}

func (s *scope) mention(name string) {
	s.mentioned[maphash.String(s.seed, name)] = struct{}{}
}

func (s *scope) isMentioned(name string) bool {
	_, ok := s.mentioned[maphash.String(s.seed, name)]
	return ok
}
