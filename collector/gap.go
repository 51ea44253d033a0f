package collector

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/smithy-go"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// The codes of gaps that AWS has no code for.
const (
	codeTimeout           = "Timeout"
	codeUnreachable       = "Unreachable"
	codeMalformed         = "MalformedResponse"
	codeCanceled          = "Canceled"
	codeTooLarge          = "TooLarge"
	codeRegionNotSelected = "RegionNotSelected"
)

// gapOf says what a failed call leaves unknown. The text is the same for the same failure, or two
// scans of one account would differ.
func (g *gate) gapOf(region, resource string, err error) snapshot.Gap {
	code, message := explain(err)
	return snapshot.Gap{Region: region, Operation: g.actionOf(err), Resource: resource, Code: code, Message: message}
}

// actionOf names the IAM action of the call that failed.
func (g *gate) actionOf(err error) string {
	var call *smithy.OperationError
	if !errors.As(err, &call) {
		return ""
	}
	if o, ok := g.declared[call.ServiceID+"."+call.OperationName]; ok {
		return o.Action
	}
	return strings.ToLower(call.ServiceID) + ":" + call.OperationName
}

func explain(err error) (code, message string) {
	var api smithy.APIError
	switch {
	case errors.Is(err, context.Canceled):
		return codeCanceled, "the scan was interrupted"
	case errors.Is(err, errTimeout):
		return codeTimeout, "the endpoint did not answer in time"
	case errors.Is(err, errTooLarge):
		return codeTooLarge, errTooLarge.Error()
	case isMalformed(err):
		return codeMalformed, "the answer could not be understood"
	case errors.As(err, &api) && api.ErrorCode() != "" && api.ErrorCode() != "UnknownError":
		return api.ErrorCode(), stable(api.ErrorMessage())
	case httpStatus(err) != 0:
		return fmt.Sprintf("HTTP%d", httpStatus(err)), ""
	case isUnreachable(err):
		return codeUnreachable, "the endpoint could not be reached"
	default:
		return "Unexpected", stable(err.Error())
	}
}

var changing = regexp.MustCompile(`(?i)\s*(encoded authorization failure message:.*|\(?request ?id:? [0-9a-z-]+\)?)`)

// stable cuts out of AWS's text what differs from call to call.
func stable(message string) string {
	message = strings.Join(strings.Fields(changing.ReplaceAllString(message, "")), " ")
	if runes := []rune(message); len(runes) > 400 {
		message = string(runes[:400]) + "…"
	}
	return message
}
