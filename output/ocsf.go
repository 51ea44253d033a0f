package output

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// ocsfVersion is the version of the schema (https://schema.ocsf.io) that the events keep to.
const ocsfVersion = "1.8.0"

// OCSF prints the report as events of the Open Cybersecurity Schema Framework, one a line, for Security
// Lake and SIEMs. A finding of an indicator of compromise is a Detection Finding, every other one a
// Compliance Finding. A rule without findings is a Compliance Finding of its own, so that what passed can be
// told from what could not be decided; an indicator only if it could not be decided: that nothing was
// detected is no event, that nobody could look is one.
func OCSF(w io.Writer, r *report.Report) error {
	v := viewOf(r)
	var b bytes.Buffer
	for _, o := range r.Outcomes {
		for _, e := range v.ocsfEvents(o) {
			line, err := snapshot.Marshal(e)
			if err != nil {
				return fmt.Errorf("encode report: %w", err)
			}
			b.Write(append(escape(line), '\n'))
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (v view) ocsfEvents(o report.Outcome) []ocsfEvent {
	detection := strings.HasPrefix(o.Rule, "ioc.")
	var events []ocsfEvent
	for _, f := range o.Findings {
		if detection {
			events = append(events, v.ocsfDetection(o.Rule, f))
		} else {
			events = append(events, v.ocsfCompliance(o.Rule, f))
		}
	}
	undecided := o.Status == report.Unknown || o.Status == report.Error
	if undecided || len(o.Findings) == 0 && !detection {
		events = append(events, v.ocsfRule(o))
	}
	return events
}

func (v view) ocsfDetection(rule string, f report.Finding) ocsfEvent {
	e := v.ocsfFinding(ocsfDetectionFinding, rule, f)
	alert := f.Waived == nil
	e.IsAlert = &alert
	e.Evidences = []ocsfEvidence{{Data: object(f.Evidence)}}
	return e
}

func (v view) ocsfCompliance(rule string, f report.Finding) ocsfEvent {
	e := v.ocsfFinding(ocsfComplianceFinding, rule, f)
	e.Compliance = &ocsfCompliance{Control: rule, Standards: ocsfStandards(v.rules[rule]), StatusID: 3, Status: "Fail"}
	return e
}

// ocsfFinding is the event of a finding, whose uid is that of all other formats.
func (v view) ocsfFinding(class ocsfClass, rule string, f report.Finding) ocsfEvent {
	activity := ocsfActivity{1, "Create"}
	if f.Baseline == report.Unchanged {
		activity = ocsfActivity{2, "Update"}
	}
	e := v.ocsfEvent(class, activity, rule, f.Severity)
	e.Message = f.Message
	e.FindingInfo.UID = f.ID
	e.Cloud.Region = f.Resource.Region
	e.Resources = []ocsfResource{v.ocsfResource(f.Resource)}
	e.StatusID, e.Status = 1, "New"
	if f.Waived != nil {
		e.StatusID, e.Status = 3, "Suppressed"
		e.StatusDetail = fmt.Sprintf("waived until %s by %s: %s", f.Waived.Expires, f.Waived.Owner, f.Waived.Reason)
	}
	if e.Remediation != nil {
		e.Remediation.Desc = strings.Join(append([]string{e.Remediation.Desc}, f.Fix...), "\n")
	}
	return e
}

// ocsfRule is the event of a rule that is about no finding. The schema has a status for a check that "did
// not yield a result due to missing information", and it is called Warning.
func (v view) ocsfRule(o report.Outcome) ocsfEvent {
	severity := v.rules[o.Rule].Severity
	c := &ocsfCompliance{Control: o.Rule, Standards: ocsfStandards(v.rules[o.Rule])}
	switch o.Status {
	case report.Pass:
		severity, c.StatusID, c.Status = report.Info, 1, "Pass"
	case report.Unknown:
		c.StatusID, c.Status = 2, "Warning"
	case report.Skipped:
		severity, c.StatusID, c.Status = report.Info, 99, "Skipped"
	default:
		c.StatusID, c.Status = 0, "Unknown"
	}
	e := v.ocsfEvent(ocsfComplianceFinding, ocsfActivity{1, "Create"}, o.Rule, severity)
	e.Compliance = c
	e.Message = v.title(o.Rule) + ": " + strings.ToLower(string(o.Status))
	if o.Reason != "" {
		e.Message += ": " + o.Reason
		c.StatusDetails = []string{o.Reason}
	}
	for _, f := range o.Possible {
		c.StatusDetails = append(c.StatusDetails, "possible: "+f.Message)
	}
	e.FindingInfo.UID = report.FindingID(o.Rule, v.Scan.AccountID, "", "", "")
	e.Resources = []ocsfResource{v.ocsfResource(report.Resource{})}
	return e
}

func (v view) ocsfEvent(class ocsfClass, activity ocsfActivity, id string, severity report.Severity) ocsfEvent {
	rule := v.rules[id]
	e := ocsfEvent{
		ActivityID: activity.id, ActivityName: activity.name,
		CategoryUID: 2, CategoryName: "Findings",
		ClassUID: class.uid, ClassName: class.name,
		TypeUID: class.uid*100 + activity.id, TypeName: class.name + ": " + activity.name,
		Time: v.Scan.EndedAt.UnixMilli(),
		Metadata: ocsfMetadata{
			Version: ocsfVersion, Profiles: []string{"cloud"},
			Product: ocsfProduct{Name: "tocsin", VendorName: "tocsin", Version: cmp.Or(v.Tool.Version, "unknown"), URL: home},
		},
		Cloud: ocsfCloud{Provider: "AWS", Partition: v.Scan.Partition, Account: ocsfAccount{UID: v.Scan.AccountID, TypeID: 10, Type: "AWS Account"}},
		FindingInfo: ocsfFindingInfo{
			Title: v.title(id), Desc: rule.Description, Attacks: ocsfAttacks(rule.Attack), DataSources: rule.Sections,
			Analytic: ocsfAnalytic{UID: id, Name: v.title(id), TypeID: 1, Type: "Rule"},
		},
	}
	e.SeverityID, e.Severity = ocsfSeverity(severity)
	if rule.Remediation != "" {
		e.Remediation = &ocsfRemediation{Desc: rule.Remediation, References: rule.References}
	}
	return e
}

// ocsfResource names a resource; what has no ARN is the account.
func (v view) ocsfResource(r report.Resource) ocsfResource {
	return ocsfResource{
		UID: cmp.Or(r.ARN, v.Scan.AccountID), Name: r.Name, Type: strings.Trim(r.Service+":"+r.Type, ":"),
		Region: r.Region, Partition: v.Scan.Partition, RoleID: 3, Role: "Affected",
	}
}

// ocsfSeverity numbers the severities: 1 is Informational, 5 Critical, 0 Unknown.
func ocsfSeverity(s report.Severity) (int, string) {
	names := map[report.Severity]string{report.Critical: "Critical", report.High: "High", report.Medium: "Medium", report.Low: "Low", report.Info: "Informational"}
	if names[s] == "" {
		return 0, "Unknown"
	}
	return len(names) - slices.Index(report.Severities(), s), names[s]
}

// ocsfStandards names what the rule stands for.
func ocsfStandards(r report.Rule) []string {
	if r.Runbook == "" {
		return []string{"tocsin"}
	}
	return []string{"AWS incident response runbook: Root Usage"}
}

// ocsfAttacks names the techniques of MITRE ATT&CK. T1562.008 is a sub-technique of T1562.
func ocsfAttacks(ids []string) []ocsfAttack {
	var attacks []ocsfAttack
	for _, id := range ids {
		if id == "" {
			continue
		}
		parent, sub, isSub := strings.Cut(id, ".")
		a := ocsfAttack{Technique: &ocsfTechnique{UID: parent, URL: attackSite + parent + "/"}}
		if isSub {
			a.SubTechnique = &ocsfTechnique{UID: id, URL: attackSite + parent + "/" + sub + "/"}
		}
		attacks = append(attacks, a)
	}
	return attacks
}

const attackSite = "https://attack.mitre.org/techniques/"
