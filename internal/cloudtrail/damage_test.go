package cloudtrail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

func event(id string) string {
	return `{"eventVersion":"1.09","eventID":"` + id + `","eventTime":"2026-08-20T10:15:30Z","eventSource":"iam.amazonaws.com","eventName":"CreateUser",` +
		`"userIdentity":{"type":"IAMUser","userName":"ada"},"requestParameters":{"userName":"eve","path":"{\"[\\"}}`
}

// repeated is a stream that says the same again and again.
type repeated struct {
	begin, middle, end string
	times              int
}

func (r *repeated) reader() io.Reader {
	readers := []io.Reader{strings.NewReader(r.begin)}
	const chunk = 4096
	many := strings.Repeat(r.middle, chunk)
	for n := r.times; n > 0; n -= chunk {
		readers = append(readers, strings.NewReader(many[:min(n, chunk)*len(r.middle)]))
	}
	return io.MultiReader(append(readers, strings.NewReader(r.end))...)
}

// TestReadDamaged: what is readable of a damaged file is read, and the damage is told.
func TestReadDamaged(t *testing.T) {
	a, b, c := event("a"), event("b"), event("c")
	beforeType, _, _ := strings.Cut(b, `"IAMUser`)
	inType := beforeType + `"IAM`
	whole := gzipped(t, `{"Records":[`+a+`,`+b+`,`+strings.Repeat(c+",", 3000)+c+`]}`)
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-6] ^= 1 // the checksum
	for name, in := range map[string]struct {
		content             string
		records, unreadable int
		isIn                string // the error, if there is one
	}{
		"cut between records":        {content: `{"Records":[` + a + `,` + b, records: 2, isIn: "unexpected EOF"},
		"cut in a record":            {content: `{"Records":[` + a + `,` + b[:40], records: 1, isIn: "unexpected EOF"},
		"cut behind the array":       {content: `{"Records":[` + a + `]`, records: 1, isIn: "unexpected EOF"},
		"cut in an array":            {content: `[` + a + `,`, records: 1, isIn: "unexpected EOF"},
		"cut in a line":              {content: a + "\n" + b[:40], records: 1, isIn: "unexpected EOF"},
		"garbage in an array":        {content: `{"Records":[` + a + `,}` + b + `]}`, records: 1, isIn: "no JSON"},
		"garbage in a record":        {content: `{"Records":[` + a + `,{"eventID" "b"},` + c + `]}`, records: 1, isIn: "no JSON"},
		"garbage deep in a record":   {content: `{"Records":[` + a + `,{"eventID":{"b" c}},` + c + `]}`, records: 2, unreadable: 1},
		"garbage behind":             {content: `{"Records":[` + a + `]} garbage`, records: 1, isIn: "byte"},
		"a NUL behind":               {content: `{"Records":[` + a + "]}\x00\x00", records: 1, isIn: "byte"},
		"a line of garbage":          {content: a + "\ngarbage\n" + b, records: 2, unreadable: 1},
		"a line cut in a name":       {content: a + "\n" + b[:30] + "\n" + c, records: 2, unreadable: 1},
		"a line cut in a value":      {content: a + "\n" + b[:42] + "\n" + c, records: 2, unreadable: 1},
		"a line cut in an object":    {content: a + "\n" + inType + "\n" + c + "\n" + a, records: 3, unreadable: 1},
		"a line cut between objects": {content: a + "\n" + beforeType + "\n" + c + "\n" + a, records: 3, unreadable: 1},
		"two lines cut alike":        {content: a + "\n" + b[:200] + "\n" + c + "\n" + b[:200] + "\n" + a + "\n" + c, records: 4, unreadable: 2},
		"a line torn by another":     {content: beforeType + `"IAMUser"` + "\n" + c + "\n}}\n" + a, records: 2, unreadable: 2},
		"lines of other things":      {content: "{\"level\":\"info\"}\n" + a + "\n{}\n" + b, records: 2, unreadable: 2},
		"a byte order mark":          {content: "\ufeff" + a, records: 1},
		"lines of another system":    {content: a + "\r\n" + b + "\r\n\r\n", records: 2},
		"no time in one":             {content: `[{"eventName":"A","eventID":"1","eventVersion":"1"},` + a + `]`, records: 1, unreadable: 1},
		"no time in all":             {content: `[{"eventName":"A","eventID":"1","eventVersion":"1"}]`, unreadable: 1},
		"a message cut short":        {content: `{"events":[{"message":"{\"eventName\":"},{"message":` + fmt.Sprintf("%q", a) + `}]}`, records: 1, unreadable: 1},
		"gzip cut short":             {content: string(whole[:len(whole)*3/4]), isIn: "inflate: unexpected EOF"},
		"gzip with a wrong checksum": {content: string(flipped), records: 3003, isIn: "inflate: gzip: invalid checksum"},
		"gzip and then garbage":      {content: string(whole) + "garbage", records: 3003, isIn: "inflate: "},
		"a broken gzip header":       {content: "\x1f\x8b\x08", isIn: "inflate: "},
		"a table cut short":          {content: "eventname,eventtime,eventsource,x\nA,2026-08-20 10:15:30,b,\nA,\"20", records: 1, isIn: "unexpected EOF"},
		"a table with a short row":   {content: "eventname,eventtime\nA,2026-08-20 10:15:30\nA\nB,2026-08-20 10:15:30", records: 2, unreadable: 1},
	} {
		_, counts, err := read(t, strings.NewReader(in.content))
		if in.isIn == "" && err != nil || in.isIn != "" && (err == nil || !strings.Contains(err.Error(), in.isIn)) {
			t.Errorf("%s: error %v, want one with %q", name, err, in.isIn)
		}
		if name == "gzip cut short" {
			if counts.Records < 1000 || !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s: %+v", name, counts)
			}
		} else if counts.Records != in.records || counts.Unreadable != in.unreadable {
			t.Errorf("%s: %+v, want %d records and %d unreadable", name, counts, in.records, in.unreadable)
		}
	}
}

