# METADATA
# title: Nobody is alerted when a trail is stopped or changed
# description: |
#   Stopping the trail is what intruders do first, and the last thing that it records. A trail is stopped,
#   deleted or updated in its home region; a path of alerts must exist for each of them.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
#   - https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
# custom:
#   severity: medium
#   runbook: reporting_process
#   absence: true
#   remediation: |
#     Mend the edge that the finding names, or add a rule of EventBridge in the trail's home region that
#     matches StopLogging, DeleteTrail and UpdateTrail and notifies a topic. The topic has to let
#     EventBridge publish, by its policy and by the policy of its key.
package tocsin.readiness.trail_change_not_alerted

import data.tocsin.lib.path
import data.tocsin.lib.probe

deny contains finding if some finding in path.findings(probe.trail)

confirmed if path.proven(probe.trail)

unknown contains reason if some reason in path.undecided(probe.trail)
