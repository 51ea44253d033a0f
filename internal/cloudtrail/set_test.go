package cloudtrail

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSet(t *testing.T) {
	at := func(second int, id, name string) Event {
		return Event{Time: time.Date(2026, 8, 20, 10, 0, second, 0, time.UTC), ID: id, Source: "iam.amazonaws.com", Name: name}
	}
	fuller := at(2, "b", "CreateUser")
	fuller.UserAgent = "aws-cli"
	deliveries := []Event{at(3, "a", "CreateUser"), at(2, "b", "CreateUser"), at(2, "a", "CreateRole"), fuller, at(3, "a", "CreateUser"), at(3, "a", "StopLogging")}
	want := []Event{at(2, "a", "CreateRole"), fuller, at(3, "a", "CreateUser"), at(3, "a", "StopLogging")}

	var forwards, backwards, together Set
	fresh := 0
	for i := range deliveries {
		if forwards.Add(deliveries[i]) {
			fresh++
		}
		backwards.Add(deliveries[len(deliveries)-1-i])
	}
	var adding sync.WaitGroup
	for _, e := range deliveries {
		adding.Go(func() { together.Add(e) })
	}
	adding.Wait()
	for name, set := range map[string]*Set{"forwards": &forwards, "backwards": &backwards, "together": &together} {
		if diff := cmp.Diff(want, set.Events()); diff != "" || set.Len() != len(want) {
			t.Errorf("%s: %d events, -want +got:\n%s", name, set.Len(), diff)
		}
	}
	if fresh != len(want) {
		t.Errorf("%d were new, want %d", fresh, len(want))
	}
}

// TestSessionOfAssumedRoot: what a session of managed root did is found by the key that it was given.
func TestSessionOfAssumedRoot(t *testing.T) {
	assumed, _ := readFixture(t, "root-assumed.json")
	credentials, _ := assumed[0].Response["credentials"].(map[string]any)
	for file, want := range map[string]RootUse{"root-assumed-session.json": RootManaged, "root-assumed-session-unmarked.json": RootHuman} {
		session, _ := readFixture(t, file)
		if e := session[0]; e.Actor.AccessKeyID == "" || e.Actor.AccessKeyID != credentials["accessKeyId"] || e.Root != want {
			t.Errorf("%s: key %s and use %q, want %v and %q", file, e.Actor.AccessKeyID, e.Root, credentials["accessKeyId"], want)
		}
	}
	if credentials["sessionToken"] != removed {
		t.Error("the session's token is kept")
	}
}
