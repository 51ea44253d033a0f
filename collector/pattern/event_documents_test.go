package pattern

import "testing"

// The rows of AWS's table of operators
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html), each with
// an event that it is for and with some that it is not for.
func TestOperatorsOfDocuments(t *testing.T) {
	for name, tc := range map[string]struct {
		pattern, matches string
		misses           []string
	}{
		"and":                       {`{"Location":["New York"],"Day":["Monday"]}`, `{"Location":"New York","Day":"Monday"}`, []string{`{"Location":"New York","Day":"Friday"}`, `{"Day":"Monday"}`}},
		"anything-but":              {`{"state":[{"anything-but":"initializing"}]}`, `{"state":"stopped"}`, []string{`{"state":"initializing"}`, `{}`}},
		"anything-but list":         {`{"state":[{"anything-but":["stopped","overloaded"]}]}`, `{"state":"running"}`, []string{`{"state":"stopped"}`, `{"state":"overloaded"}`}},
		"anything-but number":       {`{"x-limit":[{"anything-but":[100,200,300]}]}`, `{"x-limit":101}`, []string{`{"x-limit":200}`, `{"x-limit":3e2}`}},
		"anything-but begins":       {`{"Region":[{"anything-but":{"prefix":"us-"}}]}`, `{"Region":"eu-west-1"}`, []string{`{"Region":"us-east-1"}`}},
		"anything-but begins, list": {`{"Region":[{"anything-but":{"prefix":["us-","eu-"]}}]}`, `{"Region":"ap-south-1"}`, []string{`{"Region":"us-east-1"}`, `{"Region":"eu-west-1"}`}},
		"anything-but ends":         {`{"FileName":[{"anything-but":{"suffix":".png"}}]}`, `{"FileName":"a.txt"}`, []string{`{"FileName":"a.png"}`}},
		"anything-but ends, list":   {`{"FileName":[{"anything-but":{"suffix":[".png",".jpg"]}}]}`, `{"FileName":"a.txt"}`, []string{`{"FileName":"a.png"}`, `{"FileName":"a.jpg"}`}},
		"anything-but any case":     {`{"state":[{"anything-but":{"equals-ignore-case":"initializing"}}]}`, `{"state":"stopped"}`, []string{`{"state":"INITIALIZING"}`}},
		"anything-but cases":        {`{"state":[{"anything-but":{"equals-ignore-case":["initializing","stopped"]}}]}`, `{"state":"running"}`, []string{`{"state":"Initializing"}`, `{"state":"StoppeD"}`}},
		"anything-but wildcard":     {`{"FilePath":[{"anything-but":{"wildcard":"*/lib/*"}}]}`, `{"FilePath":"/usr/bin/x"}`, []string{`{"FilePath":"/usr/lib/x"}`}},
		"anything-but wildcards":    {`{"FilePath":[{"anything-but":{"wildcard":["*/lib/*","*/bin/*"]}}]}`, `{"FilePath":"/etc/x"}`, []string{`{"FilePath":"/usr/lib/x"}`, `{"FilePath":"/usr/bin/x"}`}},
		"begins":                    {`{"Region":[{"prefix":"us-"}]}`, `{"Region":"us-east-1"}`, []string{`{"Region":"eu-us-1"}`, `{"Region":7}`}},
		"begins, any case":          {`{"service":[{"prefix":{"equals-ignore-case":"eventb"}}]}`, `{"service":"EventBridge"}`, []string{`{"service":"even"}`, `{"service":"tbridge"}`}},
		"empty":                     {`{"LastName":[""]}`, `{"LastName":""}`, []string{`{"LastName":"x"}`, `{"LastName":null}`, `{}`}},
		"equals":                    {`{"Name":["Alice"]}`, `{"Name":"Alice"}`, []string{`{"Name":"alice"}`}},
		"equals, any case":          {`{"Name":[{"equals-ignore-case":"alice"}]}`, `{"Name":"ALICE"}`, []string{`{"Name":"Alic"}`}},
		"ends":                      {`{"FileName":[{"suffix":".png"}]}`, `{"FileName":"a.png"}`, []string{`{"FileName":"a.png.txt"}`}},
		"ends, any case":            {`{"service":[{"suffix":{"equals-ignore-case":"tbridge"}}]}`, `{"service":"EventBRIDGE"}`, []string{`{"service":"bridge"}`}},
		"exists":                    {`{"ProductName":[{"exists":true}]}`, `{"ProductName":""}`, []string{`{}`}},
		"does not exist":            {`{"ProductName":[{"exists":false}]}`, `{"Product":"x"}`, []string{`{"ProductName":"x"}`, `{"ProductName":null}`}},
		"not":                       {`{"Weather":[{"anything-but":["Raining"]}]}`, `{"Weather":"Sunny"}`, []string{`{"Weather":"Raining"}`}},
		"null":                      {`{"UserID":[null]}`, `{"UserID":null}`, []string{`{"UserID":"null"}`, `{"UserID":""}`, `{}`}},
		"numeric, equals":           {`{"Price":[{"numeric":["=",100]}]}`, `{"Price":1e2}`, []string{`{"Price":101}`, `{"Price":"100"}`}},
		"numeric, range":            {`{"Price":[{"numeric":[">",10,"<=",20]}]}`, `{"Price":20}`, []string{`{"Price":10}`, `{"Price":20.01}`}},
		"numeric, other bounds":     {`{"Price":[{"numeric":[">=",10,"<",20]}]}`, `{"Price":10}`, []string{`{"Price":9.99}`, `{"Price":20}`}},
		"or":                        {`{"PaymentType":["Credit","Debit"]}`, `{"PaymentType":"Debit"}`, []string{`{"PaymentType":"Cash"}`}},
		"or, of fields":             {`{"$or":[{"Location":["New York"]},{"Day":["Monday"]}]}`, `{"Location":"Oslo","Day":"Monday"}`, []string{`{"Location":"Oslo","Day":"Friday"}`}},
		"or, of operators":          {`{"$or":[{"Price":[{"numeric":["<",10]}]},{"Day":[{"prefix":"Mon"}]},{"Sale":[true]}],"Open":[true]}`, `{"Price":12,"Sale":true,"Open":true}`, []string{`{"Price":12,"Open":true}`, `{"Price":9,"Open":false}`}},
		"or, within or":             {`{"$or":[{"a":["1"],"$or":[{"b":["2"]},{"c":["3"]}]},{"d":["4"]}]}`, `{"a":"1","c":"3"}`, []string{`{"a":"1"}`, `{"b":"2","c":"3"}`}},
		"address":                   {`{"source-ip":[{"cidr":"10.0.0.0/24"}]}`, `{"source-ip":"10.0.0.255"}`, []string{`{"source-ip":"10.0.1.0"}`, `{"source-ip":"cloudtrail.amazonaws.com"}`}},
		"address, IPv6":             {`{"source-ip":[{"cidr":"2001:db8::/32"}]}`, `{"source-ip":"2001:db8:1::1"}`, []string{`{"source-ip":"2001:db9::1"}`, `{"source-ip":"10.0.0.1"}`}},
		"wildcard":                  {`{"EventBusArn":[{"wildcard":"arn:aws:events:us-east-1:*:event-bus/*"}]}`, `{"EventBusArn":"arn:aws:events:us-east-1:1:event-bus/x"}`, []string{`{"EventBusArn":"arn:aws:events:us-west-1:1:event-bus/x"}`}},
		"wildcard, in the middle":   {`{"FileName":[{"wildcard":"dir/*.png"}]}`, `{"FileName":"dir/sub/a.png"}`, []string{`{"FileName":"a.png"}`, `{"FileName":"dir/a.jpg"}`}},
		"elements of a list":        {`{"groups":["a",{"prefix":"admin-"}]}`, `{"groups":["x","admin-1"]}`, []string{`{"groups":["x"]}`, `{"groups":[]}`}},
		"within":                    {`{"detail":{"state":{"name":["running"]}}}`, `{"detail":{"state":{"name":"running"}}}`, []string{`{"detail":{"state":"running"}}`, `{"state":{"name":"running"}}`}},
	} {
		t.Run(name, func(t *testing.T) {
			passes := func(event string) bool {
				got, err := RuleMatches(tc.pattern, []Probe{{"it", []Event{{Envelope: mustDecode(event)}}}})
				if err != nil {
					t.Fatal(err)
				}
				return len(got) == 1
			}
			if !passes(tc.matches) {
				t.Errorf("misses %s", tc.matches)
			}
			for _, event := range tc.misses {
				if passes(event) {
					t.Errorf("matches %s", event)
				}
			}
		})
	}
}
