package bench

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// grow returns a snapshot like the given one whose collections of IAM hold about n users and
// roles, and the others of the account as many resources as one of that size would have. Names
// differ; all else is as in the resources that the snapshot has.
func grow(s *snapshot.Snapshot, n int) (*snapshot.Snapshot, error) {
	big := *s
	big.AWS = map[string]map[string]json.RawMessage{}
	for service, collections := range s.AWS {
		big.AWS[service] = map[string]json.RawMessage{}
		for name, raw := range collections {
			size := n / 50
			if service == "iam" {
				size = n / 2
			}
			grown, err := repeat(raw, size)
			if err != nil {
				return nil, fmt.Errorf("grow %s.%s: %w", service, name, err)
			}
			big.AWS[service][name] = grown
		}
	}
	big.AWS["account"] = s.AWS["account"] // there are only so many regions
	return &big, nil
}

// repeat fills an array up to a size with copies that have names of their own.
func repeat(raw json.RawMessage, size int) (json.RawMessage, error) {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil || len(items) == 0 {
		return raw, nil //nolint:nilerr // what is no array does not grow
	}
	out := slices.Clone(items)
	for i := len(items); i < size; i++ {
		copied := string(items[i%len(items)])
		for _, name := range []string{`"arn":"`, `"topic_arn":"`} {
			if _, rest, ok := strings.Cut(copied, name); ok {
				arn, _, _ := strings.Cut(rest, `"`)
				copied = strings.ReplaceAll(copied, arn+`"`, fmt.Sprintf(`%s-%d"`, arn, i))
			}
		}
		out = append(out, json.RawMessage(copied))
	}
	return snapshot.Marshal(out)
}
