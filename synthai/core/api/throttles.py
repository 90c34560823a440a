"""Rate limits per person and per organisation, told in every answer before they hurt.

Headers as in draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy` names quota and window, `RateLimit` what is left
and the seconds until it is full again. Counters are windows in Valkey, incremented atomically. When Valkey is out of
reach requests pass and the headers are left out: a limit protects the service, it must not become its outage.
"""

import logging
import time
from collections.abc import Iterable, Sequence
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
class Window:
    """A counter of one caller under one policy, and when it starts anew."""

    policy: str
    quota: int
    seconds: int
    key: str
    resets_in: int


@dataclass(frozen=True)
class Standing:
    """Where a caller stands within a window, after this request."""

    window: Window
    used: int

    @property
    def remaining(self) -> int:
        return max(0, self.window.quota - self.used)

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.window.quota


class WindowThrottle(BaseThrottle):
    """Counts the requests of one caller in fixed windows. Subclasses say who the caller is."""

    policy: ClassVar[str]
    setting: ClassVar[str]

    def __init__(self) -> None:
        self.standings: list[Standing] = []

    def caller(self, request: Request) -> str | None:
        """Whose counter this is; None to leave the request uncounted."""
        raise NotImplementedError

    def window(self, request: Request, *, now: float) -> Window | None:
        """The window this request falls into."""
        caller = self.caller(request)
        if caller is None:
            return None
        quota, seconds = _rate(getattr(settings, self.setting))
        number = int(now // seconds)
        return Window(
            policy=self.policy,
            quota=quota,
            seconds=seconds,
            key=valkey.key("rate", self.policy, caller, str(number)),
            resets_in=max(1, round((number + 1) * seconds - now)),
        )

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count and judge by this policy alone: for views that are not built on our ground."""
        del view
        self.standings = counted([self], request)
        return not any(standing.is_exceeded for standing in self.standings)

    def wait(self) -> float | None:
        """Seconds until the window ends."""
        return wait_of(self.standings)


class PersonThrottle(WindowThrottle):
    """Each person, over all organisations; somebody not signed in by network address."""

    policy = "person"
    setting = "API_RATE_PERSON"

    def caller(self, request: Request) -> str | None:
        user = request.user
        if not getattr(user, "is_person", True):
            return None
        if user.is_authenticated:
            return str(user.public_id)
        return f"ip-{self.get_ident(request)}"


class KeyThrottle(WindowThrottle):
    """Each API key."""

    policy = "key"
    setting = "API_RATE_KEY"

    def caller(self, request: Request) -> str | None:
        actor = getattr(request, "actor", None)
        return actor.key_public_id if isinstance(actor, Actor) else None


class OrganisationThrottle(WindowThrottle):
    """Everybody of an organisation together."""

    policy = "organisation"
    setting = "API_RATE_ORGANISATION"

    def caller(self, request: Request) -> str | None:
        actor = getattr(request, "actor", None)
        return actor.organisation_public_id if isinstance(actor, Actor) else None


def counted(throttles: Iterable[BaseThrottle], request: Request) -> list[Standing]:
    """Count the request under every policy, in one message to Valkey. Empty when Valkey is out of reach."""
    now = time.time()
    found = (
        throttle.window(request, now=now) for throttle in throttles if isinstance(throttle, WindowThrottle)
    )
    windows = [window for window in found if window is not None]
    pipeline = valkey.client().pipeline(transaction=True)
    for window in windows:
        pipeline.incr(window.key)
        pipeline.expire(window.key, window.seconds + 1)
    try:
        counts = pipeline.execute()[::2]
    except valkey.Unreachable as error:
        logger.warning("Rate limits are off, Valkey is out of reach: %s", type(error).__name__)
        return []
    return [Standing(window, int(used)) for window, used in zip(windows, counts, strict=True)]


def wait_of(standings: Sequence[Standing]) -> float | None:
    """Seconds until every exceeded window has ended; None when none is exceeded."""
    return max((float(s.window.resets_in) for s in standings if s.is_exceeded), default=None)


def headers(standings: Sequence[Standing]) -> dict[str, str]:
    """The RateLimit fields for the policies that were counted."""
    if not standings:
        return {}
    windows = [standing.window for standing in standings]
    return {
        "RateLimit-Policy": ", ".join(f'"{w.policy}";q={w.quota};w={w.seconds}' for w in windows),
        "RateLimit": ", ".join(
            f'"{s.window.policy}";r={s.remaining};t={s.window.resets_in}' for s in standings
        ),
    }


def _rate(text: str) -> tuple[int, int]:
    """`600/minute` as quota and seconds."""
    quota, _slash, unit = text.partition("/")
    return int(quota), _SECONDS[unit]
