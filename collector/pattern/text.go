package pattern

import (
	"fmt"
	"regexp"
	"strings"
)

// wildcardMatch reports whether text matches pattern, in which * stands for any characters. It takes
// time proportional to the product of their lengths at worst.
func wildcardMatch(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == text
	}
	first, last := parts[0], parts[len(parts)-1]
	if !strings.HasPrefix(text, first) {
		return false
	}
	text = text[len(first):]
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(text, part)
		if i < 0 {
			return false
		}
		text = text[i+len(part):]
	}
	return strings.HasSuffix(text, last)
}

// allowedInRegex are the characters that CloudWatch Logs takes in a regular expression. What they can
// express means the same to Go, in linear time.
var allowedInRegex = regexp.MustCompile(`^[A-Za-z0-9:_#=@/;,^$?\[\]{}|\\*+. -]+$`)

func compileRegex(text string) (*regexp.Regexp, error) {
	if !allowedInRegex.MatchString(text) {
		return nil, fmt.Errorf("the regular expression %q has characters that AWS does not take", text)
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fmt.Errorf("parse regular expression %q: %w", text, err)
	}
	return re, nil
}
