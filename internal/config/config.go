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

	"github.com/tocsin-dev/tocsin/internal/nearest"
)

// Config holds the settings.
type Config struct {
	// Params are the values of the parameters that rules declare. The engine checks them.
	Params map[string]any `yaml:"params"`
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
	dec := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict())
	if err := dec.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return Config{}, explain(path, err)
	}
	if err := dec.Decode(new(any)); !errors.Is(err, io.EOF) {
		return Config{}, fmt.Errorf("parse configuration %s: want one YAML document, found several", path)
	}
	return c, nil
}

// explain says in one line where the file is wrong.
func explain(path string, err error) error {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		return fmt.Errorf("parse configuration %s: %w", path, err)
	}
	token := at.GetToken()
	message := strings.Join(strings.Fields(at.GetMessage()), " ")
	if _, ok := errors.AsType[*yaml.UnknownFieldError](err); ok {
		message = fmt.Sprintf("unknown key %q", token.Value) + nearest.Hint(token.Value, keys())
	}
	return fmt.Errorf("parse configuration %s:%d:%d: %s", path, token.Position.Line, token.Position.Column, message)
}

// keys lists the keys that a configuration may have.
func keys() []string {
	var names []string
	for field := range reflect.TypeFor[Config]().Fields() {
		names = append(names, field.Tag.Get("yaml"))
	}
	return names
}
