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
	mayBeRoot          bool
	seen               member
	odd                bool // something that only a parser should judge
	digest             bool
	container          int // where the array of a container begins, or 0
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
	contains             // it is a container; item.container says where its array begins
)

// measure returns the length of the object that b begins with. It checks the syntax of its members,
// and of what is in them just strings and brackets.
func (it *item) measure(b []byte) int {
	*it = item{}
	i := skipSpace(b, 1)
	if i < len(b) && b[i] == '}' {
		return i + 1
	}
	for i < len(b) {
		if b[i] != '"' {
			return broken
		}
		start := i + 1
		end, escaped := stringEnd(b, start)
		if end < 0 {
			return partial
		}
		it.odd = it.odd || escaped
		if i = skipSpace(b, end+1); i >= len(b) {
			return partial
		}
		if b[i] != ':' {
			return broken
		}
		if i = skipSpace(b, i+1); i >= len(b) {
			return partial
		}
		if i = it.member(b, b[start:end], i); i < 0 {
			return i
		}
		if i = skipSpace(b, i); i >= len(b) {
			return partial
		}
		switch b[i] {
		case '}':
			return i + 1
		case ',':
			i = skipSpace(b, i+1)
		default:
			return broken
		}
	}
	return partial
}

// member notes what is of interest in the member whose value begins at i, and returns its end.
func (it *item) member(b, name []byte, i int) int {
	if b[i] == '[' && containers[string(name)] {
		it.container = i
		return contains
	}
	switch string(name) {
	case "eventName":
		return it.token(b, i, hasName, &it.name)
	case "eventSource":
		return it.token(b, i, hasSource, &it.source)
	case "eventTime":
		return it.token(b, i, hasTime, &it.time)
	case "userIdentity":
		end, root := valueEnd(b, i)
		if end > 0 && (b[i] != '{' || it.seen&hasIdentity != 0 || bytes.IndexByte(b[i:end], '\\') >= 0) {
			it.odd = true
		}
		it.seen |= hasIdentity
		it.mayBeRoot = root
		return end
	case "eventType":
		var kind []byte
		end := it.token(b, i, 0, &kind)
		it.odd = it.odd || string(kind) == insightType
		return end
	case "insightDetails":
		it.odd = true
	case "digestStartTime":
		it.digest = true
	}
	end, _ := valueEnd(b, i)
	return end
}

// token takes a member that is a string without escapes and comes once. All else is odd.
func (it *item) token(b []byte, i int, which member, value *[]byte) int {
	if b[i] != '"' || it.seen&which != 0 {
		it.odd = true
		end, _ := valueEnd(b, i)
		return end
	}
	end, escaped := stringEnd(b, i+1)
	if end < 0 {
		return partial
	}
	if escaped {
		it.odd = true
	}
	it.seen |= which
	*value = b[i+1 : end]
	return end + 1
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && isSpace(b[i]) {
		i++
	}
	return i
}

const (
	ones   = 0x0101010101010101
	highs  = 0x8080808080808080
	quotes = '"' * ones
	slants = '\\' * ones
	root   = 'R' | 'o'<<8 | 'o'<<16 | 't'<<24
)

// stringEnd returns where the string ends whose content begins at i, or partial, and whether there
// is an escape in it.
func stringEnd(b []byte, i int) (end int, escaped bool) {
	for i < len(b) {
		if i+8 <= len(b) {
			x := binary.LittleEndian.Uint64(b[i:])
			q, s := x^quotes, x^slants
			found := ((q - ones) & ^q | (s - ones) & ^s) & highs
			if found == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(found) >> 3
		}
		switch b[i] {
		case '"':
			return i, escaped
		case '\\':
			escaped = true
			i++
		}
		i++
	}
	return partial, escaped
}

// valueEnd returns where the value ends that begins at i, or why that is not known, and whether a
// string in it ends in Root: that is in the type of an identity, or of who issued its session, and in
// the name assumedRoot.
func valueEnd(b []byte, i int) (end int, mayBeRoot bool) {
	switch c := b[i]; {
	case c == '"':
		if end, _ = stringEnd(b, i+1); end < 0 {
			return partial, false
		}
		return end + 1, false
	case c == '{' || c == '[':
		return nestedEnd(b, i)
	default:
		return scalarEnd(b, i), false
	}
}

func scalarEnd(b []byte, i int) int {
	for start := i; i < len(b); i++ {
		switch c := b[i]; {
		case c == ',' || c == '}' || c == ']' || isSpace(c):
			if i == start {
				return broken
			}
			return i
		case c == '"' || c == '{' || c == '[' || c == ':' || c < ' ':
			return broken
		}
	}
	return partial
}

// nestedEnd is where the time goes. Strings are most of a record, so it looks at them by eight bytes.
func nestedEnd(b []byte, i int) (end int, mayBeRoot bool) {
	depth := 0
	for i < len(b) {
		c := b[i]
		i++
		switch {
		case c == '"':
		inString:
			for {
				if i+8 > len(b) {
					for i < len(b) && b[i] != '"' && b[i] != '\\' {
						i++
					}
					if i >= len(b) {
						return partial, mayBeRoot
					}
				} else {
					x := binary.LittleEndian.Uint64(b[i:])
					q, s := x^quotes, x^slants
					found := ((q - ones) & ^q | (s - ones) & ^s) & highs
					if found == 0 {
						i += 8
						continue
					}
					i += bits.TrailingZeros64(found) >> 3
				}
				if b[i] == '"' {
					break inString
				}
				i += 2
			}
			if binary.LittleEndian.Uint32(b[i-4:]) == root {
				mayBeRoot = true
			}
			i++
		case c|0x20 == '{': // or [
			if depth++; depth >= maxDepth {
				return tooDeep, mayBeRoot
			}
		case c|0x20 == '}': // or ]
			if depth--; depth == 0 {
				return i, mayBeRoot
			}
		}
	}
	return partial, mayBeRoot
}
