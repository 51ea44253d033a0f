package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tocsin-dev/tocsin/internal/config"
)

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tocsin.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoad(t *testing.T) {
	for name, tc := range map[string]struct {
		content string
		want    config.Config
	}{
		"empty":         {"", config.Config{}},
		"comments only": {"# nothing yet\n", config.Config{}},
		"no parameters": {"params:\n", config.Config{}},
		"list and map": {
			"params:\n  accounts: ['1', '2']\n  limits: {days: 3, on: true}\n",
			config.Config{Params: map[string]any{
				"accounts": []any{"1", "2"},
				"limits":   map[string]any{"days": uint64(3), "on": true},
			}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := config.Load(write(t, tc.content))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got, cmpopts.IgnoreUnexported(config.Config{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, tc := range map[string]struct{ content, want string }{
		"misspelt key":   {"parms:\n  a: 1\n", `tocsin.yaml:1:1: unknown key "parms": did you mean params?`},
		"unknown key":    {"params: {}\nsomething: 1\n", `tocsin.yaml:2:1: unknown key "something": want params, rules, waivers`},
		"duplicate key":  {"params:\n  a: 1\n  a: 2\n", "tocsin.yaml:3:3: "},
		"wrong type":     {"params: [1]\n", "tocsin.yaml:1:9: "},
		"scalar":         {"hello\n", "tocsin.yaml:1:1: "},
		"broken syntax":  {"params: {a: [1\n", "tocsin.yaml:1:"},
		"two documents":  {"params: {}\n---\nparams: {}\n", "found several"},
		"binary rubbish": {"\x00\xff\xfe", "parse configuration"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := config.Load(write(t, tc.content))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("got error %v, want one with %q", err, tc.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("the error has more than one line: %q", err)
			}
		})
	}
	t.Run("missing file", func(t *testing.T) {
		_, err := config.Load("nosuch.yaml")
		if err == nil || err.Error() != "read configuration nosuch.yaml: no such file or directory" {
			t.Errorf("got error %v", err)
		}
	})
}

func FuzzLoad(f *testing.F) {
	f.Add("params: {a: [1, x]}")
	f.Add("a: &x\n  <<: *x")
	f.Add(waiver)
	f.Add("rules: {a: &m {severity: low}, b: *m, ? [1] : {<<: *m}}")
	f.Fuzz(func(t *testing.T, content string) {
		if _, err := config.Load(write(t, content)); err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("the error has more than one line: %q", err)
		}
	})
}
