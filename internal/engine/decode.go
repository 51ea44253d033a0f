package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"strings"
	"time"
	"unsafe"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/open-policy-agent/opa/v1/ast"
)

// decoder turns JSON into OPA's values and, where there is a form, compares it with that on the way. Most
// of it recurs with every resource: equal names share a term, and so do most of the equal texts and small
// objects, such as who made a call.
type decoder struct {
	tokens  jsontext.Decoder
	text    string
	names   map[string]*ast.Term
	seed    maphash.Seed
	texts   [1024]recent[string]
	objects [256]recent[members]
	members [][2]*ast.Term // of the objects that are being read
	terms   []*ast.Term    // of the arrays that are being read
	free    []ast.Term
}

// recent is what was read not long ago, and its term.
type recent[T comparable] struct {
	read T
	term *ast.Term
}

// members are the names and values of a small object, in the order in which they were read.
type members [12][2]*ast.Term

func newDecoder() *decoder {
	return &decoder{names: map[string]*ast.Term{}, seed: maphash.MakeSeed()}
}

// decode returns the value that raw is. Its texts are parts of raw, which must not change.
func (d *decoder) decode(raw json.RawMessage, f *form) (*ast.Term, error) {
	d.text = unsafe.String(unsafe.SliceData(raw), len(raw))
	d.tokens.Reset(bytes.NewBuffer(raw))
	return d.value(f)
}

// end refuses what follows the value.
func (d *decoder) end() error {
	if _, err := d.tokens.ReadToken(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

func (d *decoder) value(f *form) (*ast.Term, error) {
	kind := d.tokens.PeekKind()
	if kind != 0 && !f.admits(kind) {
		if err := d.tokens.SkipValue(); err != nil {
			return nil, err
		}
		return nil, d.misfit("got %s, want %s", kindName(kind), f.Kind)
	}
	switch kind {
	case '{':
		return d.object(f)
	case '[':
		return d.array(f)
	case '"':
		return d.string(f)
	}
	token, err := d.tokens.ReadToken()
	if err != nil {
		return nil, err
	}
	switch kind {
	case '0':
		number := token.String()
		if f.isInteger() && strings.ContainsAny(number, ".eE") {
			return nil, d.misfit("got %s, want integer", number)
		}
		return d.term(ast.Number(number)), nil
	case 't', 'f':
		return ast.InternedTerm(token.Bool()), nil
	default:
		return ast.InternedNullTerm, nil
	}
}

func (d *decoder) string(f *form) (*ast.Term, error) {
	text, err := d.literal()
	if err != nil {
		return nil, err
	}
	if f.isTime() && new(time.Time).UnmarshalText([]byte(text)) != nil {
		return nil, d.misfit("got %q, want date-time", text)
	}
	return d.share(text), nil
}

// literal returns the next text, a part of what is decoded unless it has escapes.
func (d *decoder) literal() (string, error) {
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
	last := &d.texts[maphash.String(d.seed, text)%uint64(len(d.texts))]
	if last.term == nil || last.read != text {
		*last = recent[string]{text, d.term(ast.String(text))}
	}
	return last.term
}

// shareObject returns a term for an object, the same as before if one with the same terms in it was there not
// long ago.
func (d *decoder) shareObject(read [][2]*ast.Term) *ast.Term {
	var small members
	if copy(small[:], read) < len(read) {
		return d.term(ast.NewObject(read...))
	}
	last := &d.objects[maphash.Comparable(d.seed, small)%uint64(len(d.objects))]
	if last.term == nil || last.read != small {
		*last = recent[members]{small, d.term(ast.NewObject(read...))}
	}
	return last.term
}

func (d *decoder) object(f *form) (*ast.Term, error) {
	if _, err := d.tokens.ReadToken(); err != nil {
		return nil, err
	}
	first, needed := len(d.members), 0
	for d.tokens.PeekKind() != '}' {
		name, err := d.literal()
		if err != nil {
			return nil, err
		}
		member := f.member(name)
		if member != nil && member.needed {
			needed++
		}
		value, err := d.value(member)
		if err != nil {
			return nil, err
		}
		d.members = append(d.members, [2]*ast.Term{d.name(name), value})
	}
	if _, err := d.tokens.ReadToken(); err != nil {
		return nil, err
	}
	object := d.shareObject(d.members[first:])
	d.members = d.members[:first]
	if f != nil && needed < len(f.Required) {
		return nil, d.misfit("%s is missing", f.lacking(object))
	}
	return object, nil
}

func (d *decoder) array(f *form) (*ast.Term, error) {
	if _, err := d.tokens.ReadToken(); err != nil {
		return nil, err
	}
	first := len(d.terms)
	for d.tokens.PeekKind() != ']' {
		value, err := d.value(f.item())
		if err != nil {
			return nil, err
		}
		d.terms = append(d.terms, value)
	}
	array := ast.NewArray(append([]*ast.Term(nil), d.terms[first:]...)...)
	d.terms = d.terms[:first]
	_, err := d.tokens.ReadToken()
	return d.term(array), err
}

// term returns a new term. They are allocated many at once: all stay as long as the document does.
func (d *decoder) term(v ast.Value) *ast.Term {
	if len(d.free) == 0 {
		d.free = make([]ast.Term, 128)
	}
	t := &d.free[0]
	d.free = d.free[1:]
	t.Value = v
	return t
}

func (d *decoder) name(text string) *ast.Term {
	term, ok := d.names[text]
	if !ok {
		term = ast.StringTerm(text)
		d.names[text] = term
	}
	return term
}

// misfit says what is wrong with the value that was read last.
func (d *decoder) misfit(format string, args ...any) error {
	return &misfit{at: string(d.tokens.StackPointer()), what: oneLine(fmt.Sprintf(format, args...))}
}

// misfit is a value that has another form.
type misfit struct {
	at   string // a JSON pointer
	what string
}

func (m *misfit) Error() string {
	return fmt.Sprintf("not a snapshot's form: at '%s': %s", m.at, m.what)
}
