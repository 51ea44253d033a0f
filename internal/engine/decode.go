package engine

import (
	"bytes"
	"encoding/json"
	"unsafe"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/open-policy-agent/opa/v1/ast"
)

// decoder turns JSON into OPA's values. Most of it recurs with every resource: equal names share a
// term, and so do most of the equal short texts.
type decoder struct {
	tokens *jsontext.Decoder
	text   string
	names  map[string]*ast.Term
	recent [1024]struct {
		text string
		term *ast.Term
	}
	members [][2]*ast.Term // of the objects that are being read
	terms   []*ast.Term    // of the arrays that are being read
}

func newDecoder() *decoder {
	return &decoder{tokens: jsontext.NewDecoder(&bytes.Buffer{}), names: map[string]*ast.Term{}}
}

// decode returns the value that raw is. Its texts are parts of raw, which must not change.
func (d *decoder) decode(raw json.RawMessage) (*ast.Term, error) {
	d.text = unsafe.String(unsafe.SliceData(raw), len(raw))
	d.tokens.Reset(bytes.NewBuffer(raw))
	return d.value()
}

func (d *decoder) value() (*ast.Term, error) {
	switch d.tokens.PeekKind() {
	case '{':
		return d.object()
	case '[':
		return d.array()
	case '"':
		text, err := d.string()
		return d.share(text), err
	}
	token, err := d.tokens.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case '0':
		return ast.NewTerm(ast.Number(token.String())), nil
	case 't', 'f':
		return ast.InternedTerm(token.Bool()), nil
	default:
		return ast.InternedNullTerm, nil
	}
}

// string returns the next text, a part of what is decoded unless it has escapes.
func (d *decoder) string() (string, error) {
	v, err := d.tokens.ReadValue()
	if err != nil {
		return "", err
	}
	if bytes.IndexByte(v, '\\') < 0 {
		end := int(d.tokens.InputOffset())
		return d.text[end-len(v)+1 : end-1], nil
	}
	plain, err := jsontext.AppendUnquote(nil, v)
	return string(plain), err
}

// share returns a term for a text, the same as before if it was there not long ago.
func (d *decoder) share(text string) *ast.Term {
	const short = 32
	if len(text) > short {
		return ast.StringTerm(text)
	}
	hash := uint32(2166136261) // FNV-1a
	for i := range len(text) {
		hash = (hash ^ uint32(text[i])) * 16777619
	}
	last := &d.recent[hash%uint32(len(d.recent))]
	if last.term == nil || last.text != text {
		last.text, last.term = text, ast.StringTerm(text)
	}
	return last.term
}

func (d *decoder) object() (*ast.Term, error) {
	if _, err := d.tokens.ReadToken(); err != nil {
		return nil, err
	}
	first := len(d.members)
	for d.tokens.PeekKind() != '}' {
		name, err := d.string()
		if err != nil {
			return nil, err
		}
		value, err := d.value()
		if err != nil {
			return nil, err
		}
		d.members = append(d.members, [2]*ast.Term{d.name(name), value})
	}
	object := ast.NewObject(d.members[first:]...)
	d.members = d.members[:first]
	_, err := d.tokens.ReadToken()
	return ast.NewTerm(object), err
}

func (d *decoder) array() (*ast.Term, error) {
	if _, err := d.tokens.ReadToken(); err != nil {
		return nil, err
	}
	first := len(d.terms)
	for d.tokens.PeekKind() != ']' {
		value, err := d.value()
		if err != nil {
			return nil, err
		}
		d.terms = append(d.terms, value)
	}
	array := ast.NewArray(append([]*ast.Term(nil), d.terms[first:]...)...)
	d.terms = d.terms[:first]
	_, err := d.tokens.ReadToken()
	return ast.NewTerm(array), err
}

func (d *decoder) name(text string) *ast.Term {
	term, ok := d.names[text]
	if !ok {
		term = ast.StringTerm(text)
		d.names[text] = term
	}
	return term
}
