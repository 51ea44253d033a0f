package engine_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/tocsin-dev/tocsin/internal/engine"
)

// TestSignedBundles signs bundles by OPA's own signer, with keys as openssl writes them.
func TestSignedBundles(t *testing.T) {
	rsaKey, otherRSA, ecKey, otherEC := newRSA(t), newRSA(t), newEC(t), newEC(t)
	for name, tc := range map[string]struct {
		sign      crypto.Signer
		signedBy  string
		verify    crypto.Signer
		algorithm string
		alter     func(*bundle.Bundle)
		want      string
	}{
		"RS256":                     {sign: rsaKey, signedBy: "RS256", verify: rsaKey, algorithm: "RS256"},
		"ES256":                     {sign: ecKey, signedBy: "ES256", verify: ecKey, algorithm: "ES256"},
		"another RSA key":           {sign: rsaKey, signedBy: "RS256", verify: otherRSA, algorithm: "RS256", want: "failed to verify JWT signature"},
		"another EC key":            {sign: ecKey, signedBy: "ES256", verify: otherEC, algorithm: "ES256", want: "failed to verify JWT signature"},
		"another algorithm":         {sign: rsaKey, signedBy: "RS256", verify: rsaKey, algorithm: "RS512", want: "failed to verify JWT signature"},
		"another kind of algorithm": {sign: rsaKey, signedBy: "RS256", verify: rsaKey, algorithm: "ES256", want: "failed to verify JWT signature"},
		"another kind of key":       {sign: ecKey, signedBy: "ES256", verify: rsaKey, algorithm: "ES256", want: "failed to verify JWT signature"},
		"an algorithm that is none": {sign: rsaKey, signedBy: "RS256", verify: rsaKey, algorithm: "RS257", want: "unknown signature algorithm: RS257"},
		"no algorithm at all":       {sign: rsaKey, signedBy: "RS256", verify: rsaKey, algorithm: "none", want: `algorithm "none" not registered`},
		"an altered file":           {sign: rsaKey, signedBy: "RS256", verify: rsaKey, algorithm: "RS256", alter: alterRule, want: "acme/x.rego: digest mismatch"},
		"altered, by EC":            {sign: ecKey, signedBy: "ES256", verify: ecKey, algorithm: "ES256", alter: alterRule, want: "acme/x.rego: digest mismatch"},
		"an added file":             {sign: ecKey, signedBy: "ES256", verify: ecKey, algorithm: "ES256", alter: addRule, want: "file acme/y.rego not included in bundle signature"},
		"a file left out":           {sign: rsaKey, signedBy: "RS256", verify: rsaKey, algorithm: "RS256", alter: dropRule, want: "file(s) [acme/z.rego] specified in bundle signatures but not found in the target bundle"},
		"altered data":              {sign: rsaKey, signedBy: "RS256", verify: rsaKey, algorithm: "RS256", alter: alterData, want: "data.json: digest mismatch"},
	} {
		t.Run(name, func(t *testing.T) {
			b := bundleOf("acme/x.rego", "acme/z.rego")
			if err := b.GenerateSignature(bundle.NewSigningConfig(privatePEM(t, tc.sign), tc.signedBy, ""), "theirs", false); err != nil {
				t.Fatal(err)
			}
			if tc.alter != nil {
				tc.alter(b)
			}
			var packed bytes.Buffer
			if err := bundle.NewWriter(&packed).Write(*b); err != nil {
				t.Fatal(err)
			}
			dir := write(t, map[string]string{"rules.tar.gz": packed.String(), "public.pem": publicPEM(t, tc.verify)})
			e, err := engine.LoadFrom(t.Context(), fstest.MapFS{}, engine.Options{
				PolicyDirs:   []string{filepath.Join(dir, "rules.tar.gz")},
				Verification: &engine.Verification{KeyFile: filepath.Join(dir, "public.pem"), Algorithm: tc.algorithm},
			})
			switch {
			case tc.want == "" && err != nil:
				t.Fatal(err)
			case tc.want == "" && len(e.Rules()) != 2:
				t.Errorf("got %d rules, want 2", len(e.Rules()))
			case tc.want != "":
				want := "load policies from " + filepath.ToSlash(dir) + "/rules.tar.gz: "
				if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), tc.want) {
					t.Errorf("got error %v, want %s… %s", err, want, tc.want)
				}
			}
		})
	}
}

// bundleOf has a rule in each of the files.
func bundleOf(names ...string) *bundle.Bundle {
	b := &bundle.Bundle{Data: map[string]any{"owners": map[string]any{"security": "ana"}}}
	b.Manifest.Init()
	for _, name := range names {
		b.Modules = append(b.Modules, bundledFile(name))
	}
	return b
}

func bundledFile(name string) bundle.ModuleFile {
	source := policy(strings.ReplaceAll(strings.TrimSuffix(name, ".rego"), "/", "."), harmless)
	return bundle.ModuleFile{URL: name, Path: name, Raw: []byte(source), Parsed: ast.MustParseModule(source)}
}

func alterRule(b *bundle.Bundle) { b.Modules[0].Raw = append(b.Modules[0].Raw, "\n# not theirs\n"...) }
func addRule(b *bundle.Bundle)   { b.Modules = append(b.Modules, bundledFile("acme/y.rego")) }
func dropRule(b *bundle.Bundle)  { b.Modules = b.Modules[:1] }
func alterData(b *bundle.Bundle) { b.Data["owners"] = map[string]any{"security": "eve"} }

func newRSA(t *testing.T) crypto.Signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newEC(t *testing.T) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func privatePEM(t *testing.T, key crypto.Signer) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func publicPEM(t *testing.T, key crypto.Signer) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// TestSlowBundles: a server that does not answer, or never comes to an end, is not waited for.
func TestSlowBundles(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/silent", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/dripping", func(w http.ResponseWriter, r *http.Request) {
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, "x")
			_ = http.NewResponseController(w).Flush()
			<-tick.C
		}
	})
	mux.Handle("/moved", http.RedirectHandler("/dripping", http.StatusFound))
	server := httptest.NewTLSServer(mux)
	defer server.Close()
	trusting := http.DefaultTransport
	http.DefaultTransport = server.Client().Transport
	defer func() { http.DefaultTransport = trusting }()

	for _, path := range []string{"/silent", "/dripping", "/moved"} {
		begun := time.Now()
		_, err := engine.LoadFrom(t.Context(), fstest.MapFS{}, engine.Options{
			PolicyDirs: []string{server.URL + path + "?token=secret"}, Timeout: 100 * time.Millisecond,
		})
		if want := "load policies from " + server.URL + path + ": took longer than 300ms"; err == nil || err.Error() != want {
			t.Errorf("got error %v, want %s", err, want)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s took %v", path, took)
		}
	}
}
