package snapshot

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Region is a part of a text. Lines and columns count from 1, columns in units of UTF-16, and the end column is
// the one behind the last.
type Region struct{ StartLine, StartColumn, EndLine, EndColumn int }

// Index knows where in the text of a snapshot some strings stand.
type Index struct {
	names    map[occurrence]span
	sections map[string]span
	regions  map[span]Region
}

// occurrence is a string in a section; own tells the resource whose ARN it is from one that mentions it.
type occurrence struct {
	section, text string
	own           bool
}

type span struct{ start, end int64 }

// NewIndex finds the sections of a snapshot's text, and the first of each wanted string in each section.
func NewIndex(text []byte, wanted func(string) bool) (*Index, error) {
	x := &Index{names: map[occurrence]span{}, sections: map[string]span{}}
	dec := jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true))
	for {
		token, err := dec.ReadToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("locate the snapshot's resources: %w", err)
		}
		if token.Kind() == '"' {
			s := token.String()
			x.add(dec, s, wanted(s), text)
		}
	}
	x.regions = regions(text, x)
	return x, nil
}

// add takes a string that the decoder has just read, which may be the name of a section.
func (x *Index) add(dec *jsontext.Decoder, s string, wanted bool, text []byte) {
	depth := dec.StackDepth()
	isName := false
	if kind, n := dec.StackIndex(depth); kind == '{' {
		isName = n%2 == 1
	}
	if !wanted && (!isName || depth != 2 && depth != 3) {
		return
	}
	path := strings.Split(strings.TrimPrefix(string(dec.StackPointer()), "/"), "/")
	here := span{quoted(text, dec.InputOffset()), dec.InputOffset()}
	switch {
	case isName && depth == 3 && path[0] == "aws":
		x.sections[path[1]+"."+path[2]] = here
	case isName && depth == 2 && path[0] == "coverage":
		if _, known := x.sections[s]; !known {
			x.sections[s] = here
		}
	case !isName && len(path) > 3 && path[0] == "aws":
		at := occurrence{path[1] + "." + path[2], s, path[len(path)-1] == "arn"}
		if _, known := x.names[at]; !known {
			x.names[at] = here
		}
	}
}

// quoted returns where the string literal begins that ends at an offset.
func quoted(text []byte, end int64) int64 {
	for i := end - 2; i >= 0; i-- {
		if text[i] != '"' {
			continue
		}
		escapes := 0
		for j := i - 1; j >= 0 && text[j] == '\\'; j-- {
			escapes++
		}
		if escapes%2 == 0 {
			return i
		}
	}
	return 0
}

// Find returns where the first of the names stands in the first of the sections that has one, or where the
// first of the sections begins that the snapshot has, or where the snapshot begins. Empty names stand nowhere.
func (x *Index) Find(sections []string, names ...string) Region {
	for _, name := range names {
		for _, own := range []bool{true, false} {
			for _, section := range sections {
				if s, ok := x.names[occurrence{section, name, own}]; ok && name != "" {
					return x.regions[s]
				}
			}
		}
	}
	for _, section := range sections {
		if s, ok := x.sections[section]; ok {
			return x.regions[s]
		}
	}
	return Region{1, 1, 1, 1}
}

// regions counts lines and columns in one pass, because all may stand on one line.
func regions(text []byte, x *Index) map[span]Region {
	var offsets []int64
	out := map[span]Region{}
	for _, s := range x.names {
		offsets = append(offsets, s.start, s.end)
		out[s] = Region{}
	}
	for _, s := range x.sections {
		offsets = append(offsets, s.start, s.end)
		out[s] = Region{}
	}
	slices.Sort(offsets)
	type point struct{ line, column int }
	points := make(map[int64]point, len(offsets))
	at, here := int64(0), point{1, 1}
	for _, offset := range offsets {
		for at < offset {
			r, size := utf8.DecodeRune(text[at:])
			at += int64(size)
			switch {
			case r == '\n':
				here = point{here.line + 1, 1}
			case r > 0xFFFF:
				here.column += 2
			default:
				here.column++
			}
		}
		points[offset] = here
	}
	for s := range out {
		start, end := points[s.start], points[s.end]
		out[s] = Region{start.line, start.column, end.line, end.column}
	}
	return out
}
