"""Background work of reading documents in, and of marketing texts."""

from typing import Any

from django.utils import timezone

from content.services import copies, copy_machine, read_summaries, read_working, reads
from synthai.core.tasks import tenant_task


@tenant_task(queue="heavy", time_limit=600)
def read_run(*, payload: dict[str, Any], **_: Any) -> None:
    """Read a file."""
    read_working.run(payload["read_id"])


@tenant_task(queue="heavy", time_limit=900, max_retries=0)  # it is taken once: another try would find it held
def read_summarise(*, payload: dict[str, Any], **_: Any) -> None:
    """Have a language model sum a document up."""
    read_summaries.write(payload["read_id"])


@tenant_task(queue="default")
def reads_sweep(*, organisation_id: int, **_: Any) -> None:
    """Give documents whose worker died to another worker."""
    for read_id in read_working.abandoned(now=timezone.now()):
        read_run.enqueue(organisation_id=organisation_id, payload={"read_id": read_id})


@tenant_task(queue="default")
def reads_purge(**_: Any) -> None:
    """Delete for good what was removed, and what is past its day."""
    reads.purge(now=timezone.now())


@tenant_task(queue="heavy", time_limit=900, max_retries=0)  # as above
def copy_write(*, payload: dict[str, Any], **_: Any) -> None:
    """Have a language model write variants."""
    copy_machine.write(payload["copy_id"])


@tenant_task(queue="default")
def summaries_give_up(**_: Any) -> None:
    """End summaries whose worker died."""
    read_summaries.give_up(now=timezone.now())


@tenant_task(queue="default")
def copies_give_up(**_: Any) -> None:
    """End marketing texts whose worker died."""
    copy_machine.give_up(now=timezone.now())


@tenant_task(queue="default")
def copies_purge(**_: Any) -> None:
    """Delete for good what was removed more than a day ago."""
    copies.purge(now=timezone.now())
