"""Fills an empty moto server with one of three accounts: populate.py ENDPOINT empty|neglected|sound"""

import json
import sys
import urllib.request

import boto3

ENDPOINT, ACCOUNT = sys.argv[1:]
OWN, FOREIGN = "123456789012", "999988887777"


def client(service, region="us-east-1"):
    return boto3.client(service, region_name=region, endpoint_url=ENDPOINT,
                        aws_access_key_id="moto", aws_secret_access_key="moto")


def role(name, principal, **condition):
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    if condition:
        statement["Condition"] = condition
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(policy))


def trail(name, region="us-east-1", logging=True, events="All", **settings):
    client("s3", region).create_bucket(Bucket=f"{name}-logs", **(
        {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}))
    cloudtrail = client("cloudtrail", region)
    cloudtrail.create_trail(Name=name, S3BucketName=f"{name}-logs", **settings)
    cloudtrail.put_event_selectors(TrailName=name, EventSelectors=[  # moto has no default
        {"ReadWriteType": events, "IncludeManagementEvents": True}])
    cloudtrail.start_logging(Name=name)
    if not logging:
        cloudtrail.stop_logging(Name=name)


def topic(name, region="us-east-1", email=None):
    sns = client("sns", region)
    arn = sns.create_topic(Name=name)["TopicArn"]
    if email:  # moto lists it as confirmed, but counts 0 in the topic's attributes
        sns.subscribe(TopicArn=arn, Protocol="email", Endpoint=email)
    return arn


def alarm(name, action, region="us-east-1", enabled=True):
    client("cloudwatch", region).put_metric_alarm(
        AlarmName=name, Namespace="CloudTrailMetrics", MetricName="RootUsage", Statistic="Sum", Period=300,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
        AlarmActions=[action], ActionsEnabled=enabled)


def contact(kind):
    client("account").put_alternate_contact(
        AlternateContactType=kind, Name="Duty officer", Title="On call",
        EmailAddress="duty@example.com", PhoneNumber="+1-555-0100")


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


if __name__ == "__main__":
    urllib.request.urlopen(urllib.request.Request(f"{ENDPOINT}/moto-api/reset", method="POST")).close()
    {"empty": empty, "neglected": neglected, "sound": sound}[ACCOUNT]()
