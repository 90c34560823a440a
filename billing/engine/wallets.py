"""Which prepaid units are spent first: pure arithmetic over pots.

A pot is a quantity that was bought or given once. The lowest priority number goes first, then what expires soonest (what never
expires last), then the oldest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Pot:
    """What is left in one pot. `key` is the row's."""

    key: int
    left: Decimal
    priority: int = 0
    expires_at: datetime | None = None

    def is_good(self, at: datetime) -> bool:
        """Whether anything of it can be spent at that instant."""
        return self.left > 0 and (self.expires_at is None or self.expires_at > at)


def in_order(pots: Iterable[Pot], *, at: datetime) -> list[Pot]:
    """The pots that can be spent, the one to spend first in front."""
    good = [pot for pot in pots if pot.is_good(at)]
    return sorted(
        good,
        key=lambda p: (
            p.priority,
            p.expires_at is None,
            p.expires_at.timestamp() if p.expires_at else 0,
            p.key,
        ),
    )


def draw(pots: Iterable[Pot], wanted: Decimal, *, at: datetime) -> list[tuple[int, Decimal]] | None:
    """How much to take from which pot, so that it comes to `wanted`; None when there is not enough in all of them."""
    taken: list[tuple[int, Decimal]] = []
    still = wanted
    for pot in in_order(pots, at=at):
        if still <= 0:
            break
        part = min(pot.left, still)
        taken.append((pot.key, part))
        still -= part
    return None if still > 0 else taken


def over(*, limit: Decimal | None, included_used: Decimal, adding: Decimal) -> Decimal:
    """The part of a use that the plan's own quantity of the period does not cover."""
    if limit is None:
        return NOTHING
    return max(NOTHING, adding - max(NOTHING, limit - included_used))
