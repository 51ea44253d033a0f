package digest

import "context"

// VerifyWithin verifies with other limits of what is uncompressed.
func VerifyWithin(ctx context.Context, store Store, keys Keys, o Options, maxDigest, maxLog int64) (*Verification, error) {
	v := newVerifier(store, keys, o)
	v.maxDigest, v.maxLog = maxDigest, maxLog
	return v.run(ctx)
}
