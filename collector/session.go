package collector

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"github.com/tocsin-dev/tocsin/collector/pattern"
	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// Options says what to collect, and from where.
type Options struct {
	// Sections names the parts of the snapshot to read; see SectionNames.
	Sections []string
	// Regions restricts the reading to these regions; empty means every region enabled for the
	// account. The rest becomes gaps.
	Regions []string
	// Profile is the profile of the shared AWS configuration to use; empty means the SDK's choice.
	Profile string
	// ToolVersion is recorded in the snapshot.
	ToolVersion string
	// Since and IncidentStart set the snapshot's window; zero means the default of a week for
	// state and a day for events.
	Since, IncidentStart time.Time
	// EventSource is where CloudTrail's events are read from; nil means the account's event history.
	EventSource EventSource
	// EventKinds are the kinds of events that are kept. All that root did is kept in any case.
	EventKinds []cloudtrail.Kind
	// PublicKeys, if set, verify log files in place of the keys that CloudTrail is asked for.
	PublicKeys digest.Keys
	// Responder is the name or ARN of the role that answers incidents, whose rights are looked at.
	Responder string
	// ResourceTypes are the types of resources that are listed through Cloud Control, such as
	// AWS::Lambda::Function.
	ResourceTypes []string
	// Replay, if set, answers in place of AWS. Neither configuration nor credentials are then
	// looked for.
	Replay HTTPClient
	// Record, if set, wraps the client that talks to AWS.
	Record func(HTTPClient) HTTPClient
	// Notice, if set, is told what is worth a line to whoever waits, and no part of the snapshot.
	Notice func(message string)
	// Progress, if set, is told of each collector that is done.
	Progress func(done, total int)
	// Now, if set, replaces the clock.
	Now func() time.Time
	// Timing replaces the waiting times, for tests that inject faults.
	Timing *Timing
}

// HTTPClient sends a request, as http.Client does.
type HTTPClient interface {
	Do(*http.Request) (*http.Response, error)
}

// Timing bounds how long a call may take.
type Timing struct {
	// Attempt bounds one attempt, from connecting to the end of the answer.
	Attempt time.Duration
	// Call bounds all attempts of one call together. Waiting for a place under a quota does not
	// count.
	Call time.Duration
	// Backoff bounds the pause between two attempts.
	Backoff time.Duration
	// Poll is the first pause between two looks at the credential report.
	Poll time.Duration
}

// defaultTiming lets a region that does not answer cost some seconds, not minutes.
func defaultTiming() Timing {
	return Timing{Attempt: 10 * time.Second, Call: 15 * time.Second, Backoff: 4 * time.Second, Poll: time.Second}
}

// of is the timing of an operation: an object of 50 MB takes longer than an answer.
func (t Timing) of(o Operation) Timing {
	if o.Action == getObject.Action {
		t.Attempt, t.Call = 6*t.Attempt, 12*t.Call
	}
	return t
}

const dialTimeout = 3 * time.Second

func (o Options) now() time.Time {
	if o.Now != nil {
		return o.Now().UTC().Truncate(time.Second)
	}
	return time.Now().UTC().Truncate(time.Second)
}

// session is one look at one account.
type session struct {
	cfg        aws.Config
	gate       *gate
	timing     Timing
	identity   identity
	selected   []string
	regions    []string // the regions to read, sorted
	enabled    []Region // the regions that the account has
	regionGaps []snapshot.Gap

	responder     string
	resourceTypes []string
	eventKinds    []cloudtrail.Kind
	publicKeys    digest.Keys // those that were given
	started       time.Time
	notice        func(message string)

	organizations shared[*Organization]
	hubs          shared[[]SecurityHub]
	detectors     shared[[]Detector]
	window        snapshot.Window

	stateMachines  shared[[]StateMachine]
	trails         memo[[]Trail]
	buckets        memo[buckets]
	trailBuckets   memo[[]TrailBucket]
	accountBlock   memo[*PublicAccessBlock]
	exposures      memo[BucketPublicAccess] // by ARN
	policies       memo[*BucketPolicy]      // by ARN
	alarmLists     shared[[]Alarm]
	subscribed     shared[[]Subscription]
	ruleLists      shared[[]EventRule]
	targetLists    shared[[]EventTarget]
	probeLists     shared[[]pattern.Probe]
	images         memo[[]Image]
	instances      memo[[]Instance]
	instanceImages memo[[]InstanceImage]
}

type identity struct{ account, partition, arn string }

