"""Validates OCSF events, one a line, with the class definitions of the version that they name: ocsf.py FILE...

The definitions say which attributes are required and allowed, their types and enums. What they cannot say is held here:
type_uid follows from class and activity, and each name beside a number is that number's caption."""

import json
import sys

import jsonschema
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

VERSION = "1.8.0"
definitions = get_ocsf_schema(VERSION)
schema = OcsfJsonSchemaEmbedded(definitions)
validators = {}


def validator(class_name, profiles):
    key = class_name, tuple(profiles)
    if key not in validators:
        document = schema.get_class_schema(class_name, profiles)
        jsonschema.Draft202012Validator.check_schema(document)
        validators[key] = jsonschema.Draft202012Validator(document)
    return validators[key]


def captions(attributes, document, where):
    """An enum's sibling is the caption of its value, unless the value is Other, whose sibling is anything."""
    for name, attribute in attributes.items():
        value, sibling = document.get(name), attribute.get("sibling")
        if "enum" in attribute and not isinstance(value, list) and value is not None and value != 99 and sibling in document:
            caption = attribute["enum"][str(value)]["caption"]
            if document[sibling] != caption:
                yield f"{where}{sibling} is {document[sibling]!r}, want {caption!r} for {name} {value}"
        if attribute["type"] == "object_t":
            for item in value if isinstance(value, list) else [value] if value else []:
                yield from captions(definitions["objects"][attribute["object_type"]]["attributes"], item, f"{where}{name}.")


def problems(event):
    if event.get("metadata", {}).get("version") != VERSION:
        yield f"metadata.version is not {VERSION}"
        return
    try:
        class_name = schema.lookup_class_name_from_uid(event.get("class_uid"))
    except ValueError as e:
        yield str(e)
        return
    invalid = [f"{e.json_path}: {e.message[:200]}" for e in validator(class_name, event["metadata"].get("profiles", [])).iter_errors(event)]
    yield from invalid
    if invalid:
        return
    yield from captions(definitions["classes"][class_name]["attributes"], event, "")
    if event["type_uid"] != event["class_uid"] * 100 + event["activity_id"]:
        yield f"type_uid is {event['type_uid']}"


def read(files):
    for name in files:
        with open(name, encoding="utf-8", newline="\n") as f:
            for number, line in enumerate(f.read().split("\n")[:-1], 1):
                yield f"{name}:{number}", json.loads(line)


def broken(event):
    """Events with one thing wrong each: a check that takes one of them for valid checks nothing."""
    for path, value in {
        "class_uid": None, "severity_id": 7, "severity": "Grave", "type_uid": event["type_uid"] + 1, "time": "now", "invented": 1, "cloud": None,
        "finding_info.uid": None, "finding_info.analytic.type_id": "1", "metadata.product": None, "metadata.version": "1.0.0", "activity_id": 4,
        "cloud.account.type": "GCP Account",
    }.items():
        copy = json.loads(json.dumps(event))
        parent = copy
        *parents, last = path.split(".")
        for name in parents:
            parent = parent[name]
        if value is None:
            del parent[last]
        else:
            parent[last] = value
        yield path, copy


def main(files):
    wrong, classes = [], {}
    for where, event in read(files):
        wrong += [f"{where}: {p}" for p in problems(event)]
        classes.setdefault(event.get("class_uid"), event)
    if wrong:
        sys.exit("\n".join(wrong[:20] + [f"{len(wrong)} problems"]))
    if sorted(classes) != [2003, 2004]:
        sys.exit(f"the events are of the classes {sorted(classes)}, want both kinds of findings")
    for event in classes.values():
        for path, copy in broken(event):
            if not list(problems(copy)):
                sys.exit(f"an event with a broken {path} passes")
    print(f"{sum(1 for _ in read(files))} events in {len(files)} files keep to OCSF {VERSION}; {len(list(broken(event)))} ways to break one are seen")


main(sys.argv[1:])
