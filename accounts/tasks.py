"""Background work of accounts."""

from typing import Any

from django.utils import timezone

from accounts.services import erasure, sessions, tokens
from synthai.core.tasks import system_task


@system_task(queue="default")
def organisations_purge_due(**_: Any) -> None:
    """Start one purge for each organisation whose days of grace are over."""
    for organisation_id in erasure.due(now=timezone.now()):
        organisation_purge.enqueue(purged_id=organisation_id)


@system_task(queue="default")
def organisation_purge(*, purged_id: int, **_: Any) -> None:
    """Delete one organisation for good; it enters that tenant itself, since the tenant ends with it."""
    erasure.purge(purged_id, now=timezone.now())


@system_task(queue="default")
def token_families_forget(**_: Any) -> None:
    """Drop sign-ins of devices that ended or ran out long ago."""
    tokens.forget_old(now=timezone.now())


@system_task(queue="default")
def sessions_forget(**_: Any) -> None:
    """Drop sessions that ran out, and what the list of devices kept about them."""
    sessions.forget_ended(now=timezone.now())
