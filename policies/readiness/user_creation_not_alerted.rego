# METADATA
# title: Nobody is alerted when an IAM user is created
# description: |
#   A user of their own is how intruders come back. Where people sign in through an identity provider,
#   every new IAM user is worth a look.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
#   - https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
# custom:
#   severity: medium
#   runbook: reporting_process
#   absence: true
#   remediation: |
#     Mend the edge that the finding names, or add a rule of EventBridge in the region of the global
#     services that matches CreateUser and notifies a topic. The topic has to let EventBridge publish, by its
#     policy and by the policy of its key.
package tocsin.readiness.user_creation_not_alerted

import data.tocsin.lib.path
import data.tocsin.lib.probe

deny contains finding if some finding in path.findings(probe.user)

confirmed if path.proven(probe.user)

unknown contains reason if some reason in path.undecided(probe.user)
