package awsreplay

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"strings"
)

// AWS puts some text into XML encoded: policies for URLs, the credential report as base64. A
// recording holds it decoded, so that people can read it and secrets can be found, in an element
// that says so: <Content encoding="base64">user,arn,…</Content>.

var (
	urlElement     = regexp.MustCompile(`<(\w*Document)>([^<]*%[^<]*)</`)
	base64Element  = regexp.MustCompile(`<(Content)>([A-Za-z0-9+/=\s]+)</`)
	encodedElement = regexp.MustCompile(`(?s)<(\w+) encoding="(url|base64)">(.*?)</(?:Content|\w*Document)>`)
)

// decodeElements makes the encoded text of an answer readable.
func decodeElements(xml string) string {
	xml = replace(urlElement, xml, func(m []string) string {
		decoded, err := url.PathUnescape(m[2])
		if err != nil {
			return m[0]
		}
		return "<" + m[1] + ` encoding="url">` + decoded + "</"
	})
	return replace(base64Element, xml, func(m []string) string {
		decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(m[2]), ""))
		if err != nil {
			return m[0]
		}
		return "<" + m[1] + ` encoding="base64">` + string(decoded) + "</"
	})
}

// encodeElements turns the readable text back into what AWS sends.
func encodeElements(xml string) string {
	return replace(encodedElement, xml, func(m []string) string {
		encoded := strings.ReplaceAll(url.QueryEscape(m[3]), "+", "%20")
		if m[2] == "base64" {
			encoded = base64.StdEncoding.EncodeToString([]byte(m[3]))
		}
		return "<" + m[1] + ">" + encoded + "</" + m[1] + ">"
	})
}

// replace replaces each match by what f makes of it and its groups.
func replace(pattern *regexp.Regexp, s string, f func(match []string) string) string {
	return pattern.ReplaceAllStringFunc(s, func(match string) string { return f(pattern.FindStringSubmatch(match)) })
}
