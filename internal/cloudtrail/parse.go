package cloudtrail

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
)

// ErrNoTime is the error of a record that does not say when the event was. It can be placed neither
// inside nor outside a window.
var ErrNoTime = errors.New("no time that can be read")

// Parse returns a record, which is the JSON object that CloudTrail writes for an event, in normal
// form.
func Parse(record []byte) (Event, error) {
	members, err := decodeObject(record)
	if err != nil {
		return Event{}, fmt.Errorf("parse event: %w", err)
	}
	return fromRecord(members)
}

// fromRecord returns the normal form of a record's members. They hold neither null nor secrets.
func fromRecord(r map[string]any) (Event, error) {
	e := Event{
		ID:              text(r, "eventID"),
		Source:          text(r, "eventSource"),
		Name:            text(r, "eventName"),
		Region:          text(r, "awsRegion"),
		AccountID:       text(r, "recipientAccountId"),
		Type:            text(r, "eventType"),
		ErrorCode:       text(r, "errorCode"),
		ErrorMessage:    text(r, "errorMessage"),
		SourceIPAddress: text(r, "sourceIPAddress"),
		UserAgent:       text(r, "userAgent"),
	}
	if e.Name == "" {
		return Event{}, errors.New("parse event: it has no name")
	}
	var err error
	if e.Time, err = instant(r["eventTime"]); err != nil {
		return Event{}, fmt.Errorf("parse event %s: %w", e.Name, err)
	}
	if e.ID == "" {
		if e.ID, err = hashed(r); err != nil {
			return Event{}, fmt.Errorf("parse event %s: %w", e.Name, err)
		}
	}
	e.Actor = actor(object(r["userIdentity"]), e.Type)
	e.Request = object(r["requestParameters"])
	e.Response = object(r["responseElements"])
	e.Additional = additional(object(r["additionalEventData"]), object(r["serviceEventDetails"]))
	e.ReadOnly = readOnly(r["readOnly"], e.Name)
	e.Succeeded = succeeded(&e)
	e.Root = rootUse(&e)
	return e, nil
}

// hashed identifies a record that has no id by what it says, whatever its layout.
func hashed(r map[string]any) (string, error) {
	canonical, err := json.Marshal(r) // it sorts
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(canonical)
	return "sha256:" + hex.EncodeToString(sum[:]), nil
}

func actor(u map[string]any, eventType string) Actor {
	session := object(u["sessionContext"])
	issuer := object(session["sessionIssuer"])
	assumedRoot := boolean(session["assumedRoot"])
	a := Actor{
		Type:        text(u, "type"),
		ARN:         text(u, "arn"),
		AccountID:   text(u, "accountId"),
		PrincipalID: text(u, "principalId"),
		AccessKeyID: text(u, "accessKeyId"),
		UserName:    text(u, "userName"),
		InvokedBy:   text(u, "invokedBy"),
		IssuerType:  text(issuer, "type"),
		IssuerARN:   text(issuer, "arn"),
		MFA:         boolean(object(session["attributes"])["mfaAuthenticated"]),
		AssumedRoot: assumedRoot != nil && *assumedRoot,
	}
	if a.Type == "" && eventType == serviceEvent {
		a.Type = "AWSService" // such records name no type of identity
	}
	return a
}

func additional(data, details map[string]any) map[string]any {
	switch {
	case len(details) == 0:
		return data
	case len(data) == 0:
		return details
	}
	both := maps.Clone(details)
	maps.Copy(both, data)
	return both
}
