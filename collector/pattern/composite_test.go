package pattern

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAlarmsThatFire(t *testing.T) {
	for name, tc := range map[string]struct {
		rule string
		want []string
	}{
		"one":              {`ALARM("RootUsage")`, []string{"RootUsage"}},
		"without_quotes":   {`ALARM(RootUsage)`, []string{"RootUsage"}},
		"by_arn":           {`ALARM("arn:aws:cloudwatch:us-east-1:123456789012:alarm:RootUsage")`, []string{"RootUsage"}},
		"either":           {`ALARM(a) OR ALARM("b: c") OR ALARM(a)`, []string{"a", "b: c"}},
		"both":             {`ALARM("a") AND ALARM("b")`, []string{}},
		"and_binds_more":   {`ALARM(a) OR ALARM(b) AND ALARM(c)`, []string{"a"}},
		"parentheses":      {`(ALARM(a) OR ALARM(b)) AND ALARM(c)`, []string{}},
		"unless":           {`ALARM(a) AND NOT ALARM(maintenance)`, []string{"a"}},
		"while_ok":         {`ALARM(a) AND OK(b)`, []string{"a"}},
		"not_ok":           {`NOT OK(a)`, []string{"a"}},
		"no_data":          {`ALARM(a) AND NOT INSUFFICIENT_DATA(b)`, []string{"a"}},
		"never":            {`ALARM(a) AND FALSE`, []string{}},
		"always":           {`TRUE OR ALARM(a)`, []string{}},
		"not_not":          {`NOT NOT ALARM(a)`, []string{"a"}}, //nolint:dupword // it is the case
		"lines":            {"ALARM(a)\n  OR\n\tALARM(b)", []string{"a", "b"}},
		"one_of_three":     {`AT_LEAST(1, ALARM, (a, b, "c"))`, []string{"a", "b", "c"}},
		"two_of_three":     {`AT_LEAST(2, ALARM, (a, b, c))`, []string{}},
		"half":             {`AT_LEAST(50%, ALARM, (a, b))`, []string{"a", "b"}},
		"two_not_ok":       {`NOT AT_LEAST(2, NOT ALARM, (a, b))`, []string{"a", "b"}},
		"empty":            {``, nil},
		"no_function":      {`"a"`, nil},
		"unknown_function": {`BROKEN(a)`, nil},
		"no_name":          {`ALARM()`, nil},
		"not_closed":       {`ALARM("a"`, nil},
		"nothing_after":    {`ALARM(a) OR`, nil},
		"something_after":  {`ALARM(a) ALARM(b)`, nil},
		"at_least_what":    {`AT_LEAST(x, ALARM, (a))`, nil},
		"at_least_broken":  {`AT_LEAST(1, BROKEN, (a))`, nil},
		"deep":             {strings.Repeat("(", 1000) + "ALARM(a)" + strings.Repeat(")", 1000), nil},
		"many_negations":   {strings.Repeat("NOT ", 1000) + "ALARM(a)", nil},
		"long":             {strings.Repeat("ALARM(a) OR ", 5000) + "ALARM(a)", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := AlarmsThatFire(tc.rule)
			if (err != nil) != (tc.want == nil) {
				t.Fatalf("got %v, %v", got, err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzAlarmsThatFire(f *testing.F) {
	f.Add(`(ALARM("a") OR NOT OK(b)) AND AT_LEAST(50%, ALARM, (a, b))`)
	f.Fuzz(func(t *testing.T, rule string) {
		if got, err := AlarmsThatFire(rule); (got == nil) == (err == nil) {
			t.Fatalf("%q: %v, %v", rule, got, err)
		}
	})
}

func TestWildcard(t *testing.T) {
	for pattern, texts := range map[string]map[string]bool{
		"a*a":   {"a": false, "aa": true, "aba": true},
		"*":     {"": true, "x": true},
		"a*b*c": {"abc": true, "a1b2c": true, "ac": false, "abcd": false},
		"abc":   {"abc": true, "abcd": false},
		"*ab":   {"aab": true, "aba": false},
	} {
		for text, want := range texts {
			if got := wildcardMatch(pattern, text); got != want {
				t.Errorf("%q matches %q: %v", pattern, text, got)
			}
		}
	}
}
