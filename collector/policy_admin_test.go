package collector

import (
	"strings"
	"testing"

	"github.com/tocsin-dev/tocsin/testdata/administrators"
)

// TestIsAdmin holds the collector to the table to which the policies are held for the texts of events.
func TestIsAdmin(t *testing.T) {
	for _, tc := range administrators.Policies() {
		t.Run(tc.Name, func(t *testing.T) {
			statements, err := parsePolicy(tc.Document())
			if err != nil {
				t.Fatal(err)
			}
			if got := isAdmin("aws", statements); got != tc.Administrator {
				t.Errorf("isAdmin = %t, want %t", got, tc.Administrator)
			}
		})
	}
}

func TestMatches(t *testing.T) {
	for _, tc := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true},
		{"*", "", true},
		{"", "a", false},
		{"a", "a", true},
		{"a", "ab", false},
		{"a?", "ab", true},
		{"a?", "a", false},
		{"*b", "abab", true},
		{"a*b*c", "axbxbxc", true},
		{"a*b*c", "axbxbx", false},
		{"**", "a", true},
		{strings.Repeat("*a", 1000) + "b", strings.Repeat("a", 1000), false},
	} {
		if got := matches(tc.pattern, tc.text); got != tc.want {
			t.Errorf("matches(%.20q, %.20q) = %t, want %t", tc.pattern, tc.text, got, tc.want)
		}
	}
}
