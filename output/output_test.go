package output

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	got = bytes.Replace(got, []byte(htmlStyle), []byte("\n"), 1) // which has a file of its own
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got), go test ./output -update accepts it:\n%s", file, diff)
	}
}

func TestGolden(t *testing.T) {
	for name, r := range reports() {
		for _, format := range Reports() {
			t.Run(name+"/"+format.name, func(t *testing.T) {
				var buf bytes.Buffer
				if err := format.print(&buf, r); err != nil {
					t.Fatal(err)
				}
				golden(t, name+"."+format.name, buf.Bytes())
			})
		}
	}
}

func TestParse(t *testing.T) {
	for spec, want := range map[string]string{
		"text":                "",
		"json=-":              "",
		"sarif=out/a=b.sarif": "out/a=b.sarif",
	} {
		got, err := Reports().Parse([]string{spec})
		if err != nil || len(got) != 1 || got[0].File != want || got[0].Format == nil {
			t.Errorf("Parse(%q) = %v, %v; want file %q", spec, got, err, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	names := strings.Join(Reports().Names(), ", ")
	for want, specs := range map[string][]string{
		`unknown format "xml": want ` + names:                                                     {"xml"},
		`unknown format "": want ` + names:                                                        {""},
		`unknown format "JSON": want ` + names:                                                    {"JSON=x"},
		`unknown format "out/r.json": want ` + names + ` (to write to a file: FORMAT=out/r.json)`: {"out/r.json"},
		`no file after "json="`:                                                                   {"json="},
		`two formats to standard output: name another file, as in json=FILE`:                      {"text", "json=-"},
		`two formats to out/x: name another file, as in sarif=FILE`:                               {"json=out/x", "sarif=./out//x"},
	} {
		if _, err := Reports().Parse(specs); err == nil || err.Error() != want {
			t.Errorf("Parse(%q): %v, want %s", specs, err, want)
		}
	}
}

func TestWriteGoesOnAfterAnError(t *testing.T) {
	dir := t.TempDir()
	targets, err := Reports().Parse([]string{"text", "json=" + dir, "sarif=" + filepath.Join(dir, "new", "a.sarif")})
	if err != nil {
		t.Fatal(err)
	}
	var stdout bytes.Buffer
	err = targets.Write(&stdout, fullReport())
	if want := "write " + dir + ": it is a directory"; err == nil || err.Error() != want {
		t.Errorf("Write: %v, want %s", err, want)
	}
	if stdout.String() != string(renderText(fullReport(), false)) {
		t.Errorf("standard output has %q", stdout.String())
	}
	if _, err := os.Stat(targets[2].File); err != nil {
		t.Error(err)
	}
}

func TestWriteNamesStandardOutput(t *testing.T) {
	closed, err := os.Create(filepath.Join(t.TempDir(), "x"))
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	for _, format := range Reports() {
		err := Targets[*report.Report]{{Format: format.print}}.Write(closed, fullReport())
		if want := "write standard output: file already closed"; err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", format.name, err, want)
		}
	}
}

// TestNothingHides feeds every format what an intruder might name a resource: no output may hold
// a character that a reader does not see.
func TestNothingHides(t *testing.T) {
	for name, r := range reports() {
		for _, format := range Reports() {
			t.Run(name+"/"+format.name, func(t *testing.T) {
				inert(t, func(w io.Writer) error { return format.print(w, r) })
			})
		}
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"plain é日本語🔔 \\":         "plain é日本語🔔 \\",
		"\x1b[31mred\r\n\t\a":    `\x1b[31mred\r\n\t\a`,
		"\u009b\u202e\u2066":     `\u009b\u202e\u2066`,
		"a\u00a0b\u200b\ufeff":   `a\u00a0b\u200b\ufeff`,
		"\u3164\ufe0f\U000e0041": `\u3164\ufe0f\U000e0041`,
		"\xff\x00\ufffd":         `\xff\x00` + "\ufffd",
		"::a::b ::c iam::d":      `\u003a:a::b \u003a:c iam::d`,
		"##[a]###vso[b] #[c]":    `#\u0023[a]#\u0023#vso[b] #[c]`,
	} {
		if got := Plain(in); got != want {
			t.Errorf("Plain(%q) = %s, want %s", in, got, want)
		}
	}
}
