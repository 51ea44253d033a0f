package cloudtrail

import "bytes"

// value reads a value that begins with c and does not stand in an array.
func (s *scanner) value(c byte) error {
	switch c {
	case '{':
		return s.object(0)
	case '[':
		return s.array(0)
	case '"':
		return s.text()
	}
	return s.broken("no value")
}

// array reads the values of an array, each on its own.
func (s *scanner) array(level int) error {
	if level > maxDepth {
		return s.broken("too deep a nesting")
	}
	s.window.advance(1)
	for {
		err := s.tired()
		if err != nil {
			return err
		}
		switch c := s.window.peek(); c {
		case 0:
			return s.cut()
		case ']':
			s.window.advance(1)
			return nil
		case ',':
			s.window.advance(1)
		case '{':
			err = s.object(level + 1)
		case '[':
			err = s.row(level + 1)
		case '"':
			err = s.text()
		case 'n':
			err = s.skip() // null
		case '}', ':':
			return s.broken("no JSON")
		default:
			s.foreign("an array of other values")
			err = s.skip()
		}
		if err != nil {
			return err
		}
	}
}

// object reads an event, in whatever it is wrapped, or a container of many.
func (s *scanner) object(level int) error {
	n := s.complete(s.item.measure)
	switch {
	case n == broken:
		return s.broken("no JSON")
	case n == contains:
		return s.container(level)
	case n == partial && len(s.window.rest()) < maxRecord:
		return s.cut()
	case n < 0 || n > maxRecord:
		return s.pass(level)
	}
	lines := level == 0 && bytes.Contains(s.window.rest()[:n], []byte(newLine))
	if !lines && s.rulesOut(&s.item) {
		s.counts.Records++
		s.window.advance(n)
		return nil
	}
	return s.whole(n, lines)
}

// newLine begins a line of a stream with an event a line. If it is in the midst of an object, then a
// line before was cut short.
const newLine = "\n{"

// rulesOut reports whether the filter keeps no event like this, and parsing it would make no
// difference. In doubt it is false.
func (s *scanner) rulesOut(it *item) bool {
	if s.parseAll || s.filter == nil || it.odd || it.mayBeRoot || it.seen != hasAll {
		return false
	}
	if it.failed && s.filter.denied {
		return false
	}
	if len(it.name) == 0 || !bytes.HasSuffix(it.source, []byte(".amazonaws.com")) {
		return false
	}
	t, err := s.clock.read(it.time)
	return err == nil && (!s.filter.during(t) || !s.filter.wants(it.source, it.name))
}

// pass passes over an object that is too large or too deep.
func (s *scanner) pass(level int) error {
	if s.item.digest {
		s.counts.Skipped = digest
		return s.skip()
	}
	s.unreadable()
	if level == 0 && s.resume() {
		return nil
	}
	return s.skip()
}

// row reads an array in an array: it is a row of a table, or a list of events.
func (s *scanner) row(level int) error {
	n := s.complete(func(b []byte, n int) int {
		end, _ := nestedEnd(b, 0, n)
		return end
	})
	switch {
	case n == partial:
		return s.array(level)
	case n < 0:
		s.unreadable()
		return s.skip()
	}
	return s.whole(n, false)
}

// text reads a string that holds an event.
func (s *scanner) text() error {
	n := s.complete(func(b []byte, n int) int { return wholeString(b, 0, n) })
	switch {
	case n < 0 && len(s.window.rest()) < maxRecord:
		return s.cut()
	case n < 0 || n > maxRecord:
		s.unreadable()
		return s.skip()
	}
	return s.whole(n, false)
}

// complete measures the value that the window begins with, and reads on until it ends in the window or
// is too large.
func (s *scanner) complete(measure func(b []byte, n int) int) int {
	for {
		n := measure(s.window.padded())
		if n != partial || len(s.window.rest()) >= maxRecord || !s.window.more() {
			return n
		}
	}
}

// whole parses a value and reads what it holds. If it seems to be one of several lines and is no
// JSON, then the next line may be some.
func (s *scanner) whole(n int, lines bool) error {
	value, err := decode(s.window.rest()[:n])
	if err != nil {
		s.unreadable()
		if lines {
			s.resume()
		} else {
			s.window.advance(n)
		}
		return nil
	}
	s.window.advance(n)
	return s.unwrap(value, 0, false)
}

// container reads the array of a container, of which only a part needs to be in the window.
func (s *scanner) container(level int) error {
	s.window.advance(s.item.container)
	if err := s.array(level + 1); err != nil {
		return err
	}
	for {
		switch c := s.window.peek(); c {
		case 0:
			return s.cut()
		case ',':
			s.window.advance(1)
		case '}':
			s.window.advance(1)
			return nil
		case '"':
			if err := s.containerMember(level); err != nil {
				return err
			}
		default:
			return s.broken("no JSON")
		}
	}
}

// containerMember reads a member that stands behind a container's array: another one, or something else.
func (s *scanner) containerMember(level int) error {
	n := s.complete(func(b []byte, n int) int { return wholeString(b, 0, n) })
	if n < 0 {
		return s.broken("no name")
	}
	value, err := decode(s.window.rest()[:n])
	name, ok := value.(string)
	if err != nil || !ok {
		return s.broken("no name")
	}
	s.window.advance(n)
	if s.window.peek() != ':' {
		return s.broken("no JSON")
	}
	s.window.advance(1)
	switch c := s.window.peek(); {
	case c == 0:
		return s.cut()
	case c == '[' && containers[name]:
		return s.array(level + 1)
	}
	return s.skip()
}

// skip passes over a value of any size.
func (s *scanner) skip() error {
	depth, inString, escaped := 0, false, false
	for {
		for i, c := range s.window.rest() {
			switch {
			case escaped:
				escaped = false
			case inString:
				escaped = c == '\\'
				inString = c != '"'
			case c == '"':
				inString = true
			case c == '{' || c == '[':
				depth++
			case c == '}' || c == ']':
				depth--
			case depth == 0 && (c == ',' || isSpace(c)):
				s.window.advance(i)
				return nil
			}
			if depth < 0 {
				s.window.advance(i)
				return nil
			}
			if depth == 0 && !inString && (c == '"' || c == '}' || c == ']') {
				s.window.advance(i + 1)
				return nil
			}
		}
		s.window.advance(len(s.window.rest()))
		if !s.window.more() {
			return s.cut()
		}
	}
}
