//go:build conformance

package cloudtrail

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// logs returns the log files below CLOUDTRAIL_LOGS: of a real account under attack, and of techniques of
// attack, each alone. It fails without them, so that it cannot pass for having run.
func logs(t *testing.T, set string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	root := filepath.Join(os.Getenv("CLOUDTRAIL_LOGS"), set)
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".json") {
			files[filepath.Base(path)], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("CLOUDTRAIL_LOGS must name the recorded logs: %d files in %s, %v", len(files), root, err)
	}
	return files
}

// TestConformance reads real logs, and finds what others counted in them.
func TestConformance(t *testing.T) {
	for set, want := range map[string]struct {
		files, records int
		events         map[string]int
	}{
		"invictus": {55, 2900, map[string]int{
			"CreateUser": 4, "CreateLoginProfile": 2, "CreateAccessKey": 2, "AttachUserPolicy": 1, "StopLogging failed": 3,
			"DeleteTrail": 2, "DeleteTrail failed": 1, "PutEventSelectors": 2, "PutBucketLifecycle": 1, "DeleteLogGroup": 1,
			"RunInstances": 2, "RunInstances failed": 6, "RegisterImage": 1, "ModifyImageAttribute": 2, "CreateRole": 13,
			"UpdateAssumeRolePolicy": 2, "PutBucketPolicy": 3, "LeaveOrganization failed": 1, "DeleteFlowLogs": 1, "ConsoleLogin": 2,
		}},
		"stratus": {35, 310, nil},
	} {
		t.Run(set, func(t *testing.T) {
			files, records, services := logs(t, set), 0, 0
			events := map[string]int{}
			var once Set
			for name, content := range files {
				got := scanned(content, nil, false)
				if got.Err != nil || got.Counts.Unreadable > 0 {
					t.Errorf("%s: %+v, %v", name, got.Counts, got.Err)
				}
				records += got.Counts.Records
				for _, e := range got.Events {
					once.Add(e)
					if e.Type == serviceEvent && e.Actor.Type == "AWSService" {
						services++
					}
					if !e.Succeeded {
						e.Name += " failed"
					}
					if want.events[e.Name] > 0 {
						events[e.Name]++
					}
				}
			}
			if len(files) != want.files || records != want.records || once.Len() != want.records {
				t.Errorf("%d files, %d records, %d events; want %d files, %d records", len(files), records, once.Len(), want.files, want.records)
			}
			if diff := cmp.Diff(want.events, events); want.events != nil && diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if set == "invictus" && services != 42 {
				t.Errorf("%d events of services have an actor, want 42", services)
			}
		})
	}
}

// TestConformanceOfScanning scans and parses real logs, as they are and in gzip, by filters that keep
// all, something and next to nothing.
func TestConformanceOfScanning(t *testing.T) {
	from := time.Date(2023, 7, 10, 12, 0, 0, 0, time.UTC)
	until := from.AddDate(10, 0, 0)
	kinds := []Kind{
		{"iam.amazonaws.com", "CreateUser"}, {"*", "StopLogging"}, {"ec2.amazonaws.com", "RunInstances"}, {"s3.amazonaws.com", "StopLogging"},
		{"kms.amazonaws.com", "Decrypt"}, {"sts.amazonaws.com", "AssumeRole"}, {"ec2.amazonaws.com", "SharedSnapshotVolumeCreated"},
	}
	for _, set := range []string{"invictus", "stratus"} {
		kept := 0
		for name, content := range logs(t, set) {
			for filter, f := range map[string]*Filter{
				"all": nil, "kinds": NewFilter(kinds, time.Time{}, until), "late": NewFilter(kinds, from, until), "root": NewFilter(nil, time.Time{}, until),
			} {
				want := parsed(content, f)
				kept += len(want.Events)
				if diff := cmp.Diff(want, scanned(content, f, false)); diff != "" {
					t.Errorf("%s, filter %s: -parsed +scanned:\n%s", name, filter, diff)
				}
				zipped := scanned(gzipped(t, string(bytes.TrimSpace(content))), f, false)
				if diff := cmp.Diff(want, zipped); diff != "" {
					t.Errorf("%s in gzip, filter %s: -parsed +scanned:\n%s", name, filter, diff)
				}
			}
		}
		if kept == 0 {
			t.Errorf("%s: nothing is kept", set)
		}
	}
}
