package output

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/runbook"
)

// Runbooks is the table of the formats of an account's runbook.
func Runbooks() Formats[*runbook.Account] {
	return Formats[*runbook.Account]{{"text", RunbookText}, {"html", RunbookHTML}, {"markdown", RunbookMarkdown}, {"json", RunbookJSON}}
}

// RunbookJSON prints the runbook for programs.
func RunbookJSON(w io.Writer, a *runbook.Account) error { return encode(w, a) }

// stateCounts says how many steps are in which state.
func stateCounts(steps []runbook.Step) string {
	var parts []string
	for _, s := range []runbook.State{runbook.Open, runbook.Unknown, runbook.Done} {
		n := 0
		for _, step := range steps {
			if step.State == s {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	return strings.Join(parts, ", ")
}

// block is commands that are alike in what a reader has to know before running them.
type block struct {
	warning  string
	commands []string
}

// blocks keeps the order of the commands.
func blocks(commands []runbook.Command) []block {
	var made []block
	for _, c := range commands {
		warning := warningOf(c)
		if last := len(made) - 1; last < 0 || made[last].warning != warning {
			made = append(made, block{warning: warning})
		}
		last := len(made) - 1
		made[last].commands = append(made[last].commands, c.Line)
	}
	return made
}

// warningOf says what a reader has to know before running a command; it is empty if that is nothing.
func warningOf(c runbook.Command) string {
	var warnings []string
	switch {
	case c.LocksOut:
		warnings = append(warnings, "Takes something from the identity that read the account: it may be you.")
	case c.Effect == runbook.Endangers:
		warnings = append(warnings, "May lock out, delete or lose evidence: read before you run it.")
	}
	if len(c.Fill) > 0 {
		warnings = append(warnings, "Set first: "+strings.Join(c.Fill, ", ")+".")
	}
	if len(c.Edit) > 0 {
		warnings = append(warnings, "Write or change first: "+strings.Join(c.Edit, ", ")+".")
	}
	return strings.Join(warnings, " ")
}

// reasons are those for which a step is not known to be done, each once, with the rules that give it.
func reasons(undecided []runbook.Undecided) []string {
	var order []string
	rules := map[string][]string{}
	for _, u := range undecided {
		if _, ok := rules[u.Reason]; !ok {
			order = append(order, u.Reason)
		}
		rules[u.Reason] = append(rules[u.Reason], u.Rule)
	}
	for i, reason := range order {
		if of := slices.DeleteFunc(rules[reason], func(r string) bool { return r == "" }); len(of) > 0 {
			order[i] = strings.Join(of, ", ") + ": " + reason
		}
	}
	return order
}
