// Package digesttest delivers log files and digests as CloudTrail does, signed by keys of its own,
// for tests.
package digesttest

import (
	"bytes"
	"compress/gzip"
	"crypto"
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Key is a key that digests are signed by.
type Key struct {
	*rsa.PrivateKey
	From, To time.Time // in use
}

// NewKey makes a key.
func NewKey() *Key {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(err)
	return &Key{PrivateKey: key, From: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC)}
}

// DER is the public key as CloudTrail publishes it.
func (k *Key) DER() []byte { return x509.MarshalPKCS1PublicKey(&k.PublicKey) }

// Fingerprint identifies the key.
func (k *Key) Fingerprint() string {
	sum := md5.Sum(k.DER())
	return hex.EncodeToString(sum[:])
}

type publicKey struct {
	Value             []byte
	ValidityStartTime float64
	ValidityEndTime   float64
	Fingerprint       string
}

// KeyList is what aws cloudtrail list-public-keys prints.
func KeyList(keys ...*Key) []byte {
	list := []publicKey{}
	for _, k := range keys {
		list = append(list, publicKey{k.DER(), float64(k.From.Unix()), float64(k.To.Unix()), k.Fingerprint()})
	}
	return encode(map[string]any{"PublicKeyList": list})
}

// Bucket holds what was delivered.
type Bucket struct {
	Name    string
	Objects map[string]Object
}

// Object is a file in a bucket. Metadata is what S3 keeps as x-amz-meta-.
type Object struct {
	Data     []byte
	Metadata map[string]string
}

// NewBucket makes an empty bucket.
func NewBucket(name string) *Bucket { return &Bucket{name, map[string]Object{}} }

// Names lists the names of the objects.
func (b *Bucket) Names() []string { return slices.Sorted(maps.Keys(b.Objects)) }

// Clone returns a copy that may be changed.
func (b *Bucket) Clone() *Bucket { return &Bucket{b.Name, maps.Clone(b.Objects)} }

