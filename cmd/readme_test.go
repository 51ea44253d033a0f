package cmd_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/cmd"
)

// TestReadme runs every command of the README's console blocks and compares what it prints. A line
// "…" stands for any lines.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir("..") // as whoever reads it
	ran := 0
	for _, block := range blocksOf(string(readme)) {
		if block.language != "console" {
			continue
		}
		for _, s := range sessions(block.text) {
			args, ok := strings.CutPrefix(s.command, "go run ./cmd/tocsin ")
			if !ok {
				args, ok = strings.CutPrefix(s.command, "tocsin ")
			}
			if !ok {
				t.Errorf("%q is no command of tocsin: put it into a block that is not console", s.command)
				continue
			}
			ran++
			t.Run(s.command, func(t *testing.T) {
				var got bytes.Buffer
				cmd.Main(context.Background(), strings.Fields(args), strings.NewReader(""), &got, &got)
				if diff := diffElided(s.want, got.String()); diff != "" {
					t.Errorf("the README shows something else (-README +now)\n%s", diff)
				}
			})
		}
	}
	if ran == 0 {
		t.Error("the README has no console block")
	}
}

// TestReadmeRule lints the rule that the README shows. It has no test, and nothing else is wrong with it.
func TestReadmeRule(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	t.Setenv("PATH", "") // without Regal
	for _, block := range blocksOf(string(readme)) {
		if block.language == "rego" {
			writeFile(t, "acme/multi_region_trail.rego", block.text)
		}
	}
	var got bytes.Buffer
	cmd.Main(context.Background(), []string{"policy", "lint", "."}, strings.NewReader(""), &got, io.Discard)
	want := "acme/multi_region_trail.rego:8: rule acme.multi_region_trail has no test: want one in acme/multi_region_trail_test.rego (untested)\n"
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("lint of the README's rule (-want +got)\n%s", diff)
	}
}

// session is a command of a console block and what it prints.
type session struct{ command, want string }

func sessions(console string) []session {
	var all []session
	for _, text := range strings.Split("\n"+console, "\n$ ")[1:] {
		command, want, _ := strings.Cut(text, "\n")
		all = append(all, session{command, want})
	}
	return all
}

// diffElided compares got with want, whose pieces between "…" lines must stand in got in turn.
func diffElided(want, got string) string {
	got = strings.TrimSpace(got)
	pieces := strings.Split("\n"+strings.TrimSpace(want)+"\n", "\n…\n")
	if len(pieces) == 1 {
		return cmp.Diff(strings.TrimSpace(want), got)
	}
	rest := "\n" + got + "\n"
	for i, piece := range pieces {
		at := strings.Index(rest, piece)
		if at < 0 || i == 0 && at > 0 {
			return cmp.Diff(piece, rest)
		}
		rest = rest[at+max(0, len(piece)-1):]
	}
	return ""
}
