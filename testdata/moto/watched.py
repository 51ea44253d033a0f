"""Adds to an account all that intrusion.sh turns off, changes and takes away."""

import json

from resources import OWN, alarm, allow, bucket, client, iam, metric_filter, role, rule, topic, trail

EU = "eu-west-1"
ALL_BLOCKED = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)


def watched():
    people()
    roles()
    client("organizations").create_organization(FeatureSet="ALL")
    trails()
    alerts()
    rules()
    incident_response()
    services()
    compute()
    buckets()


def people():
    users = client("iam")
    for name in "alice", "bob":
        users.create_user(UserName=name)
        users.create_login_profile(UserName=name, Password="Correct-horse-1")
        device = users.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]["SerialNumber"]
        users.enable_mfa_device(UserName=name, SerialNumber=device, AuthenticationCode1="123456", AuthenticationCode2="654321")
    users.create_group(GroupName="administrators")
    users.attach_group_policy(GroupName="administrators", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")


def roles():
    role("deploy", {"AWS": iam("root")})
    role("ci", {"AWS": iam("root")})
    roles = client("iam")
    roles.create_policy(PolicyName="ci", PolicyDocument=allow("s3:GetObject", resource="*"))
    roles.attach_role_policy(RoleName="ci", PolicyArn=iam("policy/ci"))
    role("web", {"Service": "ec2.amazonaws.com"})
    roles.create_instance_profile(InstanceProfileName="web")
    roles.add_role_to_instance_profile(InstanceProfileName="web", RoleName="web")
    issuer = "token.actions.githubusercontent.com"
    roles.create_open_id_connect_provider(Url=f"https://{issuer}", ClientIDList=["sts.amazonaws.com"], ThumbprintList=["f" * 40])
    role("pipeline", {"Federated": iam(f"oidc-provider/{issuer}")}, action="sts:AssumeRoleWithWebIdentity", condition={
        "StringEquals": {f"{issuer}:aud": "sts.amazonaws.com", f"{issuer}:sub": "repo:example/site:ref:refs/heads/main"}})


def trails():
    logs = client("logs")
    for group in "alerts", "patrol":
        logs.create_log_group(logGroupName=group)
    logs.put_retention_policy(logGroupName="alerts", retentionInDays=365)
    everywhere = {"IsMultiRegionTrail": True, "EnableLogFileValidation": True}
    for name in "alerts", "patrol":
        trail(name, **everywhere, KmsKeyId=key(), CloudWatchLogsRoleArn=iam("role/service"),
              CloudWatchLogsLogGroupArn=f"arn:aws:logs:us-east-1:{OWN}:log-group:{name}:*")
    trail("audit", **everywhere, KmsKeyId=key(), lock=True)
    trail("spare", region=EU, EnableLogFileValidation=True)
    metric_filter("alerts", "RootUsage", '{ $.userIdentity.type = "Root" }')
    metric_filter("alerts", "TrailChanges", "{ $.eventName = StopLogging || $.eventName = DeleteTrail }")
    metric_filter("alerts", "UserCreation", "{ $.eventName = CreateUser }")
    metric_filter("patrol", "ContactChanges", "{ $.eventName = PutAlternateContact }")


def key():
    return client("kms").create_key()["KeyMetadata"]["Arn"]


def alerts():
    mail = topic("mail", email="mail@example.com")
    alarm("root-logins", mail)
    alarm("contact-changes", mail, metric="ContactChanges")
    alarm("trail-changes", topic("pager", email="pager@example.com"), metric="TrailChanges")
    alarm("user-creation", topic("oncall", email="duty@example.com"), metric="UserCreation")
    alarm("regional", topic("regional", region=EU, email="duty@example.com"), region=EU)
    alarm("scale-out", f"arn:aws:autoscaling:us-east-1:{OWN}:scalingPolicy:1:autoScalingGroupName/web:policyName/out")


def rules():
    """Of these alerts a scan knows that they reach somebody: topics seem to have no subscribers in moto."""
    notify = f"arn:aws:lambda:us-east-1:{OWN}:function:notify"
    rule("root-activity", notify, detail={"userIdentity": {"type": ["Root"]}})
    rule("user-activity", notify, detail={"eventName": ["CreateUser"]})
    changes = {"eventName": ["StopLogging", "DeleteTrail", "UpdateTrail"]}
    rule("trail-activity", notify, detail=changes)
    rule("regional-activity", notify.replace("us-east-1", EU), region=EU, detail=changes)
    contacts = {"eventName": ["PutAlternateContact", "DeleteAlternateContact", "PutContactInformation"]}
    rule("contact-activity", f"arn:aws:sns:us-east-1:{OWN}:oncall", detail=contacts)
    rule("nightly-check", machine("contain-incident"), ScheduleExpression="rate(1 day)", RoleArn=iam("role/service"))


def machine(name):
    return f"arn:aws:states:us-east-1:{OWN}:stateMachine:{name}"


def incident_response():
    states = client("stepfunctions")
    definition = json.dumps({"StartAt": "Act", "States": {"Act": {"Type": "Pass", "End": True}}})
    for name in "contain-incident", "notify-incident", "collect-evidence":
        version = states.create_state_machine(
            name=name, definition=definition, roleArn=iam("role/service"), publish=True,
            loggingConfiguration={"level": "ALL", "includeExecutionData": True, "destinations": [
                {"cloudWatchLogsLogGroup": {"logGroupArn": f"arn:aws:logs:us-east-1:{OWN}:log-group:alerts:*"}}]},
        )["stateMachineVersionArn"]
        states.create_state_machine_alias(name="live", routingConfiguration=[{"stateMachineVersionArn": version, "weight": 100}])
    states.start_execution(stateMachineArn=machine("collect-evidence"), name="first")
    for name, expression in {
        "drill": "rate(7 days)", "rehearsal": "rate(30 days)", "sweep": "rate(1 day)", "once": "at(2030-01-01T00:00:00)",
    }.items():
        client("scheduler").create_schedule(
            Name=name, ScheduleExpression=expression, FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": machine("contain-incident"), "RoleArn": iam("role/service")})


def services():
    for region in client("ec2").describe_regions()["Regions"]:
        region = region["RegionName"]
        client("guardduty", region).create_detector(Enable=True)
        client("securityhub", region).enable_security_hub()
        config = client("config", region)
        config.put_configuration_recorder(ConfigurationRecorder={"name": "default", "roleARN": iam("role/service")})
        config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "everything-logs"})
        config.start_configuration_recorder(ConfigurationRecorderName="default")
    ec2 = client("ec2")
    ec2.create_flow_logs(ResourceType="VPC", ResourceIds=[ec2.describe_vpcs()["Vpcs"][0]["VpcId"]], TrafficType="ALL",
                         LogDestinationType="s3", LogDestination="arn:aws:s3:::everything-logs")


