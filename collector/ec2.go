package collector

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// Instance is an EC2 instance
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html). Its user data, which
// often holds secrets, is not read.
type Instance struct {
	ARN     string `json:"arn"`
	ID      string `json:"id"`
	Region  string `json:"region"`
	ImageID string `json:"image_id,omitempty"`
	Type    string `json:"type,omitempty"`
	// LaunchTime is that of the last start.
	LaunchTime *time.Time `json:"launch_time,omitempty"`
	// State is pending, running, shutting-down, terminated, stopping or stopped.
	State              string `json:"state,omitempty"`
	KeyName            string `json:"key_name,omitempty"`
	VPCID              string `json:"vpc_id,omitempty"`
	SubnetID           string `json:"subnet_id,omitempty"`
	InstanceProfileARN string `json:"instance_profile_arn,omitempty"`
	// PublicInterfaces are those of its network interfaces that have a public IPv4 address.
	PublicInterfaces []PublicInterface `json:"public_interfaces"`
}

// PublicInterface is a network interface with a public address.
type PublicInterface struct {
	IP             string   `json:"ip"`
	SecurityGroups []string `json:"security_groups"`
}

// SecurityGroup is a security group with what it lets in
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroup.html).
type SecurityGroup struct {
	ARN     string        `json:"arn"`
	ID      string        `json:"id"`
	Region  string        `json:"region"`
	Name    string        `json:"name,omitempty"`
	VPCID   string        `json:"vpc_id,omitempty"`
	Ingress []IngressRule `json:"ingress"`
}

// IngressRule lets in traffic from a range of addresses. What comes from other security groups or
// prefix lists is left out.
type IngressRule struct {
	CIDR string `json:"cidr"`
	// Protocol is tcp, udp, icmp, icmpv6 or a number; -1 is all of them.
	Protocol string `json:"protocol"`
	// FromPort and ToPort are absent where the protocol has none.
	FromPort *int `json:"from_port,omitempty"`
	ToPort   *int `json:"to_port,omitempty"`
}

var (
	describeInstances      = Operation{"EC2", "DescribeInstances", "ec2:DescribeInstances", []string{"Reservations"}}
	describeSecurityGroups = Operation{"EC2", "DescribeSecurityGroups", "ec2:DescribeSecurityGroups", []string{"SecurityGroups"}}
)

const (
	instancesSection      = section[[]Instance]("ec2.instances")
	securityGroupsSection = section[[]SecurityGroup]("ec2.security_groups")
)

// pageSize is the most that EC2 gives at once.
var pageSize = aws.Int32(1000)

var ec2Instances = Collector{
	Sections:   []Section{instancesSection.declare()},
	Operations: []Operation{describeInstances},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		if instances := r.listedInstances(ctx); instances != nil {
			instancesSection.put(r, instances)
		}
	},
}

// ec2SecurityGroups reads the groups of the regions in which they guard something from the public.
var ec2SecurityGroups = Collector{
	Sections:   []Section{securityGroupsSection.declare()},
	Operations: []Operation{describeInstances, describeSecurityGroups},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		instances := r.listedInstances(ctx)
		if instances == nil {
			return
		}
		var regions []string
		for _, i := range instances {
			if len(i.PublicInterfaces) > 0 {
				regions = append(regions, i.Region)
			}
		}
		securityGroupsSection.put(r, inRegions(r, regions, func(region string) ([]SecurityGroup, error) {
			return listSecurityGroups(ctx, r, region)
		}))
	},
}

// inRegions reads a listing in some regions at once. A region that fails becomes a gap.
func inRegions[T any](r *reader, regions []string, list func(region string) ([]T, error)) []T {
	slices.Sort(regions)
	regions = slices.Compact(regions)
	found := make([][]T, len(regions))
	each(regions, func(i int, region string) {
		var err error
		if found[i], err = list(region); err != nil {
			r.gap(region, "", err)
		}
	})
	return append([]T{}, slices.Concat(found...)...)
}

