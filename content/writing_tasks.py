"""Background work of machine writing: fetch, one service call."""

from typing import Any

from django.utils import timezone

from content.services import calls, runs, writing, writing_telling
from synthai.core.tasks import tenant_task


@tenant_task(queue="default")
def calls_purge(**_: Any) -> None:
    """Delete calls of language models whose day has come."""
    calls.purge(now=timezone.now())


@tenant_task(queue="ai", time_limit=600)
def writing_write(*, organisation_id: int, payload: dict[str, Any], **_: Any) -> None:
    """Write the run that was asked for."""

    def go_on(run_id: int) -> None:
        writing_write.enqueue(organisation_id=organisation_id, payload={"run_id": run_id})

    writing.write(payload["run_id"], go_on=go_on)


@tenant_task(queue="default")
def writing_sweep(*, organisation_id: int, **_: Any) -> None:
    """Give runs whose worker died to another worker."""
    for run_id in runs.abandoned(now=timezone.now()):
        writing_write.enqueue(organisation_id=organisation_id, payload={"run_id": run_id})


@tenant_task(queue="default")
def writing_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell who asked for a run what became of it."""
    writing_telling.run_ended(payload["run_id"])
