"""Rows of a small tenant table to try the fences on: core's idempotency records."""

from datetime import UTC, datetime
from typing import Any

from synthai.core.models import IdempotencyRecord
from synthai.core.tenancy import tenant

LATER = datetime(2030, 1, 1, tzinfo=UTC)


def unsaved(organisation: Any, key: str) -> IdempotencyRecord:
    return IdempotencyRecord(
        organisation=organisation, actor_key="person:1", key=key, fingerprint="0" * 64, expires_at=LATER
    )


def stored(organisation: Any, *keys: str) -> list[IdempotencyRecord]:
    """Rows of that organisation, whatever tenant is active."""
    with tenant(organisation):
        rows = [unsaved(organisation, key) for key in keys]
        for row in rows:
            row.save()
        return rows


def keys() -> list[str]:
    """What the ORM sees now."""
    return sorted(IdempotencyRecord.objects.values_list("key", flat=True))
