// Package collector reads the state of one AWS account into a snapshot. Only this package knows
// the AWS SDK. It changes nothing in the account: an operation that no collector declares cannot
// leave the process.
//
// Adding a service takes one file with its collectors, and a line for each in the table all.
package collector

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// Collector fills sections of the snapshot by one plan of calls. Whatever it could not read counts
// against each of its sections, so sections that can fail apart are filled by collectors apart.
type Collector struct {
	Sections []Section
	// Operations are all the calls that collect can make.
	Operations []Operation
	// Regional is set when collect asks more than one region.
	Regional bool
	collect  func(ctx context.Context, r *reader)
}

// Section names a part of the snapshot, "service.collection", and the Go type of its value: a
// slice of structs, or a struct.
type Section struct {
	Name string
	Type reflect.Type
	// Optional is set if an account need not have it: that it was read and is absent then says so.
	Optional bool
}

// Operation is a call that reads.
type Operation struct {
	// Service and Name are the SDK's service id and operation name.
	Service, Name string
	// Action is the IAM action that allows the call.
	Action string
	// Holds names the members that a true answer always has, even if empty. An answer without
	// one is no answer: the SDK takes an empty body, or a proxy's HTML page, for success.
	// "A|B" asks for either.
	Holds []string
}

// All lists every collector.
func All() []Collector { return all(EventHistory()) }

func all(events EventSource) []Collector { //nolint:funlen // a list, not logic
	return []Collector{
		activity(events),
		activityLogFileValidation(events),
		accountRegions,
		accountContactInformation,
		accountSecurityContact,
		accountBillingContact,
		accountOperationsContact,
		accountPrimaryEmail,
		iamAccountSummary,
		iamVirtualMFADevices,
		iamCredentialReport,
		iamAuthorizationDetails,
		iamSAMLProviders,
		iamOIDCProviders,
		cloudtrailTrails,
		cloudtrailEventDataStores,
		cloudtrailLogGroups,
		cloudwatchAlarms,
		cloudwatchAlarmMuteRules,
		eventsRules,
		eventsTargets,
		logsMetricFilters,
		snsFilterPolicies,
		snsTopics,
		snsSubscriptions,
		securityhubHubs,
		securityhubStandards,
		securityhubIntegrations,
		securityhubHubsV2,
		guarddutyDetectors,
		guarddutyFindings,
		configRecorders,
		accessAnalyzerAnalyzers,
		supportSeverityLevels,
		supportTrustedAdvisor,
		organizationsOrganization,
		organizationsAccounts,
		iamOrganizationsFeatures,
		iamResponderRights,
		cloudcontrolResources,
		ec2FlowLogs,
		stepfunctionsStateMachines,
		stepfunctionsAliases,
		stepfunctionsExecutions,
		schedulerSchedules,
		s3AccountPublicAccess,
		s3Buckets,
		s3BucketPublicAccess,
		s3BucketPolicies,
		s3BucketReplication,
		cloudtrailBuckets,
		cloudtrailBucketPublicAccess,
		cloudtrailBucketPolicies,
		cloudtrailBucketVersioning,
		cloudtrailBucketObjectLock,
		cloudtrailBucketLifecycle,
		cloudtrailKeys,
		ec2Instances,
		ec2InstanceImages,
		ec2Images,
		ec2ImageSharing,
		ec2AllowedImages,
		ec2SecurityGroups,
	}
}

// SectionNames lists the names of all sections, sorted.
func SectionNames() []string {
	var names []string
	for _, c := range All() {
		for _, s := range c.Sections {
			names = append(names, s.Name)
		}
	}
	slices.Sort(names)
	return names
}

// Operations lists the calls that reading the named sections can make, events from their default
// source, sorted by action.
func Operations(sections []string) []Operation { return Options{Sections: sections}.Operations() }

// Operations lists the calls that collecting by the options can make, sorted by action.
func (o Options) Operations() []Operation {
	operations := []Operation{getCallerIdentity}
	for _, c := range o.collectors() {
		operations = append(operations, c.Operations...)
		if c.Regional {
			operations = append(operations, describeRegions)
		}
	}
	if o.PublicKeys != nil { // then CloudTrail is not asked for them
		operations = slices.DeleteFunc(operations, func(op Operation) bool { return op.Action == listPublicKeys.Action })
	}
	slices.SortFunc(operations, func(a, b Operation) int { return strings.Compare(a.Action, b.Action) })
	return slices.CompactFunc(operations, func(a, b Operation) bool { return a.Action == b.Action })
}

// Collect reads the sections that o names. What could not be read is recorded in the snapshot's
// coverage and is no error; an error means that not even the account's identity could be read,
// or that o asks for a region that the account does not have. A canceled context ends the
// reading early and keeps what was read.
func Collect(ctx context.Context, o Options) (*snapshot.Snapshot, error) {
	started := o.now()
	s, err := newSession(ctx, o, o.everything().Operations())
	if err != nil {
		return nil, err
	}
	s.started, s.window = started, o.window(started)
	collectors := o.collectors()
	regional := slices.ContainsFunc(collectors, func(c Collector) bool { return c.Regional })
	if regional || len(o.Regions) > 0 { // a region that is named has to exist
		if err := s.findRegions(ctx); err != nil {
			return nil, err
		}
	}

	readers := make([]*reader, len(collectors))
	var wg sync.WaitGroup
	for i, c := range collectors {
		readers[i] = newReader(s, c)
		wg.Go(func() {
			c.collect(ctx, readers[i])
			o.progress(1, len(collectors))
		})
	}
	wg.Wait()

	snap := emptySnapshot(s.meta(started, o))
	for _, r := range readers {
		if err := r.writeTo(snap, o.Sections); err != nil {
			return nil, err
		}
	}
	return snap, nil
}

// collectors returns those that fill any of the named sections.
func (o Options) collectors() []Collector {
	from := o.EventSource
	if from == nil {
		from = EventHistory()
	}
	return slices.DeleteFunc(all(from), func(c Collector) bool {
		return !slices.ContainsFunc(c.Sections, func(s Section) bool { return slices.Contains(o.Sections, s.Name) })
	})
}

// everything returns the options for reading all that there is.
func (o Options) everything() Options {
	o.Sections = SectionNames()
	return o
}

// window returns what counts as recent for a scan that started at the given time.
func (o Options) window(started time.Time) snapshot.Window {
	w := snapshot.Window{StateSince: started.AddDate(0, 0, -7), EventsSince: started.AddDate(0, 0, -1)}
	if !o.Since.IsZero() {
		w.StateSince, w.EventsSince = o.Since, o.Since
	}
	if !o.IncidentStart.IsZero() {
		w.StateSince, w.EventsSince, w.IncidentStart = o.IncidentStart, o.IncidentStart, &o.IncidentStart
	}
	return w
}

// section is a handle by which a collector fills a section with a value of the section's type.
type section[T any] string

func (s section[T]) declare() Section { return Section{Name: string(s), Type: reflect.TypeFor[T]()} }

// optional declares a section that an account need not have.
func (s section[T]) optional() Section {
	declared := s.declare()
	declared.Optional = true
	return declared
}

func (s section[T]) put(r *reader, value T) { r.put(string(s), value) }

// prefix returns the service prefix of the operation's IAM action.
func (o Operation) prefix() string {
	prefix, _, _ := strings.Cut(o.Action, ":")
	return prefix
}