// newSession loads the SDK's own configuration, so that profiles, SSO, assumed roles, every
// partition and AWS_ENDPOINT_URL work as they do for the AWS CLI, and asks who is calling.
func newSession(ctx context.Context, o Options, declared []Operation) (*session, error) {
	for _, region := range o.Regions {
		if !regionName.MatchString(region) {
			return nil, fmt.Errorf("unknown region %q: want a name such as eu-west-1", region)
		}
	}
	s := &session{
		timing: defaultTiming(), selected: o.Regions, responder: o.Responder, resourceTypes: o.ResourceTypes,
		eventKinds: o.EventKinds, publicKeys: o.PublicKeys, notice: o.notice,
	}
	if o.Timing != nil {
		s.timing = *o.Timing
	}
	cfg, err := loadConfig(ctx, o)
	if err != nil {
		return nil, err
	}
	s.gate = newGate(s.timing, declared)
	s.gate.quotas.off = o.Replay != nil
	cfg.Retryer = s.gate.retryer
	cfg.APIOptions = append(cfg.APIOptions, s.gate.install)
	s.cfg = cfg
	return s, s.identify(ctx)
}

var regionName = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-[0-9]+$`)

func loadConfig(ctx context.Context, o Options) (aws.Config, error) {
	if o.Replay != nil {
		return aws.Config{
			Region:      "us-east-1",
			Credentials: credentials.NewStaticCredentialsProvider("replay", "replay", ""),
			HTTPClient:  o.Replay,
		}, nil
	}
	client := awshttp.NewBuildableClient().WithDialerOptions(func(d *net.Dialer) { d.Timeout = dialTimeout })
	cfg, err := config.LoadDefaultConfig(ctx,
		config.WithHTTPClient(client), // not a plain http.Client: AWS_CA_BUNDLE needs this one
		config.WithSharedConfigProfile(o.Profile),
		config.WithAppID("tocsin"),
		config.WithLogger(logging.Nop{}), // what matters comes back as an error
	)
	if err != nil {
		return cfg, fmt.Errorf("load AWS configuration: %w", oneLine(err))
	}
	if cfg.Region == "" {
		cfg.Region = append(slices.Clone(o.Regions), "us-east-1")[0]
	}
	if o.Record != nil {
		cfg.HTTPClient = o.Record(cfg.HTTPClient)
	}
	return cfg, nil
}

var getCallerIdentity = Operation{"STS", "GetCallerIdentity", "sts:GetCallerIdentity", []string{"Account", "Arn"}}

func (s *session) identify(ctx context.Context) error {
	if _, err := s.cfg.Credentials.Retrieve(ctx); err != nil {
		return fmt.Errorf("find AWS credentials: %w (try aws sts get-caller-identity)", oneLine(err))
	}
	out, err := sts.NewFromConfig(s.cfg).GetCallerIdentity(ctx, nil)
	if err != nil {
		g := s.gate.gapOf(s.cfg.Region, "", err)
		return fmt.Errorf("ask AWS who is calling: %s %s (try aws sts get-caller-identity)", g, g.Message)
	}
	caller, err := arn.Parse(aws.ToString(out.Arn))
	if err != nil {
		return fmt.Errorf("parse the caller's ARN: %w", err)
	}
	s.identity = identity{account: aws.ToString(out.Account), partition: caller.Partition, arn: caller.String()}
	return nil
}

func (s *session) meta(started time.Time, o Options) snapshot.Meta {
	overrides := s.gate.overrides()
	if o.Replay != nil {
		overrides = []string{"a recording"}
	}
	return snapshot.Meta{
		ToolVersion:       o.ToolVersion,
		AccountID:         s.identity.account,
		Partition:         s.identity.partition,
		CallerARN:         s.identity.arn,
		Regions:           append([]string{}, s.regions...),
		StartedAt:         started,
		CollectedAt:       o.now(),
		Window:            s.window,
		EndpointOverrides: overrides,
	}
}

func (o Options) notice(message string) {
	if o.Notice != nil {
		o.Notice(message)
	}
}

func (o Options) progress(done, total int) {
	if o.Progress != nil {
		o.Progress(done, total)
	}
}

// in returns the configuration for calls in a region.
func (s *session) in(region string) aws.Config {
	cfg := s.cfg.Copy()
	cfg.Region = region
	return cfg
}

// oneLine drops the line breaks that the SDK puts into some errors.
func oneLine(err error) error {
	if !strings.ContainsAny(err.Error(), "\r\n") {
		return err
	}
	return fmt.Errorf("%s", strings.Join(strings.Fields(err.Error()), " "))
}
