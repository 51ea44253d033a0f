package output

// The events of OCSF, as far as a report fills them.

type ocsfClass struct {
	uid  int
	name string
}

var (
	ocsfComplianceFinding = ocsfClass{2003, "Compliance Finding"}
	ocsfDetectionFinding  = ocsfClass{2004, "Detection Finding"}
)

type ocsfActivity struct {
	id   int
	name string
}

type ocsfEvent struct {
	ClassUID     int              `json:"class_uid"`
	ClassName    string           `json:"class_name"`
	CategoryUID  int              `json:"category_uid"`
	CategoryName string           `json:"category_name"`
	ActivityID   int              `json:"activity_id"`
	ActivityName string           `json:"activity_name"`
	TypeUID      int              `json:"type_uid"`
	TypeName     string           `json:"type_name"`
	Time         int64            `json:"time"`
	SeverityID   int              `json:"severity_id"`
	Severity     string           `json:"severity"`
	StatusID     int              `json:"status_id,omitzero"`
	Status       string           `json:"status,omitempty"`
	StatusDetail string           `json:"status_detail,omitempty"`
	Message      string           `json:"message"`
	Metadata     ocsfMetadata     `json:"metadata"`
	Cloud        ocsfCloud        `json:"cloud"`
	FindingInfo  ocsfFindingInfo  `json:"finding_info"`
	Compliance   *ocsfCompliance  `json:"compliance,omitempty"`
	IsAlert      *bool            `json:"is_alert,omitempty"`
	Resources    []ocsfResource   `json:"resources"`
	Evidences    []ocsfEvidence   `json:"evidences,omitempty"`
	Remediation  *ocsfRemediation `json:"remediation,omitempty"`
}

type ocsfMetadata struct {
	Version  string      `json:"version"`
	Product  ocsfProduct `json:"product"`
	Profiles []string    `json:"profiles"`
}

type ocsfProduct struct {
	Name       string `json:"name"`
	VendorName string `json:"vendor_name"`
	Version    string `json:"version"`
	URL        string `json:"url_string"`
}

type ocsfCloud struct {
	Provider  string      `json:"provider"`
	Account   ocsfAccount `json:"account"`
	Partition string      `json:"cloud_partition,omitempty"`
	Region    string      `json:"region,omitempty"`
}

type ocsfAccount struct {
	UID    string `json:"uid"`
	TypeID int    `json:"type_id"`
	Type   string `json:"type"`
}

type ocsfFindingInfo struct {
	UID         string       `json:"uid"`
	Title       string       `json:"title"`
	Desc        string       `json:"desc,omitempty"`
	Analytic    ocsfAnalytic `json:"analytic"`
	Attacks     []ocsfAttack `json:"attacks,omitempty"`
	DataSources []string     `json:"data_sources,omitempty"`
}

type ocsfAnalytic struct {
	UID    string `json:"uid"`
	Name   string `json:"name"`
	TypeID int    `json:"type_id"`
	Type   string `json:"type"`
}

type ocsfAttack struct {
	Technique    *ocsfTechnique `json:"technique"`
	SubTechnique *ocsfTechnique `json:"sub_technique,omitempty"`
}

type ocsfTechnique struct {
	UID string `json:"uid"`
	URL string `json:"src_url"`
}

type ocsfCompliance struct {
	Control       string   `json:"control"`
	Standards     []string `json:"standards"`
	StatusID      int      `json:"status_id"`
	Status        string   `json:"status"`
	StatusDetails []string `json:"status_details,omitempty"`
}

type ocsfResource struct {
	UID       string `json:"uid"`
	Name      string `json:"name,omitempty"`
	Type      string `json:"type,omitempty"`
	Region    string `json:"region,omitempty"`
	Partition string `json:"cloud_partition,omitempty"`
	RoleID    int    `json:"role_id"`
	Role      string `json:"role"`
}

type ocsfEvidence struct {
	Data map[string]any `json:"data"`
}

type ocsfRemediation struct {
	Desc       string   `json:"desc"`
	References []string `json:"references,omitempty"`
}
