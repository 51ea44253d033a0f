package cmd_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing/fstest"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// goldenCase is a recorded account that answers some calls otherwise, and what is to be said of it.
type goldenCase struct {
	// About says whose mistake it is, or what the trap is.
	About string `json:"about"`
	// Account is the recorded one: clean, which is the default, or compromised.
	Account string `json:"account"`
	// Enabled are the account's regions. By default they are two, which is quicker.
	Enabled []string `json:"enabled"`
	// Answers are exchanges of operations such as cloudtrail.GetTrailStatus. One with a status or a
	// body takes the place of the recorded one with its region and input; the json of any other is
	// merged into that (RFC 7396).
	Answers map[string][]exchange `json:"answers"`
	// Faults let operations such as account:GetAlternateContact fail as awsreplay names it. After a
	// slash the operation may name the one region in which it fails.
	Faults map[string]string `json:"faults"`
	// Regions, Since and IncidentStart are options of the scan, Params the parameters besides those of
	// caseParams.
	Regions       []string       `json:"regions"`
	Since         time.Time      `json:"since"`
	IncidentStart time.Time      `json:"incident_start"`
	Params        map[string]any `json:"params"`
	// Baseline holds the answers of the account when the baseline was read; without it there is none.
	Baseline *struct {
		Answers map[string][]exchange `json:"answers"`
	} `json:"baseline"`
	// Want maps rules to verdicts: "pass", "fail 2: text". The number is that of the findings, and the
	// text stands in one of them or in the reason.
	Want map[string]string `json:"want"`
}

// exchange is an exchange of a recording.
type exchange = map[string]any

func readCase(file string) (goldenCase, error) {
	var c goldenCase
	text, err := os.ReadFile(file)
	if err != nil {
		return c, err
	}
	if text, err = yaml.YAMLToJSON(text); err != nil {
		return c, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	d.UseNumber() // as awsreplay compares them
	if err := d.Decode(&c); err != nil {
		return c, err
	}
	if c.About == "" || len(c.Want) == 0 {
		return c, errors.New("it says nothing about itself, or wants nothing")
	}
	return c, nil
}

// open returns the account with a case's answers and faults.
func (c goldenCase) open(answers map[string][]exchange) (*awsreplay.Account, error) {
	recorded := accounts.Clean()
	if c.Account == "compromised" {
		recorded = accounts.Compromised()
	}
	changed := maps.Clone(answers)
	if changed == nil {
		changed = map[string][]exchange{}
	}
	if changed["ec2.DescribeRegions"] == nil {
		changed["ec2.DescribeRegions"] = []exchange{describeRegions(c.Enabled)}
	}
	files, err := overlaid(recorded, changed)
	if err != nil {
		return nil, err
	}
	account, err := awsreplay.Open(files)
	if err != nil {
		return nil, err
	}
	faults := map[string]*awsreplay.Fault{}
	for operation, name := range c.Faults {
		i := slices.IndexFunc(awsreplay.Faults(), func(f *awsreplay.Fault) bool { return f.String() == name })
		if i < 0 {
			return nil, fmt.Errorf("%s: there is no fault %s", operation, name)
		}
		faults[operation] = awsreplay.Faults()[i]
	}
	return account.WithFault(func(call awsreplay.Call) *awsreplay.Fault {
		if f := faults[call.String()+"/"+call.Region]; f != nil {
			return f
		}
		return faults[call.String()]
	}), nil
}

// describeRegions answers which regions the account has.
func describeRegions(enabled []string) exchange {
	if len(enabled) == 0 {
		enabled = []string{"eu-west-1", "us-east-1"}
	}
	var items strings.Builder
	for _, name := range enabled {
		fmt.Fprintf(&items, "<item><regionName>%s</regionName><optInStatus>opt-in-not-required</optInStatus></item>", name)
	}
	return exchange{"region": "*", "body": "<DescribeRegionsResponse><regionInfo>" + items.String() + "</regionInfo></DescribeRegionsResponse>"}
}

// overlaid returns a recording whose exchanges are changed.
func overlaid(recorded fs.FS, answers map[string][]exchange) (fs.FS, error) {
	out := fstest.MapFS{}
	names, err := fs.Glob(recorded, "*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		b, err := fs.ReadFile(recorded, name)
		if err != nil {
			return nil, err
		}
		out[name] = &fstest.MapFile{Data: b}
	}
	for operation, changes := range answers {
		name := operation + ".json"
		var exchanges []exchange
		if file := out[name]; file != nil {
			d := json.NewDecoder(bytes.NewReader(file.Data))
			d.UseNumber()
			if err := d.Decode(&exchanges); err != nil {
				return nil, err
			}
		}
		b, err := json.Marshal(changedBy(exchanges, changes))
		if err != nil {
			return nil, err
		}
		out[name] = &fstest.MapFile{Data: b}
	}
	return out, nil
}

// changedBy returns the recorded exchanges with the changes. One for every region takes the place of
// those of single regions, too; several changes to one exchange answer one call after another.
func changedBy(recorded, changes []exchange) []exchange {
	out := slices.DeleteFunc(slices.Clone(recorded), func(x exchange) bool {
		return slices.ContainsFunc(changes, func(c exchange) bool {
			return reflect.DeepEqual(x["input"], c["input"]) && (c["region"] == x["region"] || c["region"] == "*")
		})
	})
	for _, c := range changes {
		i := slices.IndexFunc(recorded, func(x exchange) bool {
			return reflect.DeepEqual(x["input"], c["input"]) && c["region"] == x["region"]
		})
		if i >= 0 && c["status"] == nil && c["body"] == nil {
			c = maps.Clone(c)
			c["json"] = merged(recorded[i]["json"], c["json"])
		}
		out = append(out, c)
	}
	return out
}

// merged merges a patch into a value (https://www.rfc-editor.org/rfc/rfc7396).
func merged(value, patch any) any {
	members, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	object, _ := value.(map[string]any)
	out := maps.Clone(object)
	if out == nil {
		out = map[string]any{}
	}
	for name, member := range members {
		if member == nil {
			delete(out, name)
			continue
		}
		out[name] = merged(out[name], member)
	}
	return out
}

// unheard lists the answers and the case's faults that no call got.
func (c goldenCase) unheard(answers map[string][]exchange, calls []awsreplay.Call) []string {
	heard := func(operation string, region any, input string) bool {
		return slices.ContainsFunc(calls, func(call awsreplay.Call) bool {
			return call.Service+"."+call.Operation == operation && call.Input == input && (region == "*" || region == call.Region)
		})
	}
	var out []string
	for operation, exchanges := range answers {
		for _, x := range exchanges {
			input := "{}"
			if b, err := json.Marshal(x["input"]); err == nil && x["input"] != nil {
				input = string(b)
			}
			if !heard(operation, x["region"], input) {
				out = append(out, fmt.Sprintf("%s in %v with the input %s", operation, x["region"], input))
			}
		}
	}
	for operation := range c.Faults {
		if !slices.ContainsFunc(calls, func(call awsreplay.Call) bool {
			return call.String() == operation || call.String()+"/"+call.Region == operation
		}) {
			out = append(out, operation)
		}
	}
	return out
}
