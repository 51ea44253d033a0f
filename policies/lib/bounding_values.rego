# METADATA
# title: Which values of conditions name somebody
package tocsin.lib.bounding_values

# What a value must look like to bound anything. It must name one organisation, account or network:
# a wildcard or a variable in its place matches everybody's, and so does a wildcard before it, which
# in StringLike reaches over colons. The role's own may be written as a variable.
organization := `(?i)^(o-[a-z0-9]+|\$\{aws:ResourceOrgID\})`

account := `(?i)^([0-9]{12}|\$\{aws:ResourceAccount\})$`

arn_of_account := `^arn:[a-z-]+:[a-z0-9-]+:[^:]*:[0-9]{12}:`

patterns := {
	"aws:principalaccount": account,
	"aws:principalarn": `^arn:[a-z-]+:(iam|sts)::[0-9]{12}:`,
	"aws:principalorgid": concat("", [organization, "$"]),
	"aws:principalorgmasteraccountid": account,
	"aws:principalorgpaths": concat("", [organization, "/"]),
	"aws:sourceaccount": account,
	"aws:sourcearn": arn_of_account,
	"aws:sourceorgid": concat("", [organization, "$"]),
	"aws:sourceorgpaths": concat("", [organization, "/"]),
	"aws:sourcevpc": `^vpc-[0-9a-f]+$`,
	"aws:sourcevpcarn": arn_of_account,
	"aws:sourcevpce": `^vpce-[0-9a-f]+$`,
	"aws:vpceaccount": account,
	"aws:vpceorgid": concat("", [organization, "$"]),
	"aws:vpceorgpaths": concat("", [organization, "/"]),
}

names_somebody(condition) if {
	count(condition.values) > 0
	pattern := patterns[condition.key]
	count([value | some value in condition.values; not regex.match(pattern, value)]) == 0
}