// CopyTo copies the objects into a folder, without their metadata, as aws s3 sync does.
func (b *Bucket) CopyTo(dir string) error {
	for name, o := range b.Objects {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, o.Data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// Trail is where digests go, and by which key they are signed.
type Trail struct {
	Bucket                        *Bucket
	Key                           *Key
	Prefix, Account, Region, Name string
	// Under, if set, is what comes between AWSLogs/ and the account: an organization's id and "/".
	Under string
	// Fill, if set, makes the content of a log file of another one.
	Fill func(content []byte) []byte
	// NameLogs, if set, is what digests call their log files.
	NameLogs string
	// Claims, if set, is the fingerprint that digests name in place of the key's own.
	Claims string
	// Edit, if set, changes a digest before it is signed.
	Edit func(content []byte) []byte

	previous *document
	last     string // signature
	hash     string
	logs     int
}

// Digest is a delivered digest.
type Digest struct {
	Name, Signature string
	Ends            time.Time
	Logs            []string
}

type document struct {
	AccountID          string    `json:"awsAccountId"`
	StartTime          string    `json:"digestStartTime"`
	EndTime            string    `json:"digestEndTime"`
	Bucket             string    `json:"digestS3Bucket"`
	Object             string    `json:"digestS3Object"`
	Fingerprint        string    `json:"digestPublicKeyFingerprint"`
	SignatureAlgorithm string    `json:"digestSignatureAlgorithm"`
	NewestEventTime    *string   `json:"newestEventTime"`
	OldestEventTime    *string   `json:"oldestEventTime"`
	PreviousBucket     *string   `json:"previousDigestS3Bucket"`
	PreviousObject     *string   `json:"previousDigestS3Object"`
	PreviousHash       *string   `json:"previousDigestHashValue"`
	PreviousAlgorithm  *string   `json:"previousDigestHashAlgorithm"`
	PreviousSignature  *string   `json:"previousDigestSignature"`
	LogFiles           []logFile `json:"logFiles"`
}

type logFile struct {
	Bucket          string `json:"s3Bucket"`
	Object          string `json:"s3Object"`
	HashValue       string `json:"hashValue"`
	HashAlgorithm   string `json:"hashAlgorithm"`
	NewestEventTime string `json:"newestEventTime"`
	OldestEventTime string `json:"oldestEventTime"`
}

// Stop ends the chain, as turning the trail off does: the next digest begins a new one.
func (t *Trail) Stop() { t.previous = nil }

// Hours delivers a digest for each hour, with so many log files.
func (t *Trail) Hours(start time.Time, hours, logs int) []Digest {
	var digests []Digest
	for range hours {
		digests = append(digests, t.Deliver(start, start.Add(time.Hour), logs))
		start = start.Add(time.Hour)
	}
	return digests
}

// Deliver delivers log files and then their digest.
func (t *Trail) Deliver(start, end time.Time, logs int) Digest {
	name := t.folder("CloudTrail-Digest", end) + fmt.Sprintf("%s_CloudTrail-Digest_%s_%s_us-east-1_%s.json.gz", t.Account, t.Region, t.Name, end.Format("20060102T150405Z"))
	return t.sign(name, start, end, t.deliverLogs(start, end, logs), nil)
}

// Backfill delivers late log files and their digest. They have a chain of their own, so it takes a
// Trail of its own.
func (t *Trail) Backfill(start, end, generated time.Time, logs int) Digest {
	name := t.folder("CloudTrail-Digest", end) + fmt.Sprintf("%s_CloudTrail-Digest_%s_%s_us-east-1_%s_backfill.json.gz", t.Account, t.Region, t.Name, end.Format("20060102T150405Z"))
	return t.sign(name, start, end, t.deliverLogs(start, end, logs), map[string]string{"backfill-generation-timestamp": generated.Format(time.RFC3339)})
}

func (t *Trail) folder(kind string, at time.Time) string {
	return t.Prefix + "AWSLogs/" + t.Under + t.Account + "/" + kind + "/" + t.Region + at.Format("/2006/01/02/")
}

func (t *Trail) deliverLogs(start, end time.Time, n int) []logFile {
	files := []logFile{}
	for i := range n {
		at := start.Add(end.Sub(start) * time.Duration(2*i+1) / time.Duration(2*n))
		t.logs++
		name := t.folder("CloudTrail", at) + fmt.Sprintf("%s_CloudTrail_%s_%s_%s%011d.json.gz", t.Account, t.Region, at.Format("20060102T1504Z"), (t.Name + "xxxxx")[:5], t.logs)
		content := Log(at, t.Account, t.Region, t.logs)
		if t.Fill != nil {
			content = t.Fill(content)
		}
		t.Bucket.Objects[name] = Object{Data: Gzip(content)}
		if t.NameLogs != "" {
			name = t.NameLogs
		}
		files = append(files, logFile{t.Bucket.Name, name, sha(content), "SHA-256", at.Format(time.RFC3339), at.Format(time.RFC3339)})
	}
	return files
}

// Log is the content of a log file.
func Log(at time.Time, account, region string, n int) []byte {
	return encode(map[string]any{"Records": []any{map[string]any{
		"eventVersion": "1.11", "eventTime": at.Format(time.RFC3339), "awsRegion": region, "recipientAccountId": account,
		"eventSource": "sts.amazonaws.com", "eventName": "GetCallerIdentity", "eventID": fmt.Sprintf("00000000-0000-4000-8000-%012d", n),
		"userIdentity": map[string]any{"type": "Root", "accountId": account},
	}}})
}

func (t *Trail) sign(name string, start, end time.Time, logs []logFile, metadata map[string]string) Digest {
	d := &document{
		AccountID: t.Account, StartTime: start.Format(time.RFC3339), EndTime: end.Format(time.RFC3339),
		Bucket: t.Bucket.Name, Object: name, Fingerprint: t.Key.Fingerprint(), SignatureAlgorithm: "SHA256withRSA", LogFiles: logs,
	}
	if t.Claims != "" {
		d.Fingerprint = t.Claims
	}
	previous := "null"
	if t.previous != nil {
		algorithm := "SHA-256"
		d.PreviousBucket, d.PreviousObject, d.PreviousAlgorithm = &t.previous.Bucket, &t.previous.Object, &algorithm
		previousHash, previousSignature := t.hash, t.last
		d.PreviousHash, d.PreviousSignature, previous = &previousHash, &previousSignature, previousSignature
	}
	content := encode(d)
	if t.Edit != nil {
		content = t.Edit(content)
	}
	t.previous, t.hash = d, sha(content)
	text := fmt.Sprintf("%s\n%s/%s\n%s\n%s", d.EndTime, d.Bucket, d.Object, t.hash, previous)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(nil, t.Key.PrivateKey, crypto.SHA256, sum[:])
	must(err)
	t.last = hex.EncodeToString(signature)
	meta := map[string]string{"signature": t.last, "signature-algorithm": "SHA256withRSA"}
	maps.Copy(meta, metadata)
	t.Bucket.Objects[name] = Object{Data: Gzip(content), Metadata: meta}
	delivered := Digest{Name: name, Signature: t.last, Ends: end}
	for _, l := range logs {
		delivered.Logs = append(delivered.Logs, l.Object)
	}
	return delivered
}

// Gzip compresses a file.
func Gzip(content []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(content)
	must(err)
	must(w.Close())
	return b.Bytes()
}

func sha(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	must(err)
	return b
}

// must ends a test that cannot be set up: nothing here depends on what is tested.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
