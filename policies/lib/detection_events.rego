# METADATA
# title: The calls that turn detection off
# description: By source, with what each call does. Some do it only with certain parameters.
package tocsin.lib.detection_events

import data.tocsin.lib.account
import data.tocsin.lib.events

# stopping are such calls, each with what it is about.
stopping contains {
	"event": event,
	"did": sprintf("turned off (%s)", [event.name]),
	"try": sprintf("turn off (%s)", [event.name]),
	"what": what,
	"resource": account.arn,
	"evidence": object.filter(object.get(event, "request", {}), ["detectorId", "standardsSubscriptionArns", "flowLogIds"]),
} if {
	some source, calls in turning_off
	some event in events.of(source, object.keys(calls))
	what := calls[event.name]
	is_meant(event)
	not is_housekeeping(event)
}

turning_off := {
	"guardduty.amazonaws.com": {
		"DeleteDetector": "GuardDuty",
		"UpdateDetector": "GuardDuty",
		"DisassociateFromMasterAccount": "GuardDuty's administrator account",
		"DisassociateFromAdministratorAccount": "GuardDuty's administrator account",
		"DisassociateMembers": "GuardDuty's member accounts",
		"StopMonitoringMembers": "GuardDuty's member accounts",
		"DeleteMembers": "GuardDuty's member accounts",
		"DeletePublishingDestination": "GuardDuty's export of findings",
	},
	"securityhub.amazonaws.com": {
		"DisableSecurityHub": "Security Hub",
		"DisableSecurityHubV2": "Security Hub",
		"BatchDisableStandards": "standards of Security Hub",
		"DisassociateFromMasterAccount": "Security Hub's administrator account",
		"DisassociateFromAdministratorAccount": "Security Hub's administrator account",
	},
	"config.amazonaws.com": {
		"StopConfigurationRecorder": "AWS Config",
		"DeleteConfigurationRecorder": "AWS Config",
		"DeleteDeliveryChannel": "AWS Config's delivery",
	},
	"access-analyzer.amazonaws.com": {"DeleteAnalyzer": "Access Analyzer"},
	"ec2.amazonaws.com": {"DeleteFlowLogs": "flow logs"},
}

# An update may turn on as well as off; a denied one does not say.
is_meant(event) if event.name != "UpdateDetector"

is_meant(event) if events.at(event, ["request", "enable"]) in {false, "false"}

is_meant(event) if {
	event.succeeded == false
	not event.request
}

untold := events.untold("guardduty.amazonaws.com", {"UpdateDetector"})

# These services manage each other's settings.
is_housekeeping(event) if event.actor.invoked_by in {
	"securityhub.amazonaws.com",
	"fms.amazonaws.com",
	"controltower.amazonaws.com",
	"config-conforms.amazonaws.com",
}
