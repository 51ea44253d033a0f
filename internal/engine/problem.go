package engine

import (
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Problem is what is wrong at one place of a policy.
type Problem struct {
	// File is empty, and Line and Column are zero, if that is not known.
	File         string
	Line, Column int
	Text         string
	// Rule is the rule of Lint that found it.
	Rule string
}

// Error says where it is and what, for a compiler's reader.
func (p *Problem) Error() string {
	switch {
	case p.File == "":
		return p.Text
	case p.Column == 0:
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Text)
}

// problem is what is wrong at one place of a policy.
func problem(at *ast.Location, format string, args ...any) *Problem {
	p := &Problem{Text: strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ")}
	switch {
	case at == nil:
	case at.Col == 0: // behind the last line
		p.File, p.Line = at.File, max(1, at.Row-1)
	default:
		p.File, p.Line, p.Column = at.File, at.Row, at.Col
	}
	return p
}

// named says which rule of Lint finds the problem.
func (p *Problem) named(rule string) *Problem {
	p.Rule = rule
	return p
}

// problemsIn are the problems of which an error consists.
func problemsIn(err error) []Problem {
	switch e := err.(type) { //nolint:errorlint // the parts of joined errors are wanted, not the first of a kind
	case nil:
		return nil
	case *Problem:
		return []Problem{*e}
	case interface{ Unwrap() []error }:
		var all []Problem
		for _, part := range e.Unwrap() {
			all = append(all, problemsIn(part)...)
		}
		return all
	}
	return []Problem{{Text: err.Error()}}
}
