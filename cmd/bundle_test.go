package cmd_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// packBundle packs the files of a directory as an OPA bundle: packbundle OUT.tar.gz DIRECTORY [KEYFILE]. With a
// key it is signed by HMAC. OPA hashes JSON in another way, so that a signed bundle may have Rego files only.
func packBundle(ts *testscript.TestScript, _ bool, args []string) {
	files := map[string][]byte{}
	ts.Check(fs.WalkDir(os.DirFS(ts.MkAbs(args[1])), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(filepath.Join(ts.MkAbs(args[1]), name))
		files[name] = content
		return err
	}))
	if len(args) > 2 {
		files[".signatures.json"] = signatures(files, []byte(ts.ReadFile(args[2])))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), tarball(files), 0o600))
}

func tarball(files map[string][]byte) []byte {
	var b bytes.Buffer
	zipped := gzip.NewWriter(&b)
	archive := tar.NewWriter(zipped)
	for name, content := range files {
		_ = archive.WriteHeader(&tar.Header{Name: "/" + name, Mode: 0o600, Size: int64(len(content))})
		_, _ = archive.Write(content)
	}
	_ = archive.Close()
	_ = zipped.Close()
	return b.Bytes()
}

// signatures is what a bundle has in .signatures.json: a token that states the hash of each file.
func signatures(files map[string][]byte, key []byte) []byte {
	type file struct {
		Name      string `json:"name"`
		Hash      string `json:"hash"`
		Algorithm string `json:"algorithm"`
	}
	var list []file
	for name, content := range files {
		sum := sha256.Sum256(content)
		list = append(list, file{name, hex.EncodeToString(sum[:]), "SHA-256"})
	}
	encode := func(v any) string {
		b, _ := json.Marshal(v) //nolint:errchkjson // texts only
		return base64.RawURLEncoding.EncodeToString(b)
	}
	token := encode(map[string]string{"alg": "HS256"}) + "." + encode(map[string]any{"files": list})
	mac := hmac.New(sha256.New, bytes.TrimSpace(key))
	mac.Write([]byte(token))
	b, _ := json.Marshal(map[string]any{"signatures": []string{token + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))}}) //nolint:errchkjson // texts only
	return b
}

const bundledRule = `# METADATA
# title: A rule of a bundle
# custom: {severity: low}
package acme.bundled

deny contains {"msg": "m", "resource": trail.arn} if some trail in input.aws.cloudtrail.trails
`

// writeRules writes rules that are in order: writerules DIRECTORY NUMBER.
func writeRules(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o700))
	for i := range n {
		name := fmt.Sprintf("rule%03d", i)
		rule := strings.ReplaceAll(bundledRule, "acme.bundled", "acme."+name)
		ts.Check(os.WriteFile(filepath.Join(ts.MkAbs(args[0]), name+".rego"), []byte(rule), 0o600))
	}
}

// serveBundles answers over HTTPS as a server of bundles, and writes the certificate to trust into a file.
func serveBundles(t *testing.T) (server *httptest.Server, certificate string) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/rules.tar.gz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(tarball(map[string][]byte{"acme/bundled.rego": []byte(bundledRule)}))
	})
	mux.Handle("/moved", http.RedirectHandler("/rules.tar.gz", http.StatusFound))
	mux.Handle("/unsafe", http.RedirectHandler("http://127.0.0.1:9/rules.tar.gz", http.StatusFound))
	mux.Handle("/round", http.RedirectHandler("/round", http.StatusFound))
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") })
	mux.HandleFunc("/huge", func(w http.ResponseWriter, _ *http.Request) {
		for range 65 {
			_, _ = w.Write(make([]byte, 1<<20))
		}
	})
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(tarball(map[string][]byte{"a.json": make([]byte, 65<<20)}))
	})
	server = httptest.NewTLSServer(mux)
	t.Cleanup(server.Close)
	certificate = filepath.Join(t.TempDir(), "certificate.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(certificate, block, 0o600); err != nil {
		t.Fatal(err)
	}
	return server, certificate
}
