# METADATA
# title: What was detecting, and what is
# description: Each element says where a service is on, and by which resource.
package tocsin.lib.detection

import data.tocsin.lib.regions

# Then. What could not be read is not there.
then contains {"service": "GuardDuty", "region": d.region, "arn": d.arn} if {
	some d in data.baseline.aws.guardduty.detectors
	d.status == "ENABLED"
}

then contains {"service": "Security Hub", "region": hub.region, "arn": hub.arn} if {
	some hub in data.baseline.aws.securityhub.hubs
}

then contains {"service": "Security Hub", "region": hub.region, "arn": hub.arn} if {
	some hub in data.baseline.aws.securityhub.hubs_v2
}

then contains {"service": "AWS Config", "region": r.region, "arn": recorder(r)} if {
	some r in data.baseline.aws.config.recorders
	r.recording == true
}

then contains {"service": "Access Analyzer", "region": a.region, "arn": a.arn} if {
	some a in data.baseline.aws.access_analyzer.analyzers
	looks_outside(a)
}

# Now, as pairs of service and region.
now contains ["GuardDuty", d.region] if {
	some d in input.aws.guardduty.detectors
	d.status == "ENABLED"
}

now contains ["Security Hub", hub.region] if some hub in input.aws.securityhub.hubs

now contains ["Security Hub", hub.region] if some hub in input.aws.securityhub.hubs_v2

now contains ["AWS Config", r.region] if {
	some r in input.aws.config.recorders
	r.recording == true
}

now contains ["Access Analyzer", a.region] if {
	some a in input.aws.access_analyzer.analyzers
	looks_outside(a)
}

looks_outside(a) if {
	a.type in {"ACCOUNT", "ORGANIZATION"}
	a.status == "ACTIVE"
}

# The regions in which it is known whether a service is on.
read("GuardDuty") := regions.read(input.coverage["guardduty.detectors"])

read("Security Hub") := regions.read(input.coverage["securityhub.hubs"]) & regions.read(input.coverage["securityhub.hubs_v2"])

read("AWS Config") := regions.read(input.coverage["config.recorders"])

read("Access Analyzer") := regions.read(input.coverage["access_analyzer.analyzers"])

# Older recorders have no ARN.
recorder(r) := object.get(
	r, "arn",
	sprintf("arn:%s:config:%s:%s:configuration-recorder/%s", [input.meta.partition, r.region, input.meta.account_id, r.name]),
)
