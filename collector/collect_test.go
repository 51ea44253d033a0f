package collector

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

var update = flag.Bool("update", false, "write the golden files anew")

// bubble runs a test in virtual time: every deadline, pause and quota is the real one, and none
// costs any time.
func bubble(t *testing.T, name string, f func(t *testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { synctest.Test(t, f) })
}

func open(t *testing.T, files fs.FS) *awsreplay.Account {
	t.Helper()
	account, err := awsreplay.Open(files)
	if err != nil {
		t.Fatal(err)
	}
	return account
}

// with returns a recording with some of its files replaced.
func with(t *testing.T, recording fs.FS, replaced map[string]string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(recording, "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(recording, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: b}
	}
	for name, content := range replaced {
		files[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return files
}

// read collects from a recorded account, all sections unless some are named.
func read(t *testing.T, account *awsreplay.Account, sections ...string) *snapshot.Snapshot {
	t.Helper()
	return readWith(t.Context(), t, account, Options{Sections: sections})
}

func readWith(ctx context.Context, t *testing.T, account *awsreplay.Account, o Options) *snapshot.Snapshot {
	t.Helper()
	if o.Now == nil {
		o.Now = account.RecordedAt
	}
	o.Replay = account
	snap, err := Collect(ctx, completed(o))
	if err != nil {
		t.Fatal(err)
	}
	return snap
}

// completed fills in what a test does not care for.
func completed(o Options) Options {
	if len(o.Sections) == 0 {
		o.Sections = SectionNames()
	}
	if o.EventKinds == nil {
		o.EventKinds = someKinds
	}
	if o.Since.IsZero() {
		o.Since = o.Now().AddDate(0, 0, -7) // the intrusion is two days old
	}
	o.Responder, o.ResourceTypes, o.ToolVersion = "incident-responder", []string{"AWS::Lambda::Function"}, "test"
	return o
}

// someKinds are kinds of events as rules ask for them, of which the last has to be looked up by name.
var someKinds = []cloudtrail.Kind{
	{Source: "iam.amazonaws.com", Name: "CreateUser"},
	{Source: "cloudtrail.amazonaws.com", Name: "StopLogging"},
	{Source: "monitoring.amazonaws.com", Name: "DeleteAlarms"},
	{Source: "ec2.amazonaws.com", Name: "RunInstances"},
	{Source: "organizations.amazonaws.com", Name: "LeaveOrganization"},
	{Source: "*", Name: "EmailUpdated"},
	{Source: "sts.amazonaws.com", Name: "AssumeRoot"},
}

func encode(t *testing.T, snap *snapshot.Snapshot) []byte {
	t.Helper()
	b, err := snapshot.Encode(snap)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// gaps lists a section's gaps, without their messages.
func gaps(snap *snapshot.Snapshot, section string) []string {
	var out []string
	for _, g := range snap.Coverage[section].Gaps {
		out = append(out, g.String())
	}
	return out
}

func wantGaps(t *testing.T, snap *snapshot.Snapshot, section string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, gaps(snap, section)); diff != "" {
		t.Errorf("gaps of %s (-want +got):\n%s", section, diff)
	}
}

// wantValue compares a section with JSON on one line; empty means that it is absent.
func wantValue(t *testing.T, snap *snapshot.Snapshot, service, collection, want string) {
	t.Helper()
	if diff := cmp.Diff(want, string(snap.AWS[service][collection])); diff != "" {
		t.Errorf("%s.%s (-want +got):\n%s", service, collection, diff)
	}
}

func TestGoldenSnapshots(t *testing.T) {
	for name, files := range map[string]fs.FS{"compromised": accounts.Compromised(), "clean": accounts.Clean()} {
		bubble(t, name, func(t *testing.T) {
			got := encode(t, read(t, open(t, files)))
			if again := encode(t, read(t, open(t, files))); !bytes.Equal(got, again) {
				t.Errorf("two collections of one account differ:\n%s", cmp.Diff(string(got), string(again)))
			}
			golden := filepath.Join("testdata", name+".json")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("the snapshot differs from %s; go test -update writes it (-want +got):\n%s", golden, diff)
			}
			if _, err := snapshot.Decode(got); err != nil {
				t.Errorf("the snapshot cannot be read back: %v", err)
			}
		})
	}
}

// Every operation that a collector declares is asked of one of the accounts, and no other.
func TestOperationsOnTheWire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := map[string]bool{}
		for _, files := range []fs.FS{accounts.Compromised(), accounts.Clean()} {
			account := open(t, files)
			read(t, account)
			for _, c := range account.Calls() {
				seen[c.String()] = true
			}
		}
		declared := map[string]bool{}
		for _, o := range Operations(SectionNames()) {
			declared[o.Action] = true
		}
		if diff := cmp.Diff(declared, seen); diff != "" {
			t.Errorf("operations (-declared +seen):\n%s", diff)
		}
	})
}

