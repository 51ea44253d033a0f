// Package accounts holds two recorded accounts: one in the hands of an intruder and one as an
// account should be. They are written by hand, in AWS's wire formats; no such accounts exist.
package accounts

import (
	"embed"
	"io/fs"
)

//go:embed compromised clean
var files embed.FS

// Compromised is the account that scan --demo reads, two days after its root user was stolen.
func Compromised() fs.FS { return sub("compromised") }

// Clean is an account in which every rule passes.
func Clean() fs.FS { return sub("clean") }

func sub(name string) fs.FS {
	dir, err := fs.Sub(files, name)
	if err != nil {
		panic(err) // only a name that is no path gets here
	}
	return dir
}
