"""The second step of a sign-in without a browser session: a code, or what a passkey signed."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import actors
from accounts.challenges import Challenge
from accounts.mfa_forms import DAMAGED, CodeForm
from accounts.models import User
from accounts.services import passkeys
from accounts.services.passkeys import Use
from accounts.sign_in import TooManyAttempts
from synthai.core import user_agents
from synthai.core.errors import DomainError


class SecondFactorWrong(DomainError):
    """Not the code or passkey of this person, or used before."""

    code = "accounts.token.second_factor_wrong"
    title = _("The second factor is wrong")
    message = _("The code or passkey is wrong.")
    remedy = _(
        "Send the newest code of the app, a recovery code that was not used, or sign with another passkey."
    )
    status = 401


def with_code(user: User, typed: str) -> None:
    """Judge a code of the app or a recovery code; it is used up. Raises SecondFactorWrong and TooManyAttempts."""
    form = CodeForm(user=user, data={"code": typed})
    if not form.is_valid():
        raise _refusal(form.errors.as_data()["code"][0], "code")
    form.authenticator.record_usage()


def with_passkey(challenge: Challenge, credential: dict[str, Any], *, request: Any) -> None:
    """Judge what a passkey signed for this challenge. Raises SecondFactorWrong and TooManyAttempts."""
    user = challenge.user
    try:
        clear = check_rate_limit(user)
        signed = webauthn.parse_authentication_response(credential)
        binding = webauthn.get_server().authenticate_complete(
            challenge.passkey_state or {}, webauthn.get_credentials(user), credential
        )
    except ValidationError as refusal:
        raise _refusal(refusal, "credential") from refusal
    except DAMAGED as damage:
        raise SecondFactorWrong(field="credential") from damage
    found = webauthn.get_authenticator_by_credential_id(user, binding.credential_id)
    if not signed.response.authenticator_data.is_user_verified():
        raise _refusal(get_adapter().validation_error("passkey_unverified"), "credential")
    by = actors.of_person(user, request=request)
    device = challenge.device or user_agents.name_of(request.headers.get("User-Agent", ""))
    use = Use(counter=signed.response.authenticator_data.counter, device=device)
    why = passkeys.count(found.pk, use, by=by, now=timezone.now())
    if why:
        raise _refusal(get_adapter().validation_error(why), "credential")
    clear()
    found.record_usage()


def _refusal(error: ValidationError, field: str) -> DomainError:
    if error.code == "too_many_login_attempts":
        return TooManyAttempts()
    return SecondFactorWrong(error.messages[0], field=field)
