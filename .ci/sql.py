"""Runs the queries of the cases in a folder by DuckDB, and adds to each case the rows that it answers.

    sql.py DEFINITION CASES FOLDER...

DEFINITION is the document with Athena's table, the folders hold log files of CloudTrail.
"""

import glob
import json
import os
import re
import sys

import duckdb

# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-supported-event-schemas.html
LAKE = """useridentity struct<type:string,principalid:string,arn:string,accountid:string,accesskeyid:string,username:string,
    sessioncontext:struct<attributes:struct<creationdate:string,mfaauthenticated:string>,
    sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>>,invokedby:string>,
  eventtime timestamp, eventsource string, eventname string, awsregion string, sourceipaddress string, useragent string,
  errorcode string, errormessage string, requestparameters map<string,string>, responseelements map<string,string>,
  additionaleventdata map<string,string>, eventid string, readonly boolean, eventtype string, recipientaccountid string,
  serviceeventdetails map<string,string>"""
STORE = "01234567-89ab-cdef-0123-456789abcdef"


def columns(definition):
    """Translates the columns of a Hive table."""
    tokens = re.findall(r"[a-z]+|[<>:,]", definition)
    found = {}

    def kind():
        name = tokens.pop(0)
        if name not in ("struct", "map"):
            return {"string": "VARCHAR", "boolean": "BOOLEAN", "timestamp": "TIMESTAMP"}[name]
        assert tokens.pop(0) == "<"
        parts = []
        while True:
            member = f'"{tokens.pop(0)}" ' if name == "struct" else ""
            if member:
                assert tokens.pop(0) == ":"
            parts.append(member + kind())
            if tokens.pop(0) == ">":
                return f"{name.upper()}({', '.join(parts)})"

    while tokens:
        column = tokens.pop(0)
        found[column] = kind()
        assert not tokens or tokens.pop(0) == ","
    return found


def lowered(value):
    if isinstance(value, dict):
        return {name.lower(): lowered(inner) for name, inner in value.items()}
    return value


def text(value):
    return value if value is None or isinstance(value, str) else json.dumps(value)


def row(record, engine):
    """The row that an engine makes of a record."""
    parameters = ("requestParameters", "responseElements", "additionalEventData", "serviceEventDetails")
    out = {name.lower(): text(value) for name, value in record.items() if name not in parameters}
    out["useridentity"] = lowered(record.get("userIdentity"))
    for name in parameters:
        value = record.get(name)
        if engine == "lake" and isinstance(value, dict):
            value = {member: text(inner) for member, inner in value.items()}
        elif engine == "athena":
            value = text(value)
        out[name.lower()] = value
    account = record.get("recipientAccountId") or (record.get("userIdentity") or {}).get("accountId")
    time = out.get("eventtime") or ""
    if engine == "lake":
        out["recipientaccountid"] = account
        out["eventtime"] = time.rstrip("Z").replace("T", " ") or None
    else:  # the folder that the file is in
        out |= {"account": account, "region": record.get("awsRegion"), "day": time[:10].replace("-", "/")}
    return out


def logged(value):
    """The records of a log file."""
    if isinstance(value, dict):
        value = value.get("Records")
    if not isinstance(value, list):
        return []
    return [r for r in value if isinstance(r, dict) and "eventName" in r]


def load(db, table, schema, rows, work):
    with open(work, "w", encoding="utf-8") as f:
        for r in rows:
            f.write(json.dumps({name: r.get(name) for name in schema}) + "\n")
    described = "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in schema.items()) + "}"
    db.execute(f"CREATE TABLE {table} AS SELECT * FROM read_json('{work}', format='newline_delimited', columns={described}, maximum_object_size=100000000)")


def main(definition, cases, *folders):
    records = []
    for folder in folders:
        for name in sorted(glob.glob(folder + "/**/*.json", recursive=True)):
            try:
                with open(name, encoding="utf-8-sig") as f:
                    records += logged(json.load(f))
            except ValueError:
                continue  # another kind of file
    ddl = re.search(r"CREATE EXTERNAL TABLE cloudtrail \((.*?)\)\s*PARTITIONED BY \((.*?)\)", open(definition, encoding="utf-8").read(), re.S)
    db = duckdb.connect()
    db.execute("SET TimeZone='UTC'; CREATE SCHEMA tocsin; CREATE MACRO json_format(x) AS CAST(x AS VARCHAR)")
    load(db, "tocsin.cloudtrail", columns(ddl[1] + "," + ddl[2]), (row(r, "athena") for r in records), cases + "/athena.ndjson")
    load(db, f'"{STORE}"', columns(LAKE), (row(r, "lake") for r in records), cases + "/lake.ndjson")

    differ = rows = 0
    names = sorted(glob.glob(cases + "/*.json"))
    for name in names:
        with open(name, encoding="utf-8") as f:
            case = json.load(f)
        # The id of a store is a name without quotes in Lake alone.
        found = db.execute(case["statement"].replace("FROM " + STORE, f'FROM "{STORE}"'))
        header = [d[0] for d in found.description]
        case["rows"] = [
            {h: value if isinstance(value, str) else json.dumps(value, default=str) if isinstance(value, (bool, dict)) else str(value)
             for h, value in zip(header, r) if value is not None}
            for r in found.fetchall()
        ]
        got = sorted(r.get("eventid", "") for r in case["rows"])
        want = sorted("" if e["id"].startswith("sha256:") else e["id"] for e in case["expected"] or [])
        if got != want:
            differ += 1
            print(f"{os.path.basename(name)}: SQL selects {len(got)} events, the scanner {len(want)}: "
                  f"{sorted(set(got) ^ set(want))[:5]}")
        rows += len(got)
        with open(name, "w", encoding="utf-8") as f:
            json.dump(case, f)
    print(f"{len(names)} queries of {len(records)} records by DuckDB {duckdb.__version__}: {rows} rows; {differ} differ from the scanner")
    return 1 if differ or not rows else 0


sys.exit(main(*sys.argv[1:]))
