# METADATA
# title: Calls that give somebody root's credentials
# description: |
#   Of a key or a password without a user's name root itself is meant. The address of root is another
#   rule's matter. Answers to sign-ins say in a member of their own whether they succeeded.
package tocsin.lib.root_credential_events

import data.tocsin.lib.events
import data.tocsin.lib.root_events

changes contains {"event": event, "did": words[0], "try": words[1]} if {
	some name, words in signing_in
	some event in events.of("signin.amazonaws.com", {name})
	of_root(event)
}

changes contains {"event": event, "did": words[0], "try": words[1]} if {
	some name, words in credentials
	some event in root_events.of("iam.amazonaws.com", {name})
	object.get(event, ["request", "userName"], "") == ""
	not turns_off(event)
}

# A key that is turned off lets nobody in.
turns_off(event) if {
	event.succeeded
	event.request.status == "Inactive"
}

# Nobody but root has its password recovered.
of_root(event) if startswith(event.name, "PasswordRecovery")

of_root(event) if root_events.is_root(event)

signing_in := {
	"PasswordUpdated": ["changed the password of", "change the password of"],
	"PasswordRecoveryRequested": ["asked to recover the password of", "recover the password of"],
	"PasswordRecoveryCompleted": ["recovered the password of", "recover the password of"],
}

credentials := {
	"CreateAccessKey": ["created an access key of", "create an access key of"],
	"UpdateAccessKey": ["changed an access key of", "change an access key of"],
	"CreateLoginProfile": ["gave a password to", "give a password to"],
	"UploadSigningCertificate": ["gave a signing certificate to", "give a signing certificate to"],
}

mfa_removals := [event |
	some event in events.of("iam.amazonaws.com", {"DeactivateMFADevice", "DeleteVirtualMFADevice"})
	is_about_root(event)
]

# Of root's devices the serial number ends in the same way, unless they are hardware. Whoever is root and
# names no user means himself.
is_about_root(event) if endswith(events.text(event, ["request", "serialNumber"]), "/root-account-mfa-device")

is_about_root(event) if events.text(event, ["request", "userName"]) == "AWS ROOT USER"

is_about_root(event) if {
	root_events.is_root(event)
	event.name == "DeactivateMFADevice"
	events.text(event, ["request", "userName"]) == ""
}
