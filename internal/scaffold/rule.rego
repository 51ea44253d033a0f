# METADATA
# title: An EC2 instance runs in a region that is not in use
# description: |
#   An example to start from: put what is wrong into the texts, and how to see it into deny. Intruders
#   like regions that nobody looks at.
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html
# custom:
#   severity: medium
#   runbook: your_infrastructure
#   attack: [T1535]
#   remediation: Find out who launched the instance and for what; stop it if nobody answers for it.
package example.rule

regions_in_use := {"eu-west-1", "us-east-1"}

deny contains {
	"msg": sprintf("Instance '%s' runs in %s, which is not in use.", [instance.id, region]),
	"resource": instance.arn,
	"evidence": {"region": region, "image_id": instance.image_id},
} if {
	some instance in input.aws.ec2.instances

	# What could not be read is absent. This line needs it, so that without it the rule ends here and finds nothing;
	# "not instance.region == ..." would hold without it.
	region := instance.region
	not region in regions_in_use
}