def compute():
    ec2 = client("ec2")
    instance = ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    ec2.create_image(InstanceId=instance, Name="golden")


def buckets():
    s3 = client("s3")
    for name in "reports", "reports-copy", "site":
        bucket(name)
    for name in "reports", "reports-copy":
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_replication(Bucket="reports", ReplicationConfiguration={"Role": iam("role/service"), "Rules": [
        {"ID": "copy", "Status": "Enabled", "Prefix": "", "Destination": {"Bucket": "arn:aws:s3:::reports-copy"}}]})
    s3.put_object_lock_configuration(Bucket="audit-logs", ObjectLockConfiguration={
        "ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 1}}})
    s3.put_bucket_lifecycle_configuration(Bucket="audit-logs", LifecycleConfiguration={"Rules": [
        {"ID": "keep", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 2557}}]})
    s3.put_bucket_policy(Bucket="audit-logs", Policy=allow(
        "s3:PutObject", resource="arn:aws:s3:::audit-logs/*", principal={"Service": "cloudtrail.amazonaws.com"}))
    for name in [found["Name"] for found in s3.list_buckets()["Buckets"]]:
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration={**ALL_BLOCKED, "IgnorePublicAcls": name != "site"})
    control = client("s3control")
    control.meta.events.register("before-send.s3-control", without_account)
    control.put_public_access_block(AccountId=OWN, PublicAccessBlockConfiguration={
        **ALL_BLOCKED, "IgnorePublicAcls": False, "RestrictPublicBuckets": False})


def without_account(request, **_):
    """The account's id goes before the host's name, and no IP address can have it."""
    request.url = request.url.replace(f"{OWN}.", "", 1)
