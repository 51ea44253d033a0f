# Breaks into the account that populate.py calls watched, by the AWS CLI, and prints what a scan has to find
# of it with the account before as baseline: after each change the findings that it causes, as RULE KIND
# RESOURCE [KEY]. What follows "unsure" has no standing, as moto lacks something that the rule reads. A change
# without findings is one that a scan must not find.
set -eu
exec 3>&1 >/dev/null # what the AWS CLI prints is of no use
finds() { echo "$*" >&3; }
arn() { echo "arn:aws:$1:$2:123456789012:$3"; } # SERVICE REGION RESOURCE
iam() { arn iam '' "$1"; }
account=$(arn account '' account)
foreign=999988887777

trust() { # PRINCIPAL [CONDITION [ACTION]]
  echo "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": $1,
    \"Condition\": ${2:-{\}}, \"Action\": \"${3:-sts:AssumeRole}\"}]}"
}
everything='{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
share() { # BUCKET
  echo "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"$foreign\"},
    \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::$1/*\"}]}"
}

# IAM users. Of moto's credential report not all could be read: it has no row for root.

aws iam create-user --user-name=mallory
finds ioc.iam_user_created drift "$(iam user/mallory)"

aws iam create-access-key --user-name=mallory
finds unsure ioc.iam_user_credential_added state "$(iam user/mallory)" access_key_1

aws iam create-login-profile --user-name=mallory --password=Correct-horse-2
finds unsure ioc.iam_user_credential_added state "$(iam user/mallory)" password
finds unsure impact.user_without_mfa state "$(iam user/mallory)"

aws iam attach-user-policy --user-name=mallory --policy-arn=arn:aws:iam::aws:policy/AdministratorAccess
finds ioc.admin_granted drift "$(iam user/mallory)"
finds impact.user_with_admin state "$(iam user/mallory)"

aws iam create-access-key --user-name=alice
finds unsure ioc.iam_user_credential_added state "$(iam user/alice)" access_key_1

aws iam attach-user-policy --user-name=alice --policy-arn=arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3
finds ioc.access_key_quarantined state "$(iam user/alice)" arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3

aws iam add-user-to-group --user-name=bob --group-name=administrators
finds ioc.admin_granted drift "$(iam user/bob)"
finds impact.user_with_admin state "$(iam user/bob)"

aws iam deactivate-mfa-device --user-name=bob --serial-number="$(iam mfa/bob)"
finds unsure impact.user_without_mfa state "$(iam user/bob)"

aws iam tag-user --user-name=alice --tags=Key=team,Value=security

# Roles, policies and identity providers.

aws iam update-assume-role-policy --role-name=deploy --policy-document="$(trust "{\"AWS\": \"arn:aws:iam::$foreign:root\"}")"
finds impact.role_trust_changed drift "$(iam role/deploy)"
finds impact.role_trusts_external_account state "$(iam role/deploy)" $foreign
finds impact.role_trust_without_external_id state "$(iam role/deploy)" $foreign

github="$(iam oidc-provider/token.actions.githubusercontent.com)"
aws iam update-assume-role-policy --role-name=pipeline --policy-document="$(trust "{\"Federated\": \"$github\"}" \
  '{"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}' sts:AssumeRoleWithWebIdentity)"
finds impact.role_trust_changed drift "$(iam role/pipeline)"
finds impact.role_federation_unbounded state "$(iam role/pipeline)" "$github"

aws iam create-role --role-name=open --assume-role-policy-document="$(trust '"*"')"
finds impact.role_trust_changed drift "$(iam role/open)"
finds impact.role_trusts_anyone state "$(iam role/open)"

aws iam create-role --role-name=batch --assume-role-policy-document="$(trust '{"Service": "batch.amazonaws.com"}')"

aws iam put-role-policy --role-name=web --policy-name=everything --policy-document="$everything"
finds ioc.admin_granted drift "$(iam role/web)"

aws iam create-policy-version --policy-arn="$(iam policy/ci)" --policy-document="$everything" --set-as-default
finds ioc.admin_granted drift "$(iam role/ci)"

aws iam create-saml-provider --name=partner --saml-metadata-document="$(printf '<EntityDescriptor>%1000s</EntityDescriptor>' x)"
finds impact.identity_provider_added drift "$(iam saml-provider/partner)"

aws iam create-open-id-connect-provider --url=https://login.example.org --thumbprint-list="$(printf 'f%.0s' {1..40})"
finds impact.identity_provider_added drift "$(iam oidc-provider/login.example.org)"

aws iam detach-role-policy --role-name=own --policy-arn=arn:aws:iam::aws:policy/AWSSupportAccess
finds readiness.support_role_missing state "$account"

# CloudTrail.

trail() { arn cloudtrail "${2:-us-east-1}" "trail/$1"; }

aws cloudtrail stop-logging --name=patrol
finds ioc.trail_stopped state "$(trail patrol)"

aws cloudtrail delete-trail --name=spare --region=eu-west-1
finds ioc.trail_deleted drift "$(trail spare eu-west-1)"

aws cloudtrail put-event-selectors --trail-name=everything \
  --event-selectors='[{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": true}]'
finds ioc.trail_weakened drift "$(trail everything)" read

aws cloudtrail put-event-selectors --trail-name=patrol \
  --event-selectors='[{"ReadWriteType": "All", "IncludeManagementEvents": true, "ExcludeManagementEventSources": ["kms.amazonaws.com"]}]'
finds ioc.trail_weakened drift "$(trail patrol)" kms

aws cloudtrail update-trail --name=audit --no-is-multi-region-trail --no-enable-log-file-validation --kms-key-id=
finds ioc.trail_weakened drift "$(trail audit)" is_multi_region_trail
finds ioc.trail_weakened drift "$(trail audit)" log_file_validation_enabled
finds ioc.trail_weakened drift "$(trail audit)" kms_key_id
finds readiness.trail_log_validation_off state "$(trail audit)"

aws s3api create-bucket --bucket=elsewhere
finds impact.bucket_created drift arn:aws:s3:::elsewhere

aws cloudtrail update-trail --name=everything --s3-bucket-name=elsewhere
finds ioc.trail_weakened drift "$(trail everything)" s3_bucket_name

# The trails' buckets and keys. What moto says of versioning cannot be read.

aws s3api put-bucket-lifecycle-configuration --bucket=audit-logs --lifecycle-configuration='{"Rules": [
  {"ID": "keep", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}]}'
finds ioc.trail_bucket_tampered drift arn:aws:s3:::audit-logs lifecycle

aws s3api put-object-lock-configuration --bucket=audit-logs --object-lock-configuration='{
  "ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}}'
finds ioc.trail_bucket_tampered drift arn:aws:s3:::audit-logs object_lock

aws s3api put-bucket-policy --bucket=audit-logs --policy="$(share audit-logs)"
finds ioc.trail_bucket_tampered drift arn:aws:s3:::audit-logs policy
finds impact.bucket_shared_externally state arn:aws:s3:::audit-logs $foreign

aws s3api delete-public-access-block --bucket=audit-logs
aws s3api put-bucket-acl --bucket=audit-logs --acl=public-read
finds readiness.trail_bucket_public state arn:aws:s3:::audit-logs
finds impact.bucket_public state arn:aws:s3:::audit-logs

aws s3api delete-bucket --bucket=alerts-logs
finds unsure ioc.trail_bucket_tampered state arn:aws:s3:::alerts-logs gone

key_of() { aws cloudtrail describe-trails --query="trailList[?Name=='$1'].KmsKeyId" --output=text; } # TRAIL

key=$(key_of alerts)
aws kms disable-key --key-id="${key##*/}" # of an ARN moto makes an error
finds unsure ioc.trail_bucket_tampered state "$key" state

