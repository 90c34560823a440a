"""A provider that keeps failing is left alone for a while, by all processes: the circuit breaker, in Valkey.

Closed: calls go through. After `FAILURES` within `WINDOW` it opens: nobody calls for `OPEN`. Then one call is let through as a probe; it closes
the breaker or opens it again for twice as long, up to `LONGEST`. A provider that says when to come back is left alone until then.
Without Valkey every call goes through: a breaker saves time, it does not decide who may work.
"""

import logging
from datetime import timedelta

from synthai.core import valkey

FAILURES = 5
WINDOW = timedelta(minutes=1)
OPEN = timedelta(seconds=30)
LONGEST = timedelta(hours=1)
PROBE = timedelta(minutes=2)  # a probe that never came back is forgotten
_REMEMBERED = timedelta(hours=2)
logger = logging.getLogger("synthai.ai")


def is_open(code: str) -> bool:
    """Whether the provider is left alone now. The first to ask after that time is the probe: for it the answer is no."""
    try:
        shut, tripped = valkey.client().mget([_key(code, "open"), _key(code, "tripped")])
        if shut:
            return True
        if not tripped:
            return False
        return not valkey.client().set(_key(code, "probe"), "1", nx=True, px=_ms(PROBE))
    except valkey.Unreachable as error:
        logger.warning("no breaker for %s: Valkey does not answer (%s)", code, type(error).__name__)
        return False


def failed(code: str, *, retry_after: timedelta | None = None) -> None:
    """A try failed for reasons of the provider's."""
    try:
        _count(code, retry_after)
    except valkey.Unreachable as error:
        logger.warning("no breaker for %s: Valkey does not answer (%s)", code, type(error).__name__)


def worked(code: str) -> None:
    """A try worked: the breaker closes."""
    try:
        valkey.client().delete(*(_key(code, part) for part in ("open", "tripped", "probe", "failures")))
    except valkey.Unreachable as error:
        logger.warning("no breaker for %s: Valkey does not answer (%s)", code, type(error).__name__)


def _count(code: str, retry_after: timedelta | None) -> None:
    if retry_after is not None:
        _open(code, min(retry_after, LONGEST), before=0)
        return
    shut, tripped = valkey.client().mget([_key(code, "open"), _key(code, "tripped")])
    if shut:  # a call that was under way when it opened: it says nothing new
        return
    before = int(str(tripped or 0))
    if before:  # the probe failed
        _open(code, min(timedelta(milliseconds=2 * before), LONGEST), before=before)
        return
    pipeline = valkey.client().pipeline(transaction=True)
    pipeline.incr(_key(code, "failures"))
    pipeline.pexpire(_key(code, "failures"), _ms(WINDOW), nx=True)
    if int(pipeline.execute()[0]) >= FAILURES:
        _open(code, OPEN, before=0)


def _open(code: str, how_long: timedelta, *, before: int) -> None:
    pipeline = valkey.client().pipeline(transaction=True)
    pipeline.set(_key(code, "open"), "1", px=_ms(how_long))
    # How long it was shut, so that the next time is longer; a time that the provider named is no measure.
    pipeline.set(_key(code, "tripped"), str(_ms(how_long) if before else _ms(OPEN)), px=_ms(_REMEMBERED))
    pipeline.delete(_key(code, "probe"), _key(code, "failures"))
    pipeline.execute()
    logger.warning("%s is left alone for %s s", code, round(how_long.total_seconds()))


def _key(code: str, part: str) -> str:
    return valkey.key("ai", "breaker", code, part)


def _ms(span: timedelta) -> int:
    return max(1, int(span.total_seconds() * 1000))
