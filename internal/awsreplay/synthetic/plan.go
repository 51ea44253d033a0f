package synthetic

// Step is an operation's part in the plan of calls.
type Step struct {
	// Action is the operation by its IAM action.
	Action string
	// Home and Elsewhere are the fewest calls that tell all, in the first region and in each other.
	Home, Elsewhere int
	// After is how many answers have to come one after the other before the first call can be made.
	// Nothing is asked before it is known whose account it is, nor in a region before it is known which
	// there are.
	After int
	// Paged says that each further call in the home region needs the answer to the one before.
	Paged bool
}

// What comes before anything global, and before anything regional.
const (
	global   = 1
	inRegion = 2
)

// Plan returns the calls that it takes to read all sections of the account: each listing once, in each
// region that can have something of it, in as few pages as AWS allows, and of what there is one by one
// only what no listing tells and matters.
//
// What one section could spare another is not spared, or a call that is denied would leave both
// unread: images of instances are listed in regions without instances, mute rules and metric filters
// in regions without alarms, and S3 is asked for its opinion of a policy that was read. Trails are
// asked for in every region, though one call lists them all: it leaves out those of an organisation.
func (s Size) Plan() []Step {
	var plan []Step
	for _, part := range [][]Step{s.globalPlan(), s.alertPlan(), s.bucketPlan(), s.computePlan(), s.guardPlan()} {
		plan = append(plan, part...)
	}
	return plan
}

// Calls is how many calls the plan has.
func (s Size) Calls() int { return s.callsAfter(0) }

// Rounds is the least time that the plan takes, in times of an answer, if no more than so many calls
// can be under way at once. All calls need their share of the places, and so do those by themselves that
// cannot begin before a number of answers have come.
func (s Size) Rounds(inFlight int) int {
	rounds := 0
	for after := 0; s.callsAfter(after) > 0; after++ {
		rounds = max(rounds, after+ceil(s.callsAfter(after), inFlight))
	}
	return rounds
}

// callsAfter counts the calls that need at least so many answers before they can be made.
func (s Size) callsAfter(answers int) int {
	n := 0
	for _, step := range s.Plan() {
		late := max(0, answers-step.After)
		switch {
		case late == 0:
			n += step.Home + (s.Regions-1)*step.Elsewhere
		case step.Paged:
			n += max(0, step.Home-late)
		}
	}
	return n
}

// list is a listing that every region has to be asked for, and the home region for n items.
func list(action string, n, page, after int) Step {
	return Step{Action: action, Home: pages(n, page), Elsewhere: 1, After: after, Paged: true}
}

// inOne is a listing of the home region or of the whole account.
func inOne(action string, n, page, after int) Step {
	return Step{Action: action, Home: pages(n, page), After: after, Paged: true}
}

// single is a call for each of n things.
func single(action string, n, after int) Step { return Step{Action: action, Home: n, After: after} }

// wherever is a call for each of n things in every region.
func wherever(action string, n, after int) Step {
	return Step{Action: action, Home: n, Elsewhere: n, After: after}
}

// pages is how many answers a listing takes.
func pages(n, size int) int { return max(1, ceil(n, size)) }

func (s Size) globalPlan() []Step {
	return []Step{
		single("sts:GetCallerIdentity", 1, 0),
		single("ec2:DescribeRegions", 1, global),
		single("account:GetAlternateContact", 3, global),
		single("account:GetContactInformation", 1, global),
		single("organizations:DescribeOrganization", 1, global),
		inOne("iam:GetAccountAuthorizationDetails", s.Users+s.groups()+s.Roles+s.policies(), 1000, global),
		single("iam:GetAccountSummary", 1, global),
		single("iam:GenerateCredentialReport", 1, global),
		single("iam:GetCredentialReport", 1, global+1),
		inOne("iam:ListVirtualMFADevices", s.Users, 1000, global),
		single("iam:ListAccountAliases", 1, global),
		single("iam:ListSAMLProviders", 1, global),
		single("iam:ListOpenIDConnectProviders", 1, global),
		single("iam:GetOpenIDConnectProvider", s.providers(), global+1),
	}
}

