"""Holds workflows and the action to what linters do not ask for:

    workflows.py FILE...

Every action is pinned by the digest of a commit with its version in a comment, no step writes an expression into a script,
a workflow grants nothing by itself, and each job says what it needs. Those that are offered use this project's releases,
whose digests are not known before they are made.
"""

import re
import sys

import yaml

PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
OWN = re.compile(r"\./(?: # zizmor.*)?|tocsin-dev/tocsin@v\d+\.\d+\.\d+")


def complaints(name):
    text = open(name).read()
    for use in re.findall(r"uses: *(.*)", text):
        if not PINNED.fullmatch(use) and not OWN.fullmatch(use):
            yield f"{use} is not pinned by a digest"
    document = yaml.safe_load(text)
    if "runs" in document:
        steps = document["runs"]["steps"]
    else:
        if document.get("permissions") != {}:
            yield "the workflow grants permissions"
        jobs = document["jobs"]
        yield from (f"job {job} does not say what it needs" for job in jobs if "permissions" not in jobs[job])
        steps = [step for job in jobs.values() for step in job["steps"]]
    yield from (f"an expression in {step['run']}" for step in steps if "${{" in step.get("run", ""))


failed = [f"{name}: {complaint}" for name in sys.argv[1:] for complaint in complaints(name)]
print(len(sys.argv) - 1, "files,", len(failed), "complaints")
sys.exit("\n".join(failed) or 0)
