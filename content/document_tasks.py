"""Background work of documents and their approval."""

from typing import Any

from content.services import telling
from synthai.core.tasks import tenant_task


@tenant_task(queue="default")
def approvers_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell who may approve what waits for them."""
    telling.asked(payload["approval_id"])


@tenant_task(queue="default")
def asker_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell who asked what became of it."""
    telling.decided(payload["approval_id"])
