package collector

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// bucketOf answers for one bucket in eu-west-1, three names to a page, and as the account for all else.
type bucketOf struct {
	*awsreplay.Account
	objects map[string]string
	// denied are the beginnings of what may neither be listed nor read.
	denied []string

	mu    sync.Mutex
	asked []string
}

const bucketPage = 3

func (b *bucketOf) Do(r *http.Request) (*http.Response, error) {
	if !strings.HasPrefix(r.URL.Path, "/logs") {
		return b.Account.Do(r)
	}
	key, query := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/logs"), "/"), r.URL.Query()
	b.mu.Lock()
	b.asked = append(b.asked, r.URL.Host+" "+key+query.Get("prefix")+" "+query.Get("start-after"))
	b.mu.Unlock()
	content, there := b.objects[key]
	switch {
	case !strings.HasPrefix(r.URL.Host, "s3.eu-west-1."):
		return b.answer(r, http.StatusMovedPermanently, `<Error><Code>PermanentRedirect</Code></Error>`), nil
	case b.denies(key) || key == "" && b.denies(query.Get("prefix")):
		return b.answer(r, http.StatusForbidden, `<Error><Code>AccessDenied</Code><Message>no</Message></Error>`), nil
	case key == "":
		return b.answer(r, http.StatusOK, b.list(query)), nil
	case !there:
		return b.answer(r, http.StatusNotFound, `<Error><Code>NoSuchKey</Code></Error>`), nil
	}
	return b.answer(r, http.StatusOK, content), nil
}

func (b *bucketOf) denies(name string) bool {
	return slices.ContainsFunc(b.denied, func(d string) bool { return name != "" && strings.HasPrefix(name, d) })
}

func (b *bucketOf) list(query url.Values) string {
	type object struct {
		Key  string
		Size int
	}
	type folder struct{ Prefix string }
	var out struct {
		XMLName               xml.Name `xml:"ListBucketResult"`
		Name                  string
		IsTruncated           bool
		NextContinuationToken string   `xml:",omitempty"`
		Contents              []object `xml:",omitempty"`
		CommonPrefixes        []folder `xml:",omitempty"`
	}
	out.Name = "logs"
	var names []string
	for key := range b.objects {
		rest, ok := strings.CutPrefix(key, query.Get("prefix"))
		if i := strings.Index(rest, "/"); query.Get("delimiter") != "" && i >= 0 {
			key = query.Get("prefix") + rest[:i+1]
		}
		if ok && key > max(query.Get("start-after"), query.Get("continuation-token")) {
			names = append(names, key)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) > bucketPage {
		names = names[:bucketPage]
		out.IsTruncated, out.NextContinuationToken = true, names[bucketPage-1]
	}
	for _, name := range names {
		if strings.HasSuffix(name, "/") && query.Get("delimiter") != "" {
			out.CommonPrefixes = append(out.CommonPrefixes, folder{url.QueryEscape(name)})
		} else {
			out.Contents = append(out.Contents, object{url.QueryEscape(name), len(b.objects[name])})
		}
	}
	body, err := xml.Marshal(out)
	if err != nil {
		panic(err)
	}
	return string(body)
}

func (b *bucketOf) answer(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Body: io.NopCloser(bytes.NewReader([]byte(body))), ContentLength: int64(len(body)), Request: r,
		Header: http.Header{"X-Amz-Bucket-Region": {"eu-west-1"}, "Etag": {`"e"`}, "Last-Modified": {"Thu, 19 Nov 2026 12:05:00 GMT"}},
	}
}

// key names a log file of an account that was delivered at a time of November.
func key(root, account, region string, day int, clock string) string {
	return fmt.Sprintf("%s%s/CloudTrail/%s/2026/11/%02d/%[2]s_CloudTrail_%[3]s_202611%02[4]dT%sZ_0123456789abcdef.json.gz", root, account, region, day, clock)
}

func readBucket(t *testing.T, b *bucketOf, address string, o Options) *snapshot.Snapshot {
	t.Helper()
	from, err := EventBucket(address)
	if err != nil {
		t.Fatal(err)
	}
	b.Account = open(t, accounts.Clean())
	o.Sections = []string{"activity.root", "activity.groups"}
	o.EventSource, o.Replay, o.Now = from, b, b.RecordedAt
	snap, err := Collect(t.Context(), completed(o))
	if err != nil {
		t.Fatal(err)
	}
	return snap
}

