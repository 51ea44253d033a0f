package awsreplay

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// HTTPClient sends a request, as http.Client does.
type HTTPClient interface {
	Do(*http.Request) (*http.Response, error)
}

// Recorder keeps what AWS answers and writes it as a recording that Open reads. Before anything
// is written, it is scrubbed: account ids, access keys, unique ids, e-mail addresses, telephone
// numbers, IP addresses, external ids, page tokens, the values of tags, the paths of subscribed web
// hooks and all that the account's contacts say are replaced, each by the same stand-in wherever it
// occurs, so that a replay leads to the same verdicts. Credentials, signatures and request ids are
// not kept at all.
//
// What is left are the names that people gave: of users, roles, groups, policies, trails, buckets,
// alarms, topics, instances and images, keys of tags, hosts of web hooks, and descriptions.
type Recorder struct {
	dir string
	now func() time.Time

	mu    sync.Mutex
	taken []taken
}

// taken is an exchange as it was on the wire.
type taken struct {
	call    Call
	status  int // 0 if nothing came back
	headers map[string]string
	body    []byte
	since   float64 // see eventsSince
}

// NewRecorder makes a recorder that writes into a directory, which it makes if need be. Files of
// another recording must not mix with its own, so the directory must be empty.
func NewRecorder(dir string) (*Recorder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	if len(entries) > 0 {
		return nil, fmt.Errorf("record: the directory %s is not empty", dir)
	}
	return &Recorder{dir: dir, now: time.Now}, nil
}

// Wrap returns a client that sends by next and records what comes back.
func (r *Recorder) Wrap(next HTTPClient) HTTPClient { return recordingClient{r, next} }

type recordingClient struct {
	recorder *Recorder
	next     HTTPClient
}

// Do sends the request by the wrapped client.
func (c recordingClient) Do(req *http.Request) (*http.Response, error) {
	call, unknown := identify(req)
	since := eventsSince(req)
	resp, err := c.next.Do(req)
	if unknown != nil || call.Operation == "" || call.givesCredentials() {
		return resp, err
	}
	if err != nil {
		if !errors.Is(err, context.Canceled) {
			c.recorder.keep(taken{call: call})
		}
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	if closeErr := resp.Body.Close(); err == nil {
		err = closeErr
	}
	if err != nil { // the caller meets the same break when it reads the body
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), brokenReader{}))
		c.recorder.keep(taken{call: call})
		return resp, nil //nolint:nilerr // an answer that breaks off is an answer
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	c.recorder.keep(taken{call, resp.StatusCode, keptHeaders(resp.Header), plain(resp.Header, body), since})
	return resp, nil
}

// givesCredentials reports whether the answer holds credentials, which are never recorded.
func (c Call) givesCredentials() bool {
	switch c.Service {
	case "sts":
		return c.Operation != "GetCallerIdentity"
	case "sso", "awsssoportal", "sso-oauth", "awsssooidc", "signin":
		return true
	}
	return false
}

// keptHeaders keeps the headers that an SDK reads the answer by.
func keptHeaders(h http.Header) map[string]string {
	kept := map[string]string{}
	for _, name := range []string{"Content-Type", "X-Amzn-Errortype", "X-Amzn-Query-Error"} {
		if value := h.Get(name); value != "" {
			kept[name] = value
		}
	}
	return kept
}

// plain undoes the compression of a body.
func plain(h http.Header, body []byte) []byte {
	if h.Get("Content-Encoding") != "gzip" {
		return body
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return body
	}
	if decoded, err := io.ReadAll(z); err == nil {
		return decoded
	}
	return body
}

func (r *Recorder) keep(t taken) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.taken = append(r.taken, t)
}

// Close scrubs and writes the recording. It writes nothing if nothing was recorded.
func (r *Recorder) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.taken) == 0 {
		return nil
	}
	files := map[string][]exchange{}
	s := newScrubber()
	for _, t := range ordered(withoutRetries(r.taken)) {
		name := t.call.Service + "." + t.call.Operation + ".json"
		files[name] = append(files[name], s.exchange(t))
	}
	for name, exchanges := range files {
		if err := r.write(name, exchanges); err != nil {
			return fmt.Errorf("record: %w", err)
		}
	}
	if err := r.write(infoFile, info{RecordedAt: r.now().UTC().Truncate(time.Second), EventsSince: recordedSince(r.taken)}); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	return nil
}

// withoutRetries drops the failures after which the same call was made again.
func withoutRetries(all []taken) []taken {
	last := map[Call]int{}
	for i, t := range all {
		last[t.call] = i
	}
	var kept []taken
	for i, t := range all {
		if t.status == http.StatusOK || last[t.call] == i {
			kept = append(kept, t)
		}
	}
	return kept
}

// ordered sorts by call, but for the account's own id, which is to get the first stand-in. The
// answers to the same call stay in order.
func ordered(all []taken) []taken {
	rank := func(t taken) string {
		if t.call.String() == "sts:GetCallerIdentity" {
			return ""
		}
		return strings.Join([]string{t.call.Service, t.call.Operation, t.call.Region, t.call.Input}, " ")
	}
	slices.SortStableFunc(all, func(a, b taken) int { return strings.Compare(rank(a), rank(b)) })
	return all
}

// write writes a file, readable by its owner only, as a whole or not at all.
func (r *Recorder) write(name string, v any) (err error) {
	f, err := os.CreateTemp(r.dir, "."+name+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(indented(v))
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), filepath.Join(r.dir, name))
}

// indented lays a file of a recording out.
func indented(v any) []byte {
	var buf bytes.Buffer
	if err := json.Indent(&buf, mustMarshal(v), "", "  "); err != nil {
		panic(fmt.Sprintf("indent %T: %v", v, err)) // mustMarshal gives JSON
	}
	buf.WriteByte('\n')
	return buf.Bytes()
}

// regionOf is the region that an exchange is found by. The operations that a whole account answers
// alike are asked in the region of whoever asks, which the one who replays cannot know.
func regionOf(c Call) string {
	if slices.Contains([]string{"sts", "iam", "account", "organizations"}, c.Service) || slices.Contains(ofTheAccount, c.String()) {
		return everywhere
	}
	return c.Region
}

// ofTheAccount are the operations of regional services that all regions answer alike.
var ofTheAccount = []string{"ec2:DescribeRegions", "s3:ListAllMyBuckets", "s3:GetAccountPublicAccessBlock"}

// exchange turns what was on the wire into what is written.
func (s *scrubber) exchange(t taken) exchange {
	input, err := decode([]byte(t.call.Input))
	if err != nil {
		input = map[string]any{}
	}
	x := exchange{Region: regionOf(t.call), Input: mustMarshal(s.value(input)), Status: t.status, Unanswered: t.status == 0}
	if string(x.Input) == "{}" {
		x.Input = nil
	}
	if len(t.headers) > 0 {
		x.Headers = maps.Clone(t.headers)
	}
	v, err := decode(t.body)
	switch {
	case err != nil && t.call.Service == "account":
		x.Body = "scrubbed" // half a contact, perhaps
	case err != nil || t.call.protocol == query || t.call.protocol == ec2Query:
		x.Body = text(s.xml(decodeElements(string(t.body))))
	case t.call.Service == "account" && t.status == http.StatusOK:
		x.JSON = mustMarshal(s.contact(v))
	default:
		x.JSON = mustMarshal(s.value(extractRecords(v)))
	}
	return x
}
