// Package policies holds tocsin's own rules, with their tests. It does nothing but embed them.
package policies

import "embed"

// FS holds the Rego files: a rule is one file and its _test.rego, and path = package = id.
//
//go:embed readiness ioc impact lib
var FS embed.FS
