"""Holds what tocsin finds in real logs of attacks against what is known of them: attack.py LOGS RESULTS [--write].

LOGS has a folder for each set of logs, RESULTS one of the same name with the reports and snapshots of its accounts.
Two things are held against them. The logs themselves, read here anew, record by record, without tocsin: each rule must
rest on just the events of its kinds, and how many there are is known from whoever published the logs. And attack.txt,
which has the verdict of each rule and the ids of its events: --write writes it anew, to be looked through before it is
committed. Whether each event there deserves its verdict, and no other one does, is for the reader to say."""

import collections
import difflib
import glob
import gzip
import json
import os
import sys

TABLE = os.path.join(os.path.dirname(__file__), "attack.txt")
SETS = ["invictus", "stratus"]

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

# How many events of a kind the logs hold, succeeded and failed, those that are no finding among them.
COUNTS = {
    "CreateUser": (4, 0), "CreateLoginProfile": (2, 0), "CreateAccessKey": (2, 0), "AttachUserPolicy": (1, 0),
    "StopLogging": (0, 3), "DeleteTrail": (2, 1), "PutEventSelectors": (2, 0), "PutBucketLifecycle": (1, 0),
    "DeleteLogGroup": (1, 0), "RunInstances": (2, 6), "RegisterImage": (1, 0), "ModifyImageAttribute": (2, 0),
    "CreateRole": (13, 0), "UpdateAssumeRolePolicy": (2, 0), "PutBucketPolicy": (3, 0), "LeaveOrganization": (0, 1),
    "DeleteFlowLogs": (1, 0), "ConsoleLogin": (2, 0),
}


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


def check_events(folder, outcomes):
    """Each rule rests on just the events of its kinds that the logs have."""
    by_name = collections.defaultdict(dict)
    for r in records(folder):
        if counts(r):
            by_name[r["eventName"]][r["eventID"]] = r.get("errorCode") is None
    for rule, (names, succeeded, failed) in EXPECTED.items():
        want = {i: ok for name in names for i, ok in by_name[name].items()}
        found = outcomes[rule]["findings"]
        got = {x["evidence"]["event_id"]: x["evidence"]["succeeded"] for x in found}
        if want != got or len(got) != len(found):
            yield f"{rule}: {want.keys() ^ got.keys()} are in only one of the log and the report"
        if list(got.values()).count(True) != succeeded or list(got.values()).count(False) != failed:
            yield f"{rule}: {list(got.values())}, want {succeeded} that succeeded and {failed} that failed"


def check_counts(snapshot):
    """The scanner keeps as many events of each kind as the logs are known to hold."""
    got = collections.Counter()
    for group in snapshot["aws"]["activity"]["groups"]:
        for event in group["events"]:
            got[group["name"], event["succeeded"]] += 1
    for name, want in COUNTS.items():
        if want != (got[name, True], got[name, False]):
            yield f"{name}: {got[name, True]} succeeded and {got[name, False]} failed, want {want}"


def documents(folder, kind):
    for name in sorted(glob.glob(os.path.join(folder, f"{kind}-*.json"))):
        with open(name) as f:
            yield json.load(f)


def line(finding):
    """One line says what a finding rests on. A burst of calls has no one event."""
    e = finding["evidence"]
    if "event_id" not in e:
        return f"    {finding['key']} {finding['resource']['arn']}"
    return f"    {e['event_time']} {e['event'].split('/')[1]} {e['event_id']}{'' if e['succeeded'] else ' (attempt)'}"


def table(reports):
    """The verdict of each rule, in what most accounts have in common and what each has of its own."""
    verdicts = {r["scan"]["account_id"]: {o["rule"]: o for o in r["outcomes"]} for r in reports}
    rules = sorted({rule for outcomes in verdicts.values() for rule in outcomes})
    usual = {}
    for rule in rules:
        statuses = collections.Counter(outcomes[rule]["status"] for outcomes in verdicts.values() if not outcomes[rule]["findings"])
        usual[rule] = statuses.most_common(1)[0][0] if statuses else None
        if usual[rule]:
            yield f"  {usual[rule]} {rule}"
    for account, outcomes in verdicts.items():
        yield f"  account {account}"
        for rule in rules:
            findings = outcomes[rule]["findings"]
            if findings or outcomes[rule]["status"] != usual[rule]:
                yield f"  {outcomes[rule]['status']} {rule} {len(findings)}"
                yield from sorted(map(line, findings))


def main(logs, results, write=""):
    lines, wrong = [], []
    for name in SETS:
        lines += [name, *table(list(documents(os.path.join(results, name), "report")))]
    got = "\n".join(lines) + "\n"
    if write == "--write":
        with open(TABLE, "w") as f:
            f.write(got)
    with open(TABLE) as f:
        want = f.read()
    wrong += difflib.unified_diff(want.splitlines(), got.splitlines(), "attack.txt", "found", lineterm="")
    [report], [snapshot] = (list(documents(os.path.join(results, "invictus"), kind)) for kind in ("report", "snapshot"))
    wrong += check_events(os.path.join(logs, "invictus"), {o["rule"]: o for o in report["outcomes"]})
    wrong += check_counts(snapshot)
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(EXPECTED)} rules rest on just the {sum(s + f for _, s, f in EXPECTED.values())} events of the log that they should; "
          f"{len(COUNTS)} kinds of events are all there; the verdicts are those of attack.txt")


main(*sys.argv[1:])
