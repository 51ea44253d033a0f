package collector

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// Topic is an SNS topic. Only topics by which alerts go have their attributes with them: those that
// alarms name, or rules that match a probe event or are disabled
// (https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html).
type Topic struct {
	ARN    string `json:"arn"`
	Name   string `json:"name"`
	Region string `json:"region"`
	Owner  string `json:"owner,omitempty"`
	// SubscriptionsConfirmed counts all confirmed subscriptions, other accounts' included.
	SubscriptionsConfirmed *int `json:"subscriptions_confirmed,omitempty"`
	SubscriptionsPending   *int `json:"subscriptions_pending,omitempty"`
	SubscriptionsDeleted   *int `json:"subscriptions_deleted,omitempty"`
	// KMSMasterKeyID is absent from a topic that is not encrypted by KMS.
	KMSMasterKeyID string `json:"kms_master_key_id,omitempty"`
	// Publishers says which services that carry alerts may publish, by the topic's policy, evaluated
	// here. It is absent if the policy cannot be evaluated; PolicyError says why.
	Publishers  []Publisher `json:"publishers,omitzero"`
	PolicyError string      `json:"policy_error,omitempty"`
}

// Subscription is a subscription that this account owns
// (https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html).
type Subscription struct {
	// ARN is absent while the subscription waits to be confirmed.
	ARN      string `json:"arn,omitempty"`
	TopicARN string `json:"topic_arn"`
	Region   string `json:"region"`
	Protocol string `json:"protocol,omitempty"`
	// Endpoint is where messages go. Of an HTTP endpoint only the host is kept, with a hash of
	// the rest, which often holds a key.
	Endpoint  string `json:"endpoint,omitempty"`
	Owner     string `json:"owner,omitempty"`
	Confirmed bool   `json:"confirmed"`
}

var (
	listTopics         = Operation{"SNS", "ListTopics", "sns:ListTopics", []string{"Topics"}}
	getTopicAttributes = Operation{"SNS", "GetTopicAttributes", "sns:GetTopicAttributes", []string{"Attributes"}}
	listSubscriptions  = Operation{"SNS", "ListSubscriptions", "sns:ListSubscriptions", []string{"Subscriptions"}}
)

const (
	topicsSection        = section[[]Topic]("sns.topics")
	subscriptionsSection = section[[]Subscription]("sns.subscriptions")
)

// snsTopics lists all topics, and asks by itself for each by which alerts go: one call for each topic
// would be most of a scan.
var snsTopics = Collector{
	Sections:   []Section{topicsSection.declare()},
	Operations: append([]Operation{listTopics, getTopicAttributes}, alertTopicOperations...),
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		var alerting alertTopics
		var wg sync.WaitGroup
		wg.Go(func() { alerting = r.alertTopicsEverywhere(ctx) })
		topics, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]Topic, error) {
			return listedTopics(ctx, r, region)
		})
		wg.Wait()
		each(topics, func(i int, t Topic) {
			if alerting.has(t) {
				readTopic(ctx, r, &topics[i])
			}
		})
		if answered {
			topicsSection.put(r, topics)
		}
	},
}

func listedTopics(ctx context.Context, r *reader, region string) (topics []Topic, err error) {
	client := sns.NewFromConfig(r.in(region))
	err = pages(listTopics, func(token *string) (*string, error) {
		out, err := client.ListTopics(ctx, &sns.ListTopicsInput{NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, t := range out.Topics {
			if aws.ToString(t.TopicArn) == "" {
				return nil, malformed("a topic without an ARN")
			}
			topics = append(topics, Topic{ARN: aws.ToString(t.TopicArn), Name: lastPart(aws.ToString(t.TopicArn)), Region: region})
		}
		return out.NextToken, nil
	})
	return topics, err
}

func readTopic(ctx context.Context, r *reader, t *Topic) {
	out, err := sns.NewFromConfig(r.in(t.Region)).GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: &t.ARN})
	if err != nil {
		r.gap(t.Region, t.ARN, err)
		return
	}
	*t = r.withAttributes(*t, out.Attributes)
}

func (r *reader) withAttributes(t Topic, attributes map[string]string) Topic {
	t.Owner = attributes["Owner"]
	t.KMSMasterKeyID = attributes["KmsMasterKeyId"]
	for name, count := range map[string]**int{
		"SubscriptionsConfirmed": &t.SubscriptionsConfirmed,
		"SubscriptionsPending":   &t.SubscriptionsPending,
		"SubscriptionsDeleted":   &t.SubscriptionsDeleted,
	} {
		n, err := strconv.Atoi(attributes[name])
		if err != nil {
			r.gap(t.Region, t.ARN, getTopicAttributes.malformed("no number in "+name))
			continue
		}
		*count = &n
	}
	if attributes["Policy"] == "" { // every topic has one
		r.gap(t.Region, t.ARN, getTopicAttributes.malformed("no policy"))
	} else if statements, err := parseStatements(attributes["Policy"]); err != nil {
		t.PolicyError = err.Error()
	} else {
		t.Publishers = r.publishers(t, statements)
	}
	return t
}

var snsSubscriptions = Collector{
	Sections:   []Section{subscriptionsSection.declare()},
	Operations: []Operation{listSubscriptions},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		if subscriptions, answered := perRegion(ctx, r, r.subscriptions); answered {
			subscriptionsSection.put(r, subscriptions)
		}
	},
}

// subscriptions lists the account's subscriptions in a region.
func (s *session) subscriptions(ctx context.Context, region string) ([]Subscription, error) {
	return s.subscribed.get(region, func() ([]Subscription, error) {
		return readSubscriptions(ctx, sns.NewFromConfig(s.in(region)), region)
	})
}

func readSubscriptions(ctx context.Context, client *sns.Client, region string) (subscriptions []Subscription, err error) {
	err = pages(listSubscriptions, func(token *string) (*string, error) {
		out, err := client.ListSubscriptions(ctx, &sns.ListSubscriptionsInput{NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, s := range out.Subscriptions {
			if !whole(aws.ToString(s.TopicArn), aws.ToString(s.SubscriptionArn), aws.ToString(s.Protocol)) {
				return nil, malformed("a subscription without its ARN, topic or protocol")
			}
			subscription := Subscription{
				TopicARN: aws.ToString(s.TopicArn), Region: region, Protocol: aws.ToString(s.Protocol),
				Endpoint: withoutSecret(aws.ToString(s.Endpoint)), Owner: aws.ToString(s.Owner),
			}
			// In place of an ARN AWS writes PendingConfirmation, or Deleted.
			if arn := aws.ToString(s.SubscriptionArn); strings.HasPrefix(arn, "arn:") {
				subscription.ARN, subscription.Confirmed = arn, true
			}
			subscriptions = append(subscriptions, subscription)
		}
		return out.NextToken, nil
	})
	return subscriptions, err
}

// withoutSecret replaces all of a web hook's URL but its host by a hash: incident tools put their
// keys there. The hash still tells when the endpoint changes.
func withoutSecret(endpoint string) string {
	if !strings.Contains(endpoint, "://") {
		return endpoint
	}
	u, err := url.Parse(endpoint)
	if err != nil {
		u = &url.URL{Scheme: "https"}
	}
	sum := sha256.Sum256([]byte(endpoint))
	return u.Scheme + "://" + u.Hostname() + "/#" + hex.EncodeToString(sum[:4])
}

// lastPart returns what follows the last colon of an ARN.
func lastPart(arn string) string { return arn[strings.LastIndex(arn, ":")+1:] }
