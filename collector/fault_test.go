package collector

import (
	"bytes"
	"context"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// codes are the codes of gaps that each fault may lead to.
var codes = map[*awsreplay.Fault][]string{
	awsreplay.AccessDenied: {"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"},
	awsreplay.Throttling:   {"Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown"},
	awsreplay.ServerError:  {"InternalFailure"},
	awsreplay.BadGateway:   {"HTTP502", "BadGateway"}, // S3's client makes a code of the status
	awsreplay.Page:         {codeMalformed},
	awsreplay.Empty:        {codeMalformed},
	awsreplay.Hollow:       {codeMalformed},
	awsreplay.Garbage:      {codeMalformed},
	awsreplay.Truncated:    {codeMalformed, "HTTP400", "HTTP401", "HTTP403", "HTTP404"}, // of an error only its status is left
	awsreplay.CutOff:       {codeMalformed, "HTTP400", "HTTP401", "HTTP403", "HTTP404"},
	awsreplay.Timeout:      {codeTimeout, codeUnreachable},
	awsreplay.Unreachable:  {codeUnreachable},
}

// on is a fault of all calls of one operation.
func on(action string, f *awsreplay.Fault) func(awsreplay.Call) *awsreplay.Fault {
	return func(c awsreplay.Call) *awsreplay.Fault {
		if c.String() == action {
			return f
		}
		return nil
	}
}

// dependents names the sections whose reading makes an operation's call.
func dependents(action string) []string {
	var names []string
	for _, name := range SectionNames() {
		if slices.ContainsFunc(Operations([]string{name}), func(o Operation) bool { return o.Action == action }) {
			names = append(names, name)
		}
	}
	return names
}

// Whatever comes in place of an operation's answer, a section is either as it was, or has a gap
// that names the operation.
func TestEveryFaultOfEveryOperation(t *testing.T) {
	for name, files := range map[string]fs.FS{"compromised": accounts.Compromised(), "clean": accounts.Clean()} {
		var whole *snapshot.Snapshot
		bubble(t, name, func(t *testing.T) { whole = read(t, open(t, files)) })
		for _, o := range Operations(SectionNames()) {
			if o.Name == getCallerIdentity.Name {
				continue // without it there is no snapshot
			}
			for _, fault := range awsreplay.Faults() {
				bubble(t, name+"/"+o.Action+"/"+fault.String(), func(t *testing.T) {
					account := open(t, files).WithFault(on(o.Action, fault))
					sections := dependents(o.Action)
					compareWithWhole(t, read(t, account, sections...), whole, sections, o, codes[fault])
				})
			}
		}
	}
}

func compareWithWhole(t *testing.T, snap, whole *snapshot.Snapshot, sections []string, o Operation, codes []string) {
	t.Helper()
	for _, name := range sections {
		service, collection, _ := strings.Cut(name, ".")
		got, want := snap.AWS[service][collection], whole.AWS[service][collection]
		switch c := snap.Coverage[name]; c.Status {
		case snapshot.Complete:
			if !bytes.Equal(got, want) {
				t.Errorf("%s is complete: %s", name, got)
			}
		case snapshot.Partial, snapshot.Missing:
			if (len(got) == 0) != (c.Status == snapshot.Missing) {
				t.Errorf("%s is %s with the value %q", name, c.Status, got)
			}
			for _, g := range c.Gaps {
				if slices.Contains(whole.Coverage[name].Gaps, g) {
					continue
				}
				if g.Code == codeUnreachable && slices.Contains(codes, codeUnreachable) {
					continue // later calls to a dead endpoint are not made
				}
				if g.Operation != o.Action || !slices.Contains(codes, g.Code) {
					t.Errorf("%s has the gap %s, want one of %s with a code of %s", name, g, o.Action, codes)
				}
			}
		default:
			t.Errorf("%s is %s", name, c.Status)
		}
	}
}

func TestFaultOfIdentity(t *testing.T) {
	for _, fault := range awsreplay.Faults() {
		bubble(t, fault.String(), func(t *testing.T) {
			account := open(t, accounts.Clean()).WithFault(on("sts:GetCallerIdentity", fault))
			_, err := Collect(t.Context(), Options{Sections: SectionNames(), Replay: account})
			if err == nil || !strings.HasPrefix(err.Error(), "ask AWS who is calling: sts:GetCallerIdentity in us-east-1: ") || strings.Contains(err.Error(), "\n") {
				t.Errorf("got the error %v", err)
			}
		})
	}
}

func TestThrottlingIsRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		left := 3
		account := open(t, accounts.Clean()).WithFault(func(c awsreplay.Call) *awsreplay.Fault {
			mu.Lock()
			defer mu.Unlock()
			if c.Operation != "DescribeTrails" || c.Region != "us-east-1" || left == 0 {
				return nil
			}
			left--
			return awsreplay.Throttling
		})
		snap := read(t, account, "cloudtrail.trails")
		wantGaps(t, snap, "cloudtrail.trails")
		if left != 0 {
			t.Errorf("%d throttled attempts were not made", left)
		}
	})
}

func TestThrottlingWithoutEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Clean()).WithFault(on("iam:GetAccountSummary", awsreplay.Throttling))
		snap := read(t, account, "iam.account_summary")
		wantGaps(t, snap, "iam.account_summary", "iam:GetAccountSummary: Throttling")
		if attempts := len(account.Calls()) - 1; attempts != maxAttempts {
			t.Errorf("%d attempts, want %d", attempts, maxAttempts)
		}
	})
}

// A region that does not answer costs one call's deadline, whichever way it fails, and is not
// asked by that service again.
func TestDeadRegion(t *testing.T) {
	for _, fault := range []*awsreplay.Fault{awsreplay.Unreachable, awsreplay.Timeout} {
		bubble(t, fault.String(), func(t *testing.T) {
			account := open(t, accounts.Compromised()).WithFault(func(c awsreplay.Call) *awsreplay.Fault {
				if c.Region == "us-east-1" && c.Service == "sns" {
					return fault
				}
				return nil
			})
			begun := time.Now()
			snap := read(t, account, "sns.topics", "iam.account_summary")
			if took, limit := time.Since(begun), defaultTiming().Call+defaultTiming().Backoff; took > limit {
				t.Errorf("it took %s, more than %s", took, limit)
			}
			code := codes[fault][0]
			wantGaps(t, snap, "sns.topics", "sns:ListTopics in ap-northeast-3: AuthorizationError", "sns:ListTopics in us-east-1: "+code)
			wantGaps(t, snap, "iam.account_summary")
			if topics := string(snap.AWS["sns"]["topics"]); !strings.Contains(topics, "ops-alerts") || strings.Contains(topics, "us-east-1") {
				t.Errorf("topics: %s", topics)
			}
		})
	}
}

func TestDeadRegionIsNotAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Clean()).WithFault(func(c awsreplay.Call) *awsreplay.Fault {
			if c.Operation == "GetTrailStatus" || c.Operation == "GetEventSelectors" {
				return awsreplay.Unreachable
			}
			return nil
		})
		snap := read(t, account, "cloudtrail.trails")
		trail := "arn:aws:cloudtrail:eu-west-1:210987654321:trail/organization-trail"
		wantGaps(t, snap, "cloudtrail.trails",
			"cloudtrail:GetEventSelectors of "+trail+" in eu-west-1: Unreachable",
			"cloudtrail:GetTrailStatus of "+trail+" in eu-west-1: Unreachable")
		for _, c := range account.Calls() {
			if c.Operation == "GetEventSelectors" {
				t.Errorf("%s was asked although the endpoint had not answered", c)
			}
		}
	})
}

func TestSlowAnswerIsAwaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Clean()).WithFault(func(awsreplay.Call) *awsreplay.Fault { return awsreplay.Slow(5 * time.Second) })
		snap := read(t, account)
		for _, name := range SectionNames() {
			wantGaps(t, snap, name)
		}
	})
}

func TestCancellationKeepsWhatWasRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		account := open(t, accounts.Clean()).WithFault(on("sns:ListTopics", awsreplay.Timeout))
		time.AfterFunc(time.Second, cancel)
		snap := readWith(ctx, t, account, Options{Sections: []string{"iam.users", "sns.topics"}, Regions: []string{"eu-west-1"}})
		wantGaps(t, snap, "iam.users")
		if got := gaps(snap, "sns.topics"); !slices.Contains(got, "sns:ListTopics in eu-west-1: Canceled") {
			t.Errorf("gaps of sns.topics: %q", got)
		}
	})
}

func TestUndeclaredOperationIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Clean())
		s, err := newSession(t.Context(), Options{Replay: account}, Operations(SectionNames()))
		if err != nil {
			t.Fatal(err)
		}
		before := len(account.Calls())
		name := "intruder"
		_, err = iam.NewFromConfig(s.cfg).CreateUser(t.Context(), &iam.CreateUserInput{UserName: &name})
		if err == nil || !strings.Contains(err.Error(), "refuse IAM.CreateUser: it is not declared as an operation that reads") {
			t.Errorf("got the error %v", err)
		}
		if after := account.Calls()[before:]; len(after) > 0 {
			t.Errorf("on the wire: %v", after)
		}
	})
}

func TestEndpointOverrideIsRecorded(t *testing.T) {
	t.Setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:5000")
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	t.Setenv("AWS_REGION", "eu-west-1")
	t.Setenv("AWS_CONFIG_FILE", t.TempDir()+"/none")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", t.TempDir()+"/none")
	account := open(t, accounts.Clean())
	snap, err := Collect(t.Context(), Options{
		Sections: []string{"iam.account_summary"},
		Record:   func(HTTPClient) HTTPClient { return account },
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"http://127.0.0.1:5000"}, snap.Meta.EndpointOverrides); diff != "" {
		t.Errorf("endpoint overrides (-want +got):\n%s", diff)
	}
}

func TestPaging(t *testing.T) {
	loop := with(t, accounts.Clean(), map[string]string{"sns.ListTopics.json": `[
		{"region": "*", "body": "<ListTopicsResponse><ListTopicsResult><Topics/><NextToken>again</NextToken></ListTopicsResult></ListTopicsResponse>"},
		{"region": "*", "input": {"NextToken": "again"}, "body": "<ListTopicsResponse><ListTopicsResult><Topics/><NextToken>again</NextToken></ListTopicsResult></ListTopicsResponse>"}]`})
	unmarked := with(t, accounts.Clean(), map[string]string{"iam.ListVirtualMFADevices.json": `[
		{"region": "*", "input": {"AssignmentStatus": "Assigned"},
		 "body": "<R><ListVirtualMFADevicesResult><IsTruncated>true</IsTruncated><VirtualMFADevices/></ListVirtualMFADevicesResult></R>"}]`})
	secondPage := open(t, accounts.Compromised()).WithFault(func(c awsreplay.Call) *awsreplay.Fault {
		if strings.Contains(c.Input, "NextToken") {
			return awsreplay.AccessDenied
		}
		return nil
	})
	for name, tc := range map[string]struct {
		account *awsreplay.Account
		section string
		gap     string
		value   string
	}{
		"the same token again":         {open(t, loop), "sns.topics", "sns:ListTopics in eu-west-1: MalformedResponse", ""},
		"truncated without a marker":   {open(t, unmarked), "iam.virtual_mfa_devices", "iam:ListVirtualMFADevices: MalformedResponse", ""},
		"the second page is denied":    {secondPage, "cloudwatch.alarms", "cloudwatch:DescribeAlarms in eu-west-1: AccessDeniedException", "checkout-5xx"},
		"a recording without the page": {open(t, withoutSecondPage(t)), "sns.topics", "sns:ListTopics in eu-west-1: RecordingMissing", ""},
	} {
		bubble(t, strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			snap := readWith(t.Context(), t, tc.account, Options{Sections: []string{tc.section}, Regions: []string{"eu-west-1"}})
			if !slices.Contains(gaps(snap, tc.section), tc.gap) {
				t.Errorf("gaps %q, want %q", gaps(snap, tc.section), tc.gap)
			}
			service, collection, _ := strings.Cut(tc.section, ".")
			if value := string(snap.AWS[service][collection]); (value != "") != (tc.value != "") || !strings.Contains(value, tc.value) {
				t.Errorf("the value is %s, want %q in it", value, tc.value)
			}
		})
	}
}

func withoutSecondPage(t *testing.T) fs.FS {
	return with(t, accounts.Clean(), map[string]string{"sns.ListTopics.json": `[
		{"region": "*", "body": "<ListTopicsResponse><ListTopicsResult><Topics/><NextToken>two</NextToken></ListTopicsResult></ListTopicsResponse>"}]`})
}
