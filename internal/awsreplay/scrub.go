package awsreplay

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

// scrubber replaces what must not leave an account. The same thing gets the same stand-in wherever
// it occurs, so that what belonged together still does.
type scrubber struct {
	standIns map[string]string // "kind original"
	counts   map[string]int
}

func newScrubber() *scrubber {
	return &scrubber{standIns: map[string]string{}, counts: map[string]int{}}
}

// standIn returns the stand-in for an original, made by name from a number that counts from 1.
func (s *scrubber) standIn(kind, original string, name func(n int) string) string {
	k := kind + " " + original
	if _, ok := s.standIns[k]; !ok {
		s.counts[kind]++
		s.standIns[k] = name(s.counts[kind])
	}
	return s.standIns[k]
}

var (
	requestIDElement = regexp.MustCompile(`(?i)<(RequestId)>[^<]*</`)
	tokenElement     = regexp.MustCompile(`<(Marker|NextToken|nextToken|ContinuationToken)>([^<]+)</`)
	hookElement      = regexp.MustCompile(`<(Endpoint)>((?i:https?)://[^<]+)</`)
	tagsElement      = regexp.MustCompile(`(?s)<(?:Tags|tagSet)>.*?</(?:Tags|tagSet)>`)
	valueElement     = regexp.MustCompile(`<([Vv]alue)>[^<]+</`)
	// The owner of a bucket: a name that may be a person's.
	ownerElement = regexp.MustCompile(`<(DisplayName)>([^<]+)</`)
	// AWS's encoded message tells the account's own people why a call was denied.
	deniedMessage = regexp.MustCompile(`(?i)(encoded authorization failure message:|request ?id:?)\s*[0-9A-Za-z_-]+`)

	externalID  = regexp.MustCompile(`(?i)("sts:ExternalId"\s*:\s*)(\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\]|"(?:[^"\\]|\\.)*"|[0-9.]+)`)
	scalar      = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|[0-9.]+`)
	email       = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	phone       = regexp.MustCompile(`\+[0-9]{7,15}\b`)
	uniqueID    = regexp.MustCompile(`\b(?:AKIA|ASIA|AIDA|AROA|AGPA|ANPA|ANVA|AIPA|APKA|ASCA|ABIA|ACCA)[A-Z0-9]{12,}\b`)
	canonicalID = regexp.MustCompile(`\b[0-9a-f]{64}\b`) // S3's name for an account
	digits      = regexp.MustCompile(`[0-9]+`)
	ipv4        = regexp.MustCompile(`\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b`)
	// EC2 makes a host's name of its address.
	hostname = regexp.MustCompile(`\b(ip|ec2)(-[0-9]{1,3}){4}\b`)
	ipv6     = regexp.MustCompile(`[0-9A-Za-z._-]*:[0-9A-Za-z._-]*:[0-9A-Za-z:._-]*`)
)

// xml scrubs an answer in XML, its encoded elements decoded.
func (s *scrubber) xml(body string) string {
	body = requestIDElement.ReplaceAllString(body, "<$1></")
	body = replace(tokenElement, body, func(m []string) string { return "<" + m[1] + ">" + s.token(m[2]) + "</" })
	body = replace(hookElement, body, func(m []string) string { return "<" + m[1] + ">" + s.hook(m[2]) + "</" })
	body = tagsElement.ReplaceAllStringFunc(body, func(tags string) string {
		return valueElement.ReplaceAllString(tags, "<$1>scrubbed</")
	})
	body = replace(ownerElement, body, func(m []string) string { return "<" + m[1] + ">" + s.owner(m[2]) + "</" })
	return s.text(body)
}

// value scrubs all strings of a JSON value.
func (s *scrubber) value(v any) any { return s.walk(v, s.text) }

// contact scrubs the answer about a contact, of which only the kind and what is empty may be known.
func (s *scrubber) contact(v any) any {
	return s.walk(v, func(value string) string {
		switch {
		case value == "" || value == "SECURITY" || value == "BILLING" || value == "OPERATIONS":
			return value
		case email.FindString(value) == value:
			return s.text(value)
		}
		return "scrubbed"
	})
}

func (s *scrubber) walk(v any, text func(string) string) any {
	switch v := v.(type) {
	case string:
		return text(v)
	case []any:
		for i := range v {
			v[i] = s.walk(v[i], text)
		}
	case map[string]any:
		for name, member := range v {
			if token, ok := member.(string); ok && isToken(name) {
				v[name] = s.token(token)
				continue
			}
			if program, ok := member.(string); ok && isProgram(name) {
				v[name] = s.program(program)
				continue
			}
			if name == embeddedRecord {
				v[name] = s.record(member)
				continue
			}
			v[name] = s.walk(member, text)
		}
	}
	return v
}

func isToken(name string) bool {
	return name == "Marker" || strings.EqualFold(name, "NextToken") || name == "continuation-token"
}

// token replaces a page token: it can hold what the page before ended with.
func (s *scrubber) token(t string) string {
	return s.standIn("token", t, func(n int) string { return fmt.Sprintf("page-%d", n) })
}

func (s *scrubber) owner(name string) string {
	return s.standIn("owner", name, func(n int) string { return fmt.Sprintf("owner-%d", n) })
}

// hook keeps the host of a web hook's address: keys stand in the rest.
func (s *scrubber) hook(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return s.standIn("hook", address, func(n int) string { return fmt.Sprintf("https://hook-%d.example.com/", n) })
	}
	return s.standIn("hook", address, func(n int) string { return fmt.Sprintf("%s://%s/scrubbed-%d", u.Scheme, u.Host, n) })
}

// text scrubs what can be told by its form.
func (s *scrubber) text(t string) string {
	t = deniedMessage.ReplaceAllString(t, "$1 scrubbed")
	t = replace(externalID, t, func(m []string) string { return m[1] + scalar.ReplaceAllStringFunc(m[2], s.externalID) })
	t = email.ReplaceAllStringFunc(t, func(e string) string {
		return s.standIn("email", strings.ToLower(e), func(n int) string { return fmt.Sprintf("person%d@example.com", n) })
	})
	t = phone.ReplaceAllStringFunc(t, func(p string) string {
		return s.standIn("phone", p, func(n int) string { return fmt.Sprintf("+1555%07d", n) })
	})
	t = uniqueID.ReplaceAllStringFunc(t, func(id string) string {
		return s.standIn("id", id, func(n int) string { return fmt.Sprintf("%s%017d", id[:4], n) })
	})
	t = canonicalID.ReplaceAllStringFunc(t, func(id string) string {
		return s.standIn("canonical id", id, func(n int) string { return fmt.Sprintf("%064x", n) })
	})
	t = digits.ReplaceAllStringFunc(t, s.account)
	t = hostname.ReplaceAllStringFunc(t, func(name string) string {
		kind, address, _ := strings.Cut(name, "-")
		return kind + "-" + strings.ReplaceAll(s.address(strings.ReplaceAll(address, "-", ".")), ".", "-")
	})
	t = ipv4.ReplaceAllStringFunc(t, s.address)
	return ipv6.ReplaceAllStringFunc(t, s.address)
}

// account replaces a number of twelve digits: 111111111111, 222222222222, …
func (s *scrubber) account(number string) string {
	if len(number) != 12 {
		return number
	}
	return s.standIn("account", number, func(n int) string {
		if n > 9 {
			return fmt.Sprintf("%012d", n)
		}
		return strings.Repeat(fmt.Sprint(n), 12)
	})
}

func (s *scrubber) externalID(id string) string {
	return s.standIn("external id", id, func(n int) string { return fmt.Sprintf(`"external-id-%d"`, n) })
}

// address replaces an IP address. That of everywhere (0.0.0.0/0) is kept: it is nobody's.
func (s *scrubber) address(t string) string {
	a, err := netip.ParseAddr(t)
	if err != nil || a.IsUnspecified() {
		return t
	}
	if a.Is4() {
		return s.standIn("ipv4", t, func(n int) string { return fmt.Sprintf("192.0.%d.%d", 2+n/255, n%255) })
	}
	return s.standIn("ipv6", t, func(n int) string { return fmt.Sprintf("2001:db8::%x", n) })
}
