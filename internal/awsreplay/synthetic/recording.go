package synthetic

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// recording holds exchanges by service.Operation, in awsreplay's form.
type recording map[string][]exchange

type exchange struct {
	Region  string            `json:"region"`
	Input   object            `json:"input,omitempty"`
	Status  int               `json:"status,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	JSON    any               `json:"json,omitempty"`
	Body    string            `json:"body,omitempty"`
}

type object map[string]any

func (r recording) add(operation, region string, input object, x exchange) {
	x.Region, x.Input = region, input
	r[operation] = append(r[operation], x)
}

func (r recording) json(operation, region string, input object, body any) {
	r.add(operation, region, input, exchange{JSON: body})
}

func (r recording) xml(operation, region string, input object, body string) {
	r.add(operation, region, input, exchange{Body: body})
}

// refuse answers with an error as services that speak JSON send one.
func (r recording) refuse(operation, region string, input object, status int, code string) {
	r.add(operation, region, input, exchange{
		Status: status, Headers: map[string]string{"X-Amzn-Errortype": code}, JSON: object{"__type": code, "message": "no"},
	})
}

// refuseBucket does so as S3 sends one.
func (r recording) refuseBucket(operation string, input object, code string) {
	r.add(operation, Home, input, exchange{Status: 404, Body: `<Error><Code>` + code + `</Code><Message>no</Message></Error>`})
}

// listing is a call that lists page by page.
type listing struct {
	operation, region string
	input             object // of the first page's request
	token             string // the member by which the others' requests name their page
	size              int    // the most that AWS puts on a page
	page              func(items []string, next string) exchange
}

// list answers a listing. Each page but the last names the next.
func (r recording) list(l listing, items []string) {
	chunks := slices.Collect(slices.Chunk(items, l.size))
	if len(chunks) == 0 {
		chunks = [][]string{nil}
	}
	for i, chunk := range chunks {
		input, next := maps.Clone(l.input), ""
		if i > 0 {
			if input == nil {
				input = object{}
			}
			input[l.token] = fmt.Sprintf("page-%d", i)
		}
		if i+1 < len(chunks) {
			next = fmt.Sprintf("page-%d", i+1)
		}
		r.add(l.operation, l.region, input, l.page(chunk, next))
	}
}

// jsonPage makes pages of items that are JSON. The member more, if it is set, is an empty list that
// AWS sends along.
func jsonPage(list, token, more string) func([]string, string) exchange {
	return func(items []string, next string) exchange {
		body := object{list: json.RawMessage("[" + strings.Join(items, ",") + "]")}
		if next != "" {
			body[token] = next
		}
		if more != "" {
			body[more] = []string{}
		}
		return exchange{JSON: body}
	}
}

// iamPage makes pages as IAM does of items that are XML.
func iamPage(operation string, lists func(items []string) string) func([]string, string) exchange {
	return func(items []string, next string) exchange {
		truncated := `<IsTruncated>false</IsTruncated>`
		if next != "" {
			truncated = `<IsTruncated>true</IsTruncated><Marker>` + next + `</Marker>`
		}
		return exchange{Body: inResult(operation, truncated+lists(items))}
	}
}

// snsPage makes pages as SNS does.
func snsPage(operation, list string) func([]string, string) exchange {
	return func(items []string, next string) exchange {
		return exchange{Body: inResult(operation, element(list, strings.Join(items, ""))+element("NextToken", next))}
	}
}

// ec2Page makes pages as EC2 does.
func ec2Page(operation, list string) func([]string, string) exchange {
	return func(items []string, next string) exchange {
		return exchange{Body: element(operation+"Response", "<"+list+">"+strings.Join(items, "")+"</"+list+">"+element("nextToken", next))}
	}
}

func inResult(operation, content string) string {
	return element(operation+"Response", element(operation+"Result", content))
}

// element returns nothing for a token that is not there, and an empty element for an empty list.
func element(name, content string) string {
	if content == "" && strings.HasSuffix(strings.ToLower(name), "token") {
		return ""
	}
	return "<" + name + ">" + content + "</" + name + ">"
}

// attributes makes the map of a query protocol.
func attributes(pairs ...string) string {
	var b strings.Builder
	for pair := range slices.Chunk(pairs, 2) {
		fmt.Fprintf(&b, "<entry><key>%s</key><value>%s</value></entry>", pair[0], pair[1])
	}
	return b.String()
}

// some makes n items.
func some(n int, item func(i int) string) []string {
	items := make([]string, n)
	for i := range items {
		items[i] = item(i)
	}
	return items
}

func each(n int, item func(i int) string) string { return strings.Join(some(n, item), "") }

// regional is the ARN of a resource of the home region.
func regional(service, resource string) string { return regionalIn(Home, service, resource) }

func regionalIn(region, service, resource string) string {
	return "arn:aws:" + service + ":" + region + ":" + account + ":" + resource
}

func encode(exchanges []exchange) []byte {
	b, err := json.Marshal(exchanges)
	if err != nil {
		panic(err) // only an item that is no JSON gets here
	}
	return b
}
