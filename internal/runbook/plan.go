package runbook

import (
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/plain"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/shell"
)

// Command is a line to paste into a shell.
type Command struct {
	// Line is one line, and the same in every POSIX shell, whatever the names in it.
	Line   string `json:"line"`
	Effect Effect `json:"effect"`
	// LocksOut is set when it is about the identity that read the account.
	LocksOut bool `json:"locks_out"`
	// Fill are the variables that a person sets first, and Edit the files that a person writes or changes.
	Fill []string `json:"fill"`
	Edit []string `json:"edit"`
	// Findings are the ids of those that it mends.
	Findings []string `json:"findings"`
}

// ByPerson reports whether it cannot be run as it stands.
func (c Command) ByPerson() bool { return len(c.Fill)+len(c.Edit) > 0 }

// plan collects the commands of findings, each once, and puts them into an order.
type plan struct {
	caller string
	files  files
	tasks  []*task
	byLine map[string]*task
	lists  [][]*task // the tasks of each finding, in the order in which they have to be run
	steps  []string  // in the order of the runbook
}

// task is a command and the place of its step.
type task struct {
	Command
	step int
	from int // as it was found
}

func newPlan(scan report.Scan) *plan {
	return &plan{
		caller: callerOption(scan.CallerARN), files: files{names: map[string]string{}, taken: map[string]bool{}}, byLine: map[string]*task{},
	}
}

// add takes in the commands of a step's findings. It returns what is to be said of those that cannot be
// written as a line.
func (p *plan) add(step string, findings []report.Finding) []Advice {
	p.steps = append(p.steps, step)
	var left []Advice
	for _, f := range findings {
		var tasks []*task
		written := map[string]bool{}
		for _, fix := range f.Fix {
			line, err := shell.Parse(fix)
			if err != nil && plain.Text(fix) != fix {
				left = append(left, Advice{Text: "One command has characters in it that cannot be seen, and is not one that can be shown safely: " + plain.Text(fix)})
				continue
			}
			t := p.task(f, fix, line, written)
			tasks = append(tasks, t)
		}
		p.lists = append(p.lists, tasks)
	}
	return left
}

// task returns the task for a command of a finding, a new one if no other finding has it.
func (p *plan) task(f report.Finding, fix string, line shell.Line, written map[string]bool) *task {
	c := Command{Line: fix, Effect: Endangers, Fill: []string{}, Edit: []string{}} // a line that is not understood
	if line != nil {
		c.Edit = list(p.files.own(line, f.Resource, written))
		c.Line, c.Effect, c.Fill, c.LocksOut = line.String(), effectOf(line), list(line.Variables()), p.isAboutCaller(line)
	}
	t, ok := p.byLine[c.Line]
	if !ok {
		t = &task{Command: c, step: len(p.steps) - 1, from: len(p.tasks)}
		p.byLine[c.Line] = t
		p.tasks = append(p.tasks, t)
	}
	if !slices.Contains(t.Findings, f.ID) {
		t.Findings = append(t.Findings, f.ID)
	}
	return t
}

// isAboutCaller reports whether a line takes something from the identity that read the account.
func (p *plan) isAboutCaller(line shell.Line) bool {
	if p.caller == "" || effectOf(line) != Endangers {
		return false
	}
	for _, c := range line {
		for _, w := range c.Words {
			if text, _ := w.Text(); text == p.caller {
				return true
			}
		}
	}
	return false
}

// callerOption is the option by which commands name the caller: its user or its role.
func callerOption(arn string) string {
	r := report.ParseResource(arn, "", "")
	switch {
	case r.Service == "iam" && r.Type == "user":
		return "--user-name=" + r.Name[strings.LastIndex(r.Name, "/")+1:] // what is before it is the path
	case r.Service == "sts" && r.Type == "assumed-role":
		role, _, _ := strings.Cut(r.Name, "/")
		return "--role-name=" + role
	}
	return ""
}
