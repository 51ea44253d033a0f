package engine_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/schema"
)

func TestNeeds(t *testing.T) {
	all := strings.Join(schemaSections(t, ""), " ")
	iam := strings.Join(schemaSections(t, "iam"), " ")
	finding := `{"msg": "m", "resource": "r"}`
	for name, tc := range map[string]struct{ body, want string }{
		"direct":            {`deny contains ` + finding + ` if some u in input.aws.iam.users`, "iam.users"},
		"an object":         {`deny contains ` + finding + ` if input.aws.account.security_contact.phone_number`, "account.security_contact"},
		"negated":           {`deny contains ` + finding + ` if not input.aws.account.security_contact`, "account.security_contact"},
		"in the head":       {`deny contains {"msg": "m", "resource": input.aws.iam.users[0].arn}`, "iam.users"},
		"helper":            {`deny contains ` + finding + ` if bad[_]` + "\n" + `bad contains u.arn if some u in input.aws.iam.users`, "iam.users"},
		"default and else":  {`deny contains ` + finding + ` if x == 1` + "\n" + `x := 1 if input.aws.iam.users else := 2 if input.aws.sns.topics`, "iam.users sns.topics"},
		"function":          {`deny contains ` + finding + ` if f(1)` + "\n" + `f(x) if count(input.aws.iam.roles) > x`, "iam.roles"},
		"function argument": {`deny contains ` + finding + ` if f(input.aws.iam.roles)` + "\n" + `f(x) if count(x) > 1`, "iam.roles"},
		"service as an argument": {
			`deny contains ` + finding + ` if f(input.aws.iam)` + "\n" + `f(x) if count(x.roles) > 1`, iam,
		},
		"library":            {`deny contains ` + finding + ` if lib.stopped[_]`, "cloudtrail.trails"},
		"library function":   {`deny contains ` + finding + ` if some x in lib.named("a")`, "iam.groups"},
		"comprehension":      {`deny contains ` + finding + ` if count([1 | some u in input.aws.iam.users; u.arn]) == 0`, "iam.users"},
		"set comprehension":  {`deny contains ` + finding + ` if "a" in {u.arn | some u in input.aws.iam.users}`, "iam.users"},
		"nested":             {`deny contains ` + finding + ` if { x := {u.arn: [t | some t in input.aws.sns.topics] | some u in input.aws.iam.users}; count(x) > 1 }`, "iam.users sns.topics"},
		"every":              {`deny contains ` + finding + ` if every t in input.aws.cloudtrail.trails { t.arn == input.aws.iam.users[0].arn }`, "cloudtrail.trails iam.users"},
		"alias":              {`deny contains ` + finding + ` if { x := input.aws.iam.users; some u in x }`, "iam.users"},
		"alias of a service": {`deny contains ` + finding + ` if { x := input.aws.iam; some u in x.users }`, iam},
		"alias handed on":    {`deny contains ` + finding + ` if { x := input.aws.iam; y := x; count(y) > 1 }`, iam},
		"import":             {`deny contains ` + finding + ` if some t in trails`, "cloudtrail.trails"},
		"string index":       {`deny contains ` + finding + ` if input["aws"]["iam"]["users"]`, "iam.users"},
		"computed section":   {`deny contains ` + finding + ` if { some s in ["users", "roles"]; input.aws.iam[s] }`, iam},
		"computed service":   {`deny contains ` + finding + ` if { some s in ["iam"]; input.aws[s] }`, all},
		"walk":               {`deny contains ` + finding + ` if { walk(input, [_, x]); x == "y" }`, all},
		"object.get":         {`deny contains ` + finding + ` if object.get(input, ["aws", "iam", "users"], 0) == 0`, all},
		"with":               {`deny contains ` + finding + ` if f(1) with data.acme.x.f as g` + "\nf(_) := 1\n" + `g(_) := input.aws.iam.users`, "iam.users"},
		"meta":               {`deny contains ` + finding + ` if { input.meta.caller_arn == "x"; input.schema_version == 1 }`, ""},
		"parameters":         {`deny contains ` + finding + ` if some p in data.params`, ""},
		"one coverage":       {`deny contains ` + finding + ` if input.coverage["iam.users"].status == "partial"`, "iam.users"},
		"all coverage":       {`deny contains ` + finding + ` if some c in input.coverage`, ""}, // to ask what was read is not to read it
		"computed coverage":  {`deny contains ` + finding + ` if { some s in ["iam.users"]; input.coverage[s] }`, ""},
		"baseline":           {`deny contains ` + finding + ` if some u in data.baseline.aws.iam.users`, "iam.users"},
		"whole baseline":     {`deny contains ` + finding + ` if { walk(data.baseline, [_, x]); x == "y" }`, all},
		"baseline's meta":    {`deny contains ` + finding + ` if data.baseline.meta.collected_at`, ""},
		"both": {
			`deny contains ` + finding + ` if { some u in data.baseline.aws.iam.users; some t in input.aws.sns.topics; u.arn == t.arn }`,
			"iam.users sns.topics",
		},
		"all entries": {
			harmless + "\nconfirmed if input.aws.iam.users\napplicable if input.aws.iam.roles\nunknown contains \"r\" if input.aws.iam.groups",
			"iam.groups iam.roles iam.users",
		},
		"unused rule": {harmless + "\nother if input.aws.iam.users", ""},
	} {
		t.Run(name, func(t *testing.T) {
			body := tc.body
			if strings.Contains(body, "lib.") {
				body = "import data.acme.lib\n\n" + body
			}
			if strings.Contains(body, "in trails") {
				body = "import input.aws.cloudtrail.trails\n\n" + body
			}
			e := mustLoad(t, map[string]string{
				"x.rego": policy("acme.x", body),
				"lib.rego": "package acme.lib\n\nstopped contains t.arn if { some t in input.aws.cloudtrail.trails; t.is_logging == false }\n\n" +
					"named(n) := [g | some g in input.aws.iam.groups; g.name == n]\n",
			}, engine.Options{})
			if diff := cmp.Diff(strings.Fields(tc.want), e.Sections()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// schemaSections lists what the snapshot's schema has, of one service or of all.
func schemaSections(t *testing.T, service string) []string {
	t.Helper()
	var s struct {
		Properties struct {
			AWS struct {
				Properties map[string]struct{ Properties map[string]any }
			} `json:"aws"`
		}
	}
	if err := json.Unmarshal(schema.Snapshot, &s); err != nil {
		t.Fatal(err)
	}
	var names []string
	for of, collections := range s.Properties.AWS.Properties {
		for name := range collections.Properties {
			if service == "" || service == of {
				names = append(names, of+"."+name)
			}
		}
	}
	slices.Sort(names)
	return names
}
