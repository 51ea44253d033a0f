// Package config reads the settings of an organisation.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// Config holds the settings.
type Config struct {
	// Params are the values of the parameters that rules declare, by name.
	Params map[string]any `yaml:"params"`
	// Rules change rules, by their ids or globs of ids: * stands for any characters, ? for one. Of several that match a rule, the later one counts.
	Rules map[string]Rule `yaml:"rules"`
	// Waivers are the findings that somebody decided to live with.
	Waivers []Waiver `yaml:"waivers"`

	file string
	root ast.Node
}

// Rule changes what one rule, or several, are.
type Rule struct {
	// Enabled turns a rule off if it is false: nothing is read for it, and its verdict is skipped.
	Enabled *bool `yaml:"enabled"`
	// Severity takes the place of the rule's own.
	Severity report.Severity `yaml:"severity" jsonschema:"enum=critical,enum=high,enum=medium,enum=low,enum=info"`
}

// Waiver is a decision to live with findings until a day. They do not count until then.
type Waiver struct {
	// Rule is the id of the rule whose findings are waived, or a glob of ids: * stands for any characters, ? for one.
	Rule string `yaml:"rule" jsonschema:"required,pattern=\\S"`
	// Resource is the ARN of the resource that the finding is about, or a glob: * stands for any characters, / and : too, and ? for one.
	Resource string `yaml:"resource" jsonschema:"required,pattern=\\S"`
	// Account is the id of the one account that it is about; without it, all are meant.
	Account string `yaml:"account" jsonschema:"pattern=^[0-9]{12}$"`
	// Reason says why the finding is accepted.
	Reason string `yaml:"reason" jsonschema:"required,pattern=\\S"`
	// Owner is who answers for it.
	Owner string `yaml:"owner" jsonschema:"required,pattern=\\S"`
	// Expires is the last day, in UTC, on which it counts: 2026-12-31.
	Expires string `yaml:"expires" jsonschema:"required,format=date"`
}

// Load reads a YAML file. A key that nothing reads is an error: a misspelt setting would otherwise
// be no setting.
func Load(path string) (Config, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		if reason, ok := errors.AsType[*os.PathError](err); ok {
			err = reason.Err
		}
		return Config{}, fmt.Errorf("read configuration %s: %w", path, err)
	}
	return parse(path, b)
}

func parse(path string, b []byte) (Config, error) {
	var c Config
	tree, err := parser.ParseBytes(b, 0)
	if err != nil {
		return Config{}, explain(path, err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict())
	if err := dec.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		if at, message := unknownKey(root(tree)); at != nil {
			return Config{}, wrong(path, at, message)
		}
		return Config{}, explain(path, err)
	}
	if err := dec.Decode(new(any)); !errors.Is(err, io.EOF) {
		return Config{}, fmt.Errorf("parse configuration %s: want one YAML document, found several", path)
	}
	c.file, c.root = path, root(tree)
	if err := c.check(); err != nil {
		return Config{}, err
	}
	return c, nil
}

func root(tree *ast.File) ast.Node {
	if len(tree.Docs) == 0 {
		return nil
	}
	return tree.Docs[0].Body
}

// explain says in one line where the file is wrong.
func explain(path string, err error) error {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		return fmt.Errorf("parse configuration %s: %s", path, strings.Join(strings.Fields(err.Error()), " "))
	}
	if kind, ok := errors.AsType[*yaml.TypeError](err); ok && words[kind.DstType.Kind()] != "" {
		return wrong(path, at.GetToken(), fmt.Sprintf("want %s, got %q", words[kind.DstType.Kind()], at.GetToken().Value))
	}
	return wrong(path, at.GetToken(), strings.Join(strings.Fields(at.GetMessage()), " "))
}

// words are for the types of Go.
var words = map[reflect.Kind]string{
	reflect.Bool: "true or false", reflect.String: "a text", reflect.Slice: "a list", reflect.Map: "a mapping", reflect.Struct: "a mapping",
}

func wrong(path string, at *token.Token, message string) error {
	return fmt.Errorf("parse configuration %s:%d:%d: %s", path, at.Position.Line, at.Position.Column, message)
}