// What a section declares is what reading it alone asks, and nothing is asked twice.
func TestOperationsOfEachSection(t *testing.T) {
	for _, section := range SectionNames() {
		bubble(t, section, func(t *testing.T) {
			declared := map[string]bool{}
			for _, o := range Operations([]string{section}) {
				declared[o.Action] = true
			}
			seen := map[string]bool{}
			for _, files := range []fs.FS{accounts.Compromised(), accounts.Clean()} {
				calls := map[awsreplay.Call]int{}
				account := open(t, files)
				read(t, account, section)
				for _, c := range account.Calls() {
					if calls[c]++; calls[c] > 1 {
						t.Errorf("%s was asked twice with %s in %s", c, c.Input, c.Region)
					}
					if !declared[c.String()] {
						t.Errorf("%s is not declared", c)
					}
					seen[c.String()] = true
				}
			}
			for action := range seen {
				delete(declared, action)
			}
			if strings.HasPrefix(section, "s3.") {
				delete(declared, getBucketLocation.Action) // for emulators, which do not list the regions
			}
			for action := range declared {
				t.Errorf("%s is declared and was not asked", action)
			}
		})
	}
}

func TestOneSectionMakesTwoCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Compromised())
		snap := read(t, account, "iam.account_summary")
		var calls []string
		for _, c := range account.Calls() {
			calls = append(calls, c.String())
		}
		if diff := cmp.Diff([]string{"sts:GetCallerIdentity", "iam:GetAccountSummary"}, calls); diff != "" {
			t.Errorf("calls (-want +got):\n%s", diff)
		}
		for name, c := range snap.Coverage {
			want := snapshot.Off
			if name == "iam.account_summary" {
				want = snapshot.Complete
			}
			if c.Status != want {
				t.Errorf("coverage of %s is %s, want %s", name, c.Status, want)
			}
		}
		wantValue(t, snap, "iam", "account_summary", `{"account_mfa_enabled":false,"account_password_present":true,`+
			`"account_access_keys_present":true,"account_signing_certificates_present":true,"mfa_devices_in_use":2}`)
	})
}

// TestNumberOfCalls holds the numbers that the documentation states.
func TestNumberOfCalls(t *testing.T) {
	for name, tc := range map[string]struct {
		files fs.FS
		want  int
	}{
		"compromised": {accounts.Compromised(), 568},
		"clean":       {accounts.Clean(), 616},
	} {
		bubble(t, name, func(t *testing.T) {
			account := open(t, tc.files)
			read(t, account)
			if got := len(account.Calls()); got != tc.want {
				t.Errorf("%d calls, want %d", got, tc.want)
			}
		})
	}
}

func ExampleCollect() {
	account, err := awsreplay.Open(accounts.Compromised())
	if err != nil {
		fmt.Println(err)
		return
	}
	snap, err := Collect(context.Background(), Options{Sections: []string{"sns.topics"}, Replay: account, Now: account.RecordedAt})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(snap.Meta.AccountID, snap.Coverage["sns.topics"].Status)
	fmt.Println(snap.Coverage["sns.topics"].Gaps[0])
	// Output:
	// 123456789012 partial
	// sns:ListTopics in ap-northeast-3: AuthorizationError
}
