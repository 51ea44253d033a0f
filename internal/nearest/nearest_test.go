package nearest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/nearest"
)

func TestNames(t *testing.T) {
	for name, tc := range map[string]struct {
		name       string
		candidates []string
		want       []string
	}{
		"one letter off":      {"trail", []string{"topics", "trails", "users"}, []string{"trails"}},
		"nearest first":       {"user", []string{"uses", "users", "user_s"}, []string{"users", "uses", "user_s"}},
		"case":                {"ARN", []string{"arn", "name"}, []string{"arn"}},
		"duplicates":          {"usrs", []string{"users", "users"}, []string{"users"}},
		"nothing is near":     {"subscriptions", []string{"a", "b"}, []string{}},
		"more for long names": {"is_multi_region", []string{"is_multi_region_trail"}, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, nearest.Names(tc.name, tc.candidates)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHint(t *testing.T) {
	for name, tc := range map[string]struct {
		name       string
		candidates []string
		want       string
	}{
		"near":          {"parms", []string{"params"}, ": did you mean params?"},
		"far":           {"something", []string{"b", "a"}, ": want a, b"},
		"no candidates": {"x", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := nearest.Hint(tc.name, tc.candidates); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
