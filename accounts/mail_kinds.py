"""What the mails of accounts are called where staff see that one was sent."""

from django.utils.translation import gettext_lazy as _

from accounts import kinds
from notifications.services import mail_kinds

_KINDS = {
    "account/email/account_already_exists": _("Sign-up with a known address"),
    "account/email/email_changed": _("E-mail address changed"),
    "account/email/email_confirm": _("E-mail address confirmed"),
    "account/email/email_confirmation": _("Confirmation of an address"),
    "account/email/email_confirmation_signup": _("Confirmation of an address (sign-up)"),
    "account/email/email_deleted": _("E-mail address removed"),
    "account/email/login_code": _("Sign-in code"),
    "account/email/password_changed": _("Password changed"),
    "account/email/password_reset": _("Password reset done"),
    "account/email/password_reset_key": _("Link for a new password"),
    "account/email/password_set": _("Password set"),
    "account/email/unknown_account": _("No account with this address"),
    "mfa/email/recovery_codes_generated": _("New recovery codes"),
    "mfa/email/totp_activated": _("Authenticator app set up"),
    "mfa/email/totp_deactivated": _("Authenticator app turned off"),
    "mfa/email/webauthn_added": _("Passkey added"),
    "mfa/email/webauthn_removed": _("Passkey removed"),
    "socialaccount/email/account_connected": _("Other account linked"),
    "socialaccount/email/account_disconnected": _("Other account unlinked"),
    "accounts/deletion_requested": _("Organisation to be deleted"),
    "accounts/deletion_undone": _("Organisation kept"),
    "accounts/invitation": _("Invitation"),
    "accounts/new_device": _("New device"),
    "accounts/organisation_erased": _("Organisation deleted"),
    "accounts/ownership_transferred": _("New owner"),
    "accounts/sign_in_copied": _("Sign-in ended: token used twice"),
    "accounts/passkey_suspended": _("Passkey suspended"),
}


def offer() -> None:
    """Name them; called once, when the app is ready."""
    mail_kinds.name(_KINDS)
    kinds.declare_mails(_KINDS)
