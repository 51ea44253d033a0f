package collector

import (
	"encoding/json"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// A recording gives the snapshot that the account gave, but for what was scrubbed.
func TestRecordedAndReplayed(t *testing.T) {
	for name, files := range map[string]fs.FS{"compromised": accounts.Compromised(), "clean": accounts.Clean()} {
		t.Run(name, func(t *testing.T) {
			account := open(t, files)
			dir := t.TempDir()
			original := record(t, account, dir)
			replayed := open(t, os.DirFS(dir))
			snap := readWith(t.Context(), t, replayed, Options{Now: account.RecordedAt})

			if diff := cmp.Diff(shape(t, original), shape(t, snap)); diff != "" {
				t.Errorf("the replayed snapshot has another shape (-original +replayed):\n%s", diff)
			}
			if snap.Meta.AccountID != "111111111111" {
				t.Errorf("the replayed account is %s", snap.Meta.AccountID)
			}
			for _, c := range replayed.Calls() {
				if strings.Contains(c.Input, original.Meta.AccountID) {
					t.Errorf("%s asks with %s", c, c.Input)
				}
			}
		})
	}
}

func record(t *testing.T, account *awsreplay.Account, dir string) *snapshot.Snapshot {
	t.Helper()
	recorder, err := awsreplay.NewRecorder(dir)
	if err != nil {
		t.Fatal(err)
	}
	snap, err := Collect(t.Context(), Options{
		Sections: SectionNames(), Replay: recorder.Wrap(account), Now: account.RecordedAt, ToolVersion: "test",
		Responder: "incident-responder", ResourceTypes: []string{"AWS::Lambda::Function"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := recorder.Close(); err != nil {
		t.Fatal(err)
	}
	return snap
}

var (
	accountNumber = regexp.MustCompile(`\b[0-9]{12}\b`)
	uniqueID      = regexp.MustCompile(`\b(A[A-Z]{3})[A-Z0-9]{12,}\b`)
	person        = regexp.MustCompile(`[a-z0-9.-]+@example\.com`)
	address       = regexp.MustCompile(`\b[0-9]{1,3}(\.[0-9]{1,3}){3}\b`)
	hookRest      = regexp.MustCompile(`/#[0-9a-f]{8}`)
	hexDigest     = regexp.MustCompile(`\b[0-9a-f]{64}\b`)
)

// shape is a snapshot without what a recorder scrubs: all text of contacts, and elsewhere account
// ids, unique ids, e-mail and IP addresses and the hashes of web hooks and of definitions.
func shape(t *testing.T, snap *snapshot.Snapshot) any {
	t.Helper()
	var v struct {
		Meta     any
		Coverage any
		AWS      map[string]map[string]any
	}
	b := accountNumber.ReplaceAllString(string(encode(t, snap)), "ACCOUNT")
	b = uniqueID.ReplaceAllString(b, "$1")
	b = address.ReplaceAllString(b, "IP")
	b = hookRest.ReplaceAllString(b, "")
	b = hexDigest.ReplaceAllString(b, "SHA256")
	b = person.ReplaceAllString(b, "EMAIL")
	if err := json.Unmarshal([]byte(b), &v); err != nil {
		t.Fatal(err)
	}
	for _, value := range v.AWS["account"] {
		if contact, ok := value.(map[string]any); ok {
			for name := range contact {
				contact[name] = "TEXT"
			}
		}
	}
	return v
}

// Nothing that identifies the account, its people or its keys is left in a recording's files.
func TestRecordingHoldsNoSecrets(t *testing.T) {
	dir := t.TempDir()
	record(t, open(t, accounts.Compromised()), dir)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(dir + "/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{
			"123456789012", "999988887777", "TX4KJ2QZ", "accounts-payable", "security@", "5f3a9c1e7b",
			"+47 22", "Bryggegata", "Fjordmart AS", "AWS4-HMAC", "Credential=", "AAGBZFJj", "eyJwYWdl",
			"pick-and-pack", "contain-44d0",
			"198.51.100", "b41f6a0d2c7e", "eyJGam9y",
		} {
			if strings.Contains(string(b), secret) {
				t.Errorf("%s holds %q", e.Name(), secret)
			}
		}
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %s", e.Name(), info.Mode())
		}
	}
	if _, err := awsreplay.NewRecorder(dir); err == nil || !strings.HasSuffix(err.Error(), "is not empty") {
		t.Errorf("a second recorder in the same directory: %v", err)
	}
}
