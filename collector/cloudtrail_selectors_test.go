package collector

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/google/go-cmp/cmp"
)

// field makes a field selector that wants one of the values.
func field(name string, values ...string) types.AdvancedFieldSelector {
	return types.AdvancedFieldSelector{Field: aws.String(name), Equals: values}
}

func fieldNot(name string, values ...string) types.AdvancedFieldSelector {
	return types.AdvancedFieldSelector{Field: aws.String(name), NotEquals: values}
}

func advanced(name string, fields ...types.AdvancedFieldSelector) types.AdvancedEventSelector {
	return types.AdvancedEventSelector{Name: aws.String(name), FieldSelectors: fields}
}

func basic(kind types.ReadWriteType, management bool, excluded ...string) types.EventSelector {
	return types.EventSelector{ReadWriteType: kind, IncludeManagementEvents: &management, ExcludeManagementEventSources: excluded}
}

func TestSelected(t *testing.T) {
	everything := ManagementEvents{Read: true, Write: true, KMS: true, RDSData: true}
	management := field("eventCategory", "Management")
	readOnly, writeOnly := field("readOnly", "true"), field("readOnly", "false")
	for name, tc := range map[string]struct {
		basic    []types.EventSelector
		advanced []types.AdvancedEventSelector
		want     ManagementEvents
	}{
		"none": {},
		"all": {
			basic: []types.EventSelector{basic(types.ReadWriteTypeAll, true)},
			want:  everything,
		},
		"defaults": {
			basic: []types.EventSelector{{}},
			want:  everything,
		},
		"writes": {
			basic: []types.EventSelector{basic(types.ReadWriteTypeWriteOnly, true)},
			want:  ManagementEvents{Write: true},
		},
		"reads": {
			basic: []types.EventSelector{basic(types.ReadWriteTypeReadOnly, true)},
			want:  ManagementEvents{Read: true},
		},
		"data only": {
			basic: []types.EventSelector{basic(types.ReadWriteTypeAll, false)},
		},
		"without kms and rds data": {
			basic: []types.EventSelector{basic(types.ReadWriteTypeAll, true, kmsSource, rdsDataSource)},
			want:  ManagementEvents{Read: true, Write: true},
		},
		"two halves": {
			basic: []types.EventSelector{basic(types.ReadWriteTypeReadOnly, true), basic(types.ReadWriteTypeWriteOnly, true)},
			want:  everything,
		},
		"advanced, all under another name": {
			advanced: []types.AdvancedEventSelector{advanced("audit everything", management)},
			want:     everything,
		},
		"advanced, without kms and rds data": {
			advanced: []types.AdvancedEventSelector{advanced("Management events selector", management, fieldNot("eventSource", kmsSource, rdsDataSource))},
			want:     ManagementEvents{Read: true, Write: true},
		},
		"advanced, without rds data": {
			advanced: []types.AdvancedEventSelector{advanced("", management, fieldNot("eventSource", rdsDataSource))},
			want:     ManagementEvents{Read: true, Write: true, KMS: true},
		},
		"advanced, kms by a selector of its own": {
			advanced: []types.AdvancedEventSelector{
				advanced("", management, fieldNot("eventSource", kmsSource)),
				advanced("", management, field("eventSource", kmsSource)),
			},
			want: everything,
		},
		"advanced, kms writes only": {
			advanced: []types.AdvancedEventSelector{
				advanced("", management, fieldNot("eventSource", kmsSource)),
				advanced("", management, field("eventSource", kmsSource), writeOnly),
			},
			want: ManagementEvents{Read: true, Write: true, RDSData: true},
		},
		"advanced, kms by a selector that lets nothing through": {
			advanced: []types.AdvancedEventSelector{
				advanced("", management, fieldNot("eventSource", kmsSource)),
				advanced("", management, field("eventSource", kmsSource), field("eventName", "None")),
			},
			want: ManagementEvents{Read: true, Write: true, KMS: true, RDSData: true, Narrowed: true},
		},
		"advanced, data only under a misleading name": {
			advanced: []types.AdvancedEventSelector{advanced("Management events selector",
				field("eventCategory", "Data"), field("resources.type", "AWS::S3::Object"))},
		},
		"advanced, no category": {
			advanced: []types.AdvancedEventSelector{advanced("", readOnly)},
		},
		"advanced, reads": {
			advanced: []types.AdvancedEventSelector{advanced("", management, readOnly)},
			want:     ManagementEvents{Read: true},
		},
		"advanced, two halves": {
			advanced: []types.AdvancedEventSelector{advanced("", management, readOnly), advanced("", management, writeOnly)},
			want:     everything,
		},
		"advanced, not an intruder's": {
			advanced: []types.AdvancedEventSelector{advanced("", management, fieldNot("userIdentity.arn", "arn:aws:iam::123456789012:user/intruder"))},
			want:     ManagementEvents{Read: true, Write: true, KMS: true, RDSData: true, Narrowed: true},
		},
		"advanced, one service only": {
			advanced: []types.AdvancedEventSelector{advanced("", management, field("eventSource", "ec2.amazonaws.com"))},
			want:     ManagementEvents{Read: true, Write: true, Narrowed: true},
		},
		"advanced, another service left out": {
			advanced: []types.AdvancedEventSelector{advanced("", management, fieldNot("eventSource", kmsSource, "iam.amazonaws.com"))},
			want:     ManagementEvents{Read: true, Write: true, RDSData: true, Narrowed: true},
		},
		"advanced, narrowed and whole": {
			advanced: []types.AdvancedEventSelector{advanced("", management, fieldNot("eventName", "StopLogging")), advanced("", management)},
			want:     everything,
		},
		"advanced, writes narrowed": {
			advanced: []types.AdvancedEventSelector{
				advanced("", management, readOnly),
				advanced("", management, writeOnly, fieldNot("eventName", "StopLogging")),
			},
			want: ManagementEvents{Read: true, Write: true, KMS: true, RDSData: true, Narrowed: true},
		},
		"advanced, source by prefix": {
			advanced: []types.AdvancedEventSelector{advanced("", management,
				types.AdvancedFieldSelector{Field: aws.String("eventSource"), NotStartsWith: []string{"kms."}})},
			want: ManagementEvents{Read: true, Write: true, RDSData: true, Narrowed: true},
		},
		"advanced, source by suffix": {
			advanced: []types.AdvancedEventSelector{advanced("", management,
				types.AdvancedFieldSelector{Field: aws.String("eventSource"), EndsWith: []string{".amazonaws.com"}})},
			want: ManagementEvents{Read: true, Write: true, KMS: true, RDSData: true, Narrowed: true},
		},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			if diff := cmp.Diff(&tc.want, selected(tc.basic, tc.advanced)); diff != "" {
				t.Errorf("management events (-want +got):\n%s", diff)
			}
		})
	}
}
