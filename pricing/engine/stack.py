"""The forecast: forest, core and log-log stacked in logs, with weights from the shop's own rolling backtest."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from pricing.engine.arrays import Bools, Floats, Ints
from pricing.engine.blend import Blend, fit_blend
from pricing.engine.forest import Forest, look_back
from pricing.engine.loglog import LogLog, fit_loglog
from pricing.engine.panel import Panel
from pricing.engine.settings import Settings
from pricing.engine.terms import Setting, learn_scales, setting_of

Progress = Callable[[float, str], None]
METHODS = ("forest", "core", "loglog")
FEW_SERIES = 20
LEAST_TRAINING = 12
INNER_PRODUCTS, INNER_TREES, INNER_ROWS = 400, 40, 20_000
GRID_STEP = 0.1
GOOD_ENOUGH = 1.02
LARGEST_LIFT = 0.3
CLOSED, USUAL_GAP = 0.6, 0.1


@dataclass(frozen=True)
class Members:
    """The fitted members of the stack."""

    blend: Blend
    forest: Forest
    loglog: LogLog

    def log_units(self, setting: Setting, steps: Ints) -> Floats:
        """Return log units of each member, 3 x S x W."""
        return np.stack(
            [
                self.forest.log_units(setting, steps),
                self.blend.log_units(setting, steps),
                self.loglog.log_units(setting),
            ]
        )


@dataclass(frozen=True)
class Trials:
    """What the inner backtest saw: one entry per product, origin and week ahead.

    `logs` 3 x N log forecasts of the members, `units` N real sales, `noise` N dispersion of a week and `drift`
    N variance of the local level as the core expects them, `product` and `origin` N numbers, `step` N weeks
    ahead.
    """

    logs: Floats
    units: Floats
    noise: Floats
    drift: Floats
    product: Ints
    origin: Ints
    step: Ints


@dataclass(frozen=True)
class Stack:
    """Weights of the members, and the correction of the mean per unit of dispersion (log units)."""

    weights: Floats
    correction: float

    def combine(self, logs: Floats, noise: Floats) -> Floats:
        """Return log expected units from the members' log units (3 x ...) and the dispersion (...).

        The members forecast the middle; the mean lies higher where sales are more erratic.
        """
        lift = np.clip(self.correction * noise, -LARGEST_LIFT, LARGEST_LIFT)
        return np.asarray(np.tensordot(self.weights, logs, axes=1) + lift)


def fit_members(
    panel: Panel, settings: Settings, *, rows: int, trees: int, progress: Progress | None = None
) -> Members:
    """Fit core, forest and log-log on a panel."""
    scales = learn_scales(panel, settings.drivers)
    blend = fit_blend(panel, scales, settings.seed)
    if progress is not None:
        progress(0.35, "Growing the forest")
    forest = Forest(blend, look_back(panel, blend), panel.weeks, panel.dated, settings.horizon)
    forest.train(rows=rows, trees=trees, seed=settings.seed, n_jobs=settings.n_jobs)
    return Members(blend, forest, fit_loglog(panel, scales))


def inner_origins(panel: Panel, settings: Settings) -> list[int]:
    """Return the last training column of each inner origin, newest first; none when history is short."""
    weeks = len(panel.weeks)
    step = max(1, settings.horizon // 2)
    ends = [weeks - 1 - settings.horizon - step * i for i in range(settings.inner_origins)]
    return [end for end in ends if end + 1 >= max(LEAST_TRAINING, weeks // 3)]


def run_trials(panel: Panel, settings: Settings, *, progress: Progress | None = None) -> Trials | None:
    """Forecast the last weeks of the history from before they happened; None when history is too short."""
    rng = np.random.default_rng(settings.seed + 1)
    count = len(panel.skus)
    rows = np.sort(rng.permutation(count)[:INNER_PRODUCTS])
    part = panel.choose(rows)
    parts, origins = [], inner_origins(panel, settings)
    for number, end in enumerate(origins):
        if progress is not None:
            progress(0.6 + 0.35 * number / len(origins), "Checking the forecasts against the last weeks")
        if (trial := _trial(part, rows, end, number, settings)) is not None:
            parts.append(trial)
    return _joined(parts) if parts else None


def _trial(panel: Panel, rows: Ints, end: int, number: int, settings: Settings) -> Trials | None:
    past = panel.until(end + 1)
    keep = np.flatnonzero(past.trusted.sum(axis=1) >= LEAST_TRAINING)
    if not len(keep):
        return None
    past = past.choose(keep)
    members = fit_members(past, settings, rows=INNER_ROWS, trees=min(INNER_TREES, settings.trees))
    ahead = slice(end + 1, end + 1 + settings.horizon)
    future = panel.choose(keep)
    setting = setting_of(future, ahead)
    steps = np.arange(1, len(setting.weeks) + 1)
    logs = members.log_units(setting, steps)
    known: Bools = future.trusted[:, ahead]
    noise = np.broadcast_to(members.blend.dispersion()[:, None], known.shape)
    product, week = np.nonzero(known)
    return Trials(
        logs=logs[:, known],
        units=future.units[:, ahead][known].astype(float),
        noise=noise[known],
        drift=members.blend.level_variance(steps)[known],
        product=rows[keep][product],
        origin=np.full(len(product), number),
        step=steps[week],
    )


def _joined(parts: list[Trials]) -> Trials:
    def all_of(field: str, axis: int = 0) -> Any:
        return np.concatenate([getattr(part, field) for part in parts], axis=axis)

    return Trials(
        logs=all_of("logs", 1),
        units=all_of("units"),
        noise=all_of("noise"),
        drift=all_of("drift"),
        product=all_of("product"),
        origin=all_of("origin"),
        step=all_of("step"),
    )


def weigh(trials: Trials | None, products: int) -> Stack:
    """Choose the weights on the simplex with the least error, and the correction of the mean."""
    if trials is None or products < FEW_SERIES:
        return Stack(np.array([0.0, 1.0, 0.0]), 0.0)
    errors = [(_error(trials, weights), weights) for weights in _simplex()]
    best = min(error for error, _ in errors)
    good = np.mean([weights for error, weights in errors if error <= best * GOOD_ENOUGH], axis=0)
    weights = (good + 1 / len(METHODS)) / 2
    return Stack(weights, _correction(trials, weights))


def _simplex() -> list[Floats]:
    ticks = round(1 / GRID_STEP)
    return [np.array([a, b, ticks - a - b]) / ticks for a in range(ticks + 1) for b in range(ticks + 1 - a)]


def _error(trials: Trials, weights: Floats) -> float:
    forecast = np.exp(np.tensordot(weights, trials.logs, axes=1))
    absolute = np.abs(trials.units - forecast).sum() / max(trials.units.sum(), 1e-9)
    logs = np.sqrt(np.mean((np.log1p(trials.units) - np.log1p(forecast)) ** 2))
    return float(absolute + logs)


def _correction(trials: Trials, weights: Floats) -> float:
    """Return the lift per unit of dispersion that closes part of the gap between summed sales and forecasts.

    Sums move by some ten per cent from one two-month window to the next for reasons that do not come back, so a
    small gap is left alone and a large one is closed by about half.
    """
    forecast = np.exp(np.tensordot(weights, trials.logs, axes=1))
    wanted = max(trials.units.sum(), 1e-9)
    gap = np.log(wanted / max(forecast.sum(), 1e-9))
    gap *= CLOSED * gap**2 / (gap**2 + USUAL_GAP**2)
    mean_noise = (forecast * trials.noise).sum() / max(forecast.sum(), 1e-9)
    return float(np.clip(gap / max(mean_noise, 0.01), -LARGEST_LIFT / 0.05, LARGEST_LIFT / 0.05))