func TestReadSmallPieces(t *testing.T) {
	for name, content := range fixtureContents(t) {
		want, wantCounts, _ := read(t, bytes.NewReader(content))
		got, counts, err := read(t, iotest.OneByteReader(iotest.DataErrReader(bytes.NewReader(content))))
		if err != nil || len(got) != len(want) || counts != wantCounts {
			t.Errorf("%s: %+v, %v; want %+v", name, counts, err, wantCounts)
		}
	}
	failing := io.MultiReader(strings.NewReader(`[`+event("a")+`,`), iotest.ErrReader(errors.New("connection reset")))
	if _, counts, err := read(t, failing); counts.Records != 1 || err == nil || !strings.Contains(err.Error(), "connection reset") {
		t.Errorf("%+v, %v", counts, err)
	}
}

// TestReadRecordsAtEveryOffset moves records over the window's end.
func TestReadRecordsAtEveryOffset(t *testing.T) {
	record := event("a")
	for shift := range len(record) {
		content := `{"Records":[` + strings.Repeat(" ", windowSize-len(record)-len(padding)-12+shift-len(record)/2) + record + `,` + record + `]}`
		got := scanned([]byte(content), nil, false)
		if got.Err != nil || got.Counts.Records != 2 || got.Counts.Unreadable != 0 {
			t.Fatalf("shifted by %d: %+v, %v", shift, got.Counts, got.Err)
		}
		garbage := strings.Repeat("x", windowSize-len(record)-len(padding)-len(record)/2+shift)
		got = scanned([]byte(record+"\n"+garbage+"\n"+record), nil, false)
		if got.Err != nil || got.Counts.Records != 2 || got.Counts.Unreadable != 1 {
			t.Fatalf("garbage shifted by %d: %+v, %v", shift, got.Counts, got.Err)
		}
	}
}

func TestReadStopsWhenToldTo(t *testing.T) {
	stop := errors.New("enough")
	for _, name := range []string{"envelope-trail.json", "envelope-lookup.json", "envelope-athena.csv", "envelope-lines.jsonl", "envelope-lake-query.json"} {
		content := fixtureContents(t)[name]
		if counts, err := Read(bytes.NewReader(content), nil, func(Event) error { return stop }); err != stop || counts.Records != 1 { //nolint:errorlint // it is returned as it is
			t.Errorf("%s: %+v, %v", name, counts, err)
		}
	}
}

