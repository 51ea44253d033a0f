package collector

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// InstanceImage is the image that an instance was launched from, as it is now
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ImageMetadata.html).
type InstanceImage struct {
	InstanceARN string `json:"instance_arn"`
	ImageARN    string `json:"image_arn"`
	ImageID     string `json:"image_id"`
	Region      string `json:"region"`
	Name        string `json:"name,omitempty"`
	OwnerID     string `json:"owner_id,omitempty"`
	// OwnerAlias is amazon, aws-marketplace or aws-backup-vault, absent for everyone else.
	OwnerAlias string `json:"owner_alias,omitempty"`
	IsPublic   *bool  `json:"is_public,omitempty"`
	// State is available, or what became of the image, such as deregistered.
	State string `json:"state,omitempty"`
	// Allowed says whether the region's settings allow the image (see AllowedImages).
	Allowed *bool `json:"allowed,omitempty"`
}

// Image is an image of the account's own
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Image.html).
type Image struct {
	ARN           string     `json:"arn"`
	ID            string     `json:"id"`
	Region        string     `json:"region"`
	Name          string     `json:"name,omitempty"`
	CreationDate  *time.Time `json:"creation_date,omitempty"`
	IsPublic      *bool      `json:"is_public,omitempty"`
	State         string     `json:"state,omitempty"`
	SourceImageID string     `json:"source_image_id,omitempty"`
	// AWSTags are the keys of the tags that only AWS can set.
	AWSTags []string `json:"aws_tags"`
}

// ImageSharing says who else may launch an image of the account's own
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchPermission.html).
type ImageSharing struct {
	ARN    string `json:"arn"`
	ID     string `json:"id"`
	Region string `json:"region"`
	// SharedWith are ids of accounts, ARNs of organisations and their units, and "all" for everyone.
	SharedWith []string `json:"shared_with"`
}

// AllowedImages are a region's settings of which images may be launched
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetAllowedImagesSettings.html).
type AllowedImages struct {
	Region string `json:"region"`
	// State is enabled, audit-mode or disabled.
	State string `json:"state"`
	// ManagedBy is account, or declarative-policy: the organisation's, which the account cannot change.
	ManagedBy string `json:"managed_by,omitempty"`
}

var (
	describeInstanceImageMetadata = Operation{"EC2", "DescribeInstanceImageMetadata", "ec2:DescribeInstanceImageMetadata", []string{"InstanceImageMetadata"}}
	describeImages                = Operation{"EC2", "DescribeImages", "ec2:DescribeImages", []string{"Images"}}
	describeImageAttribute        = Operation{"EC2", "DescribeImageAttribute", "ec2:DescribeImageAttribute", []string{"LaunchPermissions"}}
	getAllowedImagesSettings      = Operation{"EC2", "GetAllowedImagesSettings", "ec2:GetAllowedImagesSettings", []string{"State"}}
)

const (
	instanceImagesSection = section[[]InstanceImage]("ec2.instance_images")
	imagesSection         = section[[]Image]("ec2.images")
	imageSharingSection   = section[[]ImageSharing]("ec2.image_sharing")
	allowedImagesSection  = section[[]AllowedImages]("ec2.allowed_images")
)

var ec2InstanceImages = Collector{
	Sections:   []Section{instanceImagesSection.declare()},
	Operations: []Operation{describeInstanceImageMetadata},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		if images := r.usedImages(ctx); images != nil {
			instanceImagesSection.put(r, images)
		}
	},
}

// ec2AllowedImages reads the settings of the regions that run images.
var ec2AllowedImages = Collector{
	Sections:   []Section{allowedImagesSection.declare()},
	Operations: []Operation{describeInstanceImageMetadata, getAllowedImagesSettings},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		images := r.usedImages(ctx)
		if images == nil {
			return
		}
		var regions []string
		for _, i := range images {
			regions = append(regions, i.Region)
		}
		allowedImagesSection.put(r, inRegions(r, regions, func(region string) ([]AllowedImages, error) {
			return readAllowedImages(ctx, r, region)
		}))
	},
}

var ec2Images = Collector{
	Sections:   []Section{imagesSection.declare()},
	Operations: []Operation{describeImages},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		if images := r.ownImages(ctx); images != nil {
			imagesSection.put(r, images)
		}
	},
}

// ec2ImageSharing asks for each image by itself, which only those who compare need.
var ec2ImageSharing = Collector{
	Sections:   []Section{imageSharingSection.declare()},
	Operations: []Operation{describeImages, describeImageAttribute},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		images := r.ownImages(ctx)
		if images == nil {
			return
		}
		read := make([]*ImageSharing, len(images))
		each(images, func(i int, image Image) { read[i] = r.sharing(ctx, image) })
		sharing := []ImageSharing{}
		for _, s := range read {
			if s != nil {
				sharing = append(sharing, *s)
			}
		}
		imageSharingSection.put(r, sharing)
	},
}