func TestEventBucket(t *testing.T) {
	event := func(id string) string { return zipped(logFile(logged(ours, id))) }
	const root, organization = "trail/AWSLogs/", "trail/AWSLogs/o-k3v9c7d1xq/"
	whole := map[string]string{
		key(root, ours, "eu-west-1", 12, "2355"):                          "before the window: this would be unreadable",
		key(root, ours, "eu-west-1", 13, "0859"):                          "before the window, on its first day",
		key(root, ours, "eu-west-1", 13, "0900"):                          event("1"),
		key(root, ours, "eu-west-1", 19, "1205"):                          event("2"),
		key(root, ours, "us-east-1", 20, "0100"):                          event("3"),
		key(organization, ours, "us-east-1", 20, "0200"):                  event("4"),
		key(organization, others, "us-east-1", 20, "02"):                  "another account's",
		root + ours + "/CloudTrail-Digest/eu-west-1/2026/11/19/x.json.gz": "a digest",
		root + ours + "/CloudTrail/eu-west-1/2026/11/19/":                 "",
		"other/" + key(root, ours, "eu-west-1", 19, "1205"):               "another trail's",
	}
	for i := range 2 * bucketPage {
		whole[key(root, ours, "eu-west-3", 14+i, "1200")] = event(fmt.Sprint("page", i))
	}
	all := []string{"1", "2", "3", "4", "page0", "page1", "page2", "page3", "page4", "page5"}
	arn := "arn:aws:s3:::logs/"
	for name, tc := range map[string]struct {
		address string
		objects map[string]string
		denied  []string
		regions []string
		ids     []string
		gaps    []string
	}{
		"a trail":               {address: "s3://logs/trail", ids: all},
		"down to the region":    {address: "s3://logs/trail/AWSLogs/o-k3v9c7d1xq/210987654321/CloudTrail/us-east-1/", ids: all},
		"another prefix":        {address: "s3://logs", gaps: []string{"--events: NoEvents"}},
		"another account only":  {address: "s3://logs", objects: map[string]string{key("AWSLogs/", others, "eu-west-1", 19, "1205"): event("1")}, gaps: []string{"--events: NoEvents"}},
		"nothing":               {address: "s3://logs", objects: map[string]string{}, gaps: []string{"--events: NoEvents"}},
		"a denied folder":       {address: "s3://logs/trail", denied: []string{organization}, ids: slices.DeleteFunc(slices.Clone(all), func(id string) bool { return id == "4" }), gaps: []string{"s3:ListBucket of " + arn + organization + ours + "/CloudTrail/ in eu-west-1: AccessDenied"}},
		"a denied file":         {address: "s3://logs/trail", denied: []string{key(root, ours, "eu-west-1", 13, "0900")}, ids: all[1:], gaps: []string{"s3:GetObject of " + arn + key(root, ours, "eu-west-1", 13, "0900") + " in eu-west-1: AccessDenied"}},
		"a denied bucket":       {address: "s3://logs/trail", denied: []string{"trail"}, gaps: []string{"s3:ListBucket of " + arn + root + " in eu-west-1: AccessDenied"}},
		"an unreadable file":    {address: "s3://logs/trail", objects: map[string]string{key("trail/AWSLogs/", ours, "eu-west-1", 19, "1205"): "?"}, gaps: []string{"--events of " + key(root, ours, "eu-west-1", 19, "1205") + ": Unreadable"}},
		"some selected regions": {address: "s3://logs/trail", regions: []string{"us-east-1"}, ids: []string{"3", "4"}, gaps: []string{"--region of " + arn + root + ours + "/CloudTrail/eu-west-1/ in eu-west-1: RegionNotSelected", "--region of " + arn + root + ours + "/CloudTrail/eu-west-3/ in eu-west-3: RegionNotSelected"}},
	} {
		bubble(t, strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			if tc.objects == nil {
				tc.objects = whole
			}
			b := &bucketOf{objects: tc.objects, denied: tc.denied}
			snap := readBucket(t, b, tc.address, Options{Regions: tc.regions})
			var ids []string
			for _, e := range rootEvents(t, snap) {
				ids = append(ids, e.ID)
			}
			if diff := cmp.Diff(tc.ids, ids); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			wantGaps(t, snap, "activity.groups", tc.gaps...)
		})
	}
}

// What came before the window is not even listed.
func TestEventBucketIsListedFromTheWindowOn(t *testing.T) {
	b := &bucketOf{objects: map[string]string{key("AWSLogs/", ours, "eu-west-1", 19, "1205"): zipped(logFile(logged(ours, "1")))}}
	readBucket(t, b, "s3://logs", Options{})
	want := []string{
		"s3.us-east-1.amazonaws.com AWSLogs/ ", // names the region
		"s3.eu-west-1.amazonaws.com AWSLogs/ ",
		"s3.eu-west-1.amazonaws.com AWSLogs/210987654321/CloudTrail/ ",
		"s3.eu-west-1.amazonaws.com AWSLogs/210987654321/CloudTrail/eu-west-1/ AWSLogs/210987654321/CloudTrail/eu-west-1/2026/11/13/210987654321_CloudTrail_eu-west-1_20261113T0900",
		"s3.eu-west-1.amazonaws.com " + key("AWSLogs/", ours, "eu-west-1", 19, "1205") + " ",
	}
	if diff := cmp.Diff(want, b.asked); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestEventBucketAddress(t *testing.T) {
	for address, want := range map[string]string{
		"s3://": `unknown bucket ""`, "s3://x": `unknown bucket "x"`, "s3://a b/c": `unknown bucket "a b"`, "s3:///x": `unknown bucket ""`,
		"s3://my-logs": "", "s3://my.logs/a/b/": "",
	} {
		_, err := EventBucket(address)
		if (err != nil) != (want != "") || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", address, err, want)
		}
	}
}
