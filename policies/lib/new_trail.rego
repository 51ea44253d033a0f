# METADATA
# title: The commands that create a trail
package tocsin.lib.new_trail

import data.tocsin.lib.account

# The bucket must let CloudTrail write, so it is not guessed here.
create := [
	concat(" ", [
		`aws cloudtrail create-trail --name=management-events --s3-bucket-name="$BUCKET"`,
		"--is-multi-region-trail --include-global-service-events --enable-log-file-validation",
		home,
	]),
	sprintf("aws cloudtrail start-logging --name=management-events %s", [home]),
]

# In a partition that is not known here the configured region will do.
default home := `--region="$AWS_REGION"`

home := sprintf("--region=%s", [account.global_region])
