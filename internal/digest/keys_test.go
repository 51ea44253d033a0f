package digest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
)

func TestReadKeys(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, content []byte) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("us-east-1.json", digesttest.KeyList(keys()[0]))
	one := write("eu-west-1.json", digesttest.KeyList(keys()[1]))
	write("notes.txt", []byte("no keys"))
	for path, want := range map[string]int{dir: 2, one: 1} {
		set, err := digest.ReadKeys(path)
		if err != nil || len(set) != want {
			t.Errorf("%s: got %d keys and the error %v, want %d", path, len(set), err, want)
		}
	}
	set, err := digest.ReadKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys() {
		if got, err := set.Key(t.Context(), "us-east-1", key.Fingerprint(), time.Time{}); err != nil || !got.Equal(&key.PublicKey) {
			t.Errorf("key %s: %v, %v", key.Fingerprint(), got, err)
		}
	}

	for content, want := range map[string]string{
		`{`:                       "unexpected end of JSON input",
		`{}`:                      "it has no PublicKeyList, as aws cloudtrail list-public-keys prints it",
		`{"PublicKeyList": [{}]}`: `key "": asn1: syntax error: sequence truncated`,
		`{"PublicKeyList": [{"Value": "AAAA", "Fingerprint": "x\ny"}]}`: `key "x\ny": asn1: `,
	} {
		path := write("bad", []byte(content))
		if _, err := digest.ReadKeys(path); err == nil || !strings.HasPrefix(err.Error(), "read keys of "+path+": "+want) {
			t.Errorf("%s: got the error %v, want %s", content, err, want)
		}
	}
	for _, path := range []string{filepath.Join(dir, "nosuch"), t.TempDir()} {
		if _, err := digest.ReadKeys(path); err == nil {
			t.Errorf("%s has keys", path)
		}
	}
}
