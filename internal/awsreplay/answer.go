package awsreplay

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// answer is an HTTP response before it is sent.
type answer struct {
	status int
	header http.Header
	body   []byte
	// cut breaks the connection at the end of the body.
	cut bool
}

func newAnswer(c Call, x exchange) answer {
	a := c.answer(x.Status, x.body())
	if x.Status == 0 {
		a.status = http.StatusOK
	}
	for name, value := range x.Headers {
		a.header.Set(name, value)
	}
	return a
}

// answer makes an answer in the call's protocol.
func (c Call) answer(status int, body []byte) answer {
	return answer{status: status, header: http.Header{"Content-Type": {c.protocol.contentType()}}, body: body}
}

// failure makes an error answer as the call's protocol shapes it.
func (c Call) failure(status int, code, message string) answer {
	var escaped strings.Builder
	if err := xml.EscapeText(&escaped, []byte(message)); err != nil {
		escaped.Reset()
	}
	switch c.protocol {
	case query:
		return c.answer(status, fmt.Appendf(nil, `<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>`, code, escaped.String()))
	case ec2Query:
		return c.answer(status, fmt.Appendf(nil, `<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors></Response>`, code, escaped.String()))
	case restXML:
		body := fmt.Sprintf(`<Error><Code>%s</Code><Message>%s</Message></Error>`, code, escaped.String())
		if c.Operation == "GetAccountPublicAccessBlock" { // S3 Control wraps its errors
			body = "<ErrorResponse>" + body + "</ErrorResponse>"
		}
		return c.answer(status, []byte(body))
	case restJSON:
		a := c.answer(status, mustMarshal(map[string]string{"message": message}))
		a.header.Set("X-Amzn-Errortype", code)
		return a
	default:
		return c.answer(status, mustMarshal(map[string]string{"__type": code, "message": message}))
	}
}

// hollow makes a whole, successful answer that holds nothing of what was asked for.
func (c Call) hollow() answer {
	switch c.protocol {
	case query:
		return c.answer(http.StatusOK, fmt.Appendf(nil, `<%[1]sResponse><%[1]sResult></%[1]sResult><ResponseMetadata></ResponseMetadata></%[1]sResponse>`, c.Operation))
	case ec2Query:
		return c.answer(http.StatusOK, fmt.Appendf(nil, `<%[1]sResponse><requestId></requestId></%[1]sResponse>`, c.Operation))
	case restXML:
		return c.answer(http.StatusOK, []byte(`<Unexpected></Unexpected>`))
	default:
		return c.answer(http.StatusOK, []byte(`{"Unexpected":1}`))
	}
}

func (a answer) response(r *http.Request) *http.Response {
	var body io.Reader = bytes.NewReader(a.body)
	length := int64(len(a.body))
	if a.cut {
		body, length = io.MultiReader(body, brokenReader{}), 2*length+1
	}
	return &http.Response{
		Status:     fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)),
		StatusCode: a.status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        a.header,
		Body:          io.NopCloser(body),
		ContentLength: length,
		Request:       r,
	}
}

// brokenReader is a connection that was closed too early.
type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
