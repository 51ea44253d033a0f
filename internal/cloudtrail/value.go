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

// decodeObject returns a JSON object without its null members and without secrets. Numbers keep
// their text, as json.Number. Of members of the same name the last counts.
func decodeObject(object []byte) (map[string]any, error) {
	in := jsontext.NewDecoder(bytes.NewBuffer(object), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if in.PeekKind() != '{' {
		return nil, fmt.Errorf("not an object")
	}
	value, err := decodeValue(in)
	if err != nil {
		return nil, err
	}
	if _, err := in.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("more than one value")
	}
	members, _ := value.(map[string]any)
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
