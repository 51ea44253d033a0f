package collector

import (
	"context"
	"crypto/rsa"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"

	"github.com/tocsin-dev/tocsin/internal/digest"
)

var listPublicKeys = Operation{"CloudTrail", "ListPublicKeys", "cloudtrail:ListPublicKeys", []string{"PublicKeyList"}}

// publicKey is a key of CloudTrail's, or what is wrong with it
// (https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PublicKey.html).
type publicKey struct {
	key *rsa.PublicKey
	err error
}

// publicKeys asks CloudTrail for the keys that its digests are signed by.
type publicKeys struct {
	*session
	now func() time.Time
	// answers are CloudTrail's lists of keys, by region and month.
	answers shared[map[string]publicKey]
}

// Key returns the public key with a fingerprint that CloudTrail used in a region at a time. A
// region knows its own keys only.
func (p *publicKeys) Key(ctx context.Context, region, fingerprint string, at time.Time) (*rsa.PublicKey, error) {
	if !regionName.MatchString(region) {
		return nil, fmt.Errorf("ask for keys in %q: it is no region's name", region)
	}
	month := time.Date(at.UTC().Year(), at.UTC().Month(), 1, 0, 0, 0, 0, time.UTC)
	keys, err := p.answers.get(region+month.Format(" 2006-01"), func() (map[string]publicKey, error) {
		return p.listKeys(ctx, region, month)
	})
	if err != nil {
		return nil, err
	}
	known, ok := keys[fingerprint]
	if !ok {
		return nil, digest.ErrUnknownKey
	}
	return known.key, known.err
}

// listKeys asks for the keys of a month, with some hours around it: a key may be replaced while a
// digest is made.
func (p *publicKeys) listKeys(ctx context.Context, region string, month time.Time) (map[string]publicKey, error) {
	from, to, last := month.Add(-2*time.Hour), month.AddDate(0, 1, 0).Add(2*time.Hour), p.now().Add(2*time.Hour)
	if to.After(last) {
		to = last
	}
	if !from.Before(to) {
		return nil, fmt.Errorf("ask for keys of %s: it lies in the future", month.Format("January 2006"))
	}
	keys := map[string]publicKey{}
	client := cloudtrail.NewFromConfig(p.in(region))
	err := pages(listPublicKeys, func(token *string) (*string, error) {
		out, err := client.ListPublicKeys(ctx, &cloudtrail.ListPublicKeysInput{StartTime: &from, EndTime: &to, NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, k := range out.PublicKeyList {
			key, err := digest.ParseKey(k.Value)
			if err != nil {
				err = fmt.Errorf("parse key: %w", err)
			}
			keys[aws.ToString(k.Fingerprint)] = publicKey{key, err}
		}
		return out.NextToken, nil
	})
	if err != nil {
		return nil, fmt.Errorf("in %s: %w", region, p.told(err))
	}
	return keys, nil
}
