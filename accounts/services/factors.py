"""Second factors beyond what allauth keeps: a code works once, a passkey counts upwards, and every change is on record.

allauth forgets a used code after one period, while with tolerance it stays valid for three; and it does not look at the
counter that a passkey signs. Both are kept here, in the authenticator's own row and under the person's lock.
"""

import time
from datetime import datetime

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import locks
from notifications.services import inbox
from synthai.core.access import Actor
from synthai.core.audit import audit

_SPENT = "used_counter"
_SIGNS = "sign_count"
_FAR_OFF = 20  # steps either way in which a wrong clock is recognised: ten minutes


def step_of(authenticator: Authenticator, code: str) -> int | None:
    """The time step a code of the app belongs to, among those that count now; None when it is none of them."""
    secret = decrypt(authenticator.data["secret"])
    return _step(secret, code, range(-app_settings.TOTP_TOLERANCE, app_settings.TOTP_TOLERANCE + 1))


def is_spent(authenticator: Authenticator, code: str) -> bool:
    """Whether the code is right, but was used before; so is every older one."""
    step = step_of(authenticator, code)
    return step is not None and step <= int(authenticator.data.get(_SPENT, 0))


def spend(authenticator: Authenticator, code: str) -> None:
    """Remember that the code was used. Needs the person's lock (`locks.lock_user`), as `is_spent` before it."""
    step = step_of(authenticator, code)
    if step is not None:
        authenticator.data[_SPENT] = step
        authenticator.save(update_fields=["data"])


def minutes_off(secret: str, code: str) -> int | None:
    """By how many minutes the clock behind a wrong code is off: negative is slow. None for no code of this app."""
    step = _step(secret, code, range(-_FAR_OFF, _FAR_OFF + 1))
    if step is None:
        return None
    off = (step - _now()) * app_settings.TOTP_PERIOD / 60
    return int(off - 0.5) if off < 0 else int(off + 0.5)


@transaction.atomic
def count_passkey(authenticator_id: int, signed: int, *, by: Actor, now: datetime) -> bool:
    """Take the counter that a passkey signed; False when it did not grow, which a copy would show.

    Zero for ever is allowed: passkeys that are synchronised between devices do not count (WebAuthn, section 6.1.1).
    A refusal is on record and told to the person, so the caller must not roll it back.
    """
    authenticator = locks.lock_authenticator(authenticator_id)
    seen = int(authenticator.data.get(_SIGNS, authenticator.wrap().authenticator_data.counter))
    if (signed or seen) and signed <= seen:
        _tell_of_copy(authenticator, by=by, changes={"counter": [seen, signed]}, now=now)
        return False
    authenticator.data[_SIGNS] = signed
    authenticator.save(update_fields=["data"])
    return True


@transaction.atomic
def record(authenticator: Authenticator, verb: str, *, by: Actor) -> None:
    """Write that a second factor was added, removed or made anew to the trail."""
    audit(
        authenticator,
        f"accounts.factor.{verb}",
        by=by,
        changes={"type": [None, authenticator.type] if verb == "added" else [authenticator.type, None]},
    )


def _tell_of_copy(
    authenticator: Authenticator, *, by: Actor, changes: dict[str, object], now: datetime
) -> None:
    audit(authenticator, "accounts.passkey.cloned", by=by, changes=changes)
    inbox.notify(
        "accounts.passkey_cloned",
        [authenticator.user_id],
        title=_("A passkey was refused: it may have been copied"),
        body=_(
            "“%(name)s” counted fewer uses than we have seen. Remove it and add it again on your own device; if you "
            "did not try to sign in just now, change your password too."
        )
        % {"name": authenticator.wrap().name},
        url="/accounts/2fa/webauthn/",
        key=f"accounts.passkey_cloned.{authenticator.pk}.{now:%Y-%m-%d}",
    )


def _now() -> int:
    period: int = app_settings.TOTP_PERIOD
    return int(time.time()) // period


def _step(secret: str, code: str, offsets: range) -> int | None:
    now = _now()
    for offset in sorted(offsets, key=abs):
        expected = totp.format_hotp_value(totp.hotp_value(secret, now + offset))
        if totp.compare_user_code(actual=code, expected=expected):
            return now + offset
    return None
