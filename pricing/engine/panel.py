"""The sales history as grids: one row a product, one column a week."""

from dataclasses import dataclass, field, replace

import numpy as np

from pricing.engine.arrays import Bools, Floats, Ints, Texts
from pricing.engine.problems import Notice


@dataclass(frozen=True)
class Panel:
    """S products x T weeks without gaps in T. Prices include VAT, costs do not; units are as sold.

    `units` is NaN where nothing is known. `price` and `promo` are filled forward and backward inside a
    product so that every cell has a value. `trusted` marks the cells a model may learn from (observed, not
    sold out). `dated`: `weeks` counts weeks since Monday 1970-01-05; otherwise it is the shop's own number.
    """

    skus: Texts
    category_names: tuple[str, ...]
    category: Ints
    weeks: Ints
    dated: bool
    units: Floats
    price: Floats
    promo: Floats
    trusted: Bools
    current_price: Floats
    cost: Floats
    rival: Floats | None = None
    extras: dict[str, Floats] = field(default_factory=dict)
    has_promo: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Return (S, T)."""
        return len(self.skus), len(self.weeks)

    def observed(self) -> Bools:
        """Return where sales are known, S x T."""
        return ~np.isnan(self.units)

    def until(self, weeks: int) -> "Panel":
        """Return the panel of the first `weeks` columns; the current price is that of then."""
        cut = slice(0, weeks)
        return replace(
            self,
            weeks=self.weeks[cut],
            units=self.units[:, cut],
            price=self.price[:, cut],
            promo=self.promo[:, cut],
            trusted=self.trusted[:, cut],
            rival=None if self.rival is None else self.rival[:, cut],
            extras={name: grid[:, cut] for name, grid in self.extras.items()},
            current_price=self.price[:, weeks - 1],
        )

    def choose(self, rows: Ints | Bools) -> "Panel":
        """Return the panel of some products (categories keep their numbers)."""
        return replace(
            self,
            skus=self.skus[rows],
            category=self.category[rows],
            units=self.units[rows],
            price=self.price[rows],
            promo=self.promo[rows],
            trusted=self.trusted[rows],
            current_price=self.current_price[rows],
            cost=self.cost[rows],
            rival=None if self.rival is None else self.rival[rows],
            extras={name: grid[rows] for name, grid in self.extras.items()},
        )


@dataclass(frozen=True)
class Calendar:
    """Which days of the week the shop sells on, for spreading a week over days: shares of 7, sum 1."""

    day_shares: Floats
    daily: bool


Notices = list[Notice]
