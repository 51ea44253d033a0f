package collector

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

func TestOffline(t *testing.T) {
	dir := folder(t, map[string]string{
		"a.json": logFile(logged(ours, "1")), "b.json": logFile(quiet("111122223333", "2")),
		"c.json": logFile(strings.ReplaceAll(quiet(others, "3"), "eu-west-1", "cn-north-1")), "d.json": "garbage",
	})
	o := Options{
		Sections: []string{"activity.root", "activity.groups", "iam.users"}, EventSource: EventFiles(dir), EventKinds: someKinds,
		Now: func() time.Time { return historyNow },
	}
	snaps, err := Offline(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, snap := range snaps {
		if _, err := snapshot.Decode(encode(t, snap)); err != nil {
			t.Errorf("the snapshot cannot be read back: %v", err)
		}
		got = append(got, fmt.Sprintf("%s %s %s: %d events, %s, %v, iam.users %s", snap.Meta.AccountID, snap.Meta.Partition, snap.Meta.Regions,
			len(rootEvents(t, snap)), snap.Coverage["activity.groups"].Status, gaps(snap, "activity.groups"), snap.Coverage["iam.users"].Status))
	}
	want := []string{
		"111122223333 aws [eu-west-1]: 0 events, partial, [--events of d.json: Unreadable], iam.users off",
		"210987654321 aws [eu-west-1]: 1 events, partial, [--events of d.json: Unreadable], iam.users off",
		"999988887777 aws-cn [cn-north-1]: 0 events, partial, [--events of d.json: Unreadable], iam.users off",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
	o.Since = historyNow.Add(-time.Hour)
	if snaps, err = Offline(t.Context(), o); err != nil || len(snaps) != 3 || len(rootEvents(t, snaps[1])) != 0 {
		t.Errorf("of the last hour: %d accounts, %v", len(snaps), err)
	}
}

func TestOfflineWithoutEvents(t *testing.T) {
	for name, tc := range map[string]struct {
		from EventSource
		want string
	}{
		"nothing":     {EventFiles(t.TempDir()), "read events: no CloudTrail event was found"},
		"no events":   {EventFiles(folder(t, map[string]string{"a.json": logFile()})), "read events: no CloudTrail event was found"},
		"not there":   {EventFiles("/nowhere"), "read events: no CloudTrail event was found; --events of /nowhere: Unreadable: no such file or directory"},
		"unreadable":  {EventStream(strings.NewReader("?")), `read events: no CloudTrail event was found; --events of standard input: Unreadable: found neither`},
		"needs AWS":   {EventHistory(), "read events without AWS: want a file, a folder or standard input (--events)"},
		"no source":   {nil, "read events without AWS: want a file, a folder or standard input (--events)"},
		"no accounts": {EventStream(strings.NewReader(logFile(logged("", "1")))), "read events: no CloudTrail event was found; --events of standard input: Unreadable: 1 of its records"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			_, err := Offline(t.Context(), Options{Sections: SectionNames(), EventSource: tc.from})
			if err == nil || !strings.HasPrefix(err.Error(), tc.want) {
				t.Errorf("got the error %v, want %s…", err, tc.want)
			}
		})
	}
}

// Whose file is looked at first does not matter.
func TestEventFilesInAnyOrder(t *testing.T) {
	files := map[string]string{}
	for i := range 200 {
		files[fmt.Sprintf("%03d.json", i)] = logFile(quiet(fmt.Sprintf("%012d", i%50), fmt.Sprint(i)), logged(ours, fmt.Sprint(i/2)))
	}
	dir := folder(t, files)
	var first []byte
	for range 3 {
		snaps, err := Offline(t.Context(), Options{
			Sections: []string{"activity.root"}, EventSource: EventFiles(dir), Now: func() time.Time { return historyNow },
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(snaps)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		}
		if !bytes.Equal(first, got) || len(snaps) != 51 {
			t.Errorf("%d accounts, not as before", len(snaps))
		}
	}
}
