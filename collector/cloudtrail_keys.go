package collector

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
)

// TrailKey is a KMS key by which trails encrypt what they deliver
// (https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html).
type TrailKey struct {
	ARN    string `json:"arn"`
	Region string `json:"region,omitempty"`
	// Exists is false if AWS knows no such key.
	Exists *bool `json:"exists,omitempty"`
	// State is Enabled, or what keeps the key from being used, such as Disabled or PendingDeletion.
	State        string     `json:"state,omitempty"`
	DeletionDate *time.Time `json:"deletion_date,omitempty"`
	// Trails are the ARNs of the trails that use it.
	Trails []string `json:"trails"`
}

var describeKey = Operation{"KMS", "DescribeKey", "kms:DescribeKey", []string{"KeyMetadata"}}

const trailKeysSection = section[[]TrailKey]("cloudtrail.keys")

var cloudtrailKeys = Collector{
	Sections:   []Section{trailKeysSection.declare()},
	Operations: []Operation{describeTrails, describeKey},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		trails := r.describedTrails(ctx)
		if trails == nil {
			return
		}
		keys := []TrailKey{}
		for _, t := range trails {
			if t.KMSKeyID == "" {
				continue
			}
			i := slices.IndexFunc(keys, func(k TrailKey) bool { return k.ARN == t.KMSKeyID })
			if i < 0 {
				i, keys = len(keys), append(keys, newTrailKey(t))
			}
			keys[i].Trails = append(keys[i].Trails, t.ARN)
		}
		each(keys, func(i int, k TrailKey) {
			if r.reads(k.Region, k.ARN) {
				readTrailKey(ctx, r, &keys[i])
			}
		})
		trailKeysSection.put(r, keys)
	},
}

// newTrailKey takes the region from the key's ARN: a trail's key may be anywhere a trail's bucket
// may be.
func newTrailKey(t Trail) TrailKey {
	k := TrailKey{ARN: t.KMSKeyID, Region: t.HomeRegion}
	if parsed, err := arn.Parse(t.KMSKeyID); err == nil {
		k.Region = parsed.Region
	}
	return k
}

func readTrailKey(ctx context.Context, r *reader, k *TrailKey) {
	out, err := kms.NewFromConfig(r.in(k.Region)).DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: &k.ARN})
	if gone := (*types.NotFoundException)(nil); errors.As(err, &gone) {
		k.Exists = aws.Bool(false)
		return
	}
	if err == nil && out.KeyMetadata.KeyState == "" {
		err = describeKey.malformed("the key has no state")
	}
	if err != nil {
		r.gap(k.Region, k.ARN, err)
		return
	}
	k.Exists, k.State, k.DeletionDate = aws.Bool(true), string(out.KeyMetadata.KeyState), utc(out.KeyMetadata.DeletionDate)
}
