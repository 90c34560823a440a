"""Findings as writers see them: those of the pieces they may change."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from publishing import permissions
from publishing.check_terms import GROUPS, Urgency
from publishing.models import Finding, Piece, PieceCheck
from publishing.models.checks import FindingQuerySet
from synthai.core.access import Actor
from synthai.core.errors import NotFound

ORDERING = ("urgency", "-found_at", "-id")


@dataclass(frozen=True, kw_only=True)
class FindingFilter:
    """What a list shows. What is unknown counts as not chosen. `seen`: "live" for what readers see, "draft" for what they do not yet."""

    urgency: str = ""
    group: str = ""
    seen: str = ""
    is_dismissed: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether nothing was chosen."""
        return not any((self.urgency, self.group, self.seen))


def visible(by: Actor) -> FindingQuerySet:
    """Findings of pieces whose drafts they may see. Needs the tenant."""
    rows = Finding.objects.shown()
    return rows if by.can(permissions.PIECE_EDIT) else rows.filter(piece__created_by_id=by.user_id or 0)


def findings(chosen: FindingFilter, *, by: Actor) -> FindingQuerySet:
    """Those of a list with their pieces, to be ordered by ORDERING. One query."""
    rows = visible(by).filter(dismissed_at__isnull=not chosen.is_dismissed).select_related("piece")
    if chosen.urgency in {str(each) for each in Urgency.values}:
        rows = rows.filter(urgency=int(chosen.urgency))
    if chosen.group in GROUPS:
        rows = rows.filter(kind__in=GROUPS[chosen.group])
    if chosen.seen == "live":
        rows = rows.filter(in_live=True)
    elif chosen.seen == "draft":
        rows = rows.filter(in_live=False)
    return rows.defer("piece__blocks", "piece__touched", "piece__seo")


def counts(by: Actor) -> dict[str, int]:
    """How many there are of each urgency, open together and dismissed. One query."""
    is_open = Q(dismissed_at__isnull=True)
    told: dict[str, Any] = {
        "open": Count("pk", filter=is_open),
        "dismissed": Count("pk", filter=~is_open),
    }
    told |= {str(each): Count("pk", filter=is_open & Q(urgency=each)) for each in Urgency.values}
    return visible(by).aggregate(**told)


def of_piece(piece: Piece, *, is_dismissed: bool = False) -> list[Finding]:
    """The findings of one piece, the most urgent first. One query."""
    rows = Finding.objects.shown().filter(piece_id=piece.pk, dismissed_at__isnull=not is_dismissed)
    return list(rows.order_by("urgency", "pk"))


def count_of(piece: Piece) -> int:
    """How many are open. One query."""
    return Finding.objects.open().filter(piece_id=piece.pk).count()


def get(piece: Piece, public_id: str) -> Finding:
    """One of a piece. Raises NotFound."""
    found = Finding.objects.filter(piece_id=piece.pk, public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def look_at(piece: Piece) -> PieceCheck | None:
    """When it was looked at last, and what it was then. One query."""
    found: PieceCheck | None = PieceCheck.objects.filter(piece_id=piece.pk).order_by("pk").first()
    return found
