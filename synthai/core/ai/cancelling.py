"""Cancelling from elsewhere: the page asks over HTTP, the worker that reads the stream looks here."""

import time
from datetime import timedelta

from synthai.core import valkey
from synthai.core.ai.protocol import IsCancelled

_KEPT = timedelta(hours=1)
_LOOK = 0.25  # seconds between two looks


def cancel(run: str) -> bool:
    """Ask whoever writes this run to stop. False: Valkey does not answer, try again."""
    try:
        return bool(valkey.client().set(_key(run), "1", px=int(_KEPT.total_seconds() * 1000)))
    except valkey.Unreachable:
        return False


def watching(run: str) -> IsCancelled:
    """Whether this run was cancelled; looks four times a second however often it is asked."""
    found, looked = False, 0.0

    def is_cancelled() -> bool:
        nonlocal found, looked
        if not found and time.monotonic() - looked >= _LOOK:
            looked = time.monotonic()
            try:
                found = bool(valkey.client().exists(_key(run)))
            except valkey.Unreachable:
                return False
        return found

    return is_cancelled


def _key(run: str) -> str:
    return valkey.key("ai", "cancel", run)
