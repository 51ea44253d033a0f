package cmd

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/internal/engine"
)

// regal runs Regal (https://www.openpolicyagent.org/projects/regal) over a directory, if there is one in the PATH.
func regal(cmd *cobra.Command, dir string) ([]engine.Problem, error) {
	program, err := exec.LookPath("regal")
	if errors.Is(err, exec.ErrNotFound) {
		warn(cmd, "regal is not in the PATH: its rules were not checked")
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for regal: %w", err)
	}
	var stdout, stderr bytes.Buffer
	lint := exec.CommandContext(cmd.Context(), program, "lint", "--format", "json", "--", dir)
	lint.Stdout, lint.Stderr = &stdout, &stderr
	runErr := lint.Run() // it ends with another status than 0 if it finds something
	var found struct {
		Violations []struct {
			Title, Description string
			Location           struct {
				File string
				Row  int
			}
		}
	}
	if err := json.Unmarshal(stdout.Bytes(), &found); err != nil {
		if runErr == nil {
			runErr = err
		}
		return nil, fmt.Errorf("run %s: %w: %s", program, runErr, strings.Join(strings.Fields(stderr.String()), " "))
	}
	var problems []engine.Problem
	for _, v := range found.Violations {
		problems = append(problems, engine.Problem{
			File: v.Location.File, Line: v.Location.Row, Text: v.Description, Rule: "regal/" + v.Title,
		})
	}
	return problems, nil
}
