"""Gives every resource of a snapshot a name as bad as can be: hostile.py <snapshot >hostile-snapshot"""

import json
import sys

BAD = ' "\'`$(id)`|<b>&amp;](javascript:x) %0A%zz ../..\\ \r\n::error::\t\x1b[31m\u202e\u2028é\U0001f514#?;'


def spoil(value, key=None):
    match value:
        case dict():
            return {k: spoil(v, k) for k, v in value.items()}
        case list():
            return [spoil(v, key) for v in value]
        case str() if value.startswith("arn:") or key == "name":
            return value + BAD
    return value


snapshot = json.load(sys.stdin)
snapshot["aws"] = spoil(snapshot["aws"])
json.dump(snapshot, sys.stdout)
