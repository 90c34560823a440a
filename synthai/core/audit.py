"""The trail of deeds: one row per deed, in the transaction of the deed, never changed afterwards."""

from contextlib import nullcontext
from typing import Any

from django.db import models

from synthai.core.access import Actor
from synthai.core.models import AuditEntry
from synthai.core.search import index
from synthai.core.tenancy import active_or_none, tenant


def audit(
    instance: models.Model | None,
    code: str,
    *,
    by: Actor,
    changes: dict[str, Any] | None = None,
    organisation_id: int | None = None,
) -> AuditEntry:
    """Record that `by` did `code` ("app.noun.verbed") to `instance`.

    `changes` is {"field": [old, new]}, of values that JSON can hold (Decimal, dates and UUIDs too). The entry's
    organisation is the one given, else the instance's, else the active one, else the actor's; none means a
    deed outside every organisation. Works with or without an active tenant; not idempotent.
    """
    owner = organisation_id or getattr(instance, "organisation_id", None) or _active() or by.organisation_id
    with nullcontext() if owner is None or active_or_none() is not None else tenant(owner):
        entry: AuditEntry = AuditEntry.objects.create(
            organisation_id=owner,
            actor_kind=by.kind,
            actor_user_id=by.user_id,
            actor_label=by.label,
            code=code,
            object_type=instance._meta.label_lower if instance else "",
            object_id=_name_of(instance),
            changes=changes or {},
            request_id=by.request_id or "",
            ip=by.ip,
        )
        if instance is not None and owner is not None:
            index.recorded(instance, owner)  # what is changed is found as it is now
    return entry


def _active() -> int | None:
    scope = active_or_none()
    return scope if isinstance(scope, int) else None


def _name_of(instance: models.Model | None) -> str:
    """What people see of the row: its public id, else its key."""
    if instance is None:
        return ""
    return str(getattr(instance, "public_id", None) or instance.pk or "")
