package collector

import (
	"context"
	"reflect"
)

// PrimaryEmail is the e-mail address of the account's root user
// (https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-root-user-email.html).
type PrimaryEmail struct {
	EmailAddress string `json:"email_address"`
}

const primaryEmailSection = section[PrimaryEmail]("account.primary_email")

// accountPrimaryEmail reads the address where AWS tells it: to a management account, as that of its
// organisation. GetPrimaryEmail answers for members only, and to nobody about his own account
// (https://docs.aws.amazon.com/accounts/latest/reference/API_GetPrimaryEmail.html), so that elsewhere
// there is nothing to ask.
var accountPrimaryEmail = Collector{
	Sections:   []Section{{Name: string(primaryEmailSection), Type: reflect.TypeFor[PrimaryEmail](), Optional: true}},
	Operations: []Operation{describeOrganization},
	collect: func(ctx context.Context, r *reader) {
		o, err := r.organization(ctx)
		switch {
		case err != nil:
			r.gap("", "", err)
		case o == nil || o.ManagementAccountID != r.identity.account:
		case o.managementEmail == "":
			r.gap("", "", describeOrganization.malformed("no e-mail address of the management account"))
		default:
			primaryEmailSection.put(r, PrimaryEmail{EmailAddress: o.managementEmail})
		}
	},
}
