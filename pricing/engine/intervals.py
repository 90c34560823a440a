"""Ranges that hold as often as they say: split conformal on the shop's own inner backtest.

The score of a forecast is its log error over the spread the core expects for that product; the range takes the
quantiles of the scores of forecasts of similar volume, ten per cent wider because the few origins of one shop
share their surprises.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import norm

from pricing.engine.arrays import Floats, Ints
from pricing.engine.stack import Stack, Trials

BINS, LEAST_PER_BIN = 4, 150
LEAST_SCORES = 40
CAUTIOUS = 1.15
FEW_ORIGINS = 1.10
LEAST_WEEKS_IN_MEAN = 3


@dataclass(frozen=True)
class Ranges:
    """Score quantiles per volume bin. `edges` B-1 log units, `low` and `high` B scores."""

    edges: Floats
    low: Floats
    high: Floats

    def around(self, units: Floats, spread: Floats) -> tuple[Floats, Floats]:
        """Return the range of `units` whose log error has the expected `spread` (same shape)."""
        place = np.searchsorted(self.edges, np.log(units + 0.5))
        low = (units + 0.5) * np.exp(self.low[place] * spread) - 0.5
        high = (units + 0.5) * np.exp(self.high[place] * spread) - 0.5
        return np.clip(low, 0.0, units), np.maximum(high, units)


@dataclass(frozen=True)
class Calibration:
    """Ranges for the sales of one week, and for the mean of the weeks of the horizon."""

    week: Ranges
    mean: Ranges
    scores: int


def spread_of_week(units: Floats, noise: Floats, drift: Floats) -> Floats:
    """Return the expected sd of the log error of one week's sales."""
    return np.asarray(np.sqrt(noise + drift + 1 / (units + 0.5)))


def spread_of_mean(units: Floats, noise: Floats, drift: Floats, weeks: Any) -> Floats:
    """Return the expected sd of the log error of a mean over `weeks` weeks."""
    return np.asarray(np.sqrt(drift + (noise + 1 / (units + 0.5)) / weeks))


def calibrate(trials: Trials | None, stack: Stack, coverage: float) -> Calibration:
    """Learn the score quantiles from the inner backtest; without one, from the normal law, widened."""
    if trials is None or len(trials.units) < LEAST_SCORES:
        plain = _normal(coverage)
        return Calibration(plain, plain, 0 if trials is None else len(trials.units))
    forecast = np.exp(stack.combine(trials.logs, trials.noise))
    spread = spread_of_week(forecast, trials.noise, trials.drift)
    return Calibration(
        week=_ranges(trials.units, forecast, spread, coverage),
        mean=_mean_ranges(trials, forecast, coverage),
        scores=len(trials.units),
    )


def _normal(coverage: float) -> Ranges:
    edge = float(norm.ppf(0.5 + coverage / 2)) * CAUTIOUS
    return Ranges(np.empty(0), np.array([-edge]), np.array([edge]))


def _ranges(units: Floats, forecast: Floats, spread: Floats, coverage: float) -> Ranges:
    score = (np.log(units + 0.5) - np.log(forecast + 0.5)) / spread
    volume = np.log(forecast + 0.5)
    bins = int(np.clip(len(score) // LEAST_PER_BIN, 1, BINS))
    edges = np.quantile(volume, np.arange(1, bins) / bins)
    place = np.searchsorted(edges, volume)
    tail = (1 - coverage) / 2
    low, high = np.empty(bins), np.empty(bins)
    for number in range(bins):
        own = score[place == number]
        low[number], high[number] = np.quantile(own, [tail, 1 - tail]) if len(own) else (-1.5, 1.5)
    low, high = low * FEW_ORIGINS, high * FEW_ORIGINS
    return Ranges(edges, np.minimum(low, -0.05), np.maximum(high, 0.05))


def _mean_ranges(trials: Trials, forecast: Floats, coverage: float) -> Ranges:
    key = trials.product * 1000 + trials.origin
    _, place = np.unique(key, return_inverse=True)

    def mean(values: Floats | Ints) -> Floats:
        return np.asarray(np.bincount(place, weights=values) / np.bincount(place))

    weeks = np.bincount(place)
    enough = weeks >= LEAST_WEEKS_IN_MEAN
    if enough.sum() < LEAST_SCORES:
        return _normal(coverage)
    units, expected = mean(trials.units)[enough], mean(forecast)[enough]
    spread = spread_of_mean(expected, mean(trials.noise)[enough], mean(trials.drift)[enough], weeks[enough])
    return _ranges(units, expected, spread, coverage)
