"""When a session began, was last used, and last proved its person; kept in the session itself, so reading costs nothing.

Django stamps every sign-in through its signal, whatever the road: password, passkey, code, another provider.
"""

import time
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts.models import User

_KEY = "stamp"
TOUCH_AFTER = 300  # seconds: a session is written at most this often only because it is used


def listen() -> None:
    """Connect; called once, when the app is ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.session.stamp")


def _signed_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    now = time.time()
    request.session[_KEY] = {"began": now, "seen": now, "staff": user.is_staff}


def is_signed_in(session: SessionBase) -> bool:
    """Whether somebody is signed in, without asking who."""
    return SESSION_KEY in session


def is_over(session: SessionBase, *, now: float) -> bool:
    """Whether it was unused or open for longer than allowed. Sessions from before the stamps begin to count now."""
    stamp = session.get(_KEY)
    if stamp is None:
        session[_KEY] = {"began": now, "seen": now, "staff": False}
        return False
    idle, absolute = settings.SESSION_LIMITS["staff" if stamp["staff"] else "person"]
    return bool(now - stamp["seen"] > idle.total_seconds() or now - stamp["began"] > absolute.total_seconds())


def touch(session: SessionBase, *, now: float) -> bool:
    """Note that it is used; True when that was worth writing down."""
    stamp = session[_KEY]
    if now - stamp["seen"] < TOUCH_AFTER:
        return False
    session[_KEY] = {**stamp, "seen": now}
    return True


def proved_at(session: SessionBase) -> float:
    """When its person last proved who they are: by signing in, or again since. 0 for never."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    again = [float(record["at"]) for record in records if record.get("reauthenticated")]
    stamp = session.get(_KEY) or {}
    return max([float(stamp.get("began", 0)), float(stamp.get("proved", 0)), *again])


def note_proof(session: SessionBase) -> None:
    """Its person has just proved it again."""
    session[_KEY] = {**(session.get(_KEY) or {}), "proved": time.time()}