key=$(key_of patrol)
aws kms schedule-key-deletion --key-id="${key##*/}"
finds unsure ioc.trail_bucket_tampered state "$key" state

# CloudWatch. What disable-alarm-actions does, which moto lacks, put-metric-alarm does as well.

alarm() { arn cloudwatch us-east-1 "alarm:$1"; }
put_alarm() { # NAME METRIC OPTION...
  aws cloudwatch put-metric-alarm --alarm-name="$1" --metric-name="$2" --namespace=CloudTrailMetrics --statistic=Sum \
    --period=300 --evaluation-periods=1 --threshold=1 --comparison-operator=GreaterThanOrEqualToThreshold "${@:3}"
}

aws cloudwatch delete-alarms --alarm-names=trail-changes
finds ioc.alarm_deleted drift "$(alarm trail-changes)"

aws cloudwatch delete-alarms --alarm-names=scale-out # notifies nobody

put_alarm user-creation UserCreation --alarm-actions="$(arn sns us-east-1 oncall)" --no-actions-enabled
finds ioc.alarm_disabled drift "$(alarm user-creation)"

put_alarm contact-changes ContactChanges
finds ioc.alarm_disabled drift "$(alarm contact-changes)"

put_alarm root-logins RootUsage --alarm-actions="$(arn sns us-east-1 mail)" --alarm-description='as it was'

group() { arn logs us-east-1 "log-group:$1"; }

aws logs delete-metric-filter --log-group-name=alerts --filter-name=UserCreation
finds ioc.metric_filter_deleted drift "$(group alerts)" UserCreation

