package cloudtrail

import "strings"

// removed stands in place of a secret.
const removed = "<removed>"

// secretEndings end the names of members that hold secrets, in lower case and without punctuation:
// masterUserPassword, x-amz-security-token. CloudTrail hides most of them itself, but not for
// every service and not at all times.
var secretEndings = []string{
	"password", "passphrase", "otp", "userdata",
	"secret", "secretkey", "secretaccesskey", "secretstring", "secretbinary", "secrethash",
	"privatekey", "privatekeybase64", "privatekeypem", "keymaterial", "plaintext", "customerkey",
	"accesstoken", "authtoken", "authorizationtoken", "bearertoken", "federationtoken", "identitytoken", "idtoken",
	"refreshtoken", "securitytoken", "sessiontoken", "signintoken", "tokenvalue",
	"authorization", "authorizationcode", "authenticationcode1", "authenticationcode2", "samlassertion",
	"tokencode", "verificationcode", "xamzsignature", "base32stringseed", "qrcodepng", "environmentvariables", "environment",
}

// redacted returns a member's value, or the same with something else in place of the secrets that its
// name promises.
func redacted(name string, value any) any {
	if holdsSecret(name) {
		return blank(value)
	}
	return value
}

// blank replaces all that can tell a secret, and leaves the shape. What is true or false tells none:
// allowUsersToChangePassword.
func blank(value any) any {
	switch v := value.(type) {
	case bool:
		return v
	case map[string]any:
		for name := range v {
			v[name] = blank(v[name])
		}
		return v
	case []any:
		for i := range v {
			v[i] = blank(v[i])
		}
		return v
	case string:
		if v == "" || v == "true" || v == "false" {
			return v
		}
	}
	return removed
}

// endingsBy are the endings by their last letter.
var endingsBy = func() (by [256][]string) {
	for _, ending := range secretEndings {
		last := ending[len(ending)-1]
		by[last] = append(by[last], ending)
	}
	return by
}()

// holdsSecret is asked for each member, so it looks at the last letter before all else.
func holdsSecret(name string) bool {
	if name == "" {
		return false
	}
	endings := endingsBy[lower(name[len(name)-1])]
	if endings == nil {
		return false
	}
	var folded [24]byte
	n := len(folded)
	for i := len(name) - 1; i >= 0 && n > 0; i-- {
		if c := lower(name[i]); c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			n--
			folded[n] = c
		}
	}
	for _, ending := range endings {
		if strings.HasSuffix(string(folded[n:]), ending) {
			return true
		}
	}
	return false
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}
