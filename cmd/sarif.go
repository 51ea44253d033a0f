package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/internal/checkout"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/output"
)

// sarifFlags say how SARIF is made.
type sarifFlags struct {
	location, category string
	suppressed         bool
}

func (f *sarifFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.location, "sarif-location", "resource", "show SARIF's results at this `PLACE`: resource, snapshot (its file, in the repository) or file:PATH[:LINE]")
	cmd.Flags().StringVar(&f.category, "sarif-category", "tocsin/"+accountInFile, "the `category` of SARIF files: of those of one category GitHub keeps the last")
	cmd.Flags().BoolVar(&f.suppressed, "sarif-include-suppressed", false, "also give SARIF the waived findings, which GitHub would show as open")
}

// sarifPlan is what the flags ask for, checked before anything is read.
type sarifPlan struct {
	options  output.SARIFOptions
	snapshot string // the file of the snapshot, empty if there is none
	root     string // what paths are relative to
	checkout *checkout.Checkout
}

// plan checks the flags. The snapshot is in a file of this name, empty if it is in none.
func (f *sarifFlags) plan(snapshotFile string) (*sarifPlan, error) {
	root, err := os.Getwd()
	if err != nil {
		return nil, fmt.Errorf("find the current directory: %w", err)
	}
	if snapshotFile == "-" {
		snapshotFile = ""
	}
	p := &sarifPlan{snapshot: snapshotFile, root: root, checkout: checkout.Find(root)}
	p.options.IncludeSuppressed = f.suppressed
	if p.checkout != nil {
		p.root = p.checkout.Root
		p.options.Repository = &output.Repository{URI: p.checkout.URI, Revision: p.checkout.Revision, Branch: p.checkout.Branch}
	}
	if p.options.Category, err = category(f.category); err != nil {
		return nil, fmt.Errorf("parse --sarif-category: %w", err)
	}
	if err := p.place(f.location); err != nil {
		return nil, fmt.Errorf("parse --sarif-location: %w", err)
	}
	return p, nil
}

// category checks the name of a category.
func category(name string) (string, error) {
	if name == "" || strings.Trim(name, "/ ") != name || output.Plain(name) != name || !utf8.ValidString(name) {
		return "", fmt.Errorf("%q is no category: want visible characters, and no slash at an end", name)
	}
	return name, nil
}

func (p *sarifPlan) place(location string) error {
	kind, place, _ := strings.Cut(location, ":")
	switch {
	case location == "resource":
		return nil
	case location == "snapshot":
		return p.placeInSnapshot()
	case kind == "file" && place != "":
		anchor, err := p.anchor(place)
		p.options.File = &anchor
		return err
	}
	return fmt.Errorf("unknown place %q: want resource, snapshot or file:PATH[:LINE]", location)
}

// day finds a date in a path. GitHub takes a finding whose path has changed for a new one.
var day = regexp.MustCompile(`(^|[^0-9])20[0-9]{2}([-_.]?)(0[1-9]|1[0-2])([-_.]?)(0[1-9]|[12][0-9]|3[01])([^0-9]|$)`)

func (p *sarifPlan) placeInSnapshot() error {
	if p.snapshot == "" {
		return errors.New("the snapshot is in no file: scan needs --snapshot FILE, eval a file")
	}
	path, err := checkout.Relative(p.root, p.snapshot)
	if err != nil {
		return err
	}
	if day.MatchString(path) {
		return fmt.Errorf("there is a date in %s: GitHub would take every finding of another day for a new one", path)
	}
	p.options.Snapshot = &output.SnapshotFile{Primary: true} // to be read once it is there
	return nil
}

// anchor finds PATH[:LINE] in the repository.
func (p *sarifPlan) anchor(place string) (output.Anchor, error) {
	file, line := place, 1
	if i := strings.LastIndexByte(place, ':'); i > 0 {
		if n, err := strconv.Atoi(place[i+1:]); err == nil {
			file, line = place[:i], n
		}
	}
	path, err := checkout.Relative(p.root, file)
	if err != nil {
		return output.Anchor{}, err
	}
	text, err := readRegular(file)
	if err != nil {
		return output.Anchor{}, err
	}
	if lines := len(bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))); line < 1 || line > lines {
		return output.Anchor{}, fmt.Errorf("%s has no line %d: it has %d", file, line, lines)
	}
	return output.Anchor{Path: path, Region: startOf(line)}, nil
}

func startOf(line int) snapshot.Region {
	return snapshot.Region{StartLine: line, StartColumn: 1, EndLine: line, EndColumn: 1}
}

func isSARIF(t output.Target[*report.Report]) bool { return t.Name == "sarif" }

// shape gives the targets that are SARIF the options for a report.
func (p *sarifPlan) shape(targets output.Targets[*report.Report], r *report.Report) error {
	if p == nil {
		return nil
	}
	o, err := p.optionsFor(r)
	if err != nil {
		return fmt.Errorf("place SARIF's results: %w", err)
	}
	for i, t := range targets {
		if isSARIF(t) {
			targets[i].Format = o.Print
		}
	}
	return nil
}

// oneCategoryEach refuses a category in which the files of several accounts would replace each other.
func (p *sarifPlan) oneCategoryEach(accounts int) error {
	if p == nil || accounts < 2 || strings.Contains(p.options.Category, accountInFile) {
		return nil
	}
	return fmt.Errorf("parse --sarif-category: %q would be that of %d accounts: put %s into it", p.options.Category, accounts, accountInFile)
}

// optionsFor are the options for one report.
func (p *sarifPlan) optionsFor(r *report.Report) (output.SARIFOptions, error) {
	o := p.options
	o.Category = forAccount(o.Category, r.Scan.AccountID)
	o.Policies = p.policies(r.Rules)
	if p.snapshot == "" {
		return o, nil
	}
	file := forAccount(p.snapshot, r.Scan.AccountID)
	path, text, held := p.held(file)
	switch {
	case o.Snapshot != nil: // wherever it is, it was asked for
		var err error
		if path, err = checkout.Relative(p.root, file); err != nil {
			return o, err
		}
		if text, err = readRegular(file); err != nil {
			return o, err
		}
		o.Snapshot = &output.SnapshotFile{Path: path, Text: text, Primary: true}
	case held:
		o.Snapshot = &output.SnapshotFile{Path: path, Text: text}
	}
	return o, nil
}

// held reads a file of the checkout that is there as it was committed: a link to it leads to just that text.
func (p *sarifPlan) held(file string) (path string, text []byte, ok bool) {
	if p.checkout == nil {
		return "", nil, false
	}
	path, err := checkout.Relative(p.root, file)
	if err != nil {
		return "", nil, false
	}
	if text, err = readRegular(file); err != nil {
		return "", nil, false
	}
	return path, text, p.checkout.Holds(path, text)
}

// readRegular reads no pipe, which can be read but once, and may never end.
func readRegular(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a regular file")
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, reason(err))
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, reason(err))
	}
	return text, nil
}

// denies finds where a policy says what is wrong.
var denies = regexp.MustCompile(`(?m)^deny\b`)

// policies are the places of the rules whose files are in the checkout.
func (p *sarifPlan) policies(rules []report.Rule) map[string]output.Anchor {
	found := map[string]output.Anchor{}
	for _, rule := range rules {
		path, text, ok := p.held(rule.Origin)
		if !ok {
			continue
		}
		line := 1
		if at := denies.FindIndex(text); at != nil {
			line += bytes.Count(text[:at[0]], []byte("\n"))
		}
		found[rule.ID] = output.Anchor{Path: path, Region: startOf(line)}
	}
	return found
}
