package collector

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

func TestSelectedRegions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Clean())
		snap := readWith(t.Context(), t, account, Options{Regions: []string{"eu-west-1", "us-east-1"}})
		if diff := cmp.Diff([]string{"eu-west-1", "us-east-1"}, snap.Meta.Regions); diff != "" {
			t.Errorf("regions (-want +got):\n%s", diff)
		}
		for name, c := range snap.Coverage {
			regional := isRegional(name)
			switch {
			case !regional && c.Status != snapshot.Complete:
				t.Errorf("%s is %s", name, c.Status)
			case regional && (c.Status != snapshot.Partial || len(c.Gaps) != 16 || c.Gaps[0].String() != "--region in ap-northeast-1: RegionNotSelected"):
				t.Errorf("coverage of %s: %v", name, c)
			}
		}
		for _, c := range account.Calls() {
			if !slices.Contains([]string{"eu-west-1", "us-east-1"}, c.Region) {
				t.Errorf("%s was asked in %s", c, c.Region)
			}
		}
	})
}

// isRegional reports whether a section is read region by region. The list of regions is not.
func isRegional(section string) bool {
	for _, c := range (Options{Sections: []string{section}}).collectors() {
		return c.Regional && section != string(regionsSection)
	}
	return false
}

func TestRegionThatCannotBeSelected(t *testing.T) {
	for name, tc := range map[string]struct{ region, want string }{
		"not a region": {"Frankfurt", `unknown region "Frankfurt": want a name such as eu-west-1`},
		"not enabled":  {"me-south-1", `region "me-south-1" is not enabled for account 210987654321, or does not exist`},
	} {
		bubble(t, strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			_, err := Collect(t.Context(), Options{Sections: SectionNames(), Regions: []string{tc.region}, Replay: open(t, accounts.Clean())})
			if err == nil || err.Error() != tc.want {
				t.Errorf("got the error %v, want %s", err, tc.want)
			}
		})
	}
}

// When AWS does not say which regions there are, one is read and the others are a gap.
func TestUnknownRegions(t *testing.T) {
	for name, tc := range map[string]struct{ selected, want []string }{
		"none selected": {nil, []string{"us-east-1"}},
		"one selected":  {[]string{"eu-west-1"}, []string{"eu-west-1"}},
	} {
		bubble(t, strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			account := open(t, accounts.Clean()).WithFault(on("ec2:DescribeRegions", awsreplay.AccessDenied))
			snap := readWith(t.Context(), t, account, Options{Sections: []string{"account.regions", "sns.topics"}, Regions: tc.selected})
			if diff := cmp.Diff(tc.want, snap.Meta.Regions); diff != "" {
				t.Errorf("regions (-want +got):\n%s", diff)
			}
			wantGaps(t, snap, "sns.topics", "ec2:DescribeRegions: UnauthorizedOperation")
			wantGaps(t, snap, "account.regions", "ec2:DescribeRegions: UnauthorizedOperation")
			wantValue(t, snap, "account", "regions", "")
		})
	}
}
