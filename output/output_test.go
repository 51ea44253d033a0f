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
		for _, format := range formats() {
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
		got, err := Parse(spec)
		if err != nil || got.File != want || got.Format == nil {
			t.Errorf("Parse(%q) = file %q, %v; want file %q", spec, got.File, err, want)
		}
	}
}

func TestParseAllRefuses(t *testing.T) {
	formats := strings.Join(Formats(), ", ")
	for want, specs := range map[string][]string{
		`unknown format "xml": want ` + formats:                              {"xml"},
		`unknown format "": want ` + formats:                                 {""},
		`unknown format "JSON": want ` + formats:                             {"JSON=x"},
		`no file after "json="`:                                              {"json="},
		`two reports to standard output: name another file, as in json=FILE`: {"text", "json=-"},
		`two reports to out/x: name another file, as in sarif=FILE`:          {"json=out/x", "sarif=./out//x"},
	} {
		if _, err := ParseAll(specs); err == nil || err.Error() != want {
			t.Errorf("ParseAll(%q): %v, want %s", specs, err, want)
		}
	}
}

func TestWriteGoesOnAfterAnError(t *testing.T) {
	dir := t.TempDir()
	targets, err := ParseAll([]string{"text", "json=" + dir, "sarif=" + filepath.Join(dir, "new", "a.sarif")})
	if err != nil {
		t.Fatal(err)
	}
	var stdout bytes.Buffer
	err = Write(targets, &stdout, fullReport())
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
	for _, format := range formats() {
		err := Write([]Target{{Format: format.print}}, closed, fullReport())
		if want := "write standard output: file already closed"; err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", format.name, err, want)
		}
	}
}

// TestNothingHides feeds every format what an intruder might name a resource: no output may hold
// a character that a reader does not see.
func TestNothingHides(t *testing.T) {
	for name, r := range reports() {
		for _, format := range formats() {
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
