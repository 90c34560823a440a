"""What a file costs who loads it: megabytes, rand, and whether that is much."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from media.terms import AssetKind
from synthai.core.media.data import rand_for

PHONE_WIDTH: Final = 1024  # what a phone with a sharp screen takes of a picture across its width
BUDGETS: Final = {  # bytes; of a film or sound for each minute
    AssetKind.IMAGE: 150_000,
    AssetKind.VIDEO: 2_500_000,
    AssetKind.AUDIO: 400_000,
    AssetKind.FILE: 2_000_000,
}


@dataclass(frozen=True, kw_only=True)
class Weight:
    """What a reader with a phone loads of it, the rand this costs, and the budget it is held against."""

    size: int
    rand: Decimal
    budget: int

    @property
    def is_tiny(self) -> bool:
        """Whether it costs less than half a cent: a price of nothing would be no price."""
        return not self.rand

    @property
    def is_heavy(self) -> bool:
        """Whether it is over its budget."""
        return self.size > self.budget


def weight_of(kind: str, size: int, *, seconds: int = 0) -> Weight:
    """The weight of so many bytes of a kind; a film's budget grows with its length."""
    minutes = max(1, -(-seconds // 60)) if kind in {AssetKind.VIDEO, AssetKind.AUDIO} else 1
    return Weight(size=size, rand=rand_for(size), budget=BUDGETS[AssetKind(kind)] * minutes)
