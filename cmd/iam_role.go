package cmd

import (
	_ "embed" // the templates
	"fmt"
	"io"
	"strings"
)

//go:embed role/cloudformation.yaml
var cloudFormationRole string

//go:embed role/terraform.tf
var terraformRole string

// printIAMPolicy prints a policy alone, or within the role that a workflow of GitHub assumes.
func printIAMPolicy(w io.Writer, format string, p iamPolicy) error {
	var template string
	switch format {
	case "json":
		return printJSON(w, p)
	case "cloudformation":
		template = cloudFormationRole
	case "terraform":
		template = terraformRole
	default:
		return fmt.Errorf("unknown format %q: want json, cloudformation or terraform", format)
	}
	_, err := io.WriteString(w, withActions(template, p.Statement[0].Action))
	return err
}

// withActions repeats the template's line that has an action for each of them.
func withActions(template string, actions []string) string {
	var b strings.Builder
	for line := range strings.Lines(template) {
		if !strings.Contains(line, "ACTION") {
			b.WriteString(line)
			continue
		}
		for _, action := range actions {
			b.WriteString(strings.Replace(line, "ACTION", action, 1))
		}
	}
	return b.String()
}