aws logs put-metric-filter --log-group-name=alerts --filter-name=TrailChanges --filter-pattern='{ $.eventName = StopLogging }' \
  --metric-transformations=metricName=TrailChanges,metricNamespace=CloudTrailMetrics,metricValue=1
finds ioc.metric_filter_deleted drift "$(group alerts)" TrailChanges

aws logs put-retention-policy --log-group-name=alerts --retention-in-days=1
finds ioc.log_group_deleted drift "$(group alerts)" retention

aws logs delete-metric-filter --log-group-name=patrol --filter-name=ContactChanges # goes with its group, but not in moto
aws logs delete-log-group --log-group-name=patrol
finds ioc.log_group_deleted drift "$(group patrol)"
finds ioc.metric_filter_deleted drift "$(group patrol)" ContactChanges

# SNS.

topic() { arn sns "${2:-us-east-1}" "$1"; }
subscription() { aws sns list-subscriptions-by-topic --topic-arn="$(topic "$1")" --query='Subscriptions[0].SubscriptionArn' --output=text; }

aws sns unsubscribe --subscription-arn="$(subscription pager)"
finds ioc.subscription_removed drift "$(topic pager)"

aws sns unsubscribe --subscription-arn="$(subscription oncall)"
aws sns subscribe --topic-arn="$(topic oncall)" --protocol=email --notification-endpoint=mallory@example.org
finds ioc.subscription_removed drift "$(topic oncall)"
finds ioc.subscription_redirected drift "$(topic oncall)" email

mail=$(subscription mail)
aws sns set-subscription-attributes --subscription-arn="$mail" --attribute-name=FilterPolicy --attribute-value='{"severity": ["none"]}'
finds ioc.subscription_muted drift "$mail"

aws sns delete-topic --topic-arn="$(topic regional eu-west-1)" --region=eu-west-1
finds ioc.topic_deleted drift "$(topic regional eu-west-1)"

aws sns unsubscribe --subscription-arn="$(subscription security)" # nothing notifies this topic

# EventBridge.

rule() { arn events "${2:-us-east-1}" "rule/$1"; }

aws events disable-rule --name=trail-activity
finds ioc.trigger_disabled drift "$(rule trail-activity)"

aws events disable-rule --name=nightly-check
finds ioc.trigger_disabled drift "$(rule nightly-check)"

aws events remove-targets --rule=user-activity --ids=target
finds ioc.trigger_disabled drift "$(rule user-activity)" targets

aws events put-rule --name=contact-activity --event-pattern='{"source": ["aws.nothing"]}'
finds ioc.trigger_disabled drift "$(rule contact-activity)" pattern

aws events remove-targets --rule=regional-activity --ids=target --region=eu-west-1
aws events delete-rule --name=regional-activity --region=eu-west-1
finds ioc.trigger_disabled drift "$(rule regional-activity eu-west-1)"

schedule() { arn scheduler us-east-1 "schedule/default/$1"; }
machine() { arn states us-east-1 "stateMachine:$1"; }
reschedule() { # NAME TARGET OPTION...
  aws scheduler update-schedule --name="$1" --target="{\"Arn\": \"$2\", \"RoleArn\": \"$(iam role/service)\"}" \
    --schedule-expression='rate(7 days)' --flexible-time-window=Mode=OFF "${@:3}"
}

reschedule drill "$(machine contain-incident)" --state=DISABLED
finds ioc.trigger_disabled drift "$(schedule drill)"

reschedule rehearsal "$(arn lambda us-east-1 function:nothing)" --state=ENABLED
finds ioc.trigger_disabled drift "$(schedule rehearsal)"

aws scheduler delete-schedule --name=sweep
finds ioc.trigger_disabled drift "$(schedule sweep)"

aws scheduler delete-schedule --name=once # as a schedule does itself after its only run

# Step Functions.

aws stepfunctions update-state-machine --state-machine-arn="$(machine contain-incident)" --publish --role-arn="$(iam role/deploy)" \
  --definition='{"StartAt": "Nothing", "States": {"Nothing": {"Type": "Succeed"}}}' --logging-configuration=level=OFF
finds ioc.state_machine_changed drift "$(machine contain-incident)" definition
finds ioc.state_machine_changed drift "$(machine contain-incident)" role
finds ioc.state_machine_changed drift "$(machine contain-incident)" logging

aws stepfunctions update-state-machine-alias --state-machine-alias-arn="$(machine contain-incident:live)" \
  --routing-configuration="stateMachineVersionArn=$(machine contain-incident:2),weight=100"
finds ioc.state_machine_changed drift "$(machine contain-incident:live)" routing

