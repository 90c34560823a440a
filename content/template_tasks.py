"""Background work of templates and clauses: fetch, one service call."""

from typing import Any

from django.utils import timezone

from content.services import clauses
from synthai.core.tasks import tenant_task


@tenant_task(queue="default")
def clauses_review(*, organisation_id: int, **_: Any) -> None:
    """Tell owners of clauses whose review is due."""
    clauses.remind_owners(organisation_id, now=timezone.now())
