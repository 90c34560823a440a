"""Weekly sales as grids and questions about them, in the plain form that the baselines take."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from pricing.engine.arrays import Floats, Ints

HORIZON: Final = 8


@dataclass(frozen=True)
class Sales:
    """Weekly sales as grids (S products, T weeks), NaN where nothing is known or stock ran out.

    `extras` are further drivers as grids (S, T). `season` is the angle of the year (T + HORIZON,) or None
    where weeks are only numbers.
    """

    skus: npt.NDArray[np.object_]
    weeks: Ints
    units: Floats
    price: Floats
    promo: Floats
    category: Ints
    season: Floats | None = None
    extras: Mapping[str, Floats] = field(default_factory=dict)

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, *, extras: tuple[str, ...] = ()) -> "Sales":
        """Weekly rows in HISTORY format, one per product and week; `date` (Mondays) or `week`."""
        dated = "date" in frame.columns
        week = _week_numbers(frame)
        row, skus = pd.factorize(frame["sku"], sort=True)
        first, last = int(week.min()), int(week.max())
        at = (row, week - first)
        shape = (len(skus), last - first + 1)

        def grid(values: npt.ArrayLike) -> Floats:
            cells = np.full(shape, np.nan)
            cells[at] = np.asarray(values, dtype=float)
            return cells

        units = frame["units"].to_numpy(dtype=float)
        if "stock" in frame.columns:
            units = np.where(units >= frame["stock"].to_numpy(dtype=float), np.nan, units)
        zero = np.zeros(len(frame))
        group = pd.factorize(frame["category"])[0] if "category" in frame.columns else zero.astype(int)
        category = np.zeros(len(skus), dtype=np.int64)
        category[row] = group
        span = np.arange(first, last + 1 + HORIZON)
        return cls(
            skus=np.asarray(skus, dtype=object),
            weeks=np.arange(first, last + 1),
            units=grid(units),
            price=grid(frame["unit_price"]),
            promo=np.nan_to_num(grid(frame["promo"] if "promo" in frame.columns else zero)),
            category=category,
            season=2 * np.pi * (span * 7 + 4) / 365.25 if dated else None,
            extras={name: grid(frame[name]) for name in extras},
        )

    @property
    def last_price(self) -> Floats:
        """The last known price of each product (S,)."""
        known = pd.DataFrame(self.price).ffill(axis=1).to_numpy()
        last: Floats = known[:, -1]
        return last


@dataclass(frozen=True)
class Question:
    """What to predict, flat arrays (n,): which product, how many weeks ahead, at which price, on promotion?"""

    sku: Ints
    step: Ints
    price: Floats
    promo: Floats
    extras: Mapping[str, Floats] = field(default_factory=dict)


def recent_mean(grid: Floats, weeks: int) -> Floats:
    """Mean of the last `weeks` known values up to each week (S, T); 0 before the first."""
    known = pd.DataFrame(grid.T)
    mean: Floats = known.rolling(weeks, min_periods=1).mean().ffill().fillna(0.0).to_numpy().T
    return mean


def _week_numbers(frame: pd.DataFrame) -> Ints:
    if "date" not in frame.columns:
        return frame["week"].to_numpy(dtype=np.int64)
    days = pd.to_datetime(frame["date"]).to_numpy().astype("datetime64[D]").astype(np.int64)
    weeks: Ints = (days + 3) // 7  # 1970-01-05 was a Monday
    return weeks
