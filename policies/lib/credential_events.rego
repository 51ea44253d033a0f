# METADATA
# title: Calls that give an IAM user a credential
package tocsin.lib.credential_events

import data.tocsin.lib.events
import data.tocsin.lib.user_events

# Root's own credentials are the matter of root_credentials_changed.
additions contains {
	"event": event,
	"did": sprintf("added a credential (%s) to", [event.name]),
	"try": sprintf("add a credential (%s) to", [event.name]),
	"what": user.name,
	"resource": user.arn,
	"evidence": {"access_key_id": key | key := events.at(event, ["response", "accessKey", "accessKeyId"])},
} if {
	some event in events.of("iam.amazonaws.com", adding)
	not is_own_of_root(event)
	user := user_events.subject(event)
}

adding := {
	"CreateAccessKey",
	"CreateLoginProfile",
	"UpdateLoginProfile",
	"CreateServiceSpecificCredential",
	"UploadSSHPublicKey",
	"UploadSigningCertificate",
}

is_own_of_root(event) if {
	event.actor.type == "Root"
	events.text(event, ["request", "userName"]) == ""
}
