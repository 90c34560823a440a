"""The change log of one row: its audit entries, as the admin shows them under the row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from synthai.core import audit_veils
from synthai.core.models import AuditEntry

SHOWN = 25
_LONGEST = 120  # letters of a value


@dataclass(frozen=True)
class Change:
    """One field, before and after."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Line:
    """One deed: who did what to the row, when, in which request."""

    at: datetime
    actor: str
    kind: str
    code: str
    changes: tuple[Change, ...]
    request_id: str


def of_row(row: models.Model) -> list[Line]:
    """The newest deeds on a row, looks by staff left out. One query. Needs `all_tenants()`."""
    entries = AuditEntry.objects.filter(object_type=row._meta.label_lower, object_id=key_of(row))
    owner = getattr(row, "organisation_id", None)
    if owner is not None:
        entries = entries.filter(organisation_id=owner)
    return [
        line_of(entry) for entry in entries.exclude(code__endswith=".viewed").order_by("-at", "-id")[:SHOWN]
    ]


def key_of(row: models.Model) -> str:
    """How the trail names a row: its public id, else its key."""
    return str(getattr(row, "public_id", None) or row.pk)


def line_of(entry: AuditEntry) -> Line:
    """An entry in words."""
    return Line(
        entry.at, entry.actor_label, entry.actor_kind, entry.code, changes_of(entry), entry.request_id
    )


def changes_of(entry: AuditEntry) -> tuple[Change, ...]:
    """What changed, field by field; long values are cut. Of what has a veil before it (`audit_veils`) nothing: it stays the customer's."""
    pairs: dict[str, Any] = {} if audit_veils.has_veil(entry.object_type) else entry.changes
    return tuple(
        Change(field, _shown(pair[0]), _shown(pair[1]))
        for field, pair in pairs.items()
        if isinstance(pair, list) and len(pair) == 2
    )


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "–"
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
