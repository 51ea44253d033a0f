"""Fills an empty moto server with an account: populate.py ENDPOINT empty|neglected|sound|watched"""

import sys
import urllib.request

from resources import ENDPOINT, FOREIGN, OWN, alarm, client, contact, role, topic, trail
from watched import watched


def empty():
    pass


def neglected():
    trail("stopped", logging=False)
    trail("local", region="eu-west-1", events="WriteOnly", EnableLogFileValidation=False)

    iam = client("iam")
    iam.create_user(UserName="mallory")
    iam.create_login_profile(UserName="mallory", Password="Correct-horse-1")
    iam.attach_user_policy(UserName="mallory", PolicyArn="arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3")
    role("foreign", {"AWS": f"arn:aws:iam::{FOREIGN}:root"})
    role("anyone", {"AWS": "*"})
    role("own", {"AWS": f"arn:aws:iam::{OWN}:root"})
    role("service", {"Service": "lambda.amazonaws.com"})

    alarm("silenced", topic("heard", email="duty@example.com"), enabled=False)
    alarm("unheard", topic("deserted", region="eu-west-1"), region="eu-west-1")
    contact("BILLING")


def sound():
    trail("everything", IsMultiRegionTrail=True, IncludeGlobalServiceEvents=True, EnableLogFileValidation=True)
    role("own", {"AWS": f"arn:aws:iam::{OWN}:root"})
    role("service", {"Service": "lambda.amazonaws.com"})
    client("iam").attach_role_policy(RoleName="own", PolicyArn="arn:aws:iam::aws:policy/AWSSupportAccess")
    topic("security", email="duty@example.com")
    alarm("root-usage", f"arn:aws:sns:us-east-1:{FOREIGN}:central-security")
    for kind in "SECURITY", "BILLING", "OPERATIONS":
        contact(kind)


def sound_and_watched():
    sound()
    watched()


if __name__ == "__main__":
    urllib.request.urlopen(urllib.request.Request(f"{ENDPOINT}/moto-api/reset", method="POST")).close()
    {"empty": empty, "neglected": neglected, "sound": sound, "watched": sound_and_watched}[sys.argv[2]]()
