"""Makes the resources of which the accounts are made, on the moto server that the first argument names."""

import json
import sys

import boto3

ENDPOINT = sys.argv[1]
OWN, FOREIGN = "123456789012", "999988887777"


def client(service, region="us-east-1"):
    return boto3.client(service, region_name=region, endpoint_url=ENDPOINT,
                        aws_access_key_id="moto", aws_secret_access_key="moto")


def iam(resource):
    return f"arn:aws:iam::{OWN}:{resource}"


def allow(action, resource=None, principal=None, condition=None):
    statement = {"Effect": "Allow", "Action": action}
    for key, value in ("Resource", resource), ("Principal", principal), ("Condition", condition):
        if value:
            statement[key] = value
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def role(name, principal, action="sts:AssumeRole", condition=None):
    client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=allow(action, principal=principal, condition=condition))


def bucket(name, region="us-east-1", **settings):
    if region != "us-east-1":
        settings["CreateBucketConfiguration"] = {"LocationConstraint": region}
    client("s3", region).create_bucket(Bucket=name, **settings)


def trail(name, region="us-east-1", logging=True, events="All", **settings):
    bucket(f"{name}-logs", region, ObjectLockEnabledForBucket=settings.pop("lock", False))
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


def alarm(name, action, region="us-east-1", enabled=True, metric="RootUsage"):
    client("cloudwatch", region).put_metric_alarm(
        AlarmName=name, Namespace="CloudTrailMetrics", MetricName=metric, Statistic="Sum", Period=300,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
        AlarmActions=[action], ActionsEnabled=enabled)


def metric_filter(group, name, pattern):
    client("logs").put_metric_filter(
        logGroupName=group, filterName=name, filterPattern=pattern,
        metricTransformations=[{"metricName": name, "metricNamespace": "CloudTrailMetrics", "metricValue": "1"}])


def rule(name, target, region="us-east-1", detail=None, **settings):
    if detail:
        settings["EventPattern"] = json.dumps({"detail": detail})
    events = client("events", region)
    events.put_rule(Name=name, **settings)
    events.put_targets(Rule=name, Targets=[{"Id": "target", "Arn": target}])


def contact(kind):
    client("account").put_alternate_contact(
        AlternateContactType=kind, Name="Duty officer", Title="On call",
        EmailAddress="duty@example.com", PhoneNumber="+1-555-0100")
