"""What an organisation demands before readers see a piece: that somebody else approved it. Every way to readers asks
`selectors.approval` through `live`; here the rule is set, and held where readers become more at once."""

from datetime import datetime

from django.db import transaction

from publishing import locks, permissions
from publishing.models import LibraryRule, Piece
from publishing.selectors import approval, translations
from publishing.workflow_refusals import NobodyToApprove, WiderThanApproved
from synthai.core.access import Actor, require
from synthai.core.audit import audit

LEAST_APPROVERS = 2  # nobody approves their own


@transaction.atomic
def demand_review(*, is_demanded: bool, by: Actor, now: datetime) -> LibraryRule:
    """Demand that somebody else approves a piece before it is published, or no longer. What readers see stays; what is planned is asked
    when its time comes. Idempotent. Raises NotAllowed, NobodyToApprove."""
    require(by, permissions.RULES_SET)
    row = locks.lock_rule(now=now)
    if row.demands_review == is_demanded:
        return row
    if is_demanded and len(approval.approver_ids(by.organisation_id or 0)) < LEAST_APPROVERS:
        raise NobodyToApprove
    row.demands_review, row.changed_at, row.changed_by_id = is_demanded, now, by.user_id
    row.save(update_fields=["demands_review", "changed_at", "changed_by"])
    changes = {"demands_review": [not is_demanded, is_demanded]}
    audit(row, "publishing.rules.changed", by=by, changes=changes)
    return row


def refuse_wider(piece: Piece, audience: str) -> None:
    """Raise WiderThanApproved when more people would read, at once, what readers see or are about to. One query at most."""
    if is_shown_wider(piece, audience) and approval.is_demanded():
        raise WiderThanApproved


def is_shown_wider(piece: Piece, audience: str) -> bool:
    """Whether readers see it, or are about to, and this audience is a larger one. No query."""
    is_shown = piece.live_id is not None or piece.next_id is not None
    return is_shown and audience != piece.audience and translations.is_wider(audience, piece.audience)
