"""Whether a piece was approved by somebody else, where its organisation demands that before readers see it.

What counts is an approval of exactly these words by a person who had neither begun the piece nor sent it, nor changed it since
(`Review.by_another`); one that was sent back afterwards, as it stood, counts no more.
"""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from accounts import selectors as people
from publishing import permissions
from publishing.engine import readiness
from publishing.engine.readiness import Trouble
from publishing.models import LibraryRule, Piece, Review
from publishing.terms import Verdict

MOST_SHOWN: Final = 200
_JUDGED: Final = (Verdict.APPROVED, Verdict.RETURNED)


def is_demanded() -> bool:
    """Whether the organisation demands it. One query. Needs the tenant."""
    return bool(LibraryRule.objects.filter(demands_review=True).exists())


def troubles(piece: Piece, *, version: int) -> list[Trouble]:
    """What stands against publishing the piece as it was at this version of its draft; nothing where nobody demands a review. One query
    then, two for what was approved, four at most. Needs the tenant."""
    if not is_demanded():
        return []
    history = list(Review.objects.filter(piece_id=piece.pk).order_by("-asked_at", "-pk"))
    if _is_read(history, version):
        return []
    return [readiness.review_trouble(_why(piece, history, version))]


def is_lacking(piece: Piece) -> bool:
    """Whether the draft may not be published before somebody else approves it. As `troubles`."""
    return bool(troubles(piece, version=piece.version))


def approver_ids(organisation_id: int) -> list[int]:
    """Keys of who may approve pieces. One query."""
    return people.member_ids_holding(organisation_id, permissions.PIECE_EDIT)


def approvers(organisation_id: int) -> list[str]:
    """Their names. Two queries."""
    return sorted(people.labels_of(approver_ids(organisation_id)).values(), key=str.casefold)


def planned_unread() -> list[Piece]:
    """What is to go live by itself and was approved by nobody else: it will not, where that is demanded. Two queries. Needs the tenant."""
    rows = (
        Piece.objects.kept().filter(next__isnull=False).select_related("next").defer("blocks", "next__blocks")
    )
    planned = list(rows.order_by("goes_live_at", "pk")[:MOST_SHOWN])
    reviews: dict[int, list[Review]] = {}
    for review in Review.objects.filter(piece_id__in=[row.pk for row in planned]).order_by(
        "-asked_at", "-pk"
    ):
        reviews.setdefault(review.piece_id, []).append(review)
    return [
        row
        for row in planned
        if row.next is not None and not _is_read(reviews.get(row.pk, []), row.next.of_version)
    ]


def _is_read(history: Iterable[Review], version: int) -> bool:
    """Whether the last word of somebody else about this version was yes."""
    for review in history:
        if review.seen_version == version and review.verdict in _JUDGED:
            if review.verdict == Verdict.RETURNED:
                return False
            if review.by_another:
                return True
    return False


def _why(piece: Piece, history: list[Review], version: int) -> str:
    if not set(approver_ids(piece.organisation_id or 0)) - {piece.created_by_id}:
        return _(
            "Somebody else has to approve it, and nobody else here may: give another person the right to review, or have the rule "
            "switched off."
        )
    if version != piece.version:
        return _("Nobody else approved it as it was planned. Send it for review, then plan it anew.")
    last = history[0].verdict if history else None
    if last == Verdict.WAITING:
        return _("It waits for review: somebody else has to approve it first.")
    if last == Verdict.RETURNED:
        return _("It was sent back. Mend it, and send it for review again.")
    if any(each.by_another for each in history):
        return _("It was changed after it was approved. Send it for review again.")
    if last == Verdict.APPROVED:
        return _("Who approved it had a hand in it. Send it for review, so that somebody else reads it.")
    return _("Nobody else has approved it yet. Send it for review.")
