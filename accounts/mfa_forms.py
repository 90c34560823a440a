"""What is typed or signed to prove who one is; judged by allauth, and by us for what it leaves open."""

from typing import Any, cast

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from allauth.mfa.webauthn.internal.auth import parse_authentication_response
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import actors, locks, second_factor
from accounts.services import factors, passkeys
from accounts.services.passkeys import Use
from synthai.core import user_agents

# What the libraries raise for JSON that is no credential; they check only a part of it themselves.
DAMAGED = (KeyError, TypeError, ValueError, AttributeError, IndexError)
_CODE = {"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "off", "autofocus": True}

_RECOVERY = {name: value for name, value in _CODE.items() if name != "autofocus"} | {"autocomplete": "off"}
_HELP = {  # by whether there is an app, and recovery codes
    (True, True): _("Six digits from your authenticator app, or one of your recovery codes."),
    (True, False): _("Six digits from your authenticator app."),
    (False, True): _("One of the recovery codes you kept. Each works once."),
}


class SignInForm(LoginForm):  # type: ignore[misc]  # the library has no types
    """E-mail and password; the field for the address also offers passkeys (conditional UI)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"


class _Code:
    """A code of the app, once; or a recovery code, once, even when it is sent twice at the same moment."""

    user: Any
    fields: dict[str, forms.Field]
    data: dict[str, str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = second_factor.kinds_of(self.user.pk)
        self.has_app = Authenticator.Type.TOTP in kinds
        self.has_codes = Authenticator.Type.RECOVERY_CODES in kinds
        self.fields["code"].label = _("Code") if self.has_app else _("Recovery code")
        self.fields["code"].help_text = _HELP.get((self.has_app, self.has_codes), "")
        self.fields["code"].widget = forms.TextInput(attrs=_CODE if self.has_app else _RECOVERY)

    def clean_code(self) -> str:
        """The code, when it is right and was never used. The refusal is raised outside of the transaction."""
        with transaction.atomic():
            locks.lock_user(self.user.pk)
            code, refusal = self._judge()
        if refusal is not None:
            raise refusal
        return code

    def _judge(self) -> tuple[str, ValidationError | None]:
        typed = self.cleaned_data["code"]  # type: ignore[attr-defined]
        app = Authenticator.objects.filter(user_id=self.user.pk, type=Authenticator.Type.TOTP).first()
        try:
            if app and factors.is_spent(app, typed):
                check_rate_limit(self.user)
                return "", get_adapter().validation_error("code_used")
            super().clean_code()  # type: ignore[misc]
        except ValidationError as refusal:
            return "", _with_clock(refusal, app, typed)
        if app:
            factors.spend(app, typed)
        return typed, None


def _with_clock(refusal: ValidationError, app: Authenticator | None, typed: str) -> ValidationError:
    """Say what can be typed, and that the phone is slow. Not that it is fast: the code would be right in a few minutes."""
    if refusal.code != "incorrect_code":
        return refusal
    if app is None:
        return cast("ValidationError", get_adapter().validation_error("recovery_code_wrong"))
    off = factors.minutes_off(get_adapter().decrypt(app.data["secret"]), typed)
    return refusal if off is None or off >= 0 else get_adapter().validation_error("clock_slow", -off)


class CodeForm(_Code, base.AuthenticateForm):  # type: ignore[misc]
    """At sign-in."""


class CodeAgainForm(_Code, base.ReauthenticateForm):  # type: ignore[misc]
    """Before a dangerous act."""


class ActivateAppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app; the secret is the person's own, so a wrong clock is named either way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code that the app shows")
        self.fields["code"].widget = forms.TextInput(attrs={**_CODE, "inputmode": "numeric"})

    def clean_code(self) -> str:
        """The code; allauth takes it for the secret in the session."""
        typed: str = self.cleaned_data["code"]
        try:
            return str(super().clean_code())
        except ValidationError as refusal:
            off = factors.minutes_off(self.secret, typed) if refusal.code == "incorrect_code" else None
            if not off:
                raise
            kind = "clock_slow" if off < 0 else "clock_fast"
            raise get_adapter().validation_error(kind, abs(off)) from refusal


class _Passkey:
    """A passkey whose counter grows, and whose owner was verified by it: fingerprint, face or PIN."""

    def clean_credential(self) -> Authenticator:
        """The authenticator that signed; a copy is refused although its signature is right."""
        try:
            answer = parse_authentication_response(self.cleaned_data["credential"])  # type: ignore[attr-defined]
            authenticator = super().clean_credential()  # type: ignore[misc]
        except DAMAGED as damage:
            raise get_adapter().validation_error("passkey_wrong") from damage
        except ValidationError as refusal:
            if refusal.code != "incorrect_code":
                raise
            raise get_adapter().validation_error("passkey_wrong") from refusal
        data = answer.response.authenticator_data
        if not data.is_user_verified():
            raise get_adapter().validation_error("passkey_unverified")
        by = actors.of_person(authenticator.user, request=context.request)
        device = user_agents.name_of(context.request.headers.get("User-Agent", ""))
        why = passkeys.count(
            authenticator.pk, Use(counter=data.counter, device=device), by=by, now=timezone.now()
        )
        if why:
            raise get_adapter().validation_error(why)
        authenticator.refresh_from_db(fields=["data"])
        return authenticator


class PasskeyForm(_Passkey, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """At sign-in, after the password."""


class PasskeyAgainForm(_Passkey, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Before a dangerous act."""


class PasskeySignInForm(_Passkey, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """Instead of e-mail and password."""


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey and its name; always one that can sign in by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _name_field(required=False)
        self.fields["passwordless"].widget = forms.HiddenInput()

    def clean_passwordless(self) -> bool:
        """Our page asks for nothing less."""
        return True


class RenamePasskeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _name_field(required=True)


def _name_field(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Name"),
        max_length=60,
        required=required,
        help_text=_("So that you know it again, for example “Thandi's phone”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
