package cmd

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// newMan prints what --help says of all commands as one manual page, which releases contain.
func newMan() *cobra.Command {
	return &cobra.Command{
		Use:    "man",
		Short:  "Print the manual page",
		Hidden: true,
		Args:   takes(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(manual(cmd.Root()))
			return err
		},
	}
}

// manualPage is a page in man(7)'s language: https://man7.org/linux/man-pages/man7/man.7.html
type manualPage struct{ bytes.Buffer }

func manual(root *cobra.Command) []byte {
	var p manualPage
	fmt.Fprintf(&p, ".TH %s 1\n.SH NAME\n", strings.ToUpper(root.Name()))
	p.text(root.Name() + " - " + root.Short)
	p.WriteString(".SH SYNOPSIS\n")
	p.text(root.Name() + " COMMAND [FLAGS]")
	p.WriteString(".SH DESCRIPTION\n")
	p.text(root.Long)
	p.example(root)
	p.WriteString(".SH COMMANDS\n")
	p.commands(root)
	return p.Bytes()
}

func (p *manualPage) commands(parent *cobra.Command) {
	for _, c := range parent.Commands() {
		if !c.IsAvailableCommand() {
			continue
		}
		p.WriteString(".SS \"" + roff(c.UseLine()) + "\"\n")
		if c.Long == "" {
			p.text(c.Short + ".")
		}
		p.text(c.Long)
		c.LocalFlags().VisitAll(p.flag)
		p.example(c)
		p.commands(c)
	}
}

func (p *manualPage) flag(f *pflag.Flag) {
	if f.Hidden || f.Name == "help" {
		return
	}
	value, usage := pflag.UnquoteUsage(f)
	name := "--" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", " + name
	}
	p.WriteString(".TP\n")
	p.text(strings.TrimSpace(name + " " + value))
	p.text(usage)
}

func (p *manualPage) example(c *cobra.Command) {
	if c.Example == "" {
		return
	}
	p.WriteString(".PP\n.EX\n")
	p.text(c.Example)
	p.WriteString(".EE\n")
}

// text writes lines, of which an empty one begins a paragraph.
func (p *manualPage) text(s string) {
	for line := range strings.Lines(s) {
		if line = strings.TrimRight(line, " \t\n"); line == "" {
			line = ".PP"
		} else {
			line = roff(line)
		}
		p.WriteString(line + "\n")
	}
}

// roff writes a line such that nothing in it is a request or an escape, in ASCII.
func roff(line string) string {
	var b strings.Builder
	if strings.HasPrefix(line, ".") {
		b.WriteString(`\&`)
	}
	for _, r := range line {
		switch {
		case strings.ContainsRune("\\-'`\"^~", r) || r > unicode.MaxASCII:
			fmt.Fprintf(&b, `\[u%04X]`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
