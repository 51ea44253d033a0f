package snapshot

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Decode parses a snapshot that Write wrote. Its errors say what is wrong and where. The collections
// of the snapshot are parts of b, which must not change any more.
func Decode(b []byte) (*Snapshot, error) {
	// Who reads the collections sees whether a name stands twice in them.
	d := decoder{text: b, tokens: jsontext.NewDecoder(bytes.NewBuffer(b), jsontext.AllowDuplicateNames(true))}
	s, err := d.snapshot()
	var other struct {
		SchemaVersion int             `json:"schema_version"`
		Outcomes      json.RawMessage `json:"outcomes"`
	}
	if (err != nil || s.Meta.AccountID == "") && json.Unmarshal(b, &other) == nil { // of a newer version everything may have another form
		s.SchemaVersion = other.SchemaVersion
	}
	switch {
	case other.Outcomes != nil:
		return nil, fmt.Errorf("it is a report, not a snapshot: tocsin report prints it")
	case s.SchemaVersion > SchemaVersion:
		return nil, fmt.Errorf("schema version %d is newer than %d, the newest that this tocsin reads: update tocsin",
			s.SchemaVersion, SchemaVersion)
	case err != nil:
		return nil, located(b, err)
	case s.SchemaVersion == 0:
		return nil, fmt.Errorf("not a snapshot: it has no schema_version (make one with tocsin collect)")
	}
	return s, s.validate()
}

// decoder reads a snapshot in one pass: it may be large, and most of it is for the engine to decode.
type decoder struct {
	text   []byte
	tokens *jsontext.Decoder
}

func (d *decoder) snapshot() (*Snapshot, error) {
	s := &Snapshot{AWS: map[string]map[string]json.RawMessage{}}
	err := d.object(func(name string) error {
		switch name {
		case "schema_version":
			return d.into(&s.SchemaVersion)
		case "meta":
			return d.into(&s.Meta)
		case "coverage":
			return d.into(&s.Coverage)
		case "aws":
			return d.object(func(service string) error {
				if s.AWS[service] == nil {
					s.AWS[service] = map[string]json.RawMessage{}
				}
				return d.object(func(collection string) (err error) {
					s.AWS[service][collection], err = d.value()
					return err
				})
			})
		default: // a newer tocsin's
			return d.tokens.SkipValue()
		}
	})
	if err != nil {
		return s, err
	}
	if _, err := d.tokens.ReadToken(); !errors.Is(err, io.EOF) {
		return s, d.wrong("want nothing after the document")
	}
	return s, nil
}

// object reads an object, with a function that reads the value of each member.
func (d *decoder) object(member func(name string) error) error {
	if kind := d.tokens.PeekKind(); kind != '{' && kind != 0 {
		return d.wrong("not a snapshot's form: want an object at %q", d.tokens.StackPointer())
	}
	if _, err := d.tokens.ReadToken(); err != nil {
		return err
	}
	for d.tokens.PeekKind() != '}' {
		name, err := d.tokens.ReadToken()
		if err != nil {
			return err
		}
		if err := member(name.String()); err != nil {
			return err
		}
	}
	_, err := d.tokens.ReadToken()
	return err
}

// value returns the next value as it stands in the text.
func (d *decoder) value() (json.RawMessage, error) {
	v, err := d.tokens.ReadValue()
	end := d.tokens.InputOffset()
	return d.text[end-int64(len(v)) : end : end], err
}

func (d *decoder) into(target any) error {
	v, err := d.value()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(v, target); err != nil {
		return d.wrong("%w", err)
	}
	return nil
}

// wrongAt says what is wrong before a place in the text.
type wrongAt struct {
	error
	offset int64
}

func (d *decoder) wrong(format string, args ...any) error {
	return wrongAt{fmt.Errorf(format, args...), d.tokens.InputOffset()}
}

// located says in which line of the text something is wrong.
func located(b []byte, err error) error {
	offset := int64(len(b))
	if e, ok := errors.AsType[wrongAt](err); ok {
		offset, err = e.offset, e.error
	} else if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		offset, err = e.ByteOffset, e.Err
	}
	line := 1 + bytes.Count(b[:min(offset, int64(len(b)))], []byte("\n"))
	return fmt.Errorf("parse JSON at line %d: %w (a half-written file? collect it again)", line, err)
}

// What stands in ARNs and commands is checked: anybody may have written the file.
var (
	accountID = regexp.MustCompile(`^[0-9]{12}$`)
	partition = regexp.MustCompile(`^aws[a-z-]*$`)
)

// validate refuses a document that would let absent information pass for an empty account.
func (s *Snapshot) validate() error {
	m := s.Meta
	switch {
	case m.AccountID == "" || m.CollectedAt.IsZero():
		return fmt.Errorf("not a whole snapshot: meta.account_id or meta.collected_at is missing")
	case m.CallerARN == "" && s.asked():
		return fmt.Errorf("not a whole snapshot: meta.caller_arn is missing")
	case m.Window.StateSince.IsZero() || m.Window.EventsSince.IsZero():
		return fmt.Errorf("not a whole snapshot: meta.window is missing")
	case !accountID.MatchString(m.AccountID) || !partition.MatchString(m.Partition):
		return fmt.Errorf("meta has account_id %q and partition %q: want twelve digits, and a name such as aws-cn", m.AccountID, m.Partition)
	}
	if len(s.Coverage) == 0 {
		return fmt.Errorf("not a whole snapshot: it has no coverage, so what was read is unknown")
	}
	for name, c := range s.Coverage {
		switch c.Status {
		case Complete, Partial, Missing, Off:
		default:
			return fmt.Errorf("coverage of %q has the unknown status %q", name, c.Status)
		}
	}
	return nil
}

// asked reports whether AWS was asked for anything. Events may be from files.
func (s *Snapshot) asked() bool {
	for name, c := range s.Coverage {
		if c.Status != Off && !strings.HasPrefix(name, "activity.") {
			return true
		}
	}
	return false
}
