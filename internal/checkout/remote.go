package checkout

import (
	"net/url"
	"regexp"
	"strings"
)

// origin returns the URL of the remote origin in a git configuration, or else that of the first remote.
func origin(config string) string {
	var remote, first string
	for line := range strings.Lines(config) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			remote = ""
			if name, ok := strings.CutPrefix(line, `[remote "`); ok {
				remote, _, _ = strings.Cut(name, `"]`)
			}
			continue
		}
		key, value, _ := strings.Cut(line, "=")
		if remote == "" || !strings.EqualFold(strings.TrimSpace(key), "url") {
			continue
		}
		value = strings.Trim(strings.TrimSpace(value), `"`)
		if remote == "origin" {
			return value
		}
		if first == "" {
			first = value
		}
	}
	return first
}

var (
	// hostName is what a host may be called: a name, or an address of version 4 or 6, and a port.
	hostName = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$`)
	// scpLike is how ssh writes a place: git@github.com:owner/name.git. One letter is a drive of Windows, and
	// what has another @ may have a password before it.
	scpLike = regexp.MustCompile(`^([^/:@]+@)?([^/:@]{2,}):/?([^:@\\][^@\\]*)$`)
)

const maxURI = 1000

// publicURI makes a URI of where a remote is, without what lets anybody in. It is empty for what others
// cannot reach, such as a directory, and for what looks like anything but a place.
func publicURI(remote string) string {
	if m := scpLike.FindStringSubmatch(remote); m != nil && !strings.Contains(remote, "://") {
		remote = "ssh://" + m[2] + "/" + m[3]
	}
	u, err := url.Parse(remote)
	if err != nil || !hostName.MatchString(u.Host) || len(remote) > maxURI || strings.Trim(u.Path, "/") == "" {
		return ""
	}
	switch u.Scheme {
	case "https", "http", "ssh", "git":
		public := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
		return public.String()
	}
	return ""
}
