package tocsin.lib.internet_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.internet

instance := {"public_interfaces": [{"ip": "198.51.100.23", "security_groups": ["sg-1"]}]}

snapshot(ingress) := fixture.snapshot({"ec2": {"security_groups": [
	{"id": "sg-1", "ingress": [ingress]},
	{"id": "sg-2", "ingress": [{"cidr": "0.0.0.0/0", "protocol": "tcp", "from_port": 22, "to_port": 22}]},
]}})

open(change) := object.union({"cidr": "0.0.0.0/0", "protocol": "tcp", "from_port": 443, "to_port": 443}, change)

test_doors[note] if {
	some note, tc in {
		"one port": {"ingress": open({}), "doors": ["198.51.100.23: tcp 443"]},
		"ports": {"ingress": open({"from_port": 0, "to_port": 65535}), "doors": ["198.51.100.23: tcp 0-65535"]},
		"all protocols": {"ingress": {"cidr": "0.0.0.0/0", "protocol": "-1"}, "doors": ["198.51.100.23: -1 all"]},
		"half of everyone": {"ingress": open({"cidr": "128.0.0.0/1"}), "doors": ["198.51.100.23: tcp 443"]},
		"ping": {"ingress": open({"protocol": "icmp", "from_port": -1, "to_port": -1}), "doors": []},
		"own network": {"ingress": open({"cidr": "10.0.0.0/8"}), "doors": []},
		"IPv6": {"ingress": open({"cidr": "::/0"}), "doors": []},
	}
	found := internet.doors(instance) with input as snapshot(tc.ingress)
	found == tc.doors
}

test_without_public_address if {
	found := internet.doors({"public_interfaces": []}) with input as snapshot(open({}))
	found == []
}

test_unread if {
	found := internet.doors(instance) with input as fixture.empty
	found == []
}
