package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// checker compares a JSON text with a form in one pass. It is stricter than JSON Schema about integers,
// which have digits only, and times, which Go and Rego must be able to read.
type checker struct {
	text   []byte
	tokens *jsontext.Decoder
	path   string
}

// check says where a text has another form, and how. The path is where the text itself stands.
func (f *form) check(text []byte, path string) error {
	c := checker{text: text, tokens: jsontext.NewDecoder(bytes.NewBuffer(text)), path: path}
	return c.value(f)
}

func (c *checker) value(f *form) error {
	if f == nil {
		return c.tokens.SkipValue()
	}
	switch kind := c.tokens.PeekKind(); {
	case kind != 0 && f.Kind != "" && kindName(kind, f.Kind) != f.Kind:
		if err := c.tokens.SkipValue(); err != nil {
			return err
		}
		return c.wrong("got %s, want %s", kindName(kind, ""), f.Kind)
	case kind == '{':
		return c.object(f)
	case kind == '[':
		return c.array(f)
	}
	literal, err := c.tokens.ReadValue()
	switch {
	case err != nil:
		return err
	case f.Kind == "integer" && bytes.ContainsAny(literal, ".eE"):
		return c.wrong("got %s, want integer", literal)
	case f.Format != "" && !isTime(literal):
		return c.wrong("got %s, want date-time", literal)
	}
	return nil
}

// kindName is the type of a value in the schema's words. A number may be the integer that is wanted.
func kindName(kind jsontext.Kind, want string) string {
	switch kind {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "boolean"
	case '0':
		if want == "integer" {
			return want
		}
		return "number"
	default:
		return "null"
	}
}

func isTime(literal []byte) bool {
	text, err := unquote(literal)
	return err == nil && new(time.Time).UnmarshalText(text) == nil
}

// unquote returns the text that a literal stands for.
func unquote(literal []byte) ([]byte, error) {
	if bytes.IndexByte(literal, '\\') < 0 {
		return literal[1 : len(literal)-1], nil
	}
	return jsontext.AppendUnquote(nil, literal)
}

func (c *checker) object(f *form) error {
	if _, err := c.tokens.ReadToken(); err != nil {
		return err
	}
	begin := c.tokens.InputOffset() - 1
	needed := 0
	for c.tokens.PeekKind() != '}' {
		literal, err := c.tokens.ReadValue()
		if err != nil {
			return err
		}
		name, err := unquote(literal)
		if err != nil {
			return err
		}
		member := f.Members[string(name)]
		if member != nil && member.needed {
			needed++
		}
		if err := c.value(member); err != nil {
			return err
		}
	}
	if _, err := c.tokens.ReadToken(); err != nil {
		return err
	}
	if needed < len(f.Required) {
		return c.wrong("%s is missing", f.lacks(c.text[begin:c.tokens.InputOffset()]))
	}
	return nil
}

// lacks names a required member that an object lacks.
func (f *form) lacks(object []byte) string {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(object, &members); err != nil {
		return err.Error()
	}
	for _, name := range f.Required {
		if _, ok := members[name]; !ok {
			return name
		}
	}
	return "nothing"
}

func (c *checker) array(f *form) error {
	if _, err := c.tokens.ReadToken(); err != nil {
		return err
	}
	for c.tokens.PeekKind() != ']' {
		if err := c.value(f.Items); err != nil {
			return err
		}
	}
	_, err := c.tokens.ReadToken()
	return err
}

// wrong says what is wrong with the value that was read last.
func (c *checker) wrong(format string, args ...any) error {
	return fmt.Errorf("at '%s%s': %s", c.path, c.tokens.StackPointer(), oneLine(fmt.Sprintf(format, args...)))
}