// TestReadBounds reads what is too large, too deep or endless: in little memory, in time, and without
// hiding what stands beside it.
func TestReadBounds(t *testing.T) {
	a := event("a")
	zeros := gzipped(t, `{"Records":[`+a+`,`+strings.Repeat(" ", 100<<20))
	for name, c := range map[string]struct {
		in                  io.Reader
		records, unreadable int
		err                 string
	}{
		"a long string in a record": {(&repeated{`[` + a + `,{"eventName":"`, "x", `"},` + a + `]`, 3 << 20}).reader(), 2, 1, ""},
		"an event of 1.5 MiB":       {(&repeated{`[` + a + `,` + a[:len(a)-1] + `,"userAgent":"`, "x", `"},` + a + `]`, maxRecord * 3 / 2}).reader(), 2, 1, ""},
		"a long object in a record": {(&repeated{`[` + a + `,{"eventName":{`, `"a":"\\",`, `"b":1}},` + a + `]`, 3 << 20}).reader(), 2, 1, ""},
		"a long line":               {(&repeated{a + "\n{\"x\":\"", `x`, "\"}\n" + a, 3 << 20}).reader(), 2, 1, ""},
		"a long row":                {(&repeated{`[` + a + `,[{"a":"`, `x`, `"}],` + a + `]`, 3 << 20}).reader(), 2, 1, ""},
		"a long string in an array": {(&repeated{`[` + a + `,"`, `x`, `",` + a + `]`, 3 << 20}).reader(), 2, 1, ""},
		"a long name":               {(&repeated{`[` + a + `,{"`, `x`, `":1},` + a + `]`, 3 << 20}).reader(), 2, 1, ""},
		"a long number":             {(&repeated{`[` + a + `,`, `1`, `,` + a + `]`, 3 << 20}).reader(), 2, 1, ""},
		"a long list of arrays":     {(&repeated{`[` + a, `,[` + a + `]`, `]`, 10_000}).reader(), 10_001, 0, ""},
		"an array of an array":      {(&repeated{`[[` + a, `,` + a, `]]`, 10_000}).reader(), 10_001, 0, ""},
		"a deep record":             {(&repeated{`[` + a + `,{"eventName":`, `[`, strings.Repeat("]", 1000) + `},` + a + `]`, 1000}).reader(), 2, 1, ""},
		"endless white space":       {(&repeated{`[` + a, "\n", `]`, 16 << 20}).reader(), 1, 0, ""},
		"endless commas":            {(&repeated{`[` + a, ",", `]`, 4 << 20}).reader(), 1, 0, ""},
		"endless arrays":            {(&repeated{``, "[", ``, 32 << 20}).reader(), 0, 1, "unexpected EOF"},
		"endless objects":           {(&repeated{``, `{"a":`, ``, 16 << 20}).reader(), 0, 1, "unexpected EOF"},
		"endless containers":        {(&repeated{``, `{"Records":[`, ``, 4 << 20}).reader(), 0, 0, "too deep"},
		"endless empty arrays":      {(&repeated{`[`, "[],", ``, 16 << 20}).reader(), 0, maxUnreadable + 1, "given up"},
		"endless empty objects":     {(&repeated{``, "{}", ``, 16 << 20}).reader(), 0, maxUnreadable + 1, "given up"},
		"endless cut lines":         {(&repeated{``, a + "\n{\"x\":[\"\n", ``, 100_000}).reader(), -1, -1, "given up"},
		"a bomb":                    {bytes.NewReader(zeros), 1, 0, "more than 200 times"},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			_, counts, err := read(t, c.in)
			runtime.ReadMemStats(&after)
			if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("error %v, want one with %q", err, c.err)
			}
			if c.records >= 0 && (counts.Records != c.records || counts.Unreadable != c.unreadable) {
				t.Errorf("%+v, want %d records and %d unreadable", counts, c.records, c.unreadable)
			}
			if got := int64(after.Sys) - int64(before.Sys); got > 64<<20 {
				t.Errorf("it takes %d MiB", got>>20)
			}
		})
	}
}
