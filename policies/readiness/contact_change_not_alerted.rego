# METADATA
# title: Nobody is alerted when the contacts of the account change
# description: |
#   AWS tells the contacts of an account of abuse and of stolen keys. Who changes them hears it in their
#   place.
# related_resources:
#   - https://docs.aws.amazon.com/accounts/latest/reference/monitoring-cloudtrail.html
#   - https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
# custom:
#   severity: low
#   runbook: reporting_process
#   absence: true
#   applies_when: the partition has no API for contacts
#   remediation: |
#     Mend the edge that the finding names, or add a rule of EventBridge in the region of the global
#     services that matches the three calls by which contacts change and notifies a topic. The topic has to
#     let EventBridge publish, by its policy and by the policy of its key.
package tocsin.readiness.contact_change_not_alerted

import data.tocsin.lib.contacts
import data.tocsin.lib.path
import data.tocsin.lib.probe

applicable if contacts.available

deny contains finding if some finding in path.findings(probe.contact)

confirmed if path.proven(probe.contact)

unknown contains reason if some reason in path.undecided(probe.contact)
