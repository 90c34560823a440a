"""Background work of tables that become documents: fetch, one service call."""

from typing import Any

from django.utils import timezone

from content.services import bulk_ending, bulk_working
from synthai.core.tasks import tenant_task


@tenant_task(queue="heavy", time_limit=3600)
def bulk_work(*, organisation_id: int, payload: dict[str, Any], **_: Any) -> None:
    """Check or write a table."""

    def go_on(run_id: int) -> None:
        bulk_work.enqueue(organisation_id=organisation_id, payload={"run_id": run_id})

    bulk_working.work(payload["run_id"], go_on=go_on)


@tenant_task(queue="default")
def bulk_sweep(*, organisation_id: int, **_: Any) -> None:
    """Give tables whose worker died to another worker."""
    for run_id in bulk_working.abandoned(now=timezone.now()):
        bulk_work.enqueue(organisation_id=organisation_id, payload={"run_id": run_id})


@tenant_task(queue="default")
def bulk_forget(**_: Any) -> None:
    """Delete tables and archives whose days are over."""
    bulk_ending.forget_expired(now=timezone.now())


@tenant_task(queue="default")
def bulk_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell who asked what became of it."""
    bulk_ending.tell(payload["run_id"])
