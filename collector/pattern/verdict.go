// Package pattern says what the filters and patterns of AWS let through: the metric filter patterns
// of CloudWatch Logs, the event patterns of EventBridge and of SNS filter policies, and the rules of
// composite alarms. It evaluates them, by the semantics that AWS documents, and never compares their
// texts. What cannot be evaluated is an error, not a guess. It reads text that anybody may have
// written, so length and depth are bounded, and regular expressions take linear time.
package pattern

import "fmt"

// Bounds of what is parsed. AWS takes 1024 characters of a metric filter pattern, 4096 of an event
// pattern, 256 KB of a filter policy and 10 KB of a composite alarm's rule.
const (
	maxFilterLength = 4 << 10
	maxEventLength  = 256 << 10
	maxRuleLength   = 16 << 10
	maxDepth        = 64
)

// verdict is what a condition says of an event. AND is the least verdict, OR the greatest.
type verdict int

const (
	no verdict = iota
	// unsure is for what AWS does not document.
	unsure
	yes
)

func given(b bool) verdict {
	if b {
		return yes
	}
	return no
}

func (v verdict) not() verdict { return yes - v }

// matched names the probes of which the condition lets every event through. It is never nil.
func matched(probes []Probe, condition func(Event) verdict) ([]string, error) {
	names := []string{}
	for _, p := range probes {
		v := yes
		for _, e := range p.Events {
			v = min(v, condition(e))
		}
		switch v {
		case unsure:
			return nil, fmt.Errorf("what it does with %s is not documented", p.Name)
		case yes:
			names = append(names, p.Name)
		}
	}
	return names, nil
}
