"""A passkey counts upwards; one that does not may have been copied, and is suspended until its owner decides.

Which of the two is the copy cannot be known, so neither signs in meanwhile: a copy that tries again, until its counter is
past the genuine one's, gets nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import locks
from notifications.services import inbox, mail
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import NotFound

CLONED, SUSPENDED = (
    "passkey_cloned",
    "passkey_suspended",
)  # the names of their sentences (accounts/mfa_adapter.py)
_SIGNS = "sign_count"
_SUSPENDED = "suspended_at"
PAGE = "/accounts/2fa/webauthn/"


@dataclass(frozen=True, kw_only=True)
class Use:
    """One use of a passkey: the counter it signed, and the browser or app it came from, in words."""

    counter: int
    device: str


def is_suspended(authenticator: Authenticator) -> bool:
    """Whether its owner has to decide first."""
    return _SUSPENDED in authenticator.data


@transaction.atomic
def count(authenticator_id: int, use: Use, *, by: Actor, now: datetime) -> str:
    """Take a use whose signature is right; "" when it counts, else why it is refused (CLONED, SUSPENDED).

    A counter that does not grow suspends the passkey. Zero for ever is allowed: passkeys that are synchronised between
    devices do not count (WebAuthn, section 6.1.1). A refusal is on record, so the caller must not roll it back.
    """
    authenticator = locks.lock_authenticator(authenticator_id)
    seen = int(authenticator.data.get(_SIGNS, authenticator.wrap().authenticator_data.counter))
    if is_suspended(authenticator):
        audit(authenticator, "accounts.passkey.refused", by=by, changes={"counter": [seen, use.counter]})
        return SUSPENDED
    if (use.counter or seen) and use.counter <= seen:
        _suspend(authenticator, use, seen=seen, by=by, now=now)
        return CLONED
    authenticator.data[_SIGNS] = use.counter
    authenticator.save(update_fields=["data"])
    return ""


@transaction.atomic
def keep(authenticator_id: int, *, by: Actor) -> Authenticator:
    """Its owner says that it was theirs: it signs in again, and must still count on from the highest we have seen.

    Assumes that the owner has proved who they are without a passkey (`proved_without_passkey`). Raises NotFound.
    """
    authenticator = Authenticator.objects.filter(pk=authenticator_id, user_id=by.user_id or 0).first()
    if authenticator is None:
        raise NotFound
    authenticator = locks.lock_authenticator(authenticator_id)
    if authenticator.data.pop(_SUSPENDED, None) is None:
        return authenticator
    authenticator.save(update_fields=["data"])
    audit(authenticator, "accounts.passkey.kept", by=by)
    return authenticator


def proved_without_passkey(session: SessionBase, *, now: datetime) -> bool:
    """Whether this session's person gave a password, a code or another proof of late: a passkey in doubt proves nothing."""
    oldest = now.timestamp() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(
        record.get("type") != Authenticator.Type.WEBAUTHN and float(record.get("at", 0)) > oldest
        for record in session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    )


def _suspend(authenticator: Authenticator, use: Use, *, seen: int, by: Actor, now: datetime) -> None:
    authenticator.data[_SUSPENDED] = now.isoformat()
    authenticator.save(update_fields=["data"])
    audit(authenticator, "accounts.passkey.cloned", by=by, changes={"counter": [seen, use.counter]})
    user, name = authenticator.user, authenticator.wrap().name
    inbox.notify(
        "accounts.passkey_cloned",
        [user.pk],
        title=_("A passkey was suspended: it may have been copied"),
        body=_(
            "“%(name)s” counted fewer uses than we have seen, so it signs nobody in until you decide. Sign in another way, "
            "then keep or remove it. If you did not use it just now, remove it and look at your devices."
        )
        % {"name": name},
        url=PAGE,
        key=f"accounts.passkey_cloned.{authenticator.pk}.{now.timestamp():.0f}",
    )
    told = {"name": name, "device": use.device, "ip": by.ip or "", "at": now}
    mail.send("accounts/passkey_suspended", user.email, told)
