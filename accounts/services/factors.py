"""Second factors beyond what allauth keeps: a code works once, and every change is on record.

allauth forgets a used code after one period, while with tolerance it stays valid for three: the last one used is kept here,
in the authenticator's own row and under the person's lock.
"""

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.db import transaction

from synthai.core.access import Actor
from synthai.core.audit import audit

_SPENT = "used_counter"
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


def spend_first(user_id: int, code: str) -> None:
    """Remember the code that an app was just set up with. Needs the person's lock."""
    app = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).first()
    if app is not None:
        spend(app, code)


def minutes_off(secret: str, code: str) -> int | None:
    """By how many minutes the clock behind a wrong code is off: negative is slow. None for no code of this app."""
    step = _step(secret, code, range(-_FAR_OFF, _FAR_OFF + 1))
    if step is None:
        return None
    off = (step - _now()) * app_settings.TOTP_PERIOD / 60
    return int(off - 0.5) if off < 0 else int(off + 0.5)


@transaction.atomic
def record(authenticator: Authenticator, verb: str, *, by: Actor) -> None:
    """Write that a second factor was added, removed or made anew to the trail."""
    audit(
        authenticator,
        f"accounts.factor.{verb}",
        by=by,
        changes={"type": [None, authenticator.type] if verb == "added" else [authenticator.type, None]},
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
