# METADATA
# title: A detection service was turned off
# description: |
#   GuardDuty, Security Hub, AWS Config and Access Analyzer see what intruders do, so intruders turn them off:
#   in the baseline it was on in a region where it is off now. So it is for the network if a flow log is gone.
# custom:
#   severity: high
#   runbook: abnormal_activity
#   attack: [T1562.001, T1562.008]
#   events:
#     - guardduty.amazonaws.com/DeleteDetector
#     - guardduty.amazonaws.com/UpdateDetector
#     - guardduty.amazonaws.com/DisassociateFromMasterAccount
#     - guardduty.amazonaws.com/DisassociateFromAdministratorAccount
#     - guardduty.amazonaws.com/DisassociateMembers
#     - guardduty.amazonaws.com/StopMonitoringMembers
#     - guardduty.amazonaws.com/DeleteMembers
#     - guardduty.amazonaws.com/DeletePublishingDestination
#     - securityhub.amazonaws.com/DisableSecurityHub
#     - securityhub.amazonaws.com/DisableSecurityHubV2
#     - securityhub.amazonaws.com/BatchDisableStandards
#     - securityhub.amazonaws.com/DisassociateFromMasterAccount
#     - securityhub.amazonaws.com/DisassociateFromAdministratorAccount
#     - config.amazonaws.com/StopConfigurationRecorder
#     - config.amazonaws.com/DeleteConfigurationRecorder
#     - config.amazonaws.com/DeleteDeliveryChannel
#     - access-analyzer.amazonaws.com/DeleteAnalyzer
#     - ec2.amazonaws.com/DeleteFlowLogs
#   applies_when: neither a baseline nor events are given
#   remediation: Find out who turned it off, turn it on again, and take the time between for not watched.
package tocsin.ioc.detection_service_disabled

import data.tocsin.lib.detection
import data.tocsin.lib.detection_events
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.regions
import data.tocsin.lib.shell

applicable if drift.given

applicable if events.given

deny contains {
	"msg": sprintf("%s was turned off in %s.", [was.service, was.region]),
	"resource": was.arn,
	"region": was.region,
	"key": was.service,
	"evidence": drift.evidence({"service": was.service}),
	"fix": [sprintf(enable[was.service], [shell.quote(was.region)])],
} if {
	some was in detection.then
	was.region in detection.read(was.service)
	not [was.service, was.region] in detection.now
}

deny contains {
	"msg": sprintf("Flow log '%s' of '%s' is gone.", [log.id, log.resource_id]),
	"resource": log.arn,
	"region": log.region,
	"evidence": drift.evidence(object.filter(log, ["resource_id", "log_destination"])),
	"fix": [],
} if {
	some log in data.baseline.aws.ec2.flow_logs
	log.region in regions.read(input.coverage["ec2.flow_logs"])
	not log.id in {l.id | some l in input.aws.ec2.flow_logs}
}

deny contains event_finding.of(stop.event, stop) if some stop in detection_events.stopping

unknown contains reason if some reason in detection_events.untold

enable := {
	"GuardDuty": "aws guardduty create-detector --enable --region=%s",
	"Security Hub": "aws securityhub enable-security-hub --enable-default-standards --region=%s",
	"AWS Config": "aws configservice start-configuration-recorder --configuration-recorder-name=default --region=%s",
	"Access Analyzer": "aws accessanalyzer create-analyzer --analyzer-name=external-access --type=ACCOUNT --region=%s",
}
