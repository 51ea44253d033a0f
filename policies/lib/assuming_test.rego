package tocsin.lib.assuming_test

import data.tocsin.lib.assuming
import data.tocsin.lib.trust_test as trust

test_operations[note] if {
	some note, tc in {
		"assume": {"actions": ["sts:AssumeRole"], "count": 1},
		"in capitals": {"actions": ["STS:ASSUMEROLE"], "count": 1},
		"prefix": {"actions": ["sts:Assume*"], "count": 3},
		"service": {"actions": ["sts:*"], "count": 3},
		"all": {"actions": ["*"], "count": 3},
		"single character": {"actions": ["sts:AssumeRol?"], "count": 1},
		"tags": {"actions": ["sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"], "count": 0},
		"assume and tag": {"actions": ["sts:AssumeRole", "sts:TagSession"], "count": 1},
		"web identity": {"actions": ["sts:AssumeRoleWithWebIdentity"], "count": 1},
		"other service": {"actions": ["s3:*"], "count": 0},
		"no wildcards": {"actions": ["sts:[", "sts:{AssumeRole}", `sts:\AssumeRole`], "count": 0},
	}
	count(assuming.operations(trust.statement({"actions": tc.actions}))) == tc.count
}

test_operations_by_not_action[note] if {
	some note, tc in {
		"another": {"not_actions": ["sts:TagSession"], "count": 3},
		"assume": {"not_actions": ["sts:AssumeRole"], "count": 2},
		"service": {"not_actions": ["sts:*"], "count": 0},
	}
	count(assuming.operations(trust.statement({"actions": [], "not_actions": tc.not_actions}))) == tc.count
}
