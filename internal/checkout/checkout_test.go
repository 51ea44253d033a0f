package checkout

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const (
	sha1ID   = "0123456789abcdef0123456789abcdef01234567"
	sha256ID = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
)

// tree makes files below a temporary directory, and returns it.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

const config = "[core]\n\tbare = false\n[remote \"fork\"]\n\turl = https://example.com/fork\n[remote \"origin\"]\n\tURL = https://t:k@example.com/a/b.git\n\tfetch = +x\n"

func TestFind(t *testing.T) {
	const uri = "https://example.com/a/b.git"
	for name, c := range map[string]struct {
		files map[string]string
		in    string
		want  Checkout // of which Root is relative
	}{
		"loose branch":    {map[string]string{".git/HEAD": "ref: refs/heads/a/b\n", ".git/refs/heads/a/b": sha1ID + "\n", ".git/config": config, "x/y": ""}, "x", Checkout{URI: uri, Revision: sha1ID, Branch: "a/b"}},
		"packed branch":   {map[string]string{".git/HEAD": "ref: refs/heads/main\n", ".git/packed-refs": "# pack-refs\n^" + sha1ID + "\n" + sha256ID + " refs/heads/main\n"}, ".", Checkout{Revision: sha256ID, Branch: "main"}},
		"detached":        {map[string]string{".git/HEAD": sha1ID + "\n"}, ".", Checkout{Revision: sha1ID}},
		"no commit":       {map[string]string{".git/HEAD": "ref: refs/heads/main\n"}, ".", Checkout{}},
		"worktree":        {map[string]string{"w/.git": "gitdir: ../r/.git/worktrees/w\n", "r/.git/HEAD": "ref: refs/heads/main\n", "r/.git/worktrees/w/HEAD": "ref: refs/heads/w\n", "r/.git/worktrees/w/commondir": "../..\n", "r/.git/refs/heads/w": sha1ID, "r/.git/config": config}, "w", Checkout{Root: "w", URI: uri, Revision: sha1ID, Branch: "w"}},
		"points outside":  {map[string]string{".git/HEAD": "ref: refs/heads/../../../secret\n", "secret": sha1ID}, ".", Checkout{}},
		"points anywhere": {map[string]string{".git/HEAD": "ref: /etc/passwd\n"}, ".", Checkout{}},
		"rubbish":         {map[string]string{".git/HEAD": "\x00\xff\n", ".git/config": "[remote \"\n=\nurl"}, ".", Checkout{}},
	} {
		t.Run(name, func(t *testing.T) {
			root := tree(t, c.files)
			got := Find(filepath.Join(root, c.in))
			if got == nil {
				t.Fatal("found nothing")
			}
			if got.Root != filepath.Join(root, c.want.Root) || got.URI != c.want.URI || got.Revision != c.want.Revision || got.Branch != c.want.Branch {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
	if c := Find(tree(t, map[string]string{".git/config": config})); c != nil {
		t.Errorf("a directory without HEAD is taken for a checkout: %+v", c)
	}
}

func TestPublicURI(t *testing.T) {
	long := "https://example.com/" + strings.Repeat("x", maxURI)
	for remote, want := range map[string]string{
		"https://github.com/a/b.git":                         "https://github.com/a/b.git",
		"https://user:token@github.com/a/b":                  "https://github.com/a/b",
		"https://token@github.com:8443/a/b?access_token=x#y": "https://github.com:8443/a/b",
		"git@github.com:a/b.git":                             "ssh://github.com/a/b.git",
		"github.com:/a/b.git":                                "ssh://github.com/a/b.git",
		"ssh://git:pw@[::1]:22/a/b":                          "ssh://[::1]:22/a/b",
		"https://example.com/é b/\u202e":                     "https://example.com/%C3%A9%20b/%E2%80%AE",
		"user:password@example.com:a/b":                      "",
		"git@example.com:p@ss/b":                             "",
		"/srv/git/a":                                         "",
		"../a":                                               "",
		"file:///srv/git/a":                                  "",
		`C:\src\a`:                                           "",
		"C:/src/a":                                           "",
		"ext::sh -c 'id'":                                    "",
		"ext::ssh://x/y":                                     "",
		"javascript:alert(1)":                                "ssh://javascript/alert%281%29", // as git takes it
		"javascript://example.com/%0aalert(1)":               "",
		"https://exa mple.com/a":                             "",
		"https://example.com/a\x1b[2J":                       "",
		"https://-oProxyCommand=id/a":                        "",
		"ssh://-oProxyCommand=id/a":                          "",
		"https://<script>/a":                                 "",
		"https://example.com":                                "",
		"https://example.com:port/a":                         "",
		long:                                                 "",
		"":                                                   "",
	} {
		if got := publicURI(remote); got != want {
			t.Errorf("%q: %q, want %q", remote, got, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("ref: refs/heads/main\n", config, sha1ID+" refs/heads/main\n", []byte("DIRC\x00\x00\x00\x02\x00\x00\x00\x01"))
	f.Add(sha256ID, "[remote \"a\"]\nurl=git@x.y:z", "", []byte("DIRC\x00\x00\x00\x04\xff\xff\xff\xff"+strings.Repeat("\xff", 100)))
	f.Fuzz(func(t *testing.T, head, config, packed string, index []byte) {
		root := tree(t, map[string]string{".git/HEAD": head, ".git/config": config, ".git/packed-refs": packed, ".git/index": string(index)})
		c := Find(root)
		if c == nil {
			return
		}
		if strings.ContainsAny(c.URI, "@\x1b\n ?#") {
			t.Errorf("URI is %q", c.URI)
		}
		if c.Holds("a", nil) && !strings.Contains(string(index), "a\x00") {
			t.Error("the index has what it does not have")
		}
	})
}

// TestIsAsGitSays compares with git itself, in every version of the index.
func TestIsAsGitSays(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("there is no git to compare with")
	}
	root := tree(t, map[string]string{"a": "first\n", "dir/b": "second\n", "dir/bc": "third\n", "dir/new": "fourth\n", "untracked": "first\n"})
	run := func(args ...string) string {
		t.Helper()
		c := exec.Command(git, append([]string{"-C", root, "-c", "user.name=a", "-c", "user.email=a@example.com"}, args...)...)
		c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	run("init", "-q", "-b", "trunk")
	run("remote", "add", "origin", "https://x:y@example.com/a/b")
	run("add", "a", "dir/b", "dir/bc")
	run("commit", "-qm", "m")
	for _, version := range []string{"2", "3", "4"} {
		run("update-index", "--index-version", version)
		if version != "2" {
			run("add", "-N", "dir/new") // which needs more flags than fit in version 2
		}
		c := Find(filepath.Join(root, "dir"))
		if c == nil || c.Root != root || c.Revision != run("rev-parse", "HEAD") || c.Branch != "trunk" || c.URI != "https://example.com/a/b" {
			t.Fatalf("checkout is %+v", c)
		}
		for path, want := range map[string]bool{"a": true, "dir/b": true, "dir/bc": true, "dir/new": false, "untracked": false, "dir": false} {
			text, _ := os.ReadFile(filepath.Join(root, path))
			if got := c.Holds(path, text); got != want {
				t.Errorf("version %s of the index holds %s: %v, want %v", version, path, got, want)
			}
			if c.Holds(path, append(text, 'x')) {
				t.Errorf("version %s of the index holds %s with another content", version, path)
			}
		}
	}
}
