"""From checked rows to the weekly grids: adding up, blended prices, missing weeks, sold-out weeks."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pricing.engine.arrays import Bools, Floats, Ints
from pricing.engine.panel import Calendar, Panel
from pricing.engine.problems import BadHistory, Notice, Problem

if TYPE_CHECKING:
    from pricing.engine.history import Rows

LONGEST = 208
LEAST_TRUSTED = 3
PROMO_LOOKBACK = 8


class Cells:
    """Sums rows into S x T cells; `place` is the cell of each row."""

    def __init__(self, sku: Ints, week: Ints, shape: tuple[int, int]) -> None:
        self.place, self.shape = sku * shape[1] + week, shape

    def total(self, values: Floats) -> Floats:
        """Return the sum per cell (0 where nothing is)."""
        size = self.shape[0] * self.shape[1]
        summed = np.bincount(self.place, weights=values, minlength=size)
        return np.asarray(summed, dtype=float).reshape(self.shape)

    def mean(self, values: Floats) -> Floats:
        """Return the plain mean per cell of the known values, NaN where none is known."""
        known = np.isfinite(values)
        count = self.total(known.astype(float))
        with np.errstate(invalid="ignore", divide="ignore"):
            mean: Floats = self.total(np.where(known, values, 0.0)) / np.where(count > 0, count, np.nan)
        return mean


def aggregate(rows: "Rows", notices: list[Notice]) -> tuple[Panel, Calendar, dict[str, Any]]:
    """Return the panel, the shop's week and facts about the cleaning (returns, sold-out weeks, …)."""
    daily = rows.times.dated and len(np.unique(rows.times.day)) > 1
    weeks, inside = _window(rows, notices, daily=daily)
    rows = _sellable(rows.take(inside), notices)
    place, skus = pd.factorize(rows.sku, sort=True)
    cells = Cells(place, rows.times.week - weeks[0], (len(skus), len(weeks)))
    price = _prices(rows, cells)
    units = _fill_zero_weeks(_units(rows, cells), notices, daily=daily)
    promo = np.zeros(cells.shape) if rows.promo is None else np.nan_to_num(cells.mean(rows.promo))
    trusted = _trusted(units, rows, cells)
    category, names = _categories(rows, place, len(skus))
    panel = Panel(
        skus=np.asarray(skus, dtype=object),
        category_names=names,
        category=category,
        weeks=weeks,
        dated=rows.times.dated,
        units=units.astype(np.float32),
        price=fill_along(price).astype(np.float32),
        promo=promo.astype(np.float32),
        trusted=trusted,
        current_price=_current(rows, place, len(skus)),
        cost=_last_known(rows.cost, rows, place, len(skus)),
        rival=None if rows.rival is None else fill_along(cells.mean(rows.rival)).astype(np.float32),
        extras={name: fill_along(cells.mean(v)).astype(np.float32) for name, v in rows.extras.items()},
        has_promo=bool((promo > 0).any()),
    )
    facts = {
        "units_returned": float(np.maximum(-rows.units, 0.0).sum()),
        "sold_out_weeks": int((~np.isnan(units) & ~trusted).sum()),
    }
    return panel, Calendar(_day_shares(rows, daily=daily), daily), facts


def _window(rows: "Rows", notices: list[Notice], *, daily: bool) -> tuple[Ints, Bools]:
    """Return the weeks covered and which rows lie in them: no part weeks at the ends, at most four years."""
    first, last = int(rows.times.week.min()), int(rows.times.week.max())
    if daily and last > first:
        open_until = pd.Series(rows.times.day).groupby(rows.times.week).max()
        open_from = pd.Series(rows.times.day).groupby(rows.times.week).min()
        part_last, part_first = open_until[last] < open_until.median(), open_from[first] > open_from.median()
        if part_last and last - first > 1:
            last -= 1
        if part_first and last - first > 1:
            first += 1
        if part_last or part_first:
            notices.append(Notice("part_weeks", "Part weeks at the ends of the history were left out."))
    if last - first >= LONGEST:
        notices.append(Notice("old_weeks", f"Only the last {LONGEST} weeks are used."))
        first = last - LONGEST + 1
    inside = (rows.times.week >= first) & (rows.times.week <= last)
    return np.arange(first, last + 1, dtype=np.int64), inside


def _sellable(rows: "Rows", notices: list[Notice]) -> "Rows":
    """Leave out products without a single priced row of sales (only returns): nothing can be learned of them."""
    good = (rows.units >= 0) & np.isfinite(rows.price)
    if not good.any():
        raise BadHistory(
            [Problem(None, "units", "no_sales", "There are no sales in the history, only returns.")]
        )
    place = pd.factorize(rows.sku)[0]
    keep = (np.bincount(place, weights=good) > 0)[place]
    if not keep.all():
        count = len(pd.unique(rows.sku[~keep]))
        notices.append(Notice("products_left_out", f"{count} products without a priced sale were left out."))
    return rows.take(keep)


