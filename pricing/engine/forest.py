"""The Random Forest on price-adjusted demand: it learns level, season and trend, never the price curve.

Sales are divided by the core's response to price, promotion, drivers and competitor; what remains, relative to
the product's recent level, is what the forest predicts for 1 to 8 (horizon) weeks ahead.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import RandomForestRegressor

from pricing.engine import sa_calendar
from pricing.engine.arrays import Floats, Ints
from pricing.engine.blend import Blend
from pricing.engine.panel import Panel
from pricing.engine.terms import Setting, driver_grids, price_ratio, setting_of

WINDOWS, LAGS = (4, 13, 26, 52), (0, 1, 2)
RUNNING = 1 + len(WINDOWS) + len(LAGS) + 6
LEAST_HISTORY = 6
RECENT = 8
YEAR = 52
TREE_ROWS = 15_000


@dataclass(frozen=True)
class Past:
    """What the forest knows at the end of each week: price-adjusted log demand and running features.

    `adjusted` S x T (NaN where unknown), `level` S x T recent adjusted level, `running` S x T x F.
    """

    adjusted: Floats
    level: Floats
    running: Floats
    drivers: Floats


def running_mean(grid: Floats, window: int) -> Floats:
    """Return the mean of the known values among the last `window` weeks, NaN where none is known."""
    known = np.isfinite(grid)
    sums = np.cumsum(np.where(known, grid, 0.0), axis=1)
    counts = np.cumsum(known, axis=1, dtype=float)
    sums[:, window:] -= sums[:, :-window].copy() if window < grid.shape[1] else 0.0
    counts[:, window:] -= counts[:, :-window].copy() if window < grid.shape[1] else 0.0
    with np.errstate(invalid="ignore", divide="ignore"):
        mean: Floats = np.where(counts > 0, sums / counts, np.nan)
    return mean


def look_back(panel: Panel, blend: Blend) -> Past:
    """Compute the features of every product and week."""
    setting = setting_of(panel)
    units = np.where(panel.trusted, panel.units, np.nan).astype(float)
    adjusted = np.log(units + 0.5) - blend.log_response(setting)
    level = running_mean(adjusted, RECENT)
    wide = running_mean(adjusted, 26)
    level = np.where(np.isfinite(level), level, wide)
    running = np.empty((*adjusted.shape, RUNNING), dtype=np.float32)
    for place, feature in enumerate(_running(panel, blend, adjusted, level, units)):
        running[..., place] = feature
    return Past(adjusted.astype(np.float32), level.astype(np.float32), running, _drivers(blend, setting))


def _running(panel: Panel, blend: Blend, adjusted: Floats, level: Floats, units: Floats) -> Iterator[Floats]:
    """Yield the RUNNING features one by one (each S x T), so that only one is in memory in full precision."""
    yield level
    for window in WINDOWS:
        yield running_mean(adjusted, window) - level
    for lag in LAGS:
        yield _lag(adjusted, lag) - level
    yield running_mean(np.where(np.isfinite(units), units == 0, np.nan), 13)
    yield np.sqrt(np.maximum(running_mean(adjusted**2, 13) - running_mean(adjusted, 13) ** 2, 0))
    yield running_mean(np.log(price_ratio(blend.scales, panel.price)), RECENT)
    yield running_mean(panel.promo.astype(float), RECENT)
    yield np.cumsum(panel.trusted, axis=1) / 52.0
    yield _category_drift(adjusted, panel)


def _lag(grid: Floats, lag: int) -> Floats:
    if lag == 0:
        return grid
    moved = np.full(grid.shape, np.nan)
    moved[:, lag:] = grid[:, :-lag]
    return moved


def _category_drift(adjusted: Floats, panel: Panel) -> Floats:
    """Recent movement of the whole category, which a single noisy product cannot show."""
    drift = running_mean(adjusted, 4) - running_mean(adjusted, 26)
    known = np.isfinite(drift)
    sums = np.zeros((int(panel.category.max()) + 1, adjusted.shape[1]))
    counts = np.zeros(sums.shape)
    np.add.at(sums, panel.category, np.where(known, drift, 0.0))
    np.add.at(counts, panel.category, known)
    return np.asarray((sums / np.maximum(counts, 1))[panel.category])


def _drivers(blend: Blend, setting: Setting) -> Floats:
    """Features of the week to be predicted: price ratio, promotion, drivers, competitor, S x W x D."""
    log_price = np.log(price_ratio(blend.scales, setting.price))
    grids = [log_price, setting.depth, *driver_grids(blend.scales, setting).values()]
    return np.stack(grids, axis=-1).astype(np.float32)


class Forest:
    """A fitted forest together with what it knows at the end of the history."""

    def __init__(self, blend: Blend, past: Past, weeks: Ints, dated: bool, horizon: int) -> None:
        self.blend, self.past, self.weeks, self.dated, self.horizon = blend, past, weeks, dated, horizon
        self.model: RandomForestRegressor | None = None

    def log_units(self, setting: Setting, steps: Ints) -> Floats:
        """Return log units for the weeks of a plan, S x W; `steps` = weeks after the history, W."""
        last = len(self.weeks) - 1
        shape = setting.price.shape
        rows, columns = (index.ravel() for index in np.indices(shape))
        drivers = _drivers(self.blend, setting)[rows, columns]
        features = self._features(rows, np.full(len(rows), last), steps[columns], drivers)
        level = np.nan_to_num(self.past.level[:, last])
        out = np.broadcast_to(level[:, None], shape) + self.blend.log_response(setting)
        if self.model is not None:
            out = out + self.model.predict(features).reshape(shape)
        return np.asarray(out)

    def train(self, *, rows: int, trees: int, seed: int, n_jobs: int) -> None:
        """Train on at most `rows` (product, week, weeks ahead) triples drawn from the history."""
        triples = self._draw(rows, np.random.default_rng(seed))
        if triples is None:
            return
        sku, origin, step = triples
        target = self.past.adjusted[sku, origin + step] - self.past.level[sku, origin]
        features = self._features(sku, origin, step, self.past.drivers[sku, origin + step])
        self.model = RandomForestRegressor(
            n_estimators=trees,
            min_samples_leaf=max(5, min(20, len(target) // 2000)),
            max_features=0.4,
            max_samples=TREE_ROWS / len(target) if len(target) > TREE_ROWS else None,
            max_depth=14,
            monotonic_cst=self._directions(features.shape[1]),
            random_state=seed,
            n_jobs=n_jobs,
        )
        self.model.fit(features, np.clip(target, -3, 3))

    def _directions(self, count: int) -> list[int]:
        """Demand may not rise with the price nor fall with the depth of a price cut."""
        directions = [0] * count
        directions[self.past.running.shape[2]] = -1
        directions[self.past.running.shape[2] + 1] = 1
        return directions

    def _draw(self, rows: int, rng: np.random.Generator) -> tuple[Ints, Ints, Ints] | None:
        products, weeks = self.past.adjusted.shape
        usable = np.isfinite(self.past.adjusted)
        enough = (np.cumsum(usable, axis=1) >= LEAST_HISTORY) & np.isfinite(self.past.level)
        sku, target = np.nonzero(usable)
        per_target = max(1, min(4, int(np.ceil(rows / max(len(sku), 1)))))
        if len(sku) > rows:
            chosen = rng.choice(len(sku), rows, replace=False)
            sku, target = sku[chosen], target[chosen]
        sku, target = np.repeat(sku, per_target), np.repeat(target, per_target)
        step = rng.integers(1, self.horizon + 1, len(sku))
        origin = target - step
        good = (origin >= 0) & enough[sku, np.maximum(origin, 0)]
        if good.sum() < 50:
            return None
        return sku[good], origin[good], step[good]

    def _features(self, sku: Ints, origin: Ints, step: Ints, drivers: Floats) -> Floats:
        parts = [self.past.running[sku, origin], drivers, step[:, None].astype(np.float32)]
        if len(self.weeks) > YEAR + RECENT:
            parts.append(self._last_year(sku, origin, step)[:, None])
        if self.dated:
            week = self.weeks[origin] + step
            unique, place = np.unique(week, return_inverse=True)
            angle = sa_calendar.year_angle(unique)
            dates = np.column_stack([sa_calendar.features(unique), np.cos(angle), np.sin(angle)])
            parts.append(dates[place])
        return np.nan_to_num(np.concatenate(parts, axis=1)).astype(np.float32)

    def _last_year(self, sku: Ints, origin: Ints, step: Ints) -> Floats:
        """Adjusted demand of the same week last year against the level of eight weeks around then."""
        place = origin + step - YEAR
        there = np.clip(place, 0, len(self.weeks) - 1)
        value = self.past.adjusted[sku, there] - self.past.running[sku, np.maximum(origin - YEAR, 0), 0]
        return np.asarray(np.where(place >= 0, value, 0.0))
