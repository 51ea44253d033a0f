package cloudtrail

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// maxDepth is how deep a record may be nested. AWS's own nest to about ten levels.
const maxDepth = 64

var errDepth = fmt.Errorf("nested deeper than %d levels", maxDepth)

// decode returns a JSON value without null members and without secrets. Numbers keep their text, as
// json.Number. Of members of the same name the last counts.
func decode(text []byte) (any, error) {
	in := jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	value, err := decodeValue(in)
	if err != nil {
		return nil, err
	}
	if _, err := in.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one value")
	}
	return value, nil
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

func decodeValue(in *jsontext.Decoder) (any, error) {
	token, err := in.ReadToken()
	if err != nil {
		return nil, err
	}
	if in.StackDepth() > maxDepth {
		return nil, errDepth
	}
	switch token.Kind() {
	case '{':
		return decodeMembers(in)
	case '[':
		return decodeItems(in)
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

func decodeMembers(in *jsontext.Decoder) (any, error) {
	members := map[string]any{}
	for in.PeekKind() != '}' {
		token, err := in.ReadToken()
		if err != nil {
			return nil, err
		}
		name := token.String()
		value, err := decodeValue(in)
		if err != nil {
			return nil, err
		}
		if value == nil {
			delete(members, name)
			continue
		}
		members[name] = redacted(name, value)
	}
	_, err := in.ReadToken()
	return members, err
}

// decodeItems leaves out null too: Rego takes it for true.
func decodeItems(in *jsontext.Decoder) (any, error) {
	items := []any{}
	for in.PeekKind() != ']' {
		value, err := decodeValue(in)
		if err != nil {
			return nil, err
		}
		if value != nil {
			items = append(items, value)
		}
	}
	_, err := in.ReadToken()
	return items, err
}
