package cloudtrail

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	// maxDepth is how deep a record may be nested. AWS's own nest to about ten levels.
	maxDepth = 64
	// maxNames bounds the names that a decoder remembers. AWS's own are a few thousand.
	maxNames = 8192
	// recordSize is about how many members a record has.
	recordSize = 24
)

var errDepth = fmt.Errorf("nested deeper than %d levels", maxDepth)

// decoder decodes JSON values, without null members, which Rego takes for true, and without secrets.
// Numbers keep their text, as json.Number. Of members of the same name the last counts.
type decoder struct {
	in    jsontext.Decoder
	text  bytes.Buffer
	names map[string]memberName // by how they are written
}

// memberName is a name that recurs with every record.
type memberName struct {
	name        string
	holdsSecret bool
}

// decoders keeps decoders with the names they have seen.
var decoders = sync.Pool{New: func() any { return &decoder{names: map[string]memberName{}} }}

func decode(text []byte) (any, error) {
	d, _ := decoders.Get().(*decoder)
	defer decoders.Put(d)
	return d.decode(text)
}

func decodeObject(text []byte) (map[string]any, error) {
	value, err := decode(text)
	if err != nil {
		return nil, err
	}
	members, ok := value.(map[string]any)
	if !ok {
		return nil, errors.New("not an object")
	}
	return members, nil
}

func (d *decoder) decode(text []byte) (any, error) {
	d.text = *bytes.NewBuffer(text)
	d.in.Reset(&d.text, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	value, err := d.value()
	if err != nil {
		return nil, err
	}
	if _, err := d.in.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one value")
	}
	return value, nil
}

func (d *decoder) value() (any, error) {
	token, err := d.in.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case '{':
		return d.members()
	case '[':
		return d.items()
	case '"':
		return token.String(), nil
	case '0':
		return json.Number(token.String()), nil
	case 't', 'f':
		return token.Bool(), nil
	default:
		return nil, nil
	}
}

func (d *decoder) members() (any, error) {
	if d.in.StackDepth() > maxDepth {
		return nil, errDepth
	}
	size := 0
	if d.in.StackDepth() == 1 {
		size = recordSize
	}
	members := make(map[string]any, size)
	for d.in.PeekKind() != '}' {
		name, err := d.name()
		if err != nil {
			return nil, err
		}
		value, err := d.value()
		switch {
		case err != nil:
			return nil, err
		case value == nil:
			delete(members, name.name)
		case name.holdsSecret:
			members[name.name] = blank(value)
		default:
			members[name.name] = value
		}
	}
	_, err := d.in.ReadToken()
	return members, err
}

func (d *decoder) name() (memberName, error) {
	written, err := d.in.ReadValue()
	if err != nil {
		return memberName{}, err
	}
	if name, ok := d.names[string(written)]; ok {
		return name, nil
	}
	unquoted, _ := jsontext.AppendUnquote(nil, written) // the error is that it replaces invalid UTF-8
	name := memberName{name: string(unquoted), holdsSecret: holdsSecret(string(unquoted))}
	if len(d.names) < maxNames && len(written) < 64 {
		d.names[string(written)] = name
	}
	return name, nil
}

func (d *decoder) items() (any, error) {
	if d.in.StackDepth() > maxDepth {
		return nil, errDepth
	}
	items := []any{}
	for d.in.PeekKind() != ']' {
		value, err := d.value()
		if err != nil {
			return nil, err
		}
		if value != nil {
			items = append(items, value)
		}
	}
	_, err := d.in.ReadToken()
	return items, err
}
