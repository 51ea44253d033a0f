package cmd_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

const casesDir = "../testdata/cases"

// caseParams are the parameters of every case, without which some rules are skipped.
var caseParams = map[string]any{
	"incident_response_state_machines": []string{"ir-*"},
	"responder_role":                   "incident-responder",
	"contact_domains":                  []string{"example.com"},
}

// catalogue says how many cases there have to be: one for each mistake of a peer, which is to say of
// another scanner, and so many for the traps of a topic.
var catalogue = map[string]int{
	"peers/p1": 1, "peers/p2": 1, "peers/p3": 1, "peers/p4": 1, "peers/p5": 1, "peers/p6": 1, "peers/p7": 1, "peers/p8": 1,
	"peers/p9": 1, "peers/p10": 1, "peers/p11": 1, "peers/p12": 1, "peers/p13": 1, "peers/t1": 1, "peers/t2": 1, "peers/t3": 1,
	"peers/s1": 2, "peers/s2": 1, "peers/s3": 1, "peers/c1": 1, "peers/n1": 1,
	"traps/activity": 8, "traps/bucket": 13, "traps/caller": 5, "traps/cloudwatch": 8, "traps/contact": 11,
	"traps/contacts": 9, "traps/control": 14, "traps/credential": 6, "traps/iam": 13, "traps/identity": 3,
	"traps/image": 17, "traps/instance": 4, "traps/reporting": 43, "traps/role": 29, "traps/root": 25,
	"traps/security": 9, "traps/sns": 7, "traps/step": 13, "traps/trail": 28, "traps/trusted": 11, "traps/user": 6,
}

var topic = regexp.MustCompile(`^(peers/[a-z][0-9]+|traps/[a-z]+)`)

// TestCases judges each case in testdata/cases/peers, a mistake that another scanner makes, and in
// testdata/cases/traps, where what AWS says is easily taken for what it does not mean.
func TestCases(t *testing.T) {
	cases := readCases(t)
	engines, counted := map[string]*engine.Engine{}, map[string]int{}
	for name, c := range cases {
		if key := fmt.Sprint(c.Params); engines[key] == nil {
			engines[key] = loadCase(t, c.Params)
		}
		counted[topic.FindString(name)]++
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.check(t, engines[fmt.Sprint(c.Params)])
		})
	}
	peers := 0
	for name, n := range counted {
		if _, listed := catalogue[name]; !listed {
			t.Errorf("the catalogue does not have %s", name)
		}
		if strings.HasPrefix(name, "peers/") {
			peers += n
		}
	}
	for name, least := range catalogue {
		if counted[name] < least {
			t.Errorf("%s: %d cases, and the catalogue has %d", name, counted[name], least)
		}
	}
	t.Logf("%d cases: %d of peers' mistakes, %d of traps", len(cases), peers, len(cases)-peers)
}

func readCases(t *testing.T) map[string]goldenCase {
	t.Helper()
	cases := map[string]goldenCase{}
	err := filepath.WalkDir(casesDir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".yaml" {
			return err
		}
		c, err := readCase(path)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		name, err := filepath.Rel(casesDir, strings.TrimSuffix(path, ".yaml"))
		cases[filepath.ToSlash(name)] = c
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

func loadCase(t *testing.T, params map[string]any) *engine.Engine {
	t.Helper()
	all := maps.Clone(caseParams)
	maps.Copy(all, params)
	eng, err := engine.Load(t.Context(), engine.Options{Params: all})
	if err != nil {
		t.Fatal(err)
	}
	return eng
}

func (c goldenCase) check(t *testing.T, all *engine.Engine) {
	eng, err := all.Narrowed(slices.Collect(maps.Keys(c.Want)))
	if err != nil {
		t.Fatal(err)
	}
	var baseline *snapshot.Snapshot
	if c.Baseline != nil {
		before := c
		before.Faults, before.Regions = nil, nil
		baseline = before.collect(t, c.Baseline.Answers, eng.Sections())
	}
	snap := c.collect(t, c.Answers, eng.Sections())
	for _, o := range judgeRecorded(t, eng, snap, baseline).Outcomes {
		checkVerdict(t, o, c.Want[o.Rule])
	}
}

// collect reads the account of a case. An answer or a fault that no call gets is a mistake of the case,
// which then tests nothing.
func (c goldenCase) collect(t *testing.T, answers map[string][]exchange, sections []string) (snap *snapshot.Snapshot) {
	t.Helper()
	account, err := c.open(answers)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) { // where pauses take no time
		snap, err = collector.Collect(t.Context(), collector.Options{
			Sections: sections, Replay: account, Now: account.RecordedAt, Responder: "incident-responder",
			Regions: c.Regions, Since: c.Since, IncidentStart: c.IncidentStart,
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, answer := range c.unheard(answers, account.Calls()) {
		t.Error("nothing asks for the answer of", answer)
	}
	return snap
}

var wantedVerdict = regexp.MustCompile(`^([a-z]+)(?: ([0-9]+))?(?:: (.+))?$`)

// checkVerdict compares an outcome with what a case wants.
func checkVerdict(t *testing.T, o report.Outcome, want string) {
	t.Helper()
	m := wantedVerdict.FindStringSubmatch(want)
	if m == nil {
		t.Errorf("%s: %q is no verdict such as \"fail 2: text\"", o.Rule, want)
		return
	}
	said := []string{o.Reason}
	for _, f := range append(o.Findings, o.Possible...) {
		said = append(said, f.Message)
	}
	text := strings.Join(said, "\n")
	if string(o.Status) != m[1] || m[2] != "" && m[2] != strconv.Itoa(len(o.Findings)) || !strings.Contains(text, m[3]) {
		t.Errorf("%s: got %s with %d findings, want %s; it says: %s", o.Rule, o.Status, len(o.Findings), want, mustIndent(said))
	}
}

func mustIndent(v any) string {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err.Error()
	}
	return string(b)
}
