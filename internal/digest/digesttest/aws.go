package digesttest

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// AWS answers as S3, CloudTrail and STS do, on the wire, to what is asked of trails' buckets and
// keys. It knows all accounts and regions, and no permissions.
type AWS struct {
	Buckets []*Bucket
	// Keys are those of each region.
	Keys map[string][]*Key
	// Fault, if set, may answer a call in place of AWS.
	Fault func(w http.ResponseWriter, call string) bool
	// PageSize is how many items a page of a list has; zero is S3's own.
	PageSize int

	mu    sync.Mutex
	calls []string
}

// Calls lists the calls that were made, such as "us-east-1 s3 GetObject logs/AWSLogs/…".
func (a *AWS) Calls() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.calls)
}

var credential = regexp.MustCompile(`Credential=[^/]+/[0-9]+/([^/]+)/([^/]+)/aws4_request`)

func (a *AWS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	region, service := "", ""
	if m := credential.FindStringSubmatch(r.Header.Get("Authorization")); m != nil {
		region, service = m[1], m[2]
	}
	call := region + " " + service + " " + operation(service, r)
	a.mu.Lock()
	a.calls = append(a.calls, call)
	a.mu.Unlock()
	w.Header().Set("X-Amz-Request-Id", "4BUHLBPDQ9Y2W7DJ")
	switch {
	case a.Fault != nil && a.Fault(w, call):
	case service == "sts":
		w.Header().Set("Content-Type", "text/xml")
		fmt.Fprint(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>`+
			`<Arn>arn:aws:iam::111122223333:user/auditor</Arn><UserId>AIDACKCEVSQ6C2EXAMPLE</UserId><Account>111122223333</Account>`+
			`</GetCallerIdentityResult></GetCallerIdentityResponse>`)
	case service == "cloudtrail":
		a.publicKeys(w, r, region)
	case service == "s3":
		a.s3(w, r)
	default:
		http.Error(w, call, http.StatusNotImplemented)
	}
}

func operation(service string, r *http.Request) string {
	query := r.URL.Query()
	switch {
	case service == "sts":
		return "GetCallerIdentity"
	case service == "cloudtrail":
		_, name, _ := strings.Cut(r.Header.Get("X-Amz-Target"), "_20131101.")
		return name
	case query.Has("location"):
		return "GetBucketLocation " + r.URL.Path[1:]
	case strings.Contains(strings.Trim(r.URL.Path, "/"), "/"):
		return map[string]string{http.MethodGet: "GetObject ", http.MethodPut: "PutObject "}[r.Method] + r.URL.Path[1:]
	default:
		return "ListObjects " + strings.Trim(r.URL.Path, "/") + "/" + query.Get("prefix")
	}
}

func (a *AWS) publicKeys(w http.ResponseWriter, r *http.Request, region string) {
	var in struct{ StartTime, EndTime float64 }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.StartTime > in.EndTime {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"__type":"InvalidTimeRangeException","message":"The time range is not valid."}`)
		return
	}
	var known []*Key
	for _, k := range a.Keys[region] {
		if float64(k.From.Unix()) <= in.EndTime && in.StartTime <= float64(k.To.Unix()) {
			known = append(known, k)
		}
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	_, _ = w.Write(KeyList(known...))
}

func (a *AWS) s3(w http.ResponseWriter, r *http.Request) {
	name, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	i := slices.IndexFunc(a.Buckets, func(b *Bucket) bool { return b.Name == name })
	switch {
	case i < 0:
		fail(w, "NoSuchBucket", "The specified bucket does not exist")
	case r.URL.Query().Has("location"):
		fmt.Fprint(w, xml.Header+`<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>`)
	case key == "":
		a.list(w, a.Buckets[i], r.URL.Query())
	default:
		object, ok := a.Buckets[i].Objects[key]
		if !ok {
			fail(w, "NoSuchKey", "The specified key does not exist.")
			return
		}
		for name, value := range object.Metadata {
			w.Header()["x-amz-meta-"+name] = []string{value} // boto3 minds the case
		}
		w.Header().Set("Etag", `"`+sha(object.Data)[:32]+`"`)
		w.Header().Set("Last-Modified", time.Now().UTC().Format(http.TimeFormat))
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(object.Data)
	}
}

func fail(w http.ResponseWriter, code, message string) {
	w.WriteHeader(http.StatusNotFound)
	fmt.Fprintf(w, "%s<Error><Code>%s</Code><Message>%s</Message><RequestId>4BUHLBPDQ9Y2W7DJ</RequestId></Error>", xml.Header, code, message)
}

type listing struct {
	XMLName        xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ ListBucketResult"`
	Name           string
	Prefix         string
	MaxKeys        int
	KeyCount       int
	IsTruncated    bool
	NextToken      string  `xml:"NextContinuationToken,omitempty"`
	EncodingType   string  `xml:",omitempty"`
	Contents       []named `xml:"Contents"`
	CommonPrefixes []struct{ Prefix string }
}

type named struct {
	Key          string
	LastModified string
	ETag         string
	Size         int
}

// list answers both versions of ListObjects.
func (a *AWS) list(w http.ResponseWriter, b *Bucket, query url.Values) {
	prefix, after := query.Get("prefix"), max(query.Get("start-after"), query.Get("marker"), query.Get("continuation-token"))
	out := listing{Name: b.Name, Prefix: prefix, MaxKeys: 1000, EncodingType: query.Get("encoding-type")}
	if a.PageSize > 0 {
		out.MaxKeys = a.PageSize
	}
	show := func(name string) string { return name }
	if out.EncodingType == "url" {
		show = url.QueryEscape
	}
	folders := map[string]bool{}
	for _, name := range b.Names() {
		rest, ok := strings.CutPrefix(name, prefix)
		folder, _, nested := strings.Cut(rest, "/")
		folder = prefix + folder + "/"
		switch {
		case !ok || name <= after || query.Get("delimiter") != "" && nested && (folders[folder] || after == folder):
		case len(out.Contents)+len(folders) == out.MaxKeys:
			out.IsTruncated = true
		case query.Get("delimiter") != "" && nested:
			folders[folder], out.NextToken = true, folder+"~"
		default:
			out.Contents, out.NextToken = append(out.Contents, named{show(name), "2026-11-20T00:00:00.000Z", `"x"`, len(b.Objects[name].Data)}), name
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(folders)) {
		out.CommonPrefixes = append(out.CommonPrefixes, struct{ Prefix string }{show(folder)})
	}
	out.KeyCount = len(out.Contents) + len(folders)
	if !out.IsTruncated {
		out.NextToken = ""
	}
	w.Header().Set("Content-Type", "application/xml")
	body, err := xml.Marshal(out)
	must(err)
	_, _ = w.Write(append([]byte(xml.Header), body...))
}
