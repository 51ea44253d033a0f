package cloudtrail

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// item is a JSON object of which only the length and a few members are known, so that one that
// nobody wants need not be parsed. Its slices point into the window.
type item struct {
	name, source, time []byte // the values of members that every event has
	seen               member
	mayBeRoot          bool
	failed             bool // it has an error's code
	odd                bool // only a parser should judge it
	digest             bool
	container          int // where the array of a container begins
}

// member is a set of members.
type member uint8

const (
	hasName member = 1 << iota
	hasSource
	hasTime
	hasIdentity
	hasAll = hasName | hasSource | hasTime | hasIdentity
)

// What measure returns in place of a length.
const (
	partial  = -1 - iota // the value goes on after the window
	broken               // it is no JSON
	tooDeep              // it is nested deeper than maxDepth
	contains             // it is a container
)

// padding stands behind what is measured, so that a search for a quote ends without looking at the
// length. It is long enough for whoever looks ahead by eight bytes.
const padding = `""""""""""""""""`

// escapable is a length that no name of interest exceeds if nothing in it is escaped: \u0065ventName.
const escapable = len("eventName") + len(`u0065`) - 1

// measure returns the length of the object that b begins with, of which n bytes are known and the
// rest is padding. It checks the syntax of the object's members, and of what is in them just strings
// and brackets.
func (it *item) measure(b []byte, n int) int {
	*it = item{}
	i := skipSpace(b, 1)
	if b[i] == '}' {
		return i + 1
	}
	for b[i] == '"' {
		start := i + 1
		end := quote(b, start)
		if end >= n {
			return partial
		}
		if b[end-1] == '\\' || end-start > escapable && bytes.IndexByte(b[start:end], '\\') >= 0 {
			it.odd = true
			if end = stringEnd(b, start, n); end < 0 {
				return partial
			}
		}
		if i = skipSpace(b, end+1); b[i] != ':' {
			return brokenAt(i, n)
		}
		i = skipSpace(b, i+1)
		if i = it.member(b, n, b[start:end], i); i < 0 {
			return i
		}
		switch i = skipSpace(b, i); b[i] {
		case ',':
			i = skipSpace(b, i+1)
		case '}':
			return i + 1
		default:
			return brokenAt(i, n)
		}
	}
	return brokenAt(i, n)
}

func brokenAt(i, n int) int {
	if i >= n {
		return partial
	}
	return broken
}

// member notes what is of interest in the member whose value begins at i, and returns its end.
func (it *item) member(b []byte, n int, name []byte, i int) int {
	var end int
	mayBeRoot := false
	switch b[i] {
	case '"':
		end = wholeString(b, i, n)
	case '[':
		if containers[string(name)] {
			it.container = i
			return contains
		}
		fallthrough
	case '{':
		end, mayBeRoot = nestedEnd(b, i, n)
	default:
		end = scalarEnd(b, i, n)
	}
	if end < 0 {
		return end
	}
	switch value := b[i:end]; string(name) {
	case "eventName":
		it.name = it.essential(hasName, '"', value)
	case "eventSource":
		it.source = it.essential(hasSource, '"', value)
	case "eventTime":
		it.time = it.essential(hasTime, '"', value)
	case "userIdentity":
		it.essential(hasIdentity, '{', value)
		it.mayBeRoot = mayBeRoot
	case "errorCode":
		it.failed = true
	case "eventType":
		it.odd = it.odd || value[0] != '"' || bytes.IndexByte(value, '\\') >= 0 || string(value[1:len(value)-1]) == insightType
	case "insightDetails":
		it.odd = true
	case "digestStartTime":
		it.digest, it.odd = true, true
	}
	return end
}

// essential returns what a value holds between its quotes or braces. It should be of its usual kind and
// have no escapes. If it comes twice the last counts, as to a parser.
func (it *item) essential(which member, kind byte, value []byte) []byte {
	it.odd = it.odd || value[0] != kind || bytes.IndexByte(value, '\\') >= 0
	it.seen |= which
	return value[1:max(1, len(value)-1)]
}

func skipSpace(b []byte, i int) int {
	for b[i] <= ' ' && isSpace(b[i]) {
		i++
	}
	return i
}

const (
	ones   = 0x0101010101010101
	highs  = 0x8080808080808080
	quotes = '"' * ones
	root   = 'R' | 'o'<<8 | 'o'<<16 | 't'<<24
)

// quote returns the place of the next quote. It looks at eight bytes at a time, of which those become
// zero that are one, and only from a zero can one be borrowed that sets the highest bit.
func quote(b []byte, i int) int {
	for {
		x := binary.LittleEndian.Uint64(b[i:i+8]) ^ quotes
		if found := (x - ones) &^ x & highs; found != 0 {
			return i + bits.TrailingZeros64(found)>>3
		}
		i += 8
	}
}

// stringEnd returns the place of the quote that ends the string whose content begins at start.
func stringEnd(b []byte, start, n int) int {
	for i := start; ; i++ {
		if i = quote(b, i); i >= n {
			return partial
		}
		slashes := i
		for slashes > start && b[slashes-1] == '\\' {
			slashes--
		}
		if (i-slashes)%2 == 0 {
			return i
		}
	}
}

// wholeString returns where the string ends that begins at i.
func wholeString(b []byte, i, n int) int {
	end := quote(b, i+1)
	if b[end-1] == '\\' {
		end = stringEnd(b, i+1, n)
	}
	if end < 0 || end >= n {
		return partial
	}
	return end + 1
}

func scalarEnd(b []byte, start, n int) int {
	for i := start; ; i++ {
		switch c := b[i]; {
		case i >= n:
			return partial
		case c == ',' || c == '}' || c == ']' || isSpace(c):
			if i == start {
				return broken
			}
			return i
		case c == '"' || c == '{' || c == '[' || c == ':' || c < ' ':
			return broken
		}
	}
}

// nestedEnd returns where the object or array ends that begins at i, and whether a string in it ends in
// Root. Root is the type of an identity, or of who issued its session, and is in the name assumedRoot.
// Most of a scan is spent here.
func nestedEnd(b []byte, i, n int) (end int, mayBeRoot bool) {
	for depth := 0; ; i++ {
		switch c := b[i]; {
		case c == '"':
		next:
			start := i + 1
			i = quote(b, start)
			last := uint32(b[i-1]) << 24
			if i >= 4 {
				last = binary.LittleEndian.Uint32(b[i-4 : i])
			}
			if last == root {
				mayBeRoot = true
			} else if last>>24 == '\\' {
				i = stringEnd(b, start, n)
			}
			if i < 0 || i >= n {
				return partial, false
			}
			if b[i+2] == '"' && b[i+1] < '[' { // a colon or comma, and the next string
				i += 2
				goto next
			}
		case c|0x20 == '{': // or [
			if depth++; depth >= maxDepth {
				return tooDeep, false
			}
		case c|0x20 == '}': // or ]
			if depth--; depth == 0 {
				return i + 1, mayBeRoot
			}
		}
	}
}
