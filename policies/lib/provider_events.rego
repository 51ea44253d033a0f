# METADATA
# title: Calls that let an identity provider in
package tocsin.lib.provider_events

import data.tocsin.lib.account
import data.tocsin.lib.events

additions contains {
	"event": event,
	"did": sprintf("let an identity provider in (%s):", [event.name]),
	"try": sprintf("let an identity provider in (%s):", [event.name]),
	"what": name(event),
	"resource": arn(event),
} if {
	some source, names in adding
	some event in events.of(source, names)
	not is_housekeeping(event)
}

adding := {
	"iam.amazonaws.com": {
		"CreateSAMLProvider",
		"UpdateSAMLProvider",
		"CreateOpenIDConnectProvider",
		"AddClientIDToOpenIDConnectProvider",
	},
	"rolesanywhere.amazonaws.com": {"CreateTrustAnchor", "UpdateTrustAnchor"},
}

# IAM Identity Center keeps its own provider up to date. Nobody but a service calls from its address.
is_housekeeping(event) if {
	event.name == "UpdateSAMLProvider"
	"sso.amazonaws.com" in {events.text(event, ["actor", "invoked_by"]), events.text(event, ["source_ip_address"])}
}

arn(event) := arns[0] if {
	arns := [text |
		some part in ["response", "request"]
		some field in ["sAMLProviderArn", "openIDConnectProviderArn"]
		text := events.text(event, [part, field])
		text != ""
	]
} else := account.arn

name(event) := sprintf("'%s'", [names[0]]) if {
	names := [text |
		some field in ["name", "url", "sAMLProviderArn", "openIDConnectProviderArn"]
		text := events.text(event, ["request", field])
		text != ""
	]
} else := "one that is not named"
