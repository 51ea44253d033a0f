package pattern

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// AlarmsThatFire names the alarms of which each, going off alone, makes a composite alarm go off. The
// rule refers to alarms by name or ARN; the names are returned
// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html).
func AlarmsThatFire(rule string) ([]string, error) {
	if len(rule) > maxRuleLength {
		return nil, fmt.Errorf("the rule is longer than %d bytes", maxRuleLength)
	}
	p := &alarmParser{scanner: scanner{text: rule}, names: map[string]bool{}}
	condition, err := p.or()
	if err != nil {
		return nil, err
	}
	if !p.done() {
		return nil, p.unexpected("AND or OR")
	}
	firing := []string{}
	if condition("") { // it goes off, whatever the alarms do
		return firing, nil
	}
	for name := range p.names {
		if condition(name) {
			firing = append(firing, name)
		}
	}
	slices.Sort(firing)
	return firing, nil
}

// alarmCondition says whether a rule holds while one alarm goes off and all others are OK.
type alarmCondition func(alarm string) bool

type alarmParser struct {
	scanner
	depth int
	names map[string]bool
}

func (p *alarmParser) or() (alarmCondition, error) {
	left, err := p.and()
	for err == nil && p.keyword("OR") {
		var right alarmCondition
		l := left
		right, err = p.and()
		left = func(alarm string) bool { return l(alarm) || right(alarm) }
	}
	return left, err
}

func (p *alarmParser) and() (alarmCondition, error) {
	left, err := p.not()
	for err == nil && p.keyword("AND") {
		var right alarmCondition
		l := left
		right, err = p.not()
		left = func(alarm string) bool { return l(alarm) && right(alarm) }
	}
	return left, err
}

func (p *alarmParser) not() (alarmCondition, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, fmt.Errorf("the rule is nested deeper than %d", maxDepth)
	}
	defer func() { p.depth-- }()
	if p.keyword("NOT") {
		c, err := p.not()
		return func(alarm string) bool { return !c(alarm) }, err
	}
	if p.accept("(") {
		c, err := p.or()
		if err == nil && !p.accept(")") {
			err = p.unexpected(")")
		}
		return c, err
	}
	return p.function()
}

// keyword skips a word, if it is what comes next.
func (p *alarmParser) keyword(word string) bool {
	before := p.pos
	if p.word() == word {
		return true
	}
	p.pos = before
	return false
}

func (p *alarmParser) function() (alarmCondition, error) {
	switch name := p.word(); name {
	case "TRUE", "FALSE":
		return func(string) bool { return name == "TRUE" }, nil
	case "ALARM", "OK", "INSUFFICIENT_DATA":
		if !p.accept("(") {
			return nil, p.unexpected("(")
		}
		alarm, err := p.alarm()
		if err == nil && !p.accept(")") {
			err = p.unexpected(")")
		}
		return inState(name, alarm), err
	case "AT_LEAST":
		return p.atLeast()
	}
	return nil, p.unexpected("a function such as ALARM")
}

func inState(state, alarm string) alarmCondition {
	return func(firing string) bool {
		return state == "ALARM" && alarm == firing || state == "OK" && alarm != firing
	}
}

// alarm reads the name of an alarm, in quotation marks or without, or its ARN.
func (p *alarmParser) alarm() (string, error) {
	var name string
	var err error
	if p.accept(`"`) {
		name, err = p.quoted('"')
	} else {
		name = strings.TrimSpace(p.until("),"))
	}
	if strings.HasPrefix(name, "arn:") {
		_, name, _ = strings.Cut(name, ":alarm:")
	}
	if name == "" && err == nil {
		err = p.unexpected("the name of an alarm")
	}
	p.names[name] = true
	return name, err
}

// atLeast parses the rest of AT_LEAST(2, ALARM, (a, b, c)), or of AT_LEAST(50%, …).
func (p *alarmParser) atLeast() (alarmCondition, error) {
	if !p.accept("(") {
		return nil, p.unexpected("(")
	}
	number, percent := strings.CutSuffix(strings.TrimSpace(p.until(",")), "%")
	least, err := strconv.Atoi(number)
	if err != nil || !p.accept(",") {
		return nil, p.unexpected("a number")
	}
	state := strings.TrimSpace(p.until(","))
	negated := strings.HasPrefix(state, "NOT ")
	state = strings.TrimSpace(strings.TrimPrefix(state, "NOT "))
	if !slices.Contains([]string{"ALARM", "OK", "INSUFFICIENT_DATA"}, state) || !p.accept(",") || !p.accept("(") {
		return nil, p.unexpected("a state and alarms")
	}
	var conditions []alarmCondition
	for {
		alarm, err := p.alarm()
		if err != nil {
			return nil, err
		}
		conditions = append(conditions, inState(state, alarm))
		if !p.accept(",") {
			break
		}
	}
	if !p.accept(")") || !p.accept(")") { //nolint:staticcheck // accept moves on: these are two
		return nil, errors.New("AT_LEAST is not closed")
	}
	return func(firing string) bool {
		n := 0
		for _, c := range conditions {
			if c(firing) != negated {
				n++
			}
		}
		if percent {
			return n*100 >= least*len(conditions)
		}
		return n >= least
	}, nil
}
