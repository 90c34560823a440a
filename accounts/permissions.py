"""What may be done with people and organisations, and by which roles."""

from django.utils.translation import gettext_lazy as _

from synthai.core.access import capability
from synthai.core.support import open_to_support

EVERYBODY = ("owner", "administrator", "manager", "member", "viewer")
ADMINISTRATION = ("owner", "administrator")

MEMBER_VIEW = capability("accounts.member.view", title=_("See who is in the team"), roles=EVERYBODY)
MEMBER_INVITE = capability(
    "accounts.member.invite", title=_("Invite people, withdraw invitations"), roles=ADMINISTRATION
)
MEMBER_REMOVE = capability(
    "accounts.member.remove", title=_("Remove people from the team"), roles=ADMINISTRATION
)
MEMBER_CHANGE_ROLE = capability(
    "accounts.member.change_role", title=_("Change somebody's role"), roles=ADMINISTRATION
)
ROLE_CHANGE = capability("accounts.role.change", title=_("Make and change roles"), roles=ADMINISTRATION)
RULE_CHANGE = capability("accounts.rule.change", title=_("Make and change rules"), roles=ADMINISTRATION)
KEY_CHANGE = capability("accounts.key.change", title=_("Make and revoke API keys"), roles=ADMINISTRATION)
BRANCH_CHANGE = capability(
    "accounts.branch.change", title=_("Add, rename and close branches"), roles=ADMINISTRATION
)
BANK_CHANGE = capability(
    "accounts.bank.change", title=_("Say where customers pay: the bank details"), roles=ADMINISTRATION
)
ORGANISATION_CHANGE = capability(
    "accounts.organisation.change", title=_("Change the organisation's details"), roles=ADMINISTRATION
)
ORGANISATION_TRANSFER = capability(
    "accounts.organisation.transfer", title=_("Hand the organisation to another owner"), roles=("owner",)
)
ORGANISATION_DELETE = capability(
    "accounts.organisation.delete", title=_("Delete the organisation, or undo that"), roles=("owner",)
)
AUDIT_VIEW = capability("accounts.audit.view", title=_("Read the audit trail"), roles=ADMINISTRATION)
SSO_CHANGE = capability(
    "accounts.sso.change", title=_("Set up single sign-on and prove domains"), roles=ADMINISTRATION
)
AUDIT_EXPORT = capability("accounts.audit.export", title=_("Download the audit trail"), roles=ADMINISTRATION)
SUPPORT_ALLOW = capability(
    "accounts.support.allow", title=_("Let SynthAI support in, end its access"), roles=ADMINISTRATION
)

# Who holds one of these decides about other people's rights or about the ways in: giving them away asks for fresh proof.
GOVERNING = frozenset(
    {
        MEMBER_INVITE,
        MEMBER_REMOVE,
        MEMBER_CHANGE_ROLE,
        ROLE_CHANGE,
        RULE_CHANGE,
        KEY_CHANGE,
        ORGANISATION_CHANGE,
        SSO_CHANGE,
        SUPPORT_ALLOW,
    }
)

open_to_support("look", MEMBER_VIEW)
