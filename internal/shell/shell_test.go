package shell_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/plain"
	"github.com/tocsin-dev/tocsin/internal/shell"
)

// hostile are names as an intruder may choose them.
var hostile = []string{
	"", " ", "a b", "it's", `"`, `''`, `\`, `a\`, `\n`, "$HOME", "$(touch pwned)", "`touch pwned`", "a;touch pwned", "a&&touch pwned",
	"a|touch pwned", "a>pwned", "<pwned", "a\nb", "\n", "a\n\n", "\ntouch pwned\n", "\r\n", "-rf", "--", "-\n", "-n\x1b", "%s%n\n", `\033` + "\n",
	"*", "?", "[a]", "~root", "#a", "!a", "{a,b}", "(a)", "\x1b[2J\x1b]0;x\x07", "\x7f", "\x01", "a\tb", "Grüße", "名前", "\u202egpj.exe", "\u200b",
	"\xff\xfe", "é\n'$(touch pwned)'", "${IFS}", "hidden1", "a=b", "'; touch pwned; '", "';touch pwned\n'", "$'a\\nb'", "a\\\nb", "ﾠ",
}

// TestStringThroughShells: what a shell makes of a line is what went into it, and nothing else happens.
func TestStringThroughShells(t *testing.T) {
	for _, sh := range []string{"sh", "bash"} {
		t.Run(sh, func(t *testing.T) {
			for _, name := range hostile {
				words := []string{"--name=" + name, name, "after"}
				line := shell.Line{{Words: []shell.Word{word("printf"), word(`%s\0`), word(words[0]), word(words[1]), word(words[2])}}}
				text := line.String()
				if plain.Text(text) != text {
					t.Errorf("%q is not plain to see: %q", name, text)
				}
				if diff := cmp.Diff(words, run(t, sh, text)); diff != "" {
					t.Errorf("%q through %s by %s\n%s", name, sh, text, diff)
				}
			}
		})
	}
}

func word(text string) shell.Word { return shell.Word{{Text: text}} }

// run runs a line in an empty directory, in which nothing may be after it.
func run(t *testing.T, sh, line string) []string {
	t.Helper()
	c := exec.Command(sh, "-eu")
	c.Dir, c.Stdin = t.TempDir(), strings.NewReader(line+"\n")
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Run(); err != nil || stderr.Len() > 0 {
		t.Fatalf("%s: %v: %s", line, err, &stderr)
	}
	if left, err := os.ReadDir(c.Dir); err != nil || len(left) > 0 {
		t.Errorf("%s left %v, %v", line, left, err)
	}
	return strings.Split(strings.TrimSuffix(stdout.String(), "\x00"), "\x00")
}

// TestParseAgreesWithShells: what is read of a quoted text is what a shell reads.
func TestParseAgreesWithShells(t *testing.T) {
	for _, name := range hostile {
		for _, quoted := range []string{shell.Quote(name), `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(name) + `"`} {
			text := `printf %s\\0 --name=` + quoted + " x" + quoted
			line, err := shell.Parse(text)
			if err != nil {
				t.Errorf("%q: %v", text, err)
				continue
			}
			var got []string
			for _, w := range line[0].Words[2:] {
				s, _ := w.Text()
				got = append(got, s)
			}
			if diff := cmp.Diff(run(t, "sh", text), got); diff != "" {
				t.Errorf("%q (-sh +parsed)\n%s", text, diff)
			}
		}
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		`aws s3 ls`:                              `aws s3 ls`,
		`  aws   s3	ls  `:                        `aws s3 ls`,
		`aws 's3' "ls"`:                          `aws s3 ls`,
		`aws ""`:                                 `aws ''`,
		`aws --key="$KEY"`:                       `aws --key="$KEY"`,
		`aws --key=$KEY`:                         `aws --key="$KEY"`,
		`aws --t="Id=a b,Arn=$ARN"`:              `aws --t='Id=a b,Arn='"$ARN"`,
		`aws a>b`:                                `aws a > b`,
		`aws a > 'b c' && aws d`:                 `aws a > 'b c' && aws d`,
		`aws a | jq 'del(.Arn)' > schedule.json`: `aws a | jq 'del(.Arn)' > schedule.json`,
		`aws a; aws b || aws c`:                  `aws a ; aws b || aws c`,
		"aws 'a\nb'":                             `hidden1=$(printf 'a\012b.') && aws "${hidden1%.}"`,
		"aws 'a\x1b' '\n'":                       `hidden1=$(printf 'a\033.') && hidden2=$(printf '\012.') && aws "${hidden1%.}" "${hidden2%.}"`,
	} {
		line, err := shell.Parse(text)
		if err != nil || line.String() != want {
			t.Errorf("%q is read as %q, %v; want %q", text, line.String(), err, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "&& aws", "aws &&", "aws | | a", "aws >", "aws > a b", "aws > a > b", "aws >> a", "aws < a", "aws &", "aws a\naws b", "aws $(a)", "aws `a`",
		`aws "$(a)"`, "aws \"`a`\"", "aws ${A}", "aws $a", "aws '", `aws "`, `aws \`, "aws a\\\nb", "aws \"a\\\nb\"", "aws *", "aws ~", "aws # a", "(aws)", "aws !a",
		"aws a;;b", "aws {a,b}", "aws a\x00", "aws [a]", "aws a?",
	} {
		if line, err := shell.Parse(text); err == nil {
			t.Errorf("%q is read as %q", text, line)
		}
	}
}

func TestVariables(t *testing.T) {
	line, err := shell.Parse(`aws a --x="$A$B" && aws b --y="$B" --z="$C" > f`)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"A", "B", "C"}, line.Variables()); diff != "" {
		t.Error(diff)
	}
}

// FuzzParse: what was read, is read again from what is written, unless it holds what cannot be seen.
func FuzzParse(f *testing.F) {
	for _, name := range hostile {
		f.Add("aws --name=" + shell.Quote(name))
	}
	f.Fuzz(func(t *testing.T, text string) {
		line, err := shell.Parse(text)
		if err != nil {
			return
		}
		written := line.String()
		if plain.Text(written) != written {
			t.Errorf("%q becomes %q", text, written)
		}
		if plain.Text(text) != text || strings.HasPrefix(written, "hidden1=") {
			return
		}
		again, err := shell.Parse(written)
		if err != nil || again.String() != written {
			t.Errorf("%q becomes %q, and that %q, %v", text, written, again, err)
		}
	})
}
