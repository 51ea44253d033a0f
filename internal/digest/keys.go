package digest

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Keys knows the public keys by which CloudTrail's digests are verified.
type Keys interface {
	// Key returns the key that has a fingerprint, in use in a region at a time. The error is
	// ErrUnknownKey only if it is certain that CloudTrail had no such key there and then.
	Key(ctx context.Context, region, fingerprint string, at time.Time) (*rsa.PublicKey, error)
}

// ErrUnknownKey says that CloudTrail has no such key.
var ErrUnknownKey = errors.New("CloudTrail had no such key in this region at this time")

// ParseKey reads a key as CloudTrail publishes it: PKCS#1 in DER
// (https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PublicKey.html).
func ParseKey(der []byte) (*rsa.PublicKey, error) { return x509.ParsePKCS1PublicKey(der) }

// KeySet holds keys by fingerprint that were saved from aws cloudtrail list-public-keys. Another
// key may exist, so that a fingerprint is not among them proves nothing.
type KeySet map[string]*rsa.PublicKey

// Key returns the key that has a fingerprint.
func (s KeySet) Key(_ context.Context, _, fingerprint string, _ time.Time) (*rsa.PublicKey, error) {
	if key, ok := s[fingerprint]; ok {
		return key, nil
	}
	return nil, fmt.Errorf("the key with fingerprint %q is not among the given ones", fingerprint)
}

// ReadKeys reads the output of aws cloudtrail list-public-keys from a file, or from all files
// *.json of a folder.
func ReadKeys(path string) (KeySet, error) {
	files := []string{path}
	if entries, err := os.ReadDir(path); err == nil {
		files = nil
		for _, e := range entries {
			if filepath.Ext(e.Name()) == ".json" {
				files = append(files, filepath.Join(path, e.Name()))
			}
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("read keys: no file *.json in %s", path)
	}
	keys := KeySet{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read keys: %w", err)
		}
		if err := keys.add(b); err != nil {
			return nil, fmt.Errorf("read keys of %s: %w", file, err)
		}
	}
	return keys, nil
}

func (s KeySet) add(list []byte) error {
	var doc struct {
		PublicKeyList []struct {
			Value       []byte // JSON has it in base64
			Fingerprint string
		}
	}
	if err := json.Unmarshal(list, &doc); err != nil {
		return err
	}
	if len(doc.PublicKeyList) == 0 {
		return errors.New("it has no PublicKeyList, as aws cloudtrail list-public-keys prints it")
	}
	for _, k := range doc.PublicKeyList {
		key, err := ParseKey(k.Value)
		if err != nil {
			return fmt.Errorf("key %q: %w", k.Fingerprint, err)
		}
		s[k.Fingerprint] = key
	}
	return nil
}
