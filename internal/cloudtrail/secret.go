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
	"tokencode", "verificationcode", "xamzsignature", "base32stringseed", "qrcodepng", "environmentvariables",
}

// redacted returns a member's value, or the same with something else in place of the secrets that its
// name promises.
func redacted(name string, value any) any {
	if holdsSecret(name) || strings.EqualFold(name, "environment") && isVariables(value) {
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

// isVariables tells environment variables, of Lambda or of a container, from an environment's name.
func isVariables(value any) bool {
	_, isName := value.(string)
	return !isName
}

func holdsSecret(name string) bool {
	var folded [64]byte
	n := len(folded)
	for i := len(name) - 1; i >= 0 && n > 0; i-- {
		c := name[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			n--
			folded[n] = c
		}
	}
	for _, ending := range secretEndings {
		if strings.HasSuffix(string(folded[n:]), ending) {
			return true
		}
	}
	return false
}
