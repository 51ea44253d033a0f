package cmd

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// takeOnce has every flag of one text, in a command and those below it, refuse a second one: of two --events
// the first would be dropped without a word.
func takeOnce(cmd *cobra.Command) {
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Value.Type() == "string" {
			f.Value = &once{Value: f.Value}
		}
	})
	for _, below := range cmd.Commands() {
		takeOnce(below)
	}
}

type once struct {
	pflag.Value
	given bool
}

// Set sets the value, the first time.
func (o *once) Set(s string) error {
	if o.given {
		return errors.New("it is given twice, and takes one value")
	}
	o.given = true
	return o.Value.Set(s)
}
