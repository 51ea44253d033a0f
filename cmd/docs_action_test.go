package cmd_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// actionReference is what action.yml says of its inputs and outputs.
func actionReference(t *testing.T) string {
	t.Helper()
	definition, err := os.ReadFile("../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var action struct{ Inputs, Outputs yaml.MapSlice }
	if err := yaml.Unmarshal(definition, &action); err != nil {
		t.Fatal(err)
	}
	inputs := table("| Input | Default | Meaning |\n|---|---|---|\n", action.Inputs, func(of map[string]any) string {
		switch value := fmt.Sprint(of["default"]); {
		case of["required"] == true:
			return "required |"
		case value == "":
			return "|"
		default:
			return "`" + value + "` |"
		}
	})
	outputs := table("| Output | Meaning |\n|---|---|\n", action.Outputs, func(map[string]any) string { return "" })
	return inputs + "\n" + outputs
}

// table writes a row for each member of a mapping: its name, what cells makes of it, and its description.
func table(head string, members yaml.MapSlice, cells func(map[string]any) string) string {
	for _, member := range members {
		of, _ := member.Value.(map[string]any)
		row := fmt.Sprintf("| `%v` | %s %v |", member.Key, cells(of), of["description"])
		head += strings.Join(strings.Fields(row), " ") + "\n"
	}
	return head
}
