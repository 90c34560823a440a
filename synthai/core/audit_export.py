"""The audit trail as CSV, made while it is sent: any length, in the memory of one batch."""

import csv
import json
from collections.abc import Iterator, Mapping
from io import StringIO

from django.utils import timezone
from django.utils.translation import gettext as _

from synthai.core import audit_reading, audit_veils, keyset
from synthai.core.access import Actor
from synthai.core.audit_reading import Line, TrailFilter
from synthai.core.audit_veils import Veiled
from synthai.core.models import AuditEntry
from synthai.core.spreadsheets import neutralise

BATCH = 2000


def rows(
    wanted: TrailFilter, *, up_to: int, by: Actor, names: Mapping[str, str] | None = None
) -> Iterator[bytes]:
    """Lines of UTF-8 with a byte order mark, newest first, of entries whose key is at most `up_to`.

    Needs the tenant while it is read. Times are those of Africa/Johannesburg. Text that a spreadsheet would run as
    a formula gets an apostrophe in front. What `by` may not see is left out.
    """
    yield b"\xef\xbb\xbf" + _line(_heading())
    cursor, more = None, True
    while more:
        found = audit_reading.entries(wanted).filter(pk__lte=up_to)
        page = keyset.page(
            found, ordering=audit_reading.ORDERING, size=BATCH, cursor=cursor, scope="audit export"
        )
        veiled = audit_veils.veiled(page.rows, by)
        yield b"".join(_line(_cells(entry, names, veiled)) for entry in page.rows)
        cursor, more = page.next, page.next is not None


def newest_key() -> int:
    """The key of the newest entry, for `up_to`; 0 for an empty trail."""
    return AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _heading() -> list[str]:
    return [
        _("Number"),
        _("Time"),
        _("Kind of actor"),
        _("Actor"),
        _("What"),
        _("Code"),
        _("Object"),
        _("Object id"),
        _("Changes"),
        _("Values"),
        _("Request"),
        _("Address"),
        _("Previous fingerprint"),
        _("Fingerprint"),
    ]


def _cells(entry: AuditEntry, names: Mapping[str, str] | None, veiled: Veiled) -> list[str]:
    told: Line = audit_reading.line(entry, names, veiled)
    values = {} if audit_reading.is_veiled(entry, veiled) else entry.changes
    return [
        "" if told.number is None else str(told.number),
        timezone.localtime(told.at).isoformat(sep=" ", timespec="seconds"),
        told.actor_kind_label,
        told.actor,
        told.sentence,
        told.code,
        told.object_name,
        told.object_id,
        "; ".join(f"{change.name}: {change.old} → {change.new}" for change in told.changes),
        json.dumps(values, ensure_ascii=False) if values else "",
        told.request_id,
        told.ip,
        told.previous_hash,
        told.hash,
    ]


def _line(cells: list[str]) -> bytes:
    out = StringIO()
    csv.writer(out).writerow([neutralise(cell) for cell in cells])
    return out.getvalue().encode()
