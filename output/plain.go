package output

import (
	"strings"

	"github.com/tocsin-dev/tocsin/internal/plain"
)

// Plain shows what cannot be seen: what comes from an account could otherwise deceive its reader.
func Plain(s string) string { return plain.Text(s) }

func visible(r rune) bool { return plain.Visible(r) }

// prose puts a policy's text, which YAML may have broken into lines, on one line.
func prose(s string) string { return Plain(strings.Join(strings.Fields(s), " ")) }
