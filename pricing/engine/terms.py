"""The terms of the demand equation: one grid a term, made the same way for history and for plans.

log(expected units) = level + price + promotion + drivers + competitor + season and dates + local level
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pricing.engine import sa_calendar
from pricing.engine.arrays import Bools, Floats, Ints
from pricing.engine.panel import Panel

LEVEL, PRICE = 0, 1
SEASON_WEEKS = 52
LARGEST_RATIO = 4.0
DEPTH_WEEKS = 8
MOSTLY = 0.5
DATES = ("payday_25", "black_friday", "december", "public_holidays")


@dataclass(frozen=True)
class Setting:
    """What the shop charges and does in some weeks: grids S x W (W weeks of history or of a plan)."""

    weeks: Ints
    price: Floats
    promo: Floats
    rival: Floats | None
    extras: Mapping[str, Floats]
    depth: Floats
    """How far the price lies below the highest of the last eight weeks, in logs (0 or more)."""


@dataclass(frozen=True)
class Scales:
    """What the terms are measured against, learned from the training weeks. Arrays run over S products."""

    price: Floats
    rival: Floats | None
    extras: dict[str, tuple[Floats, float, bool]]
    """name -> (usual value per product, spread within products, whether in logs)."""
    promo: bool
    season: bool
    last_week: int

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the terms, in the order of the last axis."""
        names = ["level", "price", "trend"]
        names += ["promo", "promo_depth"] if self.promo else []
        for name in self.extras:
            names += [name, f"{name}_depth"] if self.deepens(name) else [name]
        names += ["rival"] if self.rival is not None else []
        if self.season:
            names += ["year_cos", "year_sin", "half_cos", "half_sin", *DATES]
        return tuple(names)

    def deepens(self, name: str) -> bool:
        """Return whether a driver is a mark or share (0 = usual), which may act together with a price cut."""
        usual, _, logs = self.extras[name]
        return not logs and bool((usual == 0).mean() > MOSTLY)

    def take(self, rows: Ints | slice) -> "Scales":
        """Return the scales of some products."""
        return Scales(
            price=self.price[rows],
            rival=None if self.rival is None else self.rival[rows],
            extras={name: (usual[rows], spread, logs) for name, (usual, spread, logs) in self.extras.items()},
            promo=self.promo,
            season=self.season,
            last_week=self.last_week,
        )


def learn_scales(panel: Panel, drivers: tuple[str, ...] | None) -> Scales:
    """Measure the usual price, competitor price and driver values of each product on its trusted weeks."""
    extras = {}
    for name, grid in panel.extras.items():
        if (drivers is None or name in drivers) and (scale := _driver_scale(grid, panel)) is not None:
            extras[name] = scale
    return Scales(
        price=_median(panel.price, panel.trusted),
        rival=None if panel.rival is None else _median(panel.rival, panel.trusted),
        extras=extras,
        promo=panel.has_promo and bool((panel.promo > 0).any()),
        season=panel.dated and len(panel.weeks) >= SEASON_WEEKS,
        last_week=int(panel.weeks[-1]),
    )


def setting_of(panel: Panel, columns: slice = slice(None)) -> Setting:
    """Return what the shop did in some weeks of its history."""
    return Setting(
        weeks=panel.weeks[columns],
        price=panel.price[:, columns],
        promo=panel.promo[:, columns],
        rival=None if panel.rival is None else panel.rival[:, columns],
        extras={name: grid[:, columns] for name, grid in panel.extras.items()},
        depth=price_depth(panel.price)[:, columns],
    )


def price_depth(price: Floats) -> Floats:
    """Return log(highest price of this and the eight weeks before / price), at most 1, S x T."""
    logs = np.log(np.where(price > 0, price, 1.0).astype(float))
    highest = logs.copy()
    for lag in range(1, DEPTH_WEEKS + 1):
        highest[:, lag:] = np.maximum(highest[:, lag:], logs[:, :-lag])
    return np.asarray(np.clip(highest - logs, 0.0, 1.0))


