package collector

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
)

// ManagementEvents says which management events pass the event selectors of a trail or an event
// data store (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html).
type ManagementEvents struct {
	// Read and Write say whether any events that read, and any that write, are recorded.
	Read  bool `json:"read"`
	Write bool `json:"write"`
	// KMS and RDSData say whether reads and writes both are recorded of the two sources that
	// AWS lets one exclude for their volume.
	KMS     bool `json:"kms"`
	RDSData bool `json:"rds_data"`
	// Narrowed is set when reads or writes are recorded only of some other sources, names or
	// identities: selectors can hide a single service or user.
	Narrowed bool `json:"narrowed"`
}

// The sources that AWS lets one exclude for their volume.
const (
	kmsSource     = "kms.amazonaws.com"
	rdsDataSource = "rdsdata.amazonaws.com"
)

// selected evaluates basic and advanced selectors, of which a trail has either. An event is
// recorded if any selector lets it through.
func selected(basic []types.EventSelector, advanced []types.AdvancedEventSelector) *ManagementEvents {
	records := func(source string, read bool) bool {
		return slices.ContainsFunc(basic, func(s types.EventSelector) bool { return basicLets(s, source, read) }) ||
			slices.ContainsFunc(advanced, func(s types.AdvancedEventSelector) bool { return advancedLets(s, source, read) })
	}
	wholly := func(source string, read bool) bool {
		narrowing := func(f types.AdvancedFieldSelector) bool { return narrows(f, source) }
		return slices.ContainsFunc(basic, func(s types.EventSelector) bool { return basicLets(s, source, read) }) ||
			slices.ContainsFunc(advanced, func(s types.AdvancedEventSelector) bool {
				return advancedLets(s, source, read) && !slices.ContainsFunc(s.FieldSelectors, narrowing)
			})
	}
	m := &ManagementEvents{
		Read:    records("", true),
		Write:   records("", false),
		KMS:     records(kmsSource, true) && records(kmsSource, false),
		RDSData: records(rdsDataSource, true) && records(rdsDataSource, false),
	}
	narrowed := func(source string) bool { return !wholly(source, true) || !wholly(source, false) }
	m.Narrowed = m.Read && !wholly("", true) || m.Write && !wholly("", false) ||
		m.KMS && narrowed(kmsSource) || m.RDSData && narrowed(rdsDataSource)
	return m
}

// basicLets evaluates a basic selector; see
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html.
func basicLets(s types.EventSelector, source string, read bool) bool {
	if s.IncludeManagementEvents != nil && !*s.IncludeManagementEvents { // true by default
		return false
	}
	if slices.Contains(s.ExcludeManagementEventSources, source) {
		return false
	}
	switch s.ReadWriteType {
	case types.ReadWriteTypeReadOnly:
		return read
	case types.ReadWriteTypeWriteOnly:
		return !read
	default:
		return true
	}
}

// advancedLets evaluates an advanced selector, of which every field selector must match. The empty
// source stands for some source or other. The name of a selector does not say what it selects.
func advancedLets(s types.AdvancedEventSelector, source string, read bool) bool {
	management := false
	for _, f := range s.FieldSelectors {
		matches := true
		switch strings.ToLower(aws.ToString(f.Field)) {
		case "eventcategory":
			matches = fieldMatches(f, "Management")
			management = matches
		case "eventsource":
			matches = source == "" || fieldMatches(f, source)
		case "readonly":
			matches = fieldMatches(f, strconv.FormatBool(read))
		}
		if !matches {
			return false
		}
	}
	return management
}

// narrows reports whether a field selector that lets events of the source through excludes more
// than their kind and other sources; with the empty source, than the two of high volume.
func narrows(f types.AdvancedFieldSelector, source string) bool {
	if positive := len(f.Equals) + len(f.StartsWith) + len(f.EndsWith); positive == 0 {
		f.NotEquals = slices.DeleteFunc(slices.Clone(f.NotEquals), func(v string) bool { return v == kmsSource || v == rdsDataSource })
		if len(f.NotEquals)+len(f.NotStartsWith)+len(f.NotEndsWith) == 0 {
			return false
		}
	}
	field := strings.ToLower(aws.ToString(f.Field))
	return field != "eventcategory" && field != "readonly" && (field != "eventsource" || source == "")
}

// fieldMatches evaluates a field selector: one of the values of each positive operator must match,
// and none of the values of a negative one
// (https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html).
func fieldMatches(f types.AdvancedFieldSelector, value string) bool {
	some := func(values []string, match func(s, v string) bool) bool {
		return slices.ContainsFunc(values, func(v string) bool { return match(value, v) })
	}
	equal := func(s, v string) bool { return s == v }
	return (len(f.Equals) == 0 || some(f.Equals, equal)) &&
		(len(f.StartsWith) == 0 || some(f.StartsWith, strings.HasPrefix)) &&
		(len(f.EndsWith) == 0 || some(f.EndsWith, strings.HasSuffix)) &&
		!some(f.NotEquals, equal) && !some(f.NotStartsWith, strings.HasPrefix) && !some(f.NotEndsWith, strings.HasSuffix)
}
