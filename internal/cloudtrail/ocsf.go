package cloudtrail

import "strings"

// fromOCSF returns an event of OCSF, as Security Lake has it, as the record that it was made from
// (https://schema.ocsf.io/classes/api_activity). It is nil for one of another product.
func fromOCSF(o map[string]any) map[string]any {
	if product := text(at(o, "metadata", "product"), "name"); !strings.EqualFold(product, "CloudTrail") {
		return nil
	}
	api, actor, user := at(o, "api"), at(o, "actor"), at(o, "actor", "user")
	session := at(o, "actor", "session")
	r := map[string]any{
		"eventID":            at(o, "metadata")["uid"],
		"eventTime":          first(o["time_dt"], o["time"]),
		"eventType":          at(o, "metadata")["event_code"],
		"eventSource":        at(o, "api", "service")["name"],
		"eventName":          api["operation"],
		"awsRegion":          at(o, "cloud")["region"],
		"recipientAccountId": first(at(o, "cloud", "account")["uid"], at(o, "cloud")["account_uid"]),
		"errorCode":          at(o, "api", "response")["error"],
		"errorMessage":       first(at(o, "api", "response")["error_message"], at(o, "api", "response")["message"]),
		"sourceIPAddress":    first(at(o, "src_endpoint")["ip"], at(o, "src_endpoint")["domain"]),
		"userAgent":          at(o, "http_request")["user_agent"],
		"requestParameters":  at(o, "api", "request")["data"],
		"responseElements":   at(o, "api", "response")["data"],
		"userIdentity": map[string]any{
			"type":        user["type"],
			"principalId": first(user["uid_alt"], user["uuid"]),
			"arn":         user["uid"],
			"accountId":   first(at(user, "account")["uid"], user["account_uid"]),
			"accessKeyId": first(user["credential_uid"], session["credential_uid"]),
			"userName":    user["name"],
			"invokedBy":   actor["invoked_by"],
			"sessionContext": map[string]any{
				"attributes":    map[string]any{"mfaAuthenticated": first(session["is_mfa"], session["mfa"])},
				"sessionIssuer": map[string]any{"arn": session["issuer"]},
			},
		},
	}
	unmapped, _ := o["unmapped"].(map[string]any)
	for name, value := range unmapped {
		complement(r, strings.SplitN(name, ".", 6), value)
	}
	for name, value := range r {
		if value == nil || value == "" {
			delete(r, name)
		}
	}
	return r
}

// at returns the object at a path; without one it is empty.
func at(members map[string]any, path ...string) map[string]any {
	for _, step := range path {
		members, _ = members[step].(map[string]any)
	}
	return members
}

// first returns the first value that is there.
func first(values ...any) any {
	for _, value := range values {
		if value != nil && value != "" {
			return value
		}
	}
	return nil
}

// complement puts a value at a path where there is none.
func complement(members map[string]any, path []string, value any) {
	for _, step := range path[:len(path)-1] {
		inner, ok := members[step].(map[string]any)
		if !ok {
			if members[step] != nil {
				return
			}
			inner = map[string]any{}
			members[step] = inner
		}
		members = inner
	}
	if name := path[len(path)-1]; members[name] == nil {
		members[name] = redacted(name, value)
	}
}
