package runbook

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/shell"
)

// files gives each resource files of its own: what one command writes for another, a third must not
// overwrite.
type files struct {
	names map[string]string // by what the rule calls it and the resource
	taken map[string]bool
}

// own gives the files of a line names of their own, and returns those that a person has to write or to
// change first: what another command wrote goes in unchanged only as the whole input of a command.
func (f files) own(line shell.Line, of report.Resource, written map[string]bool) []string {
	var edit []string
	for i := range line {
		for n, w := range line[i].Words {
			name := reads(w)
			if name == "" {
				continue
			}
			own := f.name(name, of)
			w[0].Text = strings.TrimSuffix(w[0].Text, name) + own
			whole, _ := line[i].Words[max(0, n-1)].Text()
			if complete := whole == "--cli-input-json" && written[own]; !complete && !slices.Contains(edit, own) {
				edit = append(edit, own)
			}
		}
		if name, _ := line[i].Into.Text(); simple.MatchString(name) {
			line[i].Into[0].Text = f.name(name, of)
			written[line[i].Into[0].Text] = true
		}
	}
	return edit
}

// reads returns the file that the AWS CLI reads for a word.
func reads(w shell.Word) string {
	text, _ := w.Text()
	if option, value, ok := strings.Cut(text, "="); ok && strings.HasPrefix(option, "--") {
		text = value
	}
	for _, scheme := range []string{"file://", "fileb://"} {
		if name, ok := strings.CutPrefix(text, scheme); ok && simple.MatchString(name) {
			return name
		}
	}
	return ""
}

// name makes a name from the rule's and the resource's. Two resources never get one.
func (f files) name(name string, of report.Resource) string {
	key := strings.Join([]string{name, of.ARN}, "\x00")
	if !strings.HasPrefix(of.ARN, "arn:") { // the account in a region
		key += "\x00" + of.Region
	}
	if own, ok := f.names[key]; ok {
		return own
	}
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext) + "-" + mild(of.Name)
	own := stem + ext
	for n := 2; f.taken[strings.ToLower(own)]; n++ { // some file systems know no case
		own = fmt.Sprintf("%s-%d%s", stem, n, ext)
	}
	f.names[key], f.taken[strings.ToLower(own)] = own, true
	return own
}

// mild leaves of a name what any file system and any shell takes as it is.
func mild(name string) string {
	const most = 60
	var b strings.Builder
	for _, c := range name[:min(len(name), most)] {
		if c < 0x80 && (simple.MatchString(string(c)) || c == '-') {
			b.WriteRune(c)
		} else {
			b.WriteByte('_')
		}
	}
	return b.String()
}
