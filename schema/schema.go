// Package schema holds the JSON Schemas of tocsin's two documents and of its configuration. They are
// generated from the Go types that write and read them; go test ./schema -update writes them anew.
package schema

import _ "embed"

// Snapshot is the JSON Schema of a snapshot, by which policies are type-checked.
//
//go:embed snapshot.json
var Snapshot []byte

// Report is the JSON Schema of a report.
//
//go:embed report.json
var Report []byte

// Config is the JSON Schema of a configuration for tocsin's own rules. engine.ConfigSchema adapts it
// to others.
//
//go:embed config.json
var Config []byte
