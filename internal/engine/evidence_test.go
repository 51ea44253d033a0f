package engine_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/engine"
)

func TestEvidence(t *testing.T) {
	now := `deny contains {"msg": "m", "resource": u.arn} if some u in input.aws.iam.users` + "\n"
	then := `deny contains {"msg": "m", "resource": u.arn} if some u in data.baseline.aws.iam.users` + "\n"
	for name, tc := range map[string]struct {
		body string
		want []string
	}{
		"state":                    {now, []string{"state"}},
		"state of some":            {now + `applicable if input.meta.partition == "aws"`, []string{"state"}},
		"both":                     {now + then, []string{"state", "drift"}},
		"drift":                    {then + "applicable if data.baseline.meta", []string{"drift"}},
		"drift through a function": {`deny contains {"msg": "m", "resource": "r"} if f(1)` + "\nf(_) if data.baseline.aws.iam.users\napplicable if data.baseline", []string{"drift"}},
		"drift or a name":          {now + then + "applicable if data.baseline.meta\napplicable if data.params.names", []string{"state", "drift"}},
		"drift of some":            {then + "applicable if {\n\tdata.baseline.meta\n\tinput.aws.account.regions\n}", []string{"state", "drift"}},
		"baseline decides only":    {now + "applicable if data.baseline.meta", []string{"state"}},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			e := mustLoad(t, map[string]string{
				"x.rego": policy("acme.x", tc.body),
				"p.rego": withParams("acme.p", "names", "names: {type: array, default: []}"),
			}, engine.Options{})
			if diff := cmp.Diff(tc.want, e.Evidence("acme.x")); diff != "" {
				t.Errorf("evidence (-want +got):\n%s", diff)
			}
		})
	}
}
