"""Who writes in a piece now, as the others see it."""

from dataclasses import dataclass
from datetime import datetime

from publishing.models import Desk, Piece
from synthai.core.access import Actor


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """Who writes now: nobody (`who` is empty), oneself, or somebody else, who perhaps took over from oneself."""

    who: str = ""
    since: datetime | None = None
    is_mine: bool = False
    was_mine: bool = False

    @property
    def is_others(self) -> bool:
        """Whether somebody else writes."""
        return bool(self.who) and not self.is_mine


def sitting(piece: Piece, *, by: Actor, now: datetime) -> Sitting:
    """Who writes in it. One query."""
    rows = Desk.objects.filter(piece_id=piece.pk, until__gt=now).select_related("user")
    row = rows.order_by("pk").first()
    if row is None:
        return Sitting()
    mine = by.user_id is not None
    return Sitting(
        who=row.user.label,
        since=row.since,
        is_mine=mine and row.user_id == by.user_id,
        was_mine=mine and row.taken_from_id == by.user_id,
    )
