package output

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFold(t *testing.T) {
	for _, tc := range []struct{ command, want string }{
		{"aws a b", "aws a b"},
		{"aws iam get-role --role-name=deploy", "aws iam get-role \\\n    --role-name=deploy"},
		{"aws iam get-role --role-name=" + strings.Repeat("x", 30) + " --q", "aws iam get-role \\\n    --role-name=" + strings.Repeat("x", 30) + " \\\n    --q"},
		{`aws s3 rm --policy='{"a b": "c d e f"}'`, "aws s3 rm \\\n    --policy='{\"a b\": \"c d e f\"}'"},
		{`aws s3 rm --n=$'it\'s a b c' --force`, "aws s3 rm \\\n    --n=$'it\\'s a b c' \\\n    --force"},
		{`aws s3 rm a\ b\ c\ d\ e "f g" h`, "aws s3 rm \\\n    a\\ b\\ c\\ d\\ e \\\n    \"f g\" h"},
		{"aws iam get-role --role-name=deploy # why", "aws iam get-role --role-name=deploy # why"},
		{"aws iam get-role --role-name='open ended", "aws iam get-role --role-name='open ended"},
		{"", ""},
		{strings.Repeat(" ", 30), strings.Repeat(" ", 30)},
	} {
		if diff := cmp.Diff(tc.want, strings.Join(fold(tc.command, 24), "\n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.command, diff)
		}
	}
}

// TestFoldedCommandsAreTheSame asks a shell what its arguments are.
func TestFoldedCommandsAreTheSame(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here: ", err)
	}
	arguments := func(command string) string {
		out, err := exec.Command(shell, "-c", "show() { printf '<%s>' \"$@\"; }; show "+command).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v: %s", command, err, out)
		}
		return string(out)
	}
	for _, command := range []string{
		"aws s3api put-object-lock-configuration --object-lock-configuration='{\"Rule\": {\"Days\": 365}}' --bucket=b",
		`aws iam get-role --role-name='it'\''s a long name' --query "Role . Arn" a\ b \\ "c\"  d"`,
		"aws   a  b " + strings.Repeat("'x  y' ", 30),
		`aws '##[error]x ::y::z ###' "a##b ::c" a##b '::d' \##e "f"##`,
	} {
		shown := shellText(command)
		noCommand(t, shown)
		if Plain(shown) != shown {
			t.Errorf("%s is not what is shown", shown)
		}
		if want, got := arguments(command), arguments(strings.Join(fold(shown, 30), "\n")); got != want {
			t.Errorf("folded, the arguments are %s, want %s", got, want)
		}
	}
}
