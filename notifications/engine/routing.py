"""Which provider carries a message: the cheapest that works, within what may be spent."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

GOOD_ENOUGH = 0.8  # of the best one's past success: below, a low price is no saving
_NOTHING = Decimal(0)


class Order(StrEnum):
    """What comes first among providers that work."""

    CHEAPEST = "cheapest"
    SUREST = "surest"


@dataclass(frozen=True)
class Path:
    """One provider of one channel: what a message costs there in rand, and what became of the last ones."""

    name: str
    cost: Decimal = _NOTHING
    taken: int = 0
    failed: int = 0
    is_down: bool = False

    @property
    def success(self) -> float:
        """The share that arrived; a provider that nobody tried is thought to be middling, not perfect."""
        return (self.taken + 1) / (self.taken + self.failed + 2)

    @property
    def cost_of_arrival(self) -> Decimal:
        """What one message that arrives costs: those that do not are paid too."""
        return self.cost / Decimal(str(self.success))


def in_order(
    paths: Sequence[Path], *, left: Decimal | None = None, order: Order = Order.CHEAPEST
) -> list[Path]:
    """The paths to try, best first. `left` is what may still be spent; None when nobody set a limit.

    Those that work come before those that are down. Cheapest first: those that deliver well before those that do not, then the
    cheaper one per message that arrives, then the order given. Surest first: by past success alone, in steps of a hundredth, then
    by price. Paths that cost more than is left are not in the answer.
    """
    possible = [path for path in paths if left is None or path.cost <= left]
    if order is Order.SUREST:
        return sorted(
            possible, key=lambda path: (path.is_down, -round(path.success, 2), path.cost_of_arrival)
        )
    best = max((path.success for path in possible if not path.is_down), default=0.0)
    return sorted(
        possible, key=lambda path: (path.is_down, path.success < GOOD_ENOUGH * best, path.cost_of_arrival)
    )
