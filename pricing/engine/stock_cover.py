"""How long what is on the shelf lasts, at the rate at which it sold lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

LOOK_BACK: Final = timedelta(days=28)
FRESH: Final = timedelta(days=14)  # a stock that was counted longer ago says nothing about today
_NOTHING: Final = Decimal(0)


@dataclass(frozen=True)
class Sold:
    """One day or week of one product: units sold, and the stock at its start (None: not told)."""

    since: date
    days: int
    units: Decimal
    stock: Decimal | None

    @property
    def until(self) -> date:
        """Its last day."""
        return self.since + timedelta(days=self.days - 1)


@dataclass(frozen=True)
class Cover:
    """What is left after the newest day whose stock is known, and how many days that lasts."""

    left: Decimal
    days: Decimal
    counted_on: date


def cover(sold: Sequence[Sold], *, today: date) -> Cover | None:
    """The cover of one product from its days or weeks, in any order. None where nothing can be said: no stock told lately, or
    nothing sold."""
    told = [each for each in sold if each.stock is not None]
    if not told:
        return None
    newest = max(told, key=lambda each: each.since)
    if newest.until < today - FRESH:
        return None
    left = max(_NOTHING, (newest.stock or _NOTHING) - max(_NOTHING, newest.units))
    rate = _rate(sold, newest.until)
    return Cover(left=left, days=left / rate, counted_on=newest.until) if rate > _NOTHING else None


def _rate(sold: Sequence[Sold], until: date) -> Decimal:
    """Units a day over the weeks before, counted from the first sale of a product that is younger."""
    window = [each for each in sold if until - LOOK_BACK < each.until <= until]
    units = sum((each.units for each in window), _NOTHING)
    first = min((each.since for each in sold), default=until)
    days = min(LOOK_BACK.days, (until - first).days + 1)
    return units / max(1, days)
