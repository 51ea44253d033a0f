"""Holds what tocsin finds in real logs of an attack against what the logs say: attack.py LOGS REPORT...

The logs are read here anew, record by record, without tocsin: each rule must rest on just the events of its
kinds, and how many there are is known from whoever published the logs."""

import collections
import glob
import gzip
import json
import os
import sys

# rule: the names of the events that it has to rest on, and how many succeeded and failed
EXPECTED = {
    "ioc.iam_user_created": (["CreateUser"], 4, 0),
    "ioc.iam_user_credential_added": (["CreateAccessKey", "CreateLoginProfile"], 4, 0),
    "ioc.admin_granted": (["AttachUserPolicy", "AttachRolePolicy"], 2, 0),
    "ioc.trail_stopped": (["StopLogging"], 0, 3),
    "ioc.trail_deleted": (["DeleteTrail"], 2, 1),
    "ioc.trail_weakened": (["PutEventSelectors"], 1, 0),
    "ioc.log_group_deleted": (["DeleteLogGroup"], 1, 0),
    "ioc.ami_unexpected_owner": (["RunInstances"], 2, 6),
    "ioc.ami_created": (["RegisterImage", "ModifyImageAttribute"], 2, 0),
    "ioc.organization_left": (["LeaveOrganization"], 0, 1),
    "ioc.detection_service_disabled": (["DeleteFlowLogs"], 1, 0),
    "impact.role_trust_changed": (["UpdateAssumeRolePolicy"], 1, 0),
}

# Of these kinds some events put things right again, or are about oneself: only these count.
ONLY_AT = {
    "PutEventSelectors": {"2023-07-10T12:00:08Z"},
    "UpdateAssumeRolePolicy": {"2023-07-10T12:24:11Z"},
    "ModifyImageAttribute": {"2023-07-10T12:11:01Z"},
}

# A policy that makes an administrator is what of these counts.
ONLY_ADMIN = {"AttachUserPolicy", "AttachRolePolicy"}

# Rules that find nothing there: no call by root in it.
SILENT = ["ioc.root_activity", "ioc.root_credentials_changed", "ioc.root_login_failures", "ioc.root_login_without_mfa"]


def records(folder):
    for name in glob.glob(os.path.join(folder, "**"), recursive=True):
        if not os.path.isfile(name) or ".json" not in name:
            continue
        with (gzip.open if name.endswith(".gz") else open)(name, "rt") as f:
            document = json.load(f)
        yield from document["Records"] if isinstance(document, dict) else document


def counts(record):
    if record["eventName"] in ONLY_AT:
        return record["eventTime"] in ONLY_AT[record["eventName"]]
    if record["eventName"] in ONLY_ADMIN:
        return "AdministratorAccess" in json.dumps(record["requestParameters"])
    return True


def main(folder, file):
    by_name = collections.defaultdict(dict)
    for r in records(folder):
        if counts(r):
            by_name[r["eventName"]][r["eventID"]] = r.get("errorCode") is None
    with open(file) as f:
        outcomes = {o["rule"]: o for o in json.load(f)["outcomes"]}
    wrong = []
    for rule, (names, succeeded, failed) in EXPECTED.items():
        want = {i: ok for name in names for i, ok in by_name[name].items()}
        found = outcomes[rule]["findings"]
        got = {x["evidence"]["event_id"]: x["evidence"]["succeeded"] for x in found}
        if want != got or len(got) != len(found):
            wrong.append(f"{rule}: {want.keys() ^ got.keys()} are in only one of the log and the report")
        if list(got.values()).count(True) != succeeded or list(got.values()).count(False) != failed:
            wrong.append(f"{rule}: {list(got.values())}, want {succeeded} that succeeded and {failed} that failed")
        if outcomes[rule]["status"] != "fail":
            wrong.append(f"{rule}: {outcomes[rule]['status']}")
    for rule in SILENT:
        if outcomes[rule]["status"] != "pass":
            wrong.append(f"{rule}: {outcomes[rule]['status']}, want pass")
    expiries = [x for x in outcomes["ioc.trail_bucket_tampered"]["findings"] if x["evidence"]["event"] == "s3.amazonaws.com/PutBucketLifecycle"]
    if len(expiries) != 1:
        wrong.append(f"{len(expiries)} findings of PutBucketLifecycle, want 1")
    print(f"{len(EXPECTED)} rules rest on just the {sum(s + f for _, s, f in EXPECTED.values())} events of the log that they should")
    if wrong:
        sys.exit("\n".join(wrong))


main(*sys.argv[1:])
