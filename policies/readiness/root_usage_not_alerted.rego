# METADATA
# title: Nobody is alerted when root is used
# description: |
#   Root signs in and calls APIs rarely enough that somebody ought to look each time. What counts is the
#   whole path: the trail logs, the filter is on its log group and matches, the alarm is on the metric
#   and neither disabled nor muted, the topic takes what it publishes and has a confirmed subscription; or
#   a rule of EventBridge, in the region of the global services, leads there. The finding names the first
#   broken edge of the path that comes closest. What is not judged, and counts as whole: the policy of a
#   customer's own key, what the role of a target may do, thresholds, and where functions and queues lead.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
#   - https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
# custom:
#   severity: high
#   runbook: reporting_process
#   absence: true
#   remediation: |
#     Mend the edge that the finding names, or add a rule of EventBridge in the region of the global
#     services that matches all that root does and notifies a topic. The topic has to let EventBridge
#     publish, by its policy and by the policy of its key.
package tocsin.readiness.root_usage_not_alerted

import data.tocsin.lib.path
import data.tocsin.lib.probe

deny contains finding if some finding in path.findings(probe.root)

confirmed if path.proven(probe.root)

unknown contains reason if some reason in path.undecided(probe.root)
