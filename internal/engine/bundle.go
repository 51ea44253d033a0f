package engine

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
)

// mostBundled is how large a bundle may be, packed and unpacked.
const mostBundled = 64 << 20

// Verification says by which key bundles are signed.
type Verification struct {
	// KeyFile holds the public key, in PEM, or the secret of an HMAC.
	KeyFile string
	// Algorithm is that of the signature, such as RS256.
	Algorithm string
}

// config reads the key, nil if there is none.
func (v *Verification) config() (*bundle.VerificationConfig, error) {
	if v == nil {
		return nil, nil
	}
	key, err := os.ReadFile(v.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("read verification key %s: %w", v.KeyFile, pathless(err))
	}
	const id = "tocsin" // there is one key, whatever a signature calls it
	keys := map[string]*bundle.KeyConfig{id: {Key: strings.TrimSpace(string(key)), Algorithm: v.Algorithm}}
	return bundle.NewVerificationConfig(keys, id, "", nil), nil
}

// shown is a source without what may be secret in a URL.
func shown(source string) string {
	u, err := url.Parse(source)
	switch {
	case !isURL(source):
		return filepath.ToSlash(source)
	case err != nil:
		return "a URL"
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

func isURL(source string) bool { return strings.Contains(source, "://") }

func isBundle(source string) bool {
	return isURL(source) || strings.HasSuffix(source, ".tar.gz") || strings.HasSuffix(source, ".tgz")
}

// openBundle reads an OPA bundle from a file or a URL, and verifies it if there is a key. What is signed
// cannot be read without, and what is not cannot be read with one.
func openBundle(ctx context.Context, source string, key *bundle.VerificationConfig) (*bundle.Bundle, error) {
	read := readAtMost
	if isURL(source) {
		read = func(source string) ([]byte, error) { return download(ctx, source) }
	}
	packed, err := read(source)
	if err == nil {
		err = checkUnpacked(packed)
	}
	if err != nil {
		return nil, err
	}
	b, err := bundle.NewCustomReader(bundle.NewTarballLoaderWithBaseURL(bytes.NewReader(packed), "")).
		WithBaseDir(strings.TrimPrefix(shown(source), "https://")).
		WithBundleVerificationConfig(key).
		WithProcessAnnotations(true).
		WithRegoVersion(ast.RegoV1).
		WithSizeLimitBytes(mostBundled).
		Read()
	if err != nil {
		return nil, explain(err)
	}
	return &b, nil
}

func readAtMost(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, pathless(err)
	}
	defer func() { _ = f.Close() }()
	return limitedTo(f)
}

var errBundleTooLarge = fmt.Errorf("more than %d MiB", mostBundled>>20)

func limitedTo(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, mostBundled+1))
	if len(b) > mostBundled {
		return nil, errBundleTooLarge
	}
	return b, err
}

// checkUnpacked refuses what unpacks to more than there is room for.
func checkUnpacked(packed []byte) error {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return fmt.Errorf("unpack bundle: %w", err)
	}
	switch n, err := io.Copy(io.Discard, io.LimitReader(r, mostBundled+1)); {
	case err != nil:
		return fmt.Errorf("unpack bundle: %w", err)
	case n > mostBundled:
		return fmt.Errorf("unpack bundle: %w", errBundleTooLarge)
	}
	return nil
}

// download reads a bundle over HTTPS.
func download(ctx context.Context, source string) ([]byte, error) {
	u, err := url.Parse(source)
	if err != nil {
		return nil, errors.New("it cannot be parsed")
	}
	if err := checkScheme(u); err != nil {
		return nil, err
	}
	content, err := get(ctx, &http.Client{CheckRedirect: onlyHTTPS}, u)
	if err != nil && ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return content, err
}

func get(ctx context.Context, client *http.Client, u *url.URL) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		if failed, ok := errors.AsType[*url.Error](err); ok { // it has the whole URL
			err = failed.Err
		}
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("got %s", oneLine(resp.Status))
	}
	return limitedTo(resp.Body)
}

func checkScheme(u *url.URL) error {
	if u.Scheme != "https" {
		return fmt.Errorf("%s is not safe, want https", u.Scheme)
	}
	return nil
}

func onlyHTTPS(next *http.Request, before []*http.Request) error {
	if len(before) > 5 {
		return errors.New("too many redirects")
	}
	return checkScheme(next.URL)
}

// bundleModules are the Rego files of a bundle, by name.
func bundleModules(b *bundle.Bundle, tests bool) map[string]*ast.Module {
	modules := map[string]*ast.Module{}
	for _, m := range b.Modules {
		if tests || !isTest(m.Path) {
			modules[m.Path] = m.Parsed
		}
	}
	return modules
}
