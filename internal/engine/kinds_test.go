package engine

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/policies"
)

// asked notes for which kinds of events a rule asks tocsin.lib.events.
type asked map[string]bool

func (asked) Enabled() bool { return true }

func (asked) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

func (a asked) TraceEvent(e topdown.Event) {
	call, ok := e.Node.(*ast.Expr)
	if !ok || e.Op != topdown.EvalOp || !call.IsCall() || call.Operator().String() != "data.tocsin.lib.events.of" {
		return
	}
	source, names := e.Plug(call.Operand(0)), e.Plug(call.Operand(1))
	note := func(name *ast.Term) { a[plain(source)+"/"+plain(name)] = true }
	switch names := names.Value.(type) {
	case ast.Set:
		names.Foreach(note)
	case *ast.Array:
		names.Foreach(note)
	}
}

func plain(t *ast.Term) string {
	s, _ := t.Value.(ast.String)
	return string(s)
}

// TestRulesAskForTheEventsTheyDeclare: an event that is not declared is never collected, and one that is
// not asked for is collected in vain.
func TestRulesAskForTheEventsTheyDeclare(t *testing.T) {
	e, err := Load(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	input := ast.MustInterfaceToValue(account(map[string]any{"groups": []any{
		map[string]any{"source": "any.amazonaws.com", "name": "EmailUpdated", "events": []any{}},
	}}))
	for i, r := range e.rules {
		found := asked{}
		if _, err := e.queries[i].Eval(t.Context(), rego.EvalParsedInput(input), rego.EvalQueryTracer(found)); err != nil {
			t.Fatal(err)
		}
		for kind := range found {
			_, name, _ := strings.Cut(kind, "/")
			if !slices.Contains(r.Events, kind) && !slices.Contains(r.Events, "*/"+name) {
				t.Errorf("%s asks for %s and does not declare it", r.ID, kind)
			}
		}
		for _, kind := range r.Events {
			if !found[strings.Replace(kind, "*", "any.amazonaws.com", 1)] {
				t.Errorf("%s declares %s and does not ask for it", r.ID, kind)
			}
		}
	}
}

// TestOddEventsBreakNoRule: a request may lack, or hold anything for anything, and no event makes a rule
// fail or find the same twice.
func TestOddEventsBreakNoRule(t *testing.T) {
	e, err := Load(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	snap := ofEvents()
	members := requestMembers(t)
	several := []any{
		map[string]any{"userId": "210987654321", "imageId": "ami-1"},
		map[string]any{"userId": "310987654321", "imageId": "ami-2"},
	}
	for name, request := range map[string]map[string]any{
		"none":    nil,
		"empty":   {},
		"omitted": {"omitted": true, "reason": "requestParameters too large"},
		"texts":   filled(members, "'; id\n\x1b[31m"),
		"ARNs":    filled(members, "arn:aws:iam::210987654321:root"),
		"JSON":    filled(members, `{"Statement": [7, "x", {"Effect": "Allow", "Principal": {"AWS": [7, {}]}}]}`),
		"numbers": filled(members, 7),
		"nulls":   filled(members, nil),
		"lists":   filled(members, []any{7, "x", nil, map[string]any{}}),
		"objects": filled(members, map[string]any{"items": []any{7, map[string]any{"imageId": 7, "userId": 7}}, "add": map[string]any{"items": []any{7, map[string]any{"userId": 7}}}}),
		"several": filled(members, map[string]any{"items": several, "add": map[string]any{"items": several}}),
		"names":   filled(members, []any{"a", "b"}),
	} {
		for _, succeeded := range []bool{true, false} {
			events := ast.MustInterfaceToValue(odd(e.Events(), request, succeeded)).(ast.Object)
			for i, r := range e.rules {
				if len(r.Events) == 0 {
					continue
				}
				if a := e.ask(t.Context(), r, e.queries[i], &Input{snap, events}, topdown.NewVirtualCache()); len(a.errs) > 0 {
					t.Errorf("%s, %s, succeeded %v: %s", r.ID, name, succeeded, summary(a.errs))
				}
			}
		}
	}
}

// requestMembers are the members of requests that any policy looks at.
func requestMembers(t *testing.T) []string {
	t.Helper()
	member := regexp.MustCompile(`(?:"request", |\brequest\.|request", \{\}\), \[)"?(\w+)`)
	var names []string
	err := fs.WalkDir(policies.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(policies.FS, path)
		for _, m := range member.FindAllSubmatch(content, -1) {
			names = append(names, string(m[1]))
		}
		return err
	})
	if err != nil || !slices.Contains(names, "userName") {
		t.Fatal(err, names)
	}
	return names
}

func filled(members []string, value any) map[string]any {
	request := map[string]any{}
	for _, m := range members {
		request[m] = value
	}
	return request
}

// odd is a snapshot that holds an event of each kind, each by root and by a user.
func odd(kinds []cloudtrail.Kind, request map[string]any, succeeded bool) map[string]any {
	var groups, root []any
	for _, k := range kinds {
		var events []any
		for _, use := range []string{"human", "managed", ""} {
			event := map[string]any{
				"time": "2026-11-22T03:00:00Z", "id": k.String() + use, "source": strings.Replace(k.Source, "*", "any.amazonaws.com", 1),
				"name": k.Name, "region": "us-east-1", "succeeded": succeeded, "actor": map[string]any{"type": "IAMUser"},
			}
			if request != nil {
				event["request"], event["response"], event["additional"] = request, request, request
			}
			if use != "" {
				event["root"] = use
				root = append(root, event)
			}
			events = append(events, event)
		}
		groups = append(groups, map[string]any{"source": events[0].(map[string]any)["source"], "name": k.Name, "events": events})
	}
	return account(map[string]any{"groups": groups, "root": root})
}

// ofEvents is what the engine knows of the snapshot of such events beside them.
func ofEvents() *snapshot.Snapshot {
	snap := &snapshot.Snapshot{}
	snap.Meta.AccountID, snap.Meta.CollectedAt = "123456789012", time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	return snap
}

// account is a snapshot of which nothing but these events was wanted.
func account(activity map[string]any) map[string]any {
	return map[string]any{
		"schema_version": 1,
		"meta": map[string]any{
			"account_id": "123456789012", "partition": "aws", "regions": []any{"us-east-1"},
			"window": map[string]any{"state_since": "2026-11-15T12:00:00Z", "events_since": "2026-11-21T12:00:00Z"},
		},
		"coverage": map[string]any{},
		"aws":      map[string]any{"activity": activity},
	}
}

// TestEventsThatTellNothing: an event that succeeded, and whose parameters are not to be seen, is a finding
// or makes the rule unknown.
func TestEventsThatTellNothing(t *testing.T) {
	e, err := Load(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	snap := ofEvents()
	told := map[string]bool{"ioc.root_login_failures signin.amazonaws.com/ConsoleLogin": true} // it has no parameters
	for i, r := range e.rules {
		for _, event := range r.Events {
			kind, _ := cloudtrail.ParseKind(event)
			for name, request := range map[string]map[string]any{"none": nil, "omitted": {"omitted": true}} {
				events := ast.MustInterfaceToValue(odd([]cloudtrail.Kind{kind}, request, true)).(ast.Object)
				a := e.ask(t.Context(), r, e.queries[i], &Input{snap, events}, topdown.NewVirtualCache())
				if passes := len(a.findings) == 0 && (len(a.undecided) == 0 || a.confirmed); passes != told[r.ID+" "+event] {
					t.Errorf("%s, %s, request %s: passes = %v", r.ID, event, name, passes)
				}
			}
		}
	}
}