// alertPlan reads the attributes of those topics and subscriptions only by which alerts go.
func (s Size) alertPlan() []Step {
	named := min(s.alertTopics(), s.Alarms)
	return []Step{
		list("cloudwatch:DescribeAlarms", s.Alarms, 100, inRegion),
		list("cloudwatch:ListAlarmMuteRules", s.muteRules(), 100, inRegion),
		single("cloudwatch:GetAlarmMuteRule", s.muteRules(), inRegion+1),
		list("events:ListEventBuses", 1, 100, inRegion),
		list("events:ListRules", s.rules(), 100, inRegion+1),
		single("events:ListTargetsByRule", s.alertRules(), inRegion+2),
		list("logs:DescribeMetricFilters", s.filters(), 50, inRegion),
		list("sns:ListTopics", s.Topics, 100, inRegion),
		single("sns:GetTopicAttributes", named, inRegion+1),
		list("sns:ListSubscriptions", s.subscriptions(), 100, inRegion),
		single("sns:GetSubscriptionAttributes", 2*named, inRegion+1),
	}
}

// bucketPlan asks each bucket by itself: S3 tells nothing of several at once.
func (s Size) bucketPlan() []Step {
	open, trails := s.Buckets-s.closedBuckets(), s.on()
	return []Step{
		single("s3:GetAccountPublicAccessBlock", 1, global),
		inOne("s3:ListAllMyBuckets", s.Buckets, 1000, global),
		single("s3:GetBucketPolicy", s.Buckets, global+1),
		single("s3:GetReplicationConfiguration", s.Buckets, global+1),
		single("s3:GetBucketPublicAccessBlock", s.Buckets, global+1),
		single("s3:GetBucketPolicyStatus", open, global+2),
		single("s3:GetBucketAcl", open, global+2),
		single("s3:GetBucketVersioning", trails, inRegion+1),
		single("s3:GetBucketObjectLockConfiguration", trails, inRegion+1),
		single("s3:GetLifecycleConfiguration", trails, inRegion+1),
	}
}

func (s Size) computePlan() []Step {
	used := min(1, s.Instances) // regions with instances
	return []Step{
		list("states:ListStateMachines", s.StateMachines, 1000, inRegion),
		single("states:DescribeStateMachine", s.StateMachines, inRegion+1),
		single("states:ListStateMachineAliases", s.StateMachines, inRegion+1),
		single("states:DescribeStateMachineAlias", s.StateMachines, inRegion+2),
		single("states:ListExecutions", s.StateMachines-s.express(), inRegion+1),
		list("scheduler:ListSchedules", s.schedules(), 100, inRegion),
		single("scheduler:GetSchedule", s.starting(), inRegion+1),
		list("ec2:DescribeInstances", s.Instances, 1000, inRegion),
		list("ec2:DescribeInstanceImageMetadata", s.Instances, 1000, inRegion),
		list("ec2:DescribeImages", s.images(), 1000, inRegion),
		single("ec2:DescribeImageAttribute", s.images(), inRegion+1),
		single("ec2:GetAllowedImagesSettings", used, inRegion+1),
		{Action: "ec2:DescribeSecurityGroups", Home: used * pages(s.securityGroups(), 1000), After: inRegion + 1, Paged: true},
		wherever("ec2:DescribeFlowLogs", 1, inRegion),
	}
}

// guardPlan looks closer only where something is switched on.
func (s Size) guardPlan() []Step {
	on := s.on()
	return []Step{
		wherever("cloudtrail:DescribeTrails", 1, inRegion),
		single("cloudtrail:GetTrailStatus", on, inRegion+1),
		single("cloudtrail:GetEventSelectors", on, inRegion+1),
		wherever("cloudtrail:ListEventDataStores", 1, inRegion),
		wherever("cloudtrail:LookupEvents", 2, inRegion), // it takes one of two questions at a time
		single("logs:DescribeLogGroups", on, inRegion+1),
		single("kms:DescribeKey", on, inRegion+1),
		wherever("securityhub:DescribeHub", 1, inRegion),
		wherever("securityhub:DescribeSecurityHubV2", 1, inRegion),
		wherever("securityhub:GetEnabledStandards", on, inRegion+1),
		wherever("securityhub:ListEnabledProductsForImport", on, inRegion+1),
		wherever("guardduty:ListDetectors", 1, inRegion),
		wherever("guardduty:GetDetector", on, inRegion+1),
		wherever("guardduty:ListFindings", 2*on, inRegion+1), // it takes one of two questions at a time
		wherever("config:DescribeConfigurationRecorders", 1, inRegion),
		wherever("config:DescribeConfigurationRecorderStatus", on, inRegion+1),
		wherever("access-analyzer:ListAnalyzers", 1, inRegion),
		single("support:DescribeSeverityLevels", 1, global),
		single("support:DescribeTrustedAdvisorChecks", 1, global),
		single("support:DescribeTrustedAdvisorCheckSummaries", on, global+1),
	}
}

// on is 1 if the account is guarded.
func (s Size) on() int {
	if s.Guarded {
		return 1
	}
	return 0
}
