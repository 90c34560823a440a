"""The hash chain of the audit trail: its format, and its re-computation.

PostgreSQL writes the chain when a transaction commits (migration core.0002); here it is computed again in Python from
the stored columns, so the database cannot vouch for itself. docs/audit.md describes the format.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from synthai.core.models import AuditAnchor, AuditCheck, AuditEntry
from synthai.core.tenancy import active_or_none, tenant

FORMAT = "synthai-audit-1"
GENESIS = bytes(32)
BATCH = 20_000
_NEARBY = 1_000  # how far from its place a moved entry is recognised as moved rather than altered
_ROWS = """
SELECT seq, previous_hash, hash, (extract(epoch FROM at) * 1000000)::bigint::text, actor_kind, actor_label, code,
    object_type, object_id, changes::text, request_id, host(ip)
FROM core_auditentry WHERE organisation_id {} AND seq > %s AND seq <= %s ORDER BY seq LIMIT %s
"""

FaultKind = Literal["altered", "missing", "reordered", "replaced", "truncated", "rewritten", "unlinked"]
Progress = Callable[[int, int], None]

FAULTS = {
    "altered": _(
        "Entry %(seq)s was changed after it was written: its fingerprint does not fit what it says."
    ),
    "missing": _("Entry %(seq)s is missing: it was removed after it was written."),
    "reordered": _("Entry %(seq)s stands in a place it was not written to: the order was changed."),
    "replaced": _("Entry %(seq)s was replaced: the entry after it was chained to another one."),
    "truncated": _("Entry %(seq)s and what followed it are missing: the trail was longer on an earlier day."),
    "rewritten": _("Entry %(seq)s is not the one noted on an earlier day: the trail was written anew."),
    "unlinked": _("After entry %(seq)s there is an entry outside the chain: it was not written by SynthAI."),
}


class Row(NamedTuple):
    """What the digest of one entry reads, as PostgreSQL writes it."""

    seq: int
    previous: bytes
    hash: bytes
    at: str
    actor_kind: str
    actor_label: str
    code: str
    object_type: str
    object_id: str
    changes: str
    request_id: str
    ip: str | None


@dataclass(frozen=True, kw_only=True)
class Fault:
    """The first entry that does not fit, by its number in the chain."""

    kind: FaultKind
    seq: int

    def __str__(self) -> str:
        return str(FAULTS[self.kind]) % {"seq": self.seq}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a re-computation found: entries read, the last one, how many earlier notes fitted, the first fault."""

    checked: int
    head_seq: int
    head_hash: bytes
    witnesses: int
    fault: Fault | None


def digest(organisation_id: int | None, row: Row) -> bytes:
    """SHA-256 of an entry's canonical form: thirteen fields, each "<bytes>:<text>,", null as "-,"."""
    owner = None if organisation_id is None else str(organisation_id)
    fields = (FORMAT, owner, str(row.seq), row.previous.hex(), *row[3:])
    parts = [
        "-," if field is None else f"{len(field) if field.isascii() else len(field.encode())}:{field},"
        for field in fields
    ]
    return hashlib.sha256("".join(parts).encode()).digest()


def verify(organisation_id: int | None, *, progress: Progress | None = None) -> Verdict:
    """Compute one organisation's chain again (None: that of entries outside every organisation).

    Reads in batches outside any lock; entries written meanwhile are left for the next time. `progress(done, total)`
    is called after each batch. Enters the tenant itself; None needs that no organisation is active.
    """
    with _inside(organisation_id):
        witnesses = _witnesses(organisation_id)
        total = _head(organisation_id)
        walk = _Walk(organisation_id, witnesses)
        for rows in _batches(organisation_id, total):
            walk.over(rows)
            if progress:
                progress(walk.checked, total)
            if walk.fault:
                break
        fault = walk.fault or walk.end(total, has_unlinked=_has_unlinked(organisation_id))
    return Verdict(
        checked=walk.checked,
        head_seq=walk.seq,
        head_hash=walk.hash,
        witnesses=sum(seq <= walk.seq for seq in witnesses),
        fault=fault,
    )


class _Walk:
    """Goes along a chain and stops at the first fault."""

    def __init__(self, organisation_id: int | None, witnesses: dict[int, bytes]) -> None:
        self.organisation_id, self.witnesses = organisation_id, witnesses
        self.seq, self.hash, self.checked = 0, GENESIS, 0
        self.fault: Fault | None = None

    def over(self, rows: Iterable[Row]) -> None:
        """Compare each entry with its own digest, its predecessor and what earlier days noted."""
        for row in rows:
            kind, seq = self._judge(row)
            if kind:
                self.fault = Fault(kind=kind, seq=seq)
                return
            self.seq, self.hash = row.seq, row.hash
            self.checked += 1

    def end(self, total: int, *, has_unlinked: bool) -> Fault | None:
        """What only shows after the last entry."""
        if any(seq > total for seq in self.witnesses):
            return Fault(kind="truncated", seq=self.seq + 1)
        return Fault(kind="unlinked", seq=self.seq) if has_unlinked else None

    def _judge(self, row: Row) -> tuple[FaultKind | None, int]:
        expected = self.seq + 1
        if row.seq != expected:
            return "missing", expected
        if digest(self.organisation_id, row) != row.hash:
            return ("reordered" if self._is_moved(row) else "altered"), expected
        if row.previous != self.hash:
            return "replaced", max(self.seq, 1)
        if self.witnesses.get(expected, row.hash) != row.hash:
            return "rewritten", expected
        return None, expected

    def _is_moved(self, row: Row) -> bool:
        places = range(max(1, row.seq - _NEARBY), row.seq + _NEARBY)
        return any(digest(self.organisation_id, row._replace(seq=place)) == row.hash for place in places)


def _inside(organisation_id: int | None) -> AbstractContextManager[object]:
    if organisation_id is not None:
        return tenant(organisation_id)
    if isinstance(active_or_none(), int):
        raise ValueError("The chain outside every organisation cannot be read inside one.")
    return nullcontext()


def _witnesses(organisation_id: int | None) -> dict[int, bytes]:
    """What the chain was on earlier days, by number: daily anchors, and heads of checks that passed."""
    anchors = AuditAnchor.objects.filter(organisation=organisation_id).values_list("seq", "hash")
    passed = AuditCheck.objects.filter(
        organisation=organisation_id, state=AuditCheck.State.PASSED, head_seq__gt=0
    )
    found = {seq: bytes(known) for seq, known in passed.values_list("head_seq", "head_hash")}
    return found | {seq: bytes(known) for seq, known in anchors}


def _head(organisation_id: int | None) -> int:
    chain = AuditEntry.objects.filter(organisation=organisation_id, seq__isnull=False)
    return chain.order_by("-seq").values_list("seq", flat=True).first() or 0


def _has_unlinked(organisation_id: int | None) -> bool:
    return bool(AuditEntry.objects.filter(organisation=organisation_id, seq__isnull=True).exists())


def _batches(organisation_id: int | None, total: int) -> Iterator[list[Row]]:
    where = "IS NULL" if organisation_id is None else f"= {int(organisation_id)}"
    statement, after = _ROWS.format(where), 0
    while after < total:
        with connection.cursor() as cursor:
            cursor.execute(statement, [after, total, BATCH])
            rows = [
                Row(seq, bytes(previous or b""), bytes(known or b""), *rest)
                for seq, previous, known, *rest in cursor.fetchall()
            ]
        if not rows:
            return
        yield rows
        after = rows[-1].seq