// usedImages lists the images of instances, nil if no region answered.
func (r *reader) usedImages(ctx context.Context) []InstanceImage {
	return r.instanceImages.get(r, "", func(r *reader) []InstanceImage {
		images, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]InstanceImage, error) {
			return listInstanceImages(ctx, r, region)
		})
		if !answered {
			return nil
		}
		return images
	})
}

func listInstanceImages(ctx context.Context, r *reader, region string) (images []InstanceImage, err error) {
	client := ec2.NewFromConfig(r.in(region))
	err = pages(describeInstanceImageMetadata, func(token *string) (*string, error) {
		out, err := client.DescribeInstanceImageMetadata(ctx, &ec2.DescribeInstanceImageMetadataInput{MaxResults: pageSize, NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, i := range out.InstanceImageMetadata {
			instance := r.ec2ARN(region, "instance", i.InstanceId)
			if i.ImageMetadata == nil || aws.ToString(i.ImageMetadata.ImageId) == "" {
				r.gap(region, instance, describeInstanceImageMetadata.malformed("an instance without an image"))
				continue
			}
			m := i.ImageMetadata
			if m.State == "" {
				r.gap(region, instance, describeInstanceImageMetadata.malformed("an image without its state"))
			}
			images = append(images, InstanceImage{
				InstanceARN: instance, ImageARN: r.imageARN(region, m.ImageId), ImageID: aws.ToString(m.ImageId), Region: region,
				Name: aws.ToString(m.Name), OwnerID: aws.ToString(m.OwnerId), OwnerAlias: aws.ToString(m.ImageOwnerAlias),
				IsPublic: m.IsPublic, State: string(m.State), Allowed: m.ImageAllowed,
			})
		}
		return out.NextToken, nil
	})
	return images, err
}

// ownImages lists the account's own images, nil if no region answered. Disabled ones count too:
// they come back as easily as they went.
func (r *reader) ownImages(ctx context.Context) []Image {
	return r.images.get(r, "", func(r *reader) []Image {
		images, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]Image, error) {
			return listImages(ctx, r, region)
		})
		if !answered {
			return nil
		}
		return images
	})
}

func listImages(ctx context.Context, r *reader, region string) (images []Image, err error) {
	client := ec2.NewFromConfig(r.in(region))
	err = pages(describeImages, func(token *string) (*string, error) {
		out, err := client.DescribeImages(ctx, &ec2.DescribeImagesInput{
			Owners: []string{"self"}, IncludeDisabled: aws.Bool(true), MaxResults: pageSize, NextToken: token,
		})
		if err != nil {
			return nil, err
		}
		for _, i := range out.Images {
			images = append(images, r.newImage(region, i))
		}
		return out.NextToken, nil
	})
	return images, err
}

func (r *reader) newImage(region string, i types.Image) Image {
	image := Image{
		ARN: r.imageARN(region, i.ImageId), ID: aws.ToString(i.ImageId), Region: region, Name: aws.ToString(i.Name),
		IsPublic: i.Public, State: string(i.State), SourceImageID: aws.ToString(i.SourceImageId), AWSTags: []string{},
	}
	created, err := time.Parse(time.RFC3339, aws.ToString(i.CreationDate))
	if err != nil || i.Public == nil {
		r.gap(region, image.ARN, describeImages.malformed("an image without date or permissions"))
	} else {
		image.CreationDate = utc(&created)
	}
	for _, tag := range i.Tags {
		if key := aws.ToString(tag.Key); strings.HasPrefix(key, "aws:") {
			image.AWSTags = append(image.AWSTags, key)
		}
	}
	slices.Sort(image.AWSTags)
	return image
}

func (r *reader) sharing(ctx context.Context, image Image) *ImageSharing {
	out, err := ec2.NewFromConfig(r.in(image.Region)).DescribeImageAttribute(ctx, &ec2.DescribeImageAttributeInput{
		ImageId: &image.ID, Attribute: types.ImageAttributeNameLaunchPermission,
	})
	if err != nil {
		r.gap(image.Region, image.ARN, err)
		return nil
	}
	sharing := &ImageSharing{ARN: image.ARN, ID: image.ID, Region: image.Region, SharedWith: []string{}}
	for _, p := range out.LaunchPermissions {
		for _, with := range []string{aws.ToString(p.UserId), aws.ToString(p.OrganizationArn), aws.ToString(p.OrganizationalUnitArn), string(p.Group)} {
			if with != "" {
				sharing.SharedWith = append(sharing.SharedWith, with)
			}
		}
	}
	slices.Sort(sharing.SharedWith)
	return sharing
}

func readAllowedImages(ctx context.Context, r *reader, region string) ([]AllowedImages, error) {
	out, err := ec2.NewFromConfig(r.in(region)).GetAllowedImagesSettings(ctx, nil)
	if err != nil {
		return nil, err
	}
	return []AllowedImages{{Region: region, State: aws.ToString(out.State), ManagedBy: string(out.ManagedBy)}}, nil
}

// imageARN is that of an image, which names no account: images are shared.
func (s *session) imageARN(region string, id *string) string {
	return "arn:" + s.identity.partition + ":ec2:" + region + "::image/" + aws.ToString(id)
}