def _units(rows: "Rows", cells: Cells) -> Floats:
    """Sales without returns: a return says nothing about this week's demand."""
    sold = cells.total(np.maximum(rows.units, 0.0))
    seen = cells.total((rows.units >= 0).astype(float)) > 0
    return np.where(seen, sold, np.nan)


def _prices(rows: "Rows", cells: Cells) -> Floats:
    """Mean of the daily prices, not weighted by units: a weighted mean would move with demand itself."""
    price = np.where(rows.units >= 0, rows.price, np.nan)
    day = rows.times.day
    if (day < 0).any():
        return cells.mean(price)
    known = np.isfinite(price)
    place, index = np.unique(cells.place[known] * 7 + day[known], return_inverse=True)
    per_day = np.bincount(index, weights=price[known]) / np.bincount(index)
    by_day = Cells(place // 7 // cells.shape[1], place // 7 % cells.shape[1], cells.shape)
    return by_day.mean(per_day)


def _fill_zero_weeks(units: Floats, notices: list[Notice], *, daily: bool) -> Floats:
    """In a file of daily sales without a single zero, a week without a row is a week without a sale."""
    known = ~np.isnan(units)
    if not daily or (units[known] == 0).any():
        return units
    weeks = np.arange(units.shape[1])
    first = np.where(known.any(axis=1), known.argmax(axis=1), len(weeks))
    gap = ~known & (weeks[None, :] > first[:, None]) & known.any(axis=0, keepdims=True)
    if gap.any():
        notices.append(Notice("zero_weeks", f"{int(gap.sum())} weeks without a row were read as no sales."))
    return np.where(gap, 0.0, units)


def _trusted(units: Floats, rows: "Rows", cells: Cells) -> Bools:
    """Observed and not sold out (units >= stock). A product that always sells out keeps its weeks."""
    observed = ~np.isnan(units)
    if rows.stock is None:
        return observed
    out = np.isfinite(rows.stock) & (rows.units >= rows.stock)
    sold_out = cells.total(out.astype(float)) > 0
    enough = (observed & ~sold_out).sum(axis=1) >= np.maximum(LEAST_TRUSTED, observed.sum(axis=1) // 4)
    return np.asarray(observed & (~sold_out | ~enough[:, None]))


def fill_along(grid: Floats) -> Floats:
    """Fill gaps forward, then backward, inside each row; rows without any value stay NaN."""
    known = np.isfinite(grid)
    place = np.where(known, np.arange(grid.shape[1])[None, :], -1)
    last = np.maximum.accumulate(place, axis=1)
    first = known.argmax(axis=1)
    source = np.where(last >= 0, last, first[:, None])
    return np.asarray(np.take_along_axis(grid, source, axis=1))


def _current(rows: "Rows", place: Ints, skus: int) -> Floats:
    """The shelf price now: of the last row with a price; when that was a promotion, of the last row before it
    without one (at most eight weeks back)."""
    time = rows.times.week * 7 + np.maximum(rows.times.day, 0)
    good = np.isfinite(rows.price) & (rows.units >= 0)
    order = np.flatnonzero(good)[np.argsort(time[good], kind="stable")]
    current, seen = np.full(skus, np.nan), np.zeros(skus, dtype=np.int64)
    current[place[order]], seen[place[order]] = rows.price[order], time[order]
    if rows.promo is not None:
        regular = order[rows.promo[order] < 0.5]
        regular = regular[time[regular] >= seen[place[regular]] - 7 * PROMO_LOOKBACK]
        current[place[regular]] = rows.price[regular]
    return np.round(current, 2)


def _categories(rows: "Rows", sku_of_row: Ints, skus: int) -> tuple[Ints, tuple[str, ...]]:
    """A product belongs to the category of its last row."""
    if rows.category is None:
        return np.zeros(skus, dtype=np.int64), ("",)
    number, names = pd.factorize(rows.category, sort=True)
    category = np.zeros(skus, dtype=np.int64)
    order = np.argsort(rows.times.week, kind="stable")
    category[sku_of_row[order]] = number[order]
    return category, tuple(str(name) for name in names)


def _last_known(values: Floats | None, rows: "Rows", sku_of_row: Ints, skus: int) -> Floats:
    result = np.full(skus, np.nan)
    if values is not None:
        order = np.argsort(rows.times.week * 7 + rows.times.day, kind="stable")
        order = order[np.isfinite(values[order])]
        result[sku_of_row[order]] = values[order]
    return result


def _day_shares(rows: "Rows", *, daily: bool) -> Floats:
    if not daily:
        return np.full(7, 1 / 7)
    sold = np.bincount(rows.times.day, weights=np.maximum(rows.units, 0.0), minlength=7) + 1e-9
    return np.asarray(sold / sold.sum())
