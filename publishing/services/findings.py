"""A finding that shall stay as it is: somebody says why, and may take it back. It comes back by itself when its words change."""

from datetime import datetime

from django.db import transaction

from publishing import locks
from publishing.check_terms import REASON_LENGTH
from publishing.models import Finding
from publishing.refusals import ReasonMissing
from publishing.services import changing
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import NotFound


@transaction.atomic
def dismiss(finding_id: int, *, reason: str, by: Actor, now: datetime) -> Finding:
    """Let it stay, for a reason. Once more changes nothing. Raises NotFound, NotAllowed, PiecePutAway, ReasonMissing."""
    row, reason = _changeable(finding_id, by=by), " ".join(reason.split())[:REASON_LENGTH]
    if not reason:
        raise ReasonMissing
    if row.dismissed_at is None:
        row.dismissed_at, row.dismissed_by_id, row.reason = now, by.user_id, reason
        row.save(update_fields=["dismissed_at", "dismissed_by", "reason"])
        audit(row.piece, "publishing.finding.dismissed", by=by, changes={"finding": [row.kind, reason]})
    return row


@transaction.atomic
def take_back(finding_id: int, *, by: Actor) -> Finding:
    """Undo `dismiss`. Idempotent. Raises NotFound, NotAllowed, PiecePutAway."""
    row = _changeable(finding_id, by=by)
    if row.dismissed_at is not None:
        before = row.reason
        row.dismissed_at, row.dismissed_by, row.reason = None, None, ""
        row.save(update_fields=["dismissed_at", "dismissed_by", "reason"])
        audit(row.piece, "publishing.finding.taken_back", by=by, changes={"finding": [before, row.kind]})
    return row


def _changeable(finding_id: int, *, by: Actor) -> Finding:
    """The finding, locked after its piece."""
    piece_id = Finding.objects.filter(pk=finding_id).order_by("pk").values_list("piece_id", flat=True).first()
    if piece_id is None:
        raise NotFound
    changing.changeable(piece_id, by=by)
    return locks.lock_finding(finding_id)
