package cloudtrail

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Kind is a kind of event: the service, and the operation. A source "*" is any service.
type Kind struct {
	Source string `json:"source"`
	Name   string `json:"name"`
}

func (k Kind) String() string { return k.Source + "/" + k.Name }

var kind = regexp.MustCompile(`^(\*|[a-z0-9][a-z0-9.-]*\.amazonaws\.com)/[A-Za-z0-9_]+$`)

// ParseKind reads a kind as rules name it: iam.amazonaws.com/CreateUser.
func ParseKind(s string) (Kind, error) {
	if !kind.MatchString(s) {
		return Kind{}, fmt.Errorf("parse event %q: want a source and a name, such as iam.amazonaws.com/CreateUser", s)
	}
	source, name, _ := strings.Cut(s, "/")
	return Kind{source, name}, nil
}

// Filter says which events are kept: all that root is behind, those of some kinds, and denied calls if
// they are wanted, if they happened in a window.
type Filter struct {
	kinds        map[string][]string // names to sources
	denied       bool
	since, until time.Time
}

// NewFilter returns a filter for events from since up to and with until.
func NewFilter(kinds []Kind, since, until time.Time) *Filter {
	f := &Filter{kinds: map[string][]string{}, since: since, until: until}
	for _, k := range kinds {
		f.kinds[k.Name] = append(f.kinds[k.Name], k.Source)
	}
	return f
}

// WithDenied returns the filter with all calls wanted that AWS denied.
func (f *Filter) WithDenied() *Filter {
	wider := *f
	wider.denied = true
	return &wider
}

// Keeps reports whether an event is kept. Without a filter all are.
func (f *Filter) Keeps(e *Event) bool {
	return f == nil || f.during(e.Time) && (e.Root != "" || f.denied && e.Denied() || f.wants([]byte(e.Source), []byte(e.Name)))
}

func (f *Filter) during(t time.Time) bool { return !t.Before(f.since) && !t.After(f.until) }

// wants takes bytes, so that a scanner need not copy what it will not keep.
func (f *Filter) wants(source, name []byte) bool {
	for _, s := range f.kinds[string(name)] {
		if s == string(source) || s == "*" {
			return true
		}
	}
	return false
}
