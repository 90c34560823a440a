"""Second factors by allauth.mfa, on our rules: secrets are encrypted, sentences say what to do, the QR code is ours."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from synthai.core import crypto
from synthai.core.design import qr

_PURPOSE = "accounts.mfa"


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """What we do differently from allauth."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "That did not work. Type the newest code of your app, or a recovery code that was not used yet. The time "
            "on your phone must be set automatically: codes depend on it."
        ),
        "recovery_code_wrong": _(
            "That did not work. Use your passkey, or type a recovery code that was not used yet."
        ),
        "code_used": _(
            "This code was used already. Wait for the next one: your app shows it within half a minute."
        ),
        "clock_slow": _(
            "The clock of your phone is about %s minutes slow, so its codes come too late. Set its time "
            "automatically, then type the newest code."
        ),
        "clock_fast": _(
            "The clock of your phone is about %s minutes fast, so its codes come too early. Set its time "
            "automatically, then type the newest code."
        ),
        "passkey_wrong": _("The passkey did not work here. Try again, or choose another way to sign in."),
        "passkey_cloned": _(
            "This passkey was refused and is suspended now: it counts fewer uses than we have seen, which happens when "
            "it was copied. Sign in another way, then keep or remove it under Passkeys."
        ),
        "passkey_suspended": _(
            "This passkey is suspended, because it may have been copied. Sign in another way, then keep or remove it "
            "under Passkeys."
        ),
        "passkey_unverified": _(
            "The passkey must check that it is you, by fingerprint, face or PIN. Set that up on the device, or choose "
            "another way."
        ),
        "add_email_blocked": _(
            "While two-step sign-in is on, no address can be added: an unconfirmed one could lock its real owner out. Turn "
            "it off, add and confirm the address, and turn it on again."
        ),
        "unverified_email": _("Confirm or remove your unconfirmed e-mail address first, then come back."),
        "cannot_generate_recovery_codes": _("Recovery codes need an authenticator app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        """Keep the app's secret and the seed of the recovery codes unreadable in a copy of the database."""
        return crypto.encrypt(text, purpose=_PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """The other way."""
        return crypto.decrypt(encrypted_text, purpose=_PURPOSE)

    def build_totp_svg(self, url: str) -> SafeString:
        """The QR code as one path, black on white in both themes, without styles."""
        return qr.svg_of(url, label=gettext("QR code for your authenticator app"))

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002 - allauth's signature
        """What a passkey is called until its owner says otherwise."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey") if number == 1 else gettext("Passkey %(number)s") % {"number": number}