def driver_grids(scales: Scales, setting: Setting) -> dict[str, Floats]:
    """Return promotion, further drivers and competitor price as the equation sees them, S x W each."""
    shape = setting.price.shape
    grids: dict[str, Floats] = {}
    if scales.promo:
        grids["promo"] = np.asarray(setting.promo, dtype=float)
        grids["promo_depth"] = grids["promo"] * setting.depth
    for name, (usual, spread, logs) in scales.extras.items():
        raw = setting.extras.get(name)
        grids[name] = np.zeros(shape) if raw is None else _scaled(raw, usual, spread, logs=logs)
        if scales.deepens(name):
            grids[f"{name}_depth"] = grids[name] * spread * setting.depth
    if scales.rival is not None:
        grids["rival"] = _relative(setting.rival, scales.rival, shape)
    return grids


def design(scales: Scales, setting: Setting, power: float) -> Floats:
    """Return the terms, S x W x K (float64). `power` is the Box-Cox power of the price ratio."""
    ratio = price_ratio(scales, setting.price)
    parts = [np.ones(ratio.shape), box_cox(ratio, power)]
    parts.append(np.broadcast_to((setting.weeks - scales.last_week) / 52.0, ratio.shape))
    parts += list(driver_grids(scales, setting).values())
    if scales.season:
        parts += [np.broadcast_to(row, ratio.shape) for row in season_rows(setting.weeks)]
    return np.stack(parts, axis=-1)


def season_rows(weeks: Ints) -> list[Floats]:
    """Return the season and date terms of dated weeks, one array of W each."""
    angle = sa_calendar.year_angle(weeks)
    dates = sa_calendar.features(weeks)
    waves = [np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)]
    return waves + [dates[:, sa_calendar.NAMES.index(name)] for name in DATES]


def price_ratio(scales: Scales, price: Floats) -> Floats:
    """Return price over the usual price, held within 1/4 to 4, S x W."""
    ratio = np.asarray(price, dtype=float) / scales.price[:, None]
    return np.asarray(np.clip(np.nan_to_num(ratio, nan=1.0), 1 / LARGEST_RATIO, LARGEST_RATIO))


def box_cox(ratio: Floats, power: float) -> Floats:
    """Return (ratio^power - 1) / power, log(ratio) for power 0: 0 and slope 1 at the usual price."""
    transformed: Floats = np.log(ratio) if power == 0 else (ratio**power - 1.0) / power
    return transformed


def _median(grid: Floats, trusted: Bools) -> Floats:
    """Return the median per row over trusted cells, over all cells where none is trusted."""
    chosen = np.where(trusted, grid, np.nan)
    empty = ~np.isfinite(chosen).any(axis=1)
    chosen[empty] = np.where(np.isfinite(grid[empty]), grid[empty], 1.0)
    result: Floats = np.nanmedian(chosen, axis=1).astype(float)
    return result


def _relative(rival: Floats | None, usual: Floats, shape: tuple[int, ...]) -> Floats:
    if rival is None:
        return np.zeros(shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.log(np.asarray(rival, dtype=float) / usual[:, None])
    return np.asarray(np.clip(np.nan_to_num(relative, nan=0.0, posinf=0.0, neginf=0.0), -0.7, 0.7))


def _driver_scale(grid: Floats, panel: Panel) -> tuple[Floats, float, bool] | None:
    """Return the scale of a further column, or None when it does not move inside products or moves as the
    price does (then it says nothing of its own)."""
    known = np.isfinite(grid) & panel.trusted
    if not known.any():
        return None
    logs = bool((grid[known] > 0).all())
    values = np.where(known, np.log(np.where(known, grid, 1.0)) if logs else grid, np.nan)
    usual = _median(values, known)
    inside = np.where(known, values - usual[:, None], 0.0)
    spread = float(np.sqrt((inside**2).sum() / known.sum()))
    if spread < 1e-6 or abs(_within_correlation(inside, panel, known)) > 0.95:
        return None
    return usual, spread, logs


def _within_correlation(inside: Floats, panel: Panel, known: Bools) -> float:
    price = np.log(panel.price.astype(float))
    price = np.where(known, price - _median(price, known)[:, None], 0.0)
    scale = np.sqrt((inside**2).sum() * (price**2).sum())
    return float((inside * price).sum() / scale) if scale > 0 else 0.0


def _scaled(raw: Floats, usual: Floats, spread: float, *, logs: bool) -> Floats:
    values = np.asarray(raw, dtype=float)
    if logs:
        values = np.log(np.where(values > 0, values, np.nan))
    return np.asarray(np.clip(np.nan_to_num((values - usual[:, None]) / spread), -6.0, 6.0))
