"""Between password and second step of a mobile sign-in: a signed note that the app carries, good once and for minutes.

Nothing is stored for an open challenge. It dies with a change of the password, and its use is remembered until it would
have run out anyway.
"""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core import signing
from django.core.cache import cache
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import UserVerificationRequirement

from accounts.models import User
from synthai.core.errors import DomainError

SECONDS = 300
_SALT = "accounts.token.challenge"
_KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES)
_NAMES = {
    Authenticator.Type.TOTP: _("six digits from the authenticator app"),
    Authenticator.Type.WEBAUTHN: _("a passkey"),
    Authenticator.Type.RECOVERY_CODES: _("a recovery code"),
}


class SecondFactorNeeded(DomainError):
    """The password is right; the account asks for more."""

    code = "accounts.token.second_factor_needed"
    title = _("A second factor is needed")
    message = _("The password is right. This account asks for a second step: send it with the challenge.")
    remedy = _(
        "Send the challenge with a code (authenticator app or recovery code), or with what a passkey signed for "
        "passkey_options, to /api/v1/token/second-factor/ within five minutes."
    )
    status = 401

    def members(self) -> dict[str, Any]:
        """Which factors the account has, the challenge, and the options for a passkey."""
        return dict(self.params)


class ChallengeRefused(DomainError):
    """Too late, used, or not ours."""

    code = "accounts.token.challenge_refused"
    title = _("The challenge does not work any more")
    message = _(
        "This sign-in took longer than five minutes, or was finished already. Start again with the password."
    )
    remedy = _("Ask for a new challenge with e-mail and password.")
    status = 401


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """What an open challenge says."""

    user: User
    device: str
    passkey_state: dict[str, Any] | None
    number: str


def needed(user: User, *, device: str) -> SecondFactorNeeded | None:
    """The challenge for a person with second factors; None for one without. Needs allauth's request context."""
    kinds = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    if not kinds - {Authenticator.Type.RECOVERY_CODES}:
        return None
    options, state = _passkey(user) if Authenticator.Type.WEBAUTHN in kinds else (None, None)
    note = {
        "sub": user.public_id,
        "pw": _password_mark(user),
        "device": device,
        "state": state,
        "number": get_random_string(16),
    }
    needed = SecondFactorNeeded(
        _asks(kinds),
        factors=[kind.value for kind in _KINDS if kind in kinds],
        challenge=signing.dumps(note, salt=_SALT, compress=True),
    )
    if options:
        needed.params["passkey_options"] = options
    return needed


def _asks(kinds: set[str]) -> str:
    """The sentence, with what this person has."""
    names = [str(name) for kind, name in _NAMES.items() if kind in kinds]
    return gettext("The password is right. This account asks for a second step: %(ways)s.") % {
        "ways": gettext(" or ").join(names)
    }


def read(token: str) -> Challenge:
    """An open challenge. Raises ChallengeRefused."""
    try:
        note = signing.loads(token, salt=_SALT, max_age=SECONDS)
    except signing.BadSignature as error:
        raise ChallengeRefused from error
    user = User.objects.filter(public_id=note["sub"], is_active=True).first()
    if user is None or note["pw"] != _password_mark(user) or cache.get(_key(note["number"])):
        raise ChallengeRefused
    return Challenge(user=user, device=note["device"], passkey_state=note["state"], number=note["number"])


def close(challenge: Challenge) -> None:
    """Use it up. Raises ChallengeRefused when somebody else just did."""
    if not cache.add(_key(challenge.number), 1, timeout=SECONDS + 60):
        raise ChallengeRefused


def _passkey(user: User) -> tuple[dict[str, Any], dict[str, Any]]:
    options, state = webauthn.get_server().authenticate_begin(
        credentials=webauthn.get_credentials(user), user_verification=UserVerificationRequirement.REQUIRED
    )
    return dict(options)["publicKey"], dict(state)


def _password_mark(user: User) -> str:
    return salted_hmac(_SALT, user.password, algorithm="sha256").hexdigest()[:16]


def _key(number: str) -> str:
    return f"accounts.challenge.{number}"
