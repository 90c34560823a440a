"""Background work of translations: fetch, one service call."""

from typing import Any

from django.utils import timezone

from publishing.services import translating, translation_runs, translation_telling
from synthai.core.tasks import tenant_task


@tenant_task(queue="ai", time_limit=600)
def translations_work(*, organisation_id: int, payload: dict[str, Any], **_: Any) -> None:
    """Translate what was asked for."""

    def go_on(run_id: int) -> None:
        translations_work.enqueue(organisation_id=organisation_id, payload={"run_id": run_id})

    translating.work(payload["run_id"], go_on=go_on)


@tenant_task(queue="default")
def translations_sweep(*, organisation_id: int, **_: Any) -> None:
    """Give runs whose worker died to another worker."""
    for run_id in translation_runs.abandoned(now=timezone.now()):
        translations_work.enqueue(organisation_id=organisation_id, payload={"run_id": run_id})


@tenant_task(queue="default")
def translations_stale(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell translators that an original went on."""
    translation_telling.original_published(payload["piece_id"], payload["revision"])


@tenant_task(queue="default")
def translations_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell who asked for a machine's draft what became of it."""
    translation_telling.draft_ended(payload["run_id"])
