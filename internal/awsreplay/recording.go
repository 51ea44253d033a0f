package awsreplay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"
)

// infoFile holds what is true of a whole recording.
const infoFile = "recording.json"

type info struct {
	RecordedAt time.Time `json:"recorded_at"`
	// EventsSince is from when on CloudTrail's events were recorded, if they were not all.
	EventsSince *time.Time `json:"events_since,omitempty"`
}

// everywhere, as an exchange's region, answers for any region that has no exchange of its own.
const everywhere = "*"

// exchange is a request and its answer, as a file of a recording holds it.
type exchange struct {
	Region string `json:"region"`
	// Input is compared with a request's whole input; see Call.
	Input json.RawMessage `json:"input,omitempty"`
	// Unanswered is set when nothing came back.
	Unanswered bool `json:"unanswered,omitempty"`
	// Status is 200 when it is absent.
	Status  int               `json:"status,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	// The answer's body is either JSON, or Body.
	JSON json.RawMessage `json:"json,omitempty"`
	Body text            `json:"body,omitempty"`
}

// text is a string that a file holds as one line or as a list of lines.
type text string

// MarshalJSON writes text of several lines as a list.
func (t text) MarshalJSON() ([]byte, error) {
	if !strings.Contains(string(t), "\n") {
		return mustMarshal(string(t)), nil
	}
	return mustMarshal(strings.Split(string(t), "\n")), nil
}

// UnmarshalJSON accepts both forms.
func (t *text) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, (*string)(t)) == nil {
		return nil
	}
	var lines []string
	if err := json.Unmarshal(b, &lines); err != nil {
		return errors.New("a body is a string or a list of lines")
	}
	*t = text(strings.Join(lines, "\n"))
	return nil
}

// body is the answer's body as it goes over the wire.
func (x exchange) body() []byte {
	if len(x.JSON) > 0 {
		return embedRecords(x.JSON)
	}
	return []byte(encodeElements(string(x.Body)))
}

// validate says what is wrong with an exchange.
func (x exchange) validate() error {
	switch {
	case x.Region == "":
		return fmt.Errorf(`it has no region (%q stands for all)`, everywhere)
	case len(x.JSON) > 0 && x.Body != "":
		return errors.New("it has both json and body")
	case x.Status != 0 && (x.Status < 100 || x.Status > 599):
		return fmt.Errorf("%d is no HTTP status", x.Status)
	}
	return nil
}

// recording maps what a request asks to the answers that it got, in order.
type recording struct {
	info      info
	exchanges map[string][]exchange
	regions   map[string]bool // "service.Operation region" that has an exchange of its own
}

// key is what exchanges are found by.
func key(operation, region, input string) string {
	return operation + " " + region + " " + input
}

// find returns the answers to a call.
func (r *recording) find(c Call) (string, []exchange) {
	operation := c.Service + "." + c.Operation
	region := everywhere
	if r.regions[operation+" "+c.Region] {
		region = c.Region
	}
	k := key(operation, region, c.Input)
	return k, r.exchanges[k]
}

func read(files fs.FS) (*recording, error) {
	r := &recording{exchanges: map[string][]exchange{}, regions: map[string]bool{}}
	if err := readJSON(files, infoFile, &r.info); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open recording: there is no %s (make one with tocsin collect --record)", infoFile)
	} else if err != nil {
		return nil, fmt.Errorf("read recording: %w", err)
	}
	if r.info.RecordedAt.IsZero() {
		return nil, fmt.Errorf("read recording: %s: it has no recorded_at", infoFile)
	}
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		return nil, fmt.Errorf("read recording: %w", err)
	}
	for _, name := range names {
		if name == infoFile {
			continue
		}
		if err := r.add(files, name); err != nil {
			return nil, fmt.Errorf("read recording: %w", err)
		}
	}
	return r, nil
}

// add reads the exchanges of one operation, from the file service.Operation.json.
func (r *recording) add(files fs.FS, name string) error {
	operation := strings.TrimSuffix(path.Base(name), ".json")
	if strings.Count(operation, ".") != 1 {
		return fmt.Errorf("%s: the name is not of the form service.Operation.json", name)
	}
	var exchanges []exchange
	if err := readJSON(files, name, &exchanges); err != nil {
		return err
	}
	for i, x := range exchanges {
		input, err := canonical(x.Input)
		if err == nil {
			err = x.validate()
		}
		if err != nil {
			return fmt.Errorf("%s: exchange %d: %w", name, i+1, err)
		}
		k := key(operation, x.Region, input)
		r.exchanges[k] = append(r.exchanges[k], x)
		r.regions[operation+" "+x.Region] = true
	}
	return nil
}

// readJSON decodes a file strictly: a misspelt member would otherwise change an answer unseen.
func readJSON(files fs.FS, name string, into any) error {
	b, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err = d.Decode(into); err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("something follows the JSON")
		}
	}
	if err != nil {
		end := d.InputOffset()
		if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
			end = syntax.Offset
		} else if errors.Is(err, io.ErrUnexpectedEOF) {
			end = int64(len(b))
		}
		return fmt.Errorf("%s: line %d: %w", name, 1+bytes.Count(b[:end], []byte("\n")), err)
	}
	return nil
}
