"""The worker of search, and what beat sends it for."""

from typing import Any, Final

from django.utils import timezone

from synthai.core.search import backends, catching_up, counting, index, misses, work
from synthai.core.tasks import system_task, tenant_task

_SECONDS: Final = 90  # then it sends itself again, so that other organisations have their turn


@tenant_task(time_limit=300)
def search_index(*, organisation_id: int, **_: Any) -> None:
    """Bring the organisation's entries up to date: woken after commits, and by beat for what that missed."""
    index.awake(organisation_id)
    if work.run(organisation_id, seconds=_SECONDS):
        search_index.enqueue(organisation_id=organisation_id)


@tenant_task(time_limit=300)
def search_refresh(**_: Any) -> None:
    """Have what another edition of the index wrote written again, and what an update brought read, behind what people change."""
    now = timezone.now()
    catching_up.catch_up(now=now)
    index.refresh(now=now)


@system_task(max_retries=0)
def search_catch_up(**_: Any) -> None:
    """Send `search_refresh` to each organisation where an update brought kinds that were not read yet."""
    for organisation_id in catching_up.behind():
        search_refresh.enqueue(organisation_id=organisation_id)


@tenant_task()
def search_misses_forget(**_: Any) -> None:
    """Drop old searches without result."""
    misses.forget_stale(now=timezone.now())


@tenant_task()
def search_hits_forget(**_: Any) -> None:
    """Drop old searches that led to something."""
    counting.forget_stale(now=timezone.now())


@system_task(max_retries=10)
def search_forget(*, payload: dict[str, Any], **_: Any) -> None:
    """Take an organisation that ended out of the other backend; tried again for half an hour, then it waits for staff."""
    other = backends.other()
    if other is not None:
        other.forget(payload["number"])
