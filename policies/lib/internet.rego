# METADATA
# title: What of an instance is open to the internet
package tocsin.lib.internet

# doors are the ports that security groups open to everyone at a public address of an instance.
doors(instance) := [sprintf("%s: %s %s", [interface.ip, rule.protocol, ports(rule)]) |
	some interface in instance.public_interfaces
	some group in input.aws.ec2.security_groups
	group.id in interface.security_groups
	some rule in group.ingress
	rule.cidr in everyone
	not rule.protocol in {"icmp", "icmpv6", "1", "58"}
]

# All addresses, in one range or by halves.
everyone := {"0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1"}

ports(rule) := sprintf("%d", [rule.from_port]) if {
	rule.from_port == rule.to_port
} else := sprintf("%d-%d", [rule.from_port, rule.to_port]) if {
	rule.from_port < rule.to_port
} else := "all"
