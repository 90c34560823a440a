"""Reading the audit trail: which entries, and how one is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from synthai.core import audit_words
from synthai.core.audit_veils import Veiled
from synthai.core.models import AuditEntry, OptionalTenantQuerySet
from synthai.core.templatetags.synthai import MISSING

ORDERING = ("-at", "-pk")


@dataclass(frozen=True, kw_only=True)
class TrailFilter:
    """What to show; empty means everything. Days are cut in Africa/Johannesburg, `until` is included."""

    actor_user_id: int | None = None
    actor_kind: str = ""
    noun: str = ""
    code: str = ""
    object_type: str = ""
    object_id: str = ""
    request_id: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field: what it is called, and its value before and after, as people read them."""

    name: str
    old: str
    new: str

    @property
    def has_old(self) -> bool:
        """Whether there was something before."""
        return self.old != MISSING


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry in words. `number` and `hash` are empty while its transaction is open."""

    number: int | None
    at: datetime
    actor: str
    actor_kind: str
    actor_kind_label: str
    actor_public_id: str
    code: str
    sentence: str
    object_type: str
    object_name: str
    object_id: str
    changes: tuple[Change, ...]
    request_id: str
    ip: str
    previous_hash: str
    hash: str


def entries(wanted: TrailFilter) -> OptionalTenantQuerySet[AuditEntry]:
    """The active tenant's entries that fit, unordered; page them by ORDERING. Joins the actors."""
    exact = {
        "actor_user_id": wanted.actor_user_id,
        "actor_kind": wanted.actor_kind,
        "code": wanted.code,
        "object_type": wanted.object_type,
        "object_id": wanted.object_id,
        "request_id": wanted.request_id,
    }
    conditions: dict[str, Any] = {name: given for name, given in exact.items() if given}
    if wanted.noun:
        conditions["code__startswith"] = f"{wanted.noun}."
    if wanted.since:
        conditions["at__gte"] = _midnight(wanted.since)
    if wanted.until:
        conditions["at__lt"] = _midnight(wanted.until + timedelta(days=1))
    found: OptionalTenantQuerySet[AuditEntry] = AuditEntry.objects.filter(**conditions)
    return found.select_related("actor_user")


def line(entry: AuditEntry, names: Mapping[str, str] | None = None, veiled: Veiled = ()) -> Line:
    """One entry as people read it; `names` says what ids are called, `veiled` of which objects no value is shown. Asks no query when its
    actor was joined."""
    return Line(
        number=entry.seq,
        at=entry.at,
        actor=entry.actor_label,
        actor_kind=entry.actor_kind,
        actor_kind_label=str(audit_words.KINDS.get(entry.actor_kind, entry.actor_kind)),
        actor_public_id=getattr(entry.actor_user, "public_id", ""),
        code=entry.code,
        sentence=audit_words.sentence(entry.code),
        object_type=entry.object_type,
        object_name=audit_words.object_name(entry.object_type),
        object_id=entry.object_id,
        changes=_veil() if is_veiled(entry, veiled) else _changes(entry, names or {}),
        request_id=entry.request_id,
        ip=entry.ip or "",
        previous_hash=bytes(entry.previous_hash or b"").hex(),
        hash=bytes(entry.hash or b"").hex(),
    )


def is_veiled(entry: AuditEntry, veiled: Veiled) -> bool:
    """Whether its values are not for who reads it."""
    return bool(entry.changes) and (entry.object_type, entry.object_id) in veiled


def _veil() -> tuple[Change, ...]:
    return (Change(name=_("Details"), old=MISSING, new=_("confidential")),)


def _changes(entry: AuditEntry, names: Mapping[str, str]) -> tuple[Change, ...]:
    return tuple(_change(entry, name, told, names) for name, told in entry.changes.items())


def _change(entry: AuditEntry, name: str, told: Any, names: Mapping[str, str]) -> Change:
    old, new = told if isinstance(told, list) and len(told) == 2 else (None, told)
    return Change(
        name=audit_words.field_name(entry.object_type, entry.code, name),
        old=audit_words.value(entry.object_type, name, old, names),
        new=audit_words.value(entry.object_type, name, new, names),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