// listedInstances lists the instances, nil if no region answered.
func (r *reader) listedInstances(ctx context.Context) []Instance {
	return r.instances.get(r, "", func(r *reader) []Instance {
		instances, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]Instance, error) {
			return listInstances(ctx, r, region)
		})
		if !answered {
			return nil
		}
		return instances
	})
}

func listInstances(ctx context.Context, r *reader, region string) (instances []Instance, err error) {
	client := ec2.NewFromConfig(r.in(region))
	err = pages(describeInstances, func(token *string) (*string, error) {
		out, err := client.DescribeInstances(ctx, &ec2.DescribeInstancesInput{MaxResults: pageSize, NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, reservation := range out.Reservations {
			for _, i := range reservation.Instances {
				instances = append(instances, r.newInstance(region, i))
			}
		}
		return out.NextToken, nil
	})
	return instances, err
}

func (r *reader) newInstance(region string, i types.Instance) Instance {
	instance := Instance{
		ARN: r.ec2ARN(region, "instance", i.InstanceId), ID: aws.ToString(i.InstanceId), Region: region,
		ImageID: aws.ToString(i.ImageId), Type: string(i.InstanceType), LaunchTime: utc(i.LaunchTime),
		KeyName: aws.ToString(i.KeyName), VPCID: aws.ToString(i.VpcId), SubnetID: aws.ToString(i.SubnetId),
		PublicInterfaces: []PublicInterface{},
	}
	if i.State != nil {
		instance.State = string(i.State.Name)
	}
	if i.IamInstanceProfile != nil {
		instance.InstanceProfileARN = aws.ToString(i.IamInstanceProfile.Arn)
	}
	if instance.State == "" || instance.LaunchTime == nil {
		r.gap(region, instance.ARN, describeInstances.malformed("an instance without state or launch time"))
	}
	for _, n := range i.NetworkInterfaces {
		if n.Association == nil || aws.ToString(n.Association.PublicIp) == "" {
			continue
		}
		public := PublicInterface{IP: aws.ToString(n.Association.PublicIp), SecurityGroups: []string{}}
		for _, g := range n.Groups {
			public.SecurityGroups = append(public.SecurityGroups, aws.ToString(g.GroupId))
		}
		instance.PublicInterfaces = append(instance.PublicInterfaces, public)
	}
	return instance
}

func listSecurityGroups(ctx context.Context, r *reader, region string) (groups []SecurityGroup, err error) {
	client := ec2.NewFromConfig(r.in(region))
	err = pages(describeSecurityGroups, func(token *string) (*string, error) {
		out, err := client.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{MaxResults: pageSize, NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, g := range out.SecurityGroups {
			group := SecurityGroup{
				ARN: r.ec2ARN(region, "security-group", g.GroupId), ID: aws.ToString(g.GroupId), Region: region,
				Name: aws.ToString(g.GroupName), VPCID: aws.ToString(g.VpcId), Ingress: []IngressRule{},
			}
			if g.IpPermissions == nil {
				r.gap(region, group.ARN, describeSecurityGroups.malformed("a security group without its rules"))
			}
			for _, p := range g.IpPermissions {
				group.Ingress = append(group.Ingress, ingress(p)...)
			}
			groups = append(groups, group)
		}
		return out.NextToken, nil
	})
	return groups, err
}

func ingress(p types.IpPermission) []IngressRule {
	rule := IngressRule{Protocol: aws.ToString(p.IpProtocol), FromPort: number(p.FromPort), ToPort: number(p.ToPort)}
	var rules []IngressRule
	for _, v4 := range p.IpRanges {
		rule.CIDR = aws.ToString(v4.CidrIp)
		rules = append(rules, rule)
	}
	for _, v6 := range p.Ipv6Ranges {
		rule.CIDR = aws.ToString(v6.CidrIpv6)
		rules = append(rules, rule)
	}
	return rules
}

func (s *session) ec2ARN(region, kind string, id *string) string {
	return "arn:" + s.identity.partition + ":ec2:" + region + ":" + s.identity.account + ":" + kind + "/" + aws.ToString(id)
}
