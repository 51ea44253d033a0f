package collector

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// eventFile is a file, an object or a stream that may hold events.
type eventFile struct {
	name string
	open func() (io.ReadCloser, error)
}

// eventFiles reads files of events, and keeps count of them. Its methods may be called from several
// goroutines at once.
type eventFiles struct {
	q *eventQuery
	// gap says what it means that a file cannot be opened.
	gap        func(name string, err error) snapshot.Gap
	unreadable losses

	mu     sync.Mutex
	files  int // with events, or room for them
	events int
	kept   int
	passed map[string]int  // files that rightly hold no events, by what they are
	looked map[string]bool // names of log files, up to their times, whose account is known
}

func newEventFiles(q *eventQuery, gap func(name string, err error) snapshot.Gap) *eventFiles {
	return &eventFiles{q: q, gap: gap, passed: map[string]int{}, looked: map[string]bool{}}
}

// readAll reads files, some at once, until there are no more.
func (f *eventFiles) readAll(ctx context.Context, files <-chan eventFile, atOnce int) {
	var wg sync.WaitGroup
	for range atOnce {
		wg.Go(func() {
			for file := range files {
				f.read(ctx, file)
			}
		})
	}
	wg.Wait()
}

// read takes the events of a file.
func (f *eventFiles) read(ctx context.Context, file eventFile) {
	body, err := file.open()
	if err != nil {
		f.unreadable.add(f.gap(file.name, err))
		return
	}
	in := &beginning{Reader: body, context: ctx, room: f.curiosity(file.name)}
	unplaced := 0
	counts, err := cloudtrail.Read(in, f.q.filter, func(e cloudtrail.Event) error {
		if !placed(&e) {
			unplaced++
			return nil
		}
		return f.q.take(e)
	})
	err = errors.Join(err, body.Close())
	format, isFormat := errors.AsType[*cloudtrail.FormatError](err)
	f.count(file.name, counts, isFormat)
	switch {
	case ctx.Err() != nil:
	case isFormat && isProse(file.name):
	case isFormat:
		f.unreadable.add(fileGap(file.name, "found "+format.Saw))
	case err != nil:
		f.unreadable.add(fileGap(file.name, err.Error()))
	case counts.Unreadable+unplaced > 0:
		f.unreadable.add(fileGap(file.name, fmt.Sprintf("%d of its records could not be read", counts.Unreadable+unplaced)))
	}
	if counts.Records > 0 && len(in.kept) > 0 {
		f.lookAt(file.name, in.kept)
	}
}

func (f *eventFiles) count(name string, counts cloudtrail.Counts, isFormat bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.events += counts.Records
	f.kept += counts.Kept
	switch {
	case counts.Skipped != "":
		f.passed[counts.Skipped]++
	case !isFormat:
		f.files++
	case isProse(name):
		f.passed["other"]++
	}
}

// placed makes sure that an event has an account. Who called is as good as who was called, if the record
// says no more.
func placed(e *cloudtrail.Event) bool {
	e.AccountID = cmp.Or(e.AccountID, e.Actor.AccountID)
	return twelveDigits.MatchString(e.AccountID)
}

var twelveDigits = regexp.MustCompile(`^[0-9]{12}$`)

// errSeen ends the reading of a file.
var errSeen = errors.New("the first event was seen")

// logFileName is how CloudTrail names log files.
var logFileName = regexp.MustCompile(`^[0-9]{12}_CloudTrail_[a-z0-9-]+_`)

// curiosity is how much of a file has to be kept for lookAt.
func (f *eventFiles) curiosity(name string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.looked[logFileName.FindString(path.Base(name))] {
		return 0
	}
	return 1 << 19 // CloudTrail's records have up to 256 KB
}

// lookAt finds out by its beginning whose events a file holds, even if none is kept: that an account did
// nothing of note is worth a verdict. Of the log files of one name and region, one will do. The name
// itself is no evidence.
func (f *eventFiles) lookAt(name string, beginning []byte) {
	if place := logFileName.FindString(path.Base(name)); place != "" {
		f.mu.Lock()
		f.looked[place] = true
		f.mu.Unlock()
	}
	_, _ = cloudtrail.Read(bytes.NewReader(beginning), nil, func(e cloudtrail.Event) error {
		if placed(&e) {
			f.q.see(e)
		}
		return errSeen
	})
}

// isProse reports whether a file that holds no events need not: it stands beside them for people.
func isProse(name string) bool {
	base := path.Base(name)
	switch strings.ToLower(path.Ext(base)) {
	case ".md", ".txt", ".html", ".pdf", ".png", ".sig", ".signature", ".asc", ".sha256", ".md5", ".sh", ".py", ".yaml", ".yml":
		return true
	case "":
		return strings.IndexFunc(base, unicode.IsLower) < 0 // LICENSE
	}
	return strings.HasPrefix(base, ".")
}

func fileGap(name, message string) snapshot.Gap {
	return snapshot.Gap{
		Operation: "--events", Resource: strings.ToValidUTF8(name, "\uFFFD"), Code: codeUnreadable, Message: stable(message),
	}
}

// conclude turns what was seen into gaps and a notice. It reports whether any file was read.
func (f *eventFiles) conclude(ctx context.Context, r *reader) bool {
	f.unreadable.report(r)
	if ctx.Err() != nil {
		r.gap("", "", ctx.Err())
	}
	r.notice(f.summary())
	switch missing := (snapshot.Gap{Operation: "--events", Code: codeNoEvents}); {
	case f.files == 0 && len(r.gaps) > 0: // which say why
	case f.files == 0:
		missing.Message = "there is no file of CloudTrail's events"
		r.miss(missing)
	case f.q.account != "" && !f.q.of(f.q.account).seen:
		missing.Message = fmt.Sprintf("no event of account %s was found", f.q.account)
		r.miss(missing)
	}
	return f.files > 0
}

// summary says what was read: "read 2900 events in 55 files and kept 118; passed over 12 digest files".
func (f *eventFiles) summary() string {
	s := fmt.Sprintf("read %s in %s and kept %d", several(f.events, "event"), several(f.files, "file"), f.kept)
	var passed []string
	for _, kind := range slices.Sorted(maps.Keys(f.passed)) {
		passed = append(passed, several(f.passed[kind], kind+" file"))
	}
	if len(passed) > 0 {
		s += "; passed over " + strings.Join(passed, ", ")
	}
	if n := len(f.unreadable.seen); n > 0 {
		s += fmt.Sprintf("; %d could not be read", n)
	}
	return s
}

func several(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// beginning is a stream that keeps what it begins with, and ends with its context.
type beginning struct {
	io.Reader
	context context.Context //nolint:containedctx // io.Reader has no place for it
	room    int             // for what is kept
	kept    []byte
}

func (b *beginning) Read(p []byte) (int, error) {
	if err := b.context.Err(); err != nil {
		return 0, err
	}
	n, err := b.Reader.Read(p)
	b.kept = append(b.kept, p[:min(n, b.room-len(b.kept))]...)
	return n, err
}
