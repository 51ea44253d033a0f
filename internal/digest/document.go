package digest

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// document is the content of a digest
// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html).
// What it says of the digest before it is empty in the first one of a chain. The list of log files is
// taken apart only if the digest is CloudTrail's: anybody else's might take any memory.
type document struct {
	StartTime          string          `json:"digestStartTime"`
	EndTime            string          `json:"digestEndTime"`
	Bucket             string          `json:"digestS3Bucket"`
	Object             string          `json:"digestS3Object"`
	Fingerprint        string          `json:"digestPublicKeyFingerprint"`
	SignatureAlgorithm string          `json:"digestSignatureAlgorithm"`
	PreviousBucket     string          `json:"previousDigestS3Bucket"`
	PreviousObject     string          `json:"previousDigestS3Object"`
	PreviousHash       string          `json:"previousDigestHashValue"`
	PreviousSignature  string          `json:"previousDigestSignature"`
	LogFiles           json.RawMessage `json:"logFiles"`

	start, end time.Time
}

type logFile struct {
	Bucket        string `json:"s3Bucket"`
	Object        string `json:"s3Object"`
	HashValue     string `json:"hashValue"`
	HashAlgorithm string `json:"hashAlgorithm"`
}

func parse(content []byte) (document, error) {
	var d document
	if err := json.Unmarshal(content, &d); err != nil {
		return document{}, fmt.Errorf("%w: it is no digest: %w", errDamaged, err)
	}
	var errStart, errEnd error
	d.start, errStart = time.Parse(time.RFC3339, d.StartTime)
	d.end, errEnd = time.Parse(time.RFC3339, d.EndTime)
	if errors.Join(errStart, errEnd) != nil || d.Bucket == "" || d.Object == "" || d.Fingerprint == "" {
		return document{}, fmt.Errorf("%w: it lacks what each digest has", errDamaged)
	}
	return d, nil
}

// loaded is a digest as it was read.
type loaded struct {
	file
	document
	err       error     // why there is no document
	hash      string    // of the content
	signature string    // that is kept beside the file
	generated time.Time // when a backfill digest was made
	verified  bool
	unsigned  bool      // whether it is CloudTrail's could not be found out
	logs      []logFile // once it is known to be CloudTrail's, or to be few
}

func (d *loaded) readLogs() error {
	raw := d.LogFiles
	d.LogFiles = nil
	if len(raw) == 0 {
		return nil
	}
	return json.Unmarshal(raw, &d.logs)
}

// binds reports whether what the digest says has to hold: where it does not, this digest was changed or what it tells of.
func (d *loaded) binds() bool { return d.verified || d.unsigned }

// load reads a digest.
func (v *verifier) load(ctx context.Context, f file) *loaded {
	d := &loaded{file: f}
	object, err := v.store.Open(ctx, f.name)
	if err != nil {
		d.err = err
		return d
	}
	defer object.Close() //nolint:errcheck // it was only read
	d.signature, d.generated = strings.TrimSpace(object.Signature), object.Generated
	var content bytes.Buffer
	sum := sha256.New()
	if _, d.err = inflate(io.MultiWriter(&content, sum), object, v.maxDigest); d.err != nil {
		return d
	}
	d.hash = hex.EncodeToString(sum.Sum(nil))
	d.document, d.err = parse(content.Bytes())
	return d
}

// signedBy reports whether a signature is the key's for this digest
// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html).
func (d *loaded) signedBy(key *rsa.PublicKey, signature string) bool {
	raw, err := hex.DecodeString(signature)
	if err != nil {
		return false
	}
	previous := d.PreviousSignature
	if previous == "" {
		previous = "null"
	}
	text := strings.Join([]string{d.EndTime, d.Bucket + "/" + d.Object, d.hash, previous}, "\n")
	sum := sha256.Sum256([]byte(text))
	return rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], raw) == nil
}
