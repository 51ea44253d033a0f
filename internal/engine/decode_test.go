package engine

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// FuzzDecode compares the decoder with OPA's own.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[]`, `null`, `[{"a":1,"b":[true,false,null]},{"a":-1.5e300}]`, `{"é":"\ud83d\ude00\n\\\"","":""}`,
		`[{"a":"x"},{"a":"x"},{"b":"x"},{"a":"y"},{"a":"x","b":"y"},{"b":"y","a":"x"},{},{}]`, `12345678901234567890`, `0.1`, `{"a":{"b":{"c":[[[]]]}}}`, `{"a":1,"a":2}`, `[1`, `{"a"`, `{"a":}`, `"\ud800"`, ``, `1 2`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := newDecoder().decode(raw, nil)
		if err != nil {
			return // this one refuses more: double names, and text that is no UTF-8
		}
		if !json.Valid(raw) {
			return // what follows the first value is the caller's business
		}
		want, err := ast.ValueFromReader(bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("OPA refuses %q: %v", raw, err)
		}
		if ast.Compare(got.Value, want) != 0 {
			t.Errorf("got %v, OPA has %v", got, want)
		}
	})
}

// TestDecodeShares decodes what recurs, of which there is one value, and what only looks alike.
func TestDecodeShares(t *testing.T) {
	long := `{"a1":"x","a2":"x","a3":"x","a4":"x","a5":"x","a6":"x","a7":"x","a8":"x","a9":"x","b1":"x","b2":"x","b3":"x","b4":"x"}`
	list, err := newDecoder().decode([]byte(`[{"a":"x","b":{"c":true}},{"a":"x","b":{"c":true}},{"a":"x"},{"a":"y","b":{"c":true}},`+long+`,`+long+`]`), nil)
	if err != nil {
		t.Fatal(err)
	}
	elements := list.Value.(*ast.Array)
	if elements.Elem(0) != elements.Elem(1) {
		t.Error("equal objects are two")
	}
	if elements.Elem(2).Equal(elements.Elem(0)) || elements.Elem(3).Equal(elements.Elem(0)) {
		t.Error("objects that differ are one")
	}
	if !elements.Elem(4).Equal(elements.Elem(5)) || elements.Elem(4).Value.(ast.Object).Len() != 13 {
		t.Errorf("a large object is %v", elements.Elem(4))
	}
}

func TestDocumentIsWhatIsWritten(t *testing.T) {
	s := &snapshot.Snapshot{
		SchemaVersion: 1,
		Meta:          snapshot.Meta{AccountID: "123456789012", Regions: []string{"eu-west-1"}},
		Coverage:      map[string]snapshot.Coverage{"iam.users": {Status: snapshot.Complete}},
		AWS: map[string]map[string]json.RawMessage{
			"iam": {
				"users":           json.RawMessage(`[{"arn":"a","groups":[]},{"arn":"b","n":1.5}]`),
				"account_summary": json.RawMessage(`{"x":true}`),
				"roles":           longList(`{"arn":"a","n":7}`, ",\n  "),
				"groups":          longList("{\"arn\":\"a\",\n\"n\":7}", ","),
				"policies":        longList("{\"arn\":\"a\",\n\"n\":7}", ",\n"),
			},
		},
	}
	got, err := document(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	written, err := snapshot.Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	want, err := ast.ValueFromReader(bytes.NewReader(written))
	if err != nil {
		t.Fatal(err)
	}
	if ast.Compare(got, want) != 0 {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

// longList is a list that is long enough to be decoded in parts.
func longList(element, separator string) json.RawMessage {
	n := 3 * partSize / len(element)
	return json.RawMessage("[\n" + strings.Repeat(element+separator, n) + element + "\n]")
}

func TestDocumentRefuses(t *testing.T) {
	long := string(longList(`{"arn":"a"}`, ",\n"))
	for _, raw := range []string{
		`[`, `{"a":1,"a":2}`, "\"\xff\"", ``, long[:len(long)-1], long[:len(long)-2] + `,"arn":"b"}]`, long[:partSize] + `x`,
		long[:len(long)-1] + `,]`, long[:len(long)-1] + ",\n]", long[:len(long)-1] + "\n{}]", long[:len(long)-1] + ",\n,\n{}]",
	} {
		s := &snapshot.Snapshot{AWS: map[string]map[string]json.RawMessage{"iam": {"users": json.RawMessage(raw)}}}
		if _, err := document(s, nil); err == nil {
			t.Errorf("%.100q is accepted", raw)
		}
	}
}
