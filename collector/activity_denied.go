package collector

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
)

// DeniedCalls are the calls of one principal that AWS denied within one hour. What services try on their
// own is not among them.
type DeniedCalls struct {
	Actor string `json:"actor"`
	// Hour is when the hour began.
	Hour  time.Time `json:"hour"`
	Count int       `json:"count"`
	// Events are the kinds of the calls, and SourceIPAddresses where they came from: some of them, sorted.
	Events            []string `json:"events"`
	SourceIPAddresses []string `json:"source_ip_addresses"`
}

// mostNames bounds what is kept of a burst of any size.
const mostNames = 20

// deniedCalls counts the denied calls among events.
func deniedCalls(events []cloudtrail.Event) []DeniedCalls {
	type key struct {
		actor string
		hour  time.Time
	}
	type burst struct {
		count            int
		kinds, addresses map[string]bool
	}
	bursts := map[key]*burst{}
	for _, e := range events {
		actor := cmp.Or(e.Actor.IssuerARN, e.Actor.ARN, e.Actor.PrincipalID)
		if !e.Denied() || actor == "" || e.Actor.InvokedBy != "" {
			continue
		}
		k := key{actor, e.Time.Truncate(time.Hour)}
		if bursts[k] == nil {
			bursts[k] = &burst{kinds: map[string]bool{}, addresses: map[string]bool{}}
		}
		b := bursts[k]
		b.count++
		b.kinds[e.Source+"/"+e.Name] = true
		if e.SourceIPAddress != "" {
			b.addresses[e.SourceIPAddress] = true
		}
	}
	calls := []DeniedCalls{}
	for k, b := range bursts {
		calls = append(calls, DeniedCalls{k.actor, k.hour, b.count, firstNames(b.kinds), firstNames(b.addresses)})
	}
	return calls
}

func firstNames(set map[string]bool) []string {
	names := append([]string{}, slices.Sorted(maps.Keys(set))...)
	return names[:min(len(names), mostNames)]
}
