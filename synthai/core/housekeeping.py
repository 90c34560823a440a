"""What the machinery forgets: relayed facts, resolved failures, answers kept for repeats."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from synthai.core.media import uploads
from synthai.core.models import AuditCheck, FailedTask, IdempotencyRecord, OutboxEvent
from synthai.core.search import erasing
from synthai.core.tasks import system_task, tenant_task
from synthai.core.tenancy import all_tenants

KEEP_RELAYED = timedelta(days=14)
KEEP_RESOLVED = timedelta(days=30)
BATCH = 5000


def forget_old_rows(*, now: datetime) -> dict[str, int]:
    """Delete what has served its time, in batches. Returns how many rows of each kind went."""
    done = {
        "events": Q(relayed_at__lt=now - KEEP_RELAYED),
        "failures": Q(resolved_at__lt=now - KEEP_RESOLVED),
        "answers": Q(expires_at__lt=now),
    }
    models = {"events": OutboxEvent, "failures": FailedTask, "answers": IdempotencyRecord}
    with all_tenants(reason="housekeeping"):
        return {kind: _delete_in_batches(models[kind], condition) for kind, condition in done.items()}


def _delete_in_batches(model: Any, condition: Q) -> int:
    total = 0
    while True:
        keys = list(model.objects.filter(condition).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not keys:
            return total
        total += model.objects.filter(pk__in=keys).delete()[0]


def erase_organisation(organisation_id: int) -> None:
    """The machinery's rows of an organisation that ends; its audit entries go with the organisation's own row.

    Needs that tenant, after every app's eraser.
    """
    uploads.erase(organisation_id)
    erasing.erase(organisation_id)
    for model in (OutboxEvent, FailedTask, IdempotencyRecord, AuditCheck):
        model.objects.all().delete()


@system_task(max_retries=0)
def rows_forget(**_: object) -> None:
    """Hourly, by beat."""
    forget_old_rows(now=timezone.now())


@tenant_task()
def uploads_forget(**_: Any) -> None:
    """Drop uploads that nobody went on with: their pieces in the folder, their parts in the bucket."""
    uploads.forget_stale(now=timezone.now())
