// Package digest verifies CloudTrail's log files: that none was changed, removed or added after
// it was delivered.
//
// CloudTrail writes a digest for each trail, region and hour, with the hash of every log file of
// that hour and the hash and signature of the digest before it, and signs it. The package follows
// these chains from the newest digest to the oldest. What it cannot read or has no key for is
// unverified: never valid, and never passed over.
package digest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options says what to verify.
type Options struct {
	// Source is what people are told of where the files are.
	Source string
	// Since and Until bound the time in which the log files were delivered; zero is no bound.
	Since, Until time.Time
	// Accounts and Regions restrict what is verified; empty means all.
	Accounts, Regions []string
	// Workers is how many files are read at once; zero means one for each core.
	Workers int
	// Progress, if set, is told of digests that were looked at, and how many are known so far.
	Progress func(done, total int)
}

const (
	// period is how far apart digests are, and so how long after its delivery a log file may be
	// first mentioned.
	period = time.Hour
	// late is how long after the window digests of its log files end.
	late = 2 * period
	// lateBackfill is the same for digests that are made when log files were late.
	lateBackfill = 24 * period

	maxScopes = 8 // accounts and regions at once
	ahead     = 4 // digests of a chain that are read at once

	// A digest lists up to some ten thousand log files, and a log file is of up to 50 MB,
	// compressed.
	maxDigest = 32 << 20
	maxLog    = 4 << 30
)

type verifier struct {
	store   Store
	keys    Keys
	options Options
	slots   chan struct{} // for files that are being read
	record  record

	maxDigest, maxLog int64

	mu    sync.Mutex // held while progress is told
	total int
}

// Verify verifies the log files in a store. An error means that there is nothing to tell of at
// all; what else could not be read is among what could not be verified.
func Verify(ctx context.Context, store Store, keys Keys, o Options) (*Verification, error) {
	return newVerifier(store, keys, o).run(ctx)
}

func newVerifier(store Store, keys Keys, o Options) *verifier {
	workers := o.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	v := &verifier{store: store, keys: keys, options: o, slots: make(chan struct{}, workers), maxDigest: maxDigest, maxLog: maxLog}
	v.record.Source, v.record.Since, v.record.Until = o.Source, o.Since, o.Until
	v.record.Chains, v.record.Problems, v.record.Unverified = []Chain{}, []Problem{}, []Problem{}
	return v
}

func (v *verifier) run(ctx context.Context) (*Verification, error) {
	accounts, err := v.accounts(ctx)
	if err != nil {
		return nil, err
	}
	found := false
	var wg sync.WaitGroup
	scopes := make(chan struct{}, maxScopes)
	for _, account := range accounts {
		for _, s := range v.scopes(ctx, account) {
			found = true
			scopes <- struct{}{}
			wg.Go(func() {
				defer func() { <-scopes }()
				s.verify(ctx)
			})
		}
	}
	wg.Wait()
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("verify log files: %w", context.Cause(ctx))
	case !found && len(v.record.Unverified) == 0:
		return nil, errors.New("find log files: there is no AWSLogs/ACCOUNT/CloudTrail/, nor CloudTrail-Digest/, of the accounts and regions that are wanted")
	}
	return v.record.finish(), nil
}

var (
	accountNumber  = regexp.MustCompile(`^[0-9]{12}$`)
	organizationID = regexp.MustCompile(`^o-[a-z0-9]{10,32}$`)
)

// Has reports whether a store has digests of an account, of any time.
func Has(ctx context.Context, store Store, account string) (bool, error) {
	v := newVerifier(store, nil, Options{Accounts: []string{account}})
	folders, err := v.accounts(ctx)
	if err != nil {
		return false, err
	}
	for _, a := range folders {
		regions, err := store.Folders(ctx, a.folder+"CloudTrail-Digest/")
		if err != nil || len(regions) > 0 {
			return len(regions) > 0, err
		}
	}
	return false, nil
}

// accountFolder is where the files of an account are.
type accountFolder struct{ root, folder, account string }

func (v *verifier) accounts(ctx context.Context) ([]accountFolder, error) {
	roots, err := v.store.Roots(ctx)
	if err != nil {
		return nil, err
	}
	var accounts []accountFolder
	for _, root := range roots {
		names, err := v.store.Folders(ctx, root)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if !organizationID.MatchString(name) {
				accounts = v.append(accounts, root, root, name)
				continue
			}
			members, err := v.store.Folders(ctx, root+name+"/")
			if err != nil {
				return nil, err
			}
			for _, member := range members {
				accounts = v.append(accounts, root, root+name+"/", member)
			}
		}
	}
	return accounts, nil
}

func (v *verifier) append(accounts []accountFolder, root, folder, name string) []accountFolder {
	if !accountNumber.MatchString(name) || !selected(v.options.Accounts, name) {
		return accounts
	}
	return append(accounts, accountFolder{root, folder + name + "/", name})
}

func selected(names []string, name string) bool {
	return len(names) == 0 || slices.Contains(names, name)
}

// scopes returns the regions of an account that have digests or log files.
func (v *verifier) scopes(ctx context.Context, a accountFolder) []*scope {
	var regions []string
	for _, folder := range []string{"CloudTrail-Digest/", "CloudTrail/"} {
		names, err := v.store.Folders(ctx, a.folder+folder)
		if err != nil {
			v.record.problem(Problem{Object: a.folder + folder, Kind: Unreadable, Account: a.account, Detail: couldNotBe("listed", err)})
		}
		regions = append(regions, names...)
	}
	slices.Sort(regions)
	var scopes []*scope
	for _, region := range slices.Compact(regions) {
		if selected(v.options.Regions, region) {
			scopes = append(scopes, newScope(v, a, region))
		}
	}
	return scopes
}

// each reads files at once, as many as there are slots.
func (v *verifier) each(n int, read func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		v.slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-v.slots }()
			read(i)
		})
	}
	wg.Wait()
}

func (v *verifier) progress(done, total int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.total += total
	if v.options.Progress != nil && done > 0 {
		v.options.Progress(done, v.total)
	}
}

func couldNotBe(done string, err error) string {
	return "It could not be " + done + ": " + strings.TrimSuffix(err.Error(), ".") + "."
}
