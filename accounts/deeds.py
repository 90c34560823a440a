"""The deeds of accounts in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from synthai.core.audit_words import deeds, fields, nouns, values

nouns(
    {
        "accounts.member": _("Members"),
        "accounts.invitation": _("Invitations"),
        "accounts.role": _("Roles"),
        "accounts.rule": _("Access rules"),
        "accounts.key": _("API keys"),
        "accounts.organisation": _("Organisation"),
        "accounts.user": _("Accounts of people"),
        "accounts.token": _("Mobile sign-ins"),
        "accounts.session": _("Browser sign-ins"),
        "accounts.factor": _("Second factors"),
        "accounts.passkey": _("Passkeys"),
        "accounts.policy": _("Sign-in rules"),
        "accounts.sign_in_way": _("Ways to sign in"),
        "accounts.sso": _("Single sign-on"),
        "accounts.support": _("Support access"),
    }
)
deeds(
    {
        "accounts.invitation.accepted": _("accepted an invitation and joined the team"),
        "accounts.invitation.reopened": _("took the withdrawal of an invitation back"),
        "accounts.invitation.revoked": _("withdrew an invitation"),
        "accounts.invitation.role_changed": _("changed the role of an invitation"),
        "accounts.invitation.sent": _("invited somebody to the team"),
        "accounts.invitation.sent_again": _("sent an invitation again"),
        "accounts.member.joined_by_sso": _("joined the team by single sign-on"),
        "accounts.member.left": _("left the team"),
        "accounts.member.removed": _("removed somebody from the team"),
        "accounts.member.restored": _("took somebody back into the team"),
        "accounts.member.role_changed": _("changed somebody's role"),
        "accounts.member.role_changed_by_sso": _("got another role by single sign-on"),
        "accounts.organisation.changed": _("changed the organisation's details"),
        "accounts.organisation.created": _("created the organisation"),
        "accounts.organisation.deletion_requested": _("asked for the organisation's deletion"),
        "accounts.organisation.erased": _("erased an organisation after its days of grace"),
        "accounts.organisation.kept": _("stopped the organisation's deletion"),
        "accounts.organisation.transferred": _("handed the organisation to another owner"),
        "accounts.role.created": _("made a role"),
        "accounts.role.changed": _("changed what a role may do"),
        "accounts.role.deleted": _("deleted a role"),
        "accounts.rule.created": _("made an access rule"),
        "accounts.rule.changed": _("changed an access rule"),
        "accounts.rule.deleted": _("deleted an access rule"),
        "accounts.session.ended": _("signed a browser out"),
        "accounts.session.all_ended": _("signed all browsers out"),
        "accounts.sign_in_way.linked": _("linked a way to sign in"),
        "accounts.sign_in_way.unlinked": _("unlinked a way to sign in"),
        "accounts.sso.provider_added": _("set up an identity provider"),
        "accounts.sso.provider_changed": _("changed an identity provider"),
        "accounts.sso.provider_removed": _("removed an identity provider"),
        "accounts.sso.provider_tested": _("tested an identity provider"),
        "accounts.sso.refused": _("was refused by single sign-on"),
        "accounts.sso.requirement_changed": _("changed whether single sign-on is required"),
        "accounts.token.started": _("signed in on a mobile device"),
        "accounts.token.ended": _("signed a mobile device out"),
        "accounts.token.all_ended": _("signed all mobile devices out"),
        "accounts.token.reused": _("signed a mobile device out, because its sign-in was copied"),
        "accounts.user.added": _("opened an account"),
        "accounts.user.added_by_sso": _("got an account by single sign-on"),
        "accounts.user.deactivated": _("blocked an account"),
        "accounts.user.reactivated": _("let a blocked account sign in again"),
        "accounts.user.demo_password_set": _("set the password of a demo account"),
        "accounts.user.password_changed": _("changed the password"),
        "accounts.user.renamed": _("changed their name"),
        "accounts.user.taken_over_by_proof": _("took over an account that was never confirmed"),
        "accounts.support.allowed": _("let SynthAI support in"),
        "accounts.support.ended": _("ended SynthAI support's access"),
        "accounts.support.expired": _("closed SynthAI support's access, because its time was over"),
        "accounts.support.entered": _("entered with your consent"),
        "accounts.support.left": _("left again"),
        "accounts.support.viewed": _("looked at a page"),
        "accounts.support.sent": _("sent a form"),
    }
)
fields(
    {
        "accounts.organisation.entries": _("Entries of its audit trail"),
        "accounts.organisation.head": _("Last entry of its audit trail"),
        "accounts.support.page": _("Page"),
        "accounts.support.until": _("Until"),
        "accounts.support.answer": _("Answer"),
        "accounts.support.reason": _("Reason"),
    }
)
values("role", {role.value: role.label for role in Role})
