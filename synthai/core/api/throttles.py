"""Rate limits per person and per organisation, told in every answer before they hurt.

Headers as in draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy` names quota and window, `RateLimit` what is left
and the seconds until it is full again. Counters are windows in Valkey, incremented atomically. When Valkey is out of
reach requests pass and the headers are left out: a limit protects the service, it must not become its outage.
"""

import logging
import time
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from synthai.core import valkey
from synthai.core.access import Actor

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
logger = logging.getLogger("synthai.api")


@dataclass(frozen=True)
class Standing:
    """Where a caller stands within one policy, after this request."""

    policy: str
    quota: int
    window: int
    used: int
    resets_in: int

    @property
    def remaining(self) -> int:
        return max(0, self.quota - self.used)

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.quota


class WindowThrottle(BaseThrottle):
    """Counts the requests of one caller in fixed windows. Subclasses say who the caller is."""

    policy: ClassVar[str]
    setting: ClassVar[str]

    def __init__(self) -> None:
        self.standing: Standing | None = None

    def caller(self, request: Request) -> str | None:
        """Whose counter this is; None to leave the request uncounted."""
        raise NotImplementedError

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request and judge it."""
        del view
        caller = self.caller(request)
        if caller is None:
            return True
        quota, window = _rate(getattr(settings, self.setting))
        self.standing = _count(self.policy, caller, quota, window)
        if self.standing is None:
            return True
        standings: list[Standing] = getattr(request, "rate_standings", [])
        request.rate_standings = [*standings, self.standing]  # type: ignore[attr-defined]
        return not self.standing.is_exceeded

    def wait(self) -> float | None:
        """Seconds until the window ends."""
        return float(self.standing.resets_in) if self.standing else None


class PersonThrottle(WindowThrottle):
    """Each person, over all organisations; somebody not signed in by network address."""

    policy = "person"
    setting = "API_RATE_PERSON"

    def caller(self, request: Request) -> str | None:
        user = request.user
        if user.is_authenticated:
            return str(user.public_id)
        return f"ip-{self.get_ident(request)}"


class OrganisationThrottle(WindowThrottle):
    """Everybody of an organisation together."""

    policy = "organisation"
    setting = "API_RATE_ORGANISATION"

    def caller(self, request: Request) -> str | None:
        actor = getattr(request, "actor", None)
        return actor.organisation_public_id if isinstance(actor, Actor) else None


def headers(standings: list[Standing]) -> dict[str, str]:
    """The RateLimit fields for the policies that were counted."""
    if not standings:
        return {}
    return {
        "RateLimit-Policy": ", ".join(f'"{s.policy}";q={s.quota};w={s.window}' for s in standings),
        "RateLimit": ", ".join(f'"{s.policy}";r={s.remaining};t={s.resets_in}' for s in standings),
    }


def _rate(text: str) -> tuple[int, int]:
    """`600/minute` as quota and seconds."""
    quota, _slash, unit = text.partition("/")
    return int(quota), _SECONDS[unit]


def _count(policy: str, caller: str, quota: int, window: int) -> Standing | None:
    now = time.time()
    number = int(now // window)
    key = valkey.key("rate", policy, caller, str(number))
    try:
        pipeline = valkey.client().pipeline(transaction=True)
        pipeline.incr(key)
        pipeline.expire(key, window + 1)
        used = int(pipeline.execute()[0])
    except valkey.Unreachable as error:
        logger.warning("Rate limits are off, Valkey is out of reach: %s", type(error).__name__)
        return None
    return Standing(policy, quota, window, used, max(1, round((number + 1) * window - now)))
