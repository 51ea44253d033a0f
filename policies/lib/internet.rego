# METADATA
# title: What of an instance is open to the internet
package tocsin.lib.internet

# doors are the ports that security groups open to everyone at a public address of an instance.
doors(instance) := [sprintf("%s: %s %s", [interface.ip, rule.protocol, ports(rule)]) |
	some interface in instance.public_interfaces
	some i in {i | some id in interface.security_groups; some i in groups[id]}
	some rule in input.aws.ec2.security_groups[i].ingress
	rule.cidr in everyone
	not rule.protocol in {"icmp", "icmpv6", "1", "58"}
]

# groups holds the places of security groups in their list.
groups := {id: places |
	some id in {group.id | some group in input.aws.ec2.security_groups}
	places := {i | some i, group in input.aws.ec2.security_groups; group.id == id}
}

# All addresses, in one range or by halves.
everyone := {"0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1"}

ports(rule) := sprintf("%d", [rule.from_port]) if {
	rule.from_port == rule.to_port
} else := sprintf("%d-%d", [rule.from_port, rule.to_port]) if {
	rule.from_port < rule.to_port
} else := "all"
