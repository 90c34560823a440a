"""A published template that could not be filled: in the log at once, and to staff by a task (services/template_alarms.py)."""

import logging
import time

from django.db import transaction

from notifications import events
from synthai.core.events import publish

QUIET_SECONDS = 600
_noted: dict[tuple[int, str], float] = {}
logger = logging.getLogger("synthai.notifications")


def note(version_id: int, reason: str) -> None:
    """Say once in ten minutes and process that a version fails; joins the transaction of the message. Never raises."""
    now = time.monotonic()
    if now - _noted.get((version_id, reason), -QUIET_SECONDS) < QUIET_SECONDS:
        return
    _noted[version_id, reason] = now
    logger.error("the template %s could not be filled, the words in code were used: %s", version_id, reason)
    with transaction.atomic():
        publish(events.TemplateFailed(version_id=version_id, reason=reason[:300]))


def forget() -> None:
    """Say it again at the next fault. For tests."""
    _noted.clear()