aws stepfunctions delete-state-machine-alias --state-machine-alias-arn="$(machine collect-evidence:live)"
finds ioc.state_machine_changed drift "$(machine collect-evidence:live)" routing

aws stepfunctions stop-execution --execution-arn="$(arn states us-east-1 execution:collect-evidence:first)"
finds ioc.executions_aborted state "$(arn states us-east-1 execution:collect-evidence:first)"

aws stepfunctions delete-state-machine --state-machine-arn="$(machine notify-incident)"
finds ioc.state_machine_deleted drift "$(machine notify-incident)"
finds ioc.state_machine_deleted state "$account" notify-incident

# Contacts, and the organisation, which moto lets no account leave.

put_contact() { # TYPE EMAIL
  aws account put-alternate-contact --alternate-contact-type="$1" --email-address="$2" \
    --name='Duty officer' --title='On call' --phone-number=+1-555-0100
}

put_contact SECURITY mallory@example.org
finds ioc.contact_changed drift "$account" security

aws account delete-alternate-contact --alternate-contact-type=BILLING
finds ioc.contact_changed drift "$account" billing
finds readiness.billing_contact_missing state "$account"

put_contact OPERATIONS duty@example.com # as it is

organization=$(aws organizations describe-organization --query=Organization.Id --output=text)
aws organizations delete-organization
finds ioc.organization_left drift "$account" "$organization"

# Services that watch.

detector() { aws guardduty list-detectors --region="$1" --query='DetectorIds[0]' --output=text; }

id=$(detector us-east-1)
aws guardduty delete-detector --detector-id="$id"
finds ioc.detection_service_disabled drift "$(arn guardduty us-east-1 "detector/$id")" GuardDuty
finds readiness.guardduty_disabled state "$account"

id=$(detector eu-west-1)
aws guardduty update-detector --detector-id="$id" --no-enable --region=eu-west-1
finds ioc.detection_service_disabled drift "$(arn guardduty eu-west-1 "detector/$id")" GuardDuty

aws configservice stop-configuration-recorder --configuration-recorder-name=default
finds ioc.detection_service_disabled drift "$(arn config us-east-1 configuration-recorder/default)" AWS Config
finds readiness.config_recorder_off state "$account"

aws securityhub disable-security-hub # moto says nothing of the other Security Hub, so that this one may be on

id=$(aws ec2 describe-flow-logs --query='FlowLogs[0].FlowLogId' --output=text)
aws ec2 delete-flow-logs --flow-log-ids="$id"
finds ioc.detection_service_disabled drift "$(arn ec2 us-east-1 "vpc-flow-log/$id")"

# EC2.

aws ec2 authorize-security-group-ingress --group-name=default --protocol=tcp --port=22 --cidr=0.0.0.0/0
id=$(aws ec2 run-instances --image-id=ami-12c6146b --iam-instance-profile=Name=web --query='Instances[0].InstanceId' --output=text)
finds impact.instance_launched drift "$(arn ec2 us-east-1 "instance/$id")"
finds impact.instance_with_admin_profile state "$(arn ec2 us-east-1 "instance/$id")"

image() { echo "arn:aws:ec2:${2:-us-east-1}::image/$1"; }

golden=$(aws ec2 describe-images --owners=self --query='Images[0].ImageId' --output=text)
aws ec2 modify-image-attribute --image-id="$golden" --launch-permission="Add=[{UserId=$foreign}]"
finds ioc.ami_created drift "$(image "$golden")" $foreign

id=$(aws ec2 register-image --name=fresh --query=ImageId --output=text)
finds ioc.ami_created drift "$(image "$id")" created

id=$(aws ec2 copy-image --name=copy --source-image-id="$golden" --source-region=us-east-1 --region=eu-west-1 --query=ImageId --output=text)
finds ioc.ami_created drift "$(image "$id" eu-west-1)" created

# S3.

aws s3api put-bucket-policy --bucket=reports --policy="$(share reports)"
finds impact.bucket_shared_externally state arn:aws:s3:::reports $foreign

aws s3api put-bucket-replication --bucket=reports --replication-configuration="{\"Role\": \"$(iam role/service)\", \"Rules\": [
  {\"ID\": \"copy\", \"Status\": \"Enabled\", \"Prefix\": \"\", \"Destination\": {\"Bucket\": \"arn:aws:s3:::drop\", \"Account\": \"$foreign\"}}]}"
finds impact.bucket_replicates_externally state arn:aws:s3:::reports arn:aws:s3:::drop

aws s3api delete-public-access-block --bucket=site
aws s3api put-bucket-acl --bucket=site --acl=public-read
finds impact.bucket_public state arn:aws:s3:::site

aws s3api put-bucket-tagging --bucket=site --tagging='TagSet=[{Key=team,Value=web}]'
