package runbook

// phase is a phase of the incident's life, in the runbook's own words, and the lines that belong to it.
type phase struct {
	id, title string
	steps     []step
}

// step is a line of the runbook in its phase, or one that tocsin puts there.
type step struct {
	id, text string
	// advice is what a person has to do; personal is set where only that person knows whether it is done.
	advice   []Advice
	personal bool
}

// The steps that the runbook has no line for.
const (
	evidence = "preserve_evidence"
	ownRules = "your_infrastructure" // also of rules that name no line
	lockout  = "own_access"
)

// AWS's pages on what only a person can do.
const (
	iamGuide      = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
	unauthorized  = "https://repost.aws/knowledge-center/potential-account-compromise"
	openCase      = "https://support.console.aws.amazon.com/support/home#/case/create"
	withoutSignIn = "https://support.aws.amazon.com/#/contacts/aws-account-support"
	supportPlans  = "https://docs.aws.amazon.com/awssupport/latest/user/changing-support-plans.html"
	rootPassword  = iamGuide + "root-user-password.html"
	lostPassword  = iamGuide + "reset-root-password.html"
	rootMFA       = iamGuide + "enable-mfa-for-root.html"
	rootKeys      = iamGuide + "id_root-user_manage_delete-key.html"
	sessions      = iamGuide + "id_roles_use_revoke-sessions.html"
	rootEmail     = "https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-root-user-email.html"
)

// phases is the table of the phases, in the order in which they are gone through. Each line of the runbook
// stands in it once: what gives back the hold on the account first, then what shows how far it went.
func phases() []phase {
	return []phase{
		{"establish_control", "Establish control", []step{
			{id: evidence, text: "Preserve the evidence.", personal: true, advice: []Advice{
				{Text: "Save the state of the account before anything is changed, and keep it with what the commands below print: tocsin collect -o evidence.json"},
			}},
			{id: "contact_support_and_tam", personal: true, advice: []Advice{
				{"Open a case with AWS Support that says that the account may be compromised, and call the technical account manager.", openCase},
				{"If nobody can sign in, reach AWS without signing in.", withoutSignIn},
				{"Go through what AWS asks of the owner of such an account.", unauthorized},
			}},
			{id: "root_password_and_mfa", personal: true, advice: []Advice{
				{"Sign in as root and change its password.", rootPassword},
				{"If the password is lost or was changed, recover it: who holds the mailbox of the root e-mail address can.", lostPassword},
				{"Register new MFA devices for root, and remove those that nobody knows.", rootMFA},
			}},
			{id: "rotate_keys", personal: true, advice: []Advice{
				{"Sign in as root and delete its access keys.", rootKeys},
				{"Revoke the sessions of roles: a rotated key does not end them.", sessions},
			}},
			{id: "cli_configured"},
			{id: "iam_user_creation"},
			{id: "cloudtrail_off"},
			{id: "cloudtrail"},
			{id: "contact_changes", advice: []Advice{{"The root e-mail address is changed by root alone.", rootEmail}}},
		}},
		{"determine_impact", "Determine impact", []step{
			{id: "review_items", text: reviewItems, personal: true},
			{id: "cross_account_roles"}, {id: "iam_users"}, {id: "s3_buckets"}, {id: "ec2_instances"}, {id: "new_amis"}, {id: ownRules},
		}},
		{"recover", "Recover as needed", []step{{id: "cloudwatch_off"}, {id: "sns_paused"}, {id: "step_functions_paused"}}},
		{"investigate", "Investigate the root cause", []step{
			{id: "abnormal_activity"},
			{id: "open_runbooks", text: openRunbooks, personal: true},
			{id: "review_incident", text: reviewIncident, personal: true},
		}},
		{"improve", "Improve", []step{
			{id: "reporting_process"},
			{id: "trusted_advisor_active", advice: []Advice{{"Support plans are chosen by a person.", supportPlans}}},
			{id: "security_hub_active"},
			{id: "fix_issues", text: fixIssues, personal: true},
			{id: "close_incident", text: closeIncident, personal: true},
			{id: lockout, text: "Give up the access that you work with.", personal: true, advice: []Advice{
				{Text: "These commands shut out the identity that read the account. Sign in as another one first."},
			}},
		}},
	}
}

// line returns what the runbook says, and how tocsin helps where it has no rules.
func (s step) line() Line {
	if l, ok := ByID(s.id); ok {
		return l
	}
	for _, l := range Lines() {
		if l.ID == "" && l.Text == s.text {
			return l
		}
	}
	return Line{Text: s.text}
}
