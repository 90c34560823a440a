"""What the engine has to beat: simple methods and textbook machine learning, on the same data.

Each baseline learns from a `Sales` grid and predicts weekly units for a product, a step ahead (1 = first week
after the history) and a price. Used by the benchmarks and the backtest; never by a recommendation.
"""

from collections.abc import Callable
from typing import Any, Final, Protocol

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor

from pricing.engine.arrays import Floats, Ints
from pricing.engine.baselines_sales import HORIZON, Question, Sales, recent_mean

RECENT: Final = 8


class Baseline(Protocol):
    """A method under comparison."""

    name: str

    def fit(self, sales: Sales) -> None:
        """Learn; takes everything in `sales` as known."""

    def predict(self, question: Question) -> Floats:
        """Expected weekly units (n,)."""


class LastWeeks:
    """The mean of the last eight weeks, whatever the price: what a shop expects without any model."""

    name = "last 8 weeks"

    def fit(self, sales: Sales) -> None:
        """Average the last eight known weeks of each product."""
        self._mean = recent_mean(sales.units, RECENT)[:, -1]

    def predict(self, question: Question) -> Floats:
        """The same number for every price and step."""
        units: Floats = self._mean[question.sku]
        return units


class LogLog:
    """Log units on log price, promotion and other drivers, one least-squares line per product."""

    name = "log-log per SKU"

    def fit(self, sales: Sales) -> None:
        """Fit the products one by one; a term that never changes gets no weight."""
        terms = [np.log(sales.price), sales.promo, *sales.extras.values()]
        self._extras = tuple(sales.extras)
        count = len(sales.skus)
        self._weights = np.zeros((count, len(terms) + 1))
        self._centre = np.zeros((count, len(terms)))
        self._lift = np.zeros(count)
        for row in range(count):
            self._fit_one(row, sales.units[row], [term[row] for term in terms])

    def _fit_one(self, row: int, units: Floats, terms: list[Floats]) -> None:
        known = ~np.isnan(units) & np.all([~np.isnan(term) for term in terms], axis=0)
        if not known.any():
            return
        target = np.log(units[known] + 0.5)
        design = np.column_stack([term[known] for term in terms])
        self._centre[row] = design.mean(axis=0)
        design = design - self._centre[row]
        moves = design.std(axis=0) > 1e-9
        columns = np.column_stack([np.ones(len(target)), design[:, moves]])
        weights, *_ = np.linalg.lstsq(columns, target, rcond=None)
        self._weights[row, np.concatenate([[True], moves])] = weights
        spare = max(len(target) - columns.shape[1], 1)
        # Mean of a lognormal; capped, since a handful of weeks says little about the spread.
        self._lift[row] = min(float(np.sum((target - columns @ weights) ** 2)) / spare / 2, 0.5)

    def predict(self, question: Question) -> Floats:
        """Exponentiate the line, with the lognormal correction of its residuals."""
        terms = [np.log(question.price), question.promo, *(question.extras[name] for name in self._extras)]
        design = np.column_stack(terms) - self._centre[question.sku]
        weights = self._weights[question.sku]
        log_units = weights[:, 0] + np.sum(np.nan_to_num(design) * weights[:, 1:], axis=1)
        units: Floats = np.maximum(np.exp(np.minimum(log_units + self._lift[question.sku], 15)) - 0.5, 0)
        return units


class Trees:
    """Textbook machine learning: one tree model over all products with price as a feature among others.

    `make` builds any scikit-learn style regressor, so that a forest and boosted trees share the features.
    """

    def __init__(self, name: str, make: Callable[[], Any], *, log_target: bool = False) -> None:
        self.name = name
        self._make = make
        self._log = log_target

    def fit(self, sales: Sales) -> None:
        """Learn from every past week seen from 1 to 8 weeks before it."""
        self._sales = sales
        self._past = _past(sales)
        rng = np.random.default_rng(0)
        sku, week = np.nonzero(~np.isnan(sales.units))
        step = rng.integers(1, HORIZON + 1, len(sku))
        keep = week - step >= 3
        sku, week, step = sku[keep], week[keep], step[keep]
        features = self._features(
            sku, week, step, sales.price[sku, week], sales.promo[sku, week],
            [grid[sku, week] for grid in sales.extras.values()],
        )  # fmt: skip
        target = sales.units[sku, week]
        self._model = self._make()
        self._model.fit(features, np.log1p(target) if self._log else target)

    def predict(self, question: Question) -> Floats:
        """Predict with the past frozen at the end of the history."""
        last = self._sales.units.shape[1] - 1
        extras = [question.extras[name] for name in self._sales.extras]
        features = self._features(
            question.sku, last + question.step, question.step, question.price, question.promo, extras
        )
        units = self._model.predict(features)
        positive: Floats = np.maximum(np.expm1(units) if self._log else units, 0)
        return positive

    def _features(
        self, sku: Ints, week: Ints, step: Ints, price: Floats, promo: Floats, extras: list[Floats]
    ) -> Floats:
        origin = week - step
        columns = [price, promo, step, self._sales.category[sku], *extras]
        columns += [grid[sku, origin] for grid in self._past]
        usual = self._past[-1][sku, origin]
        columns.append(price / np.where(usual > 0, usual, np.nan))
        if self._sales.season is not None:
            angle = self._sales.season[week]
            columns += [np.cos(angle), np.sin(angle)]
        features: Floats = np.nan_to_num(np.column_stack(columns).astype(float), nan=-1.0)
        return features


def textbook_forest(seed: int = 0, n_jobs: int = 1) -> Trees:
    """The Random Forest of a textbook: units from price, promotion, lags and season."""
    return Trees(
        "Random Forest, textbook",
        lambda: RandomForestRegressor(n_estimators=100, min_samples_leaf=5, random_state=seed, n_jobs=n_jobs),
    )


def best_prices(baseline: Baseline, sales: Sales, grid: Floats, cost: Floats, vat: float) -> Floats:
    """The most profitable price per product (S,) out of admissible ones, grid (S, m) padded with NaN.

    Column 0 of `grid` is the current price; it is kept when no other promises more.
    """
    sku, column = np.nonzero(~np.isnan(grid))
    price = grid[sku, column]
    units = mean_units(baseline, sku, price, sales)
    profit = np.full(grid.shape, -np.inf)
    profit[sku, column] = units * (price / (1 + vat) - cost[sku])
    best = profit.argmax(axis=1)
    rows = np.arange(len(grid))
    gains = profit[rows, best] > profit[:, 0] + 1e-9
    chosen: Floats = np.where(gains, grid[rows, best], grid[:, 0])
    return chosen


def mean_units(baseline: Baseline, sku: Ints, price: Floats, sales: Sales) -> Floats:
    """Mean predicted weekly units (n,) over the next eight weeks at a steady price without promotion."""
    steps = np.arange(1, HORIZON + 1)
    last = {name: pd.DataFrame(grid).ffill(axis=1).to_numpy()[:, -1] for name, grid in sales.extras.items()}
    question = Question(
        sku=np.repeat(sku, HORIZON),
        step=np.tile(steps, len(sku)),
        price=np.repeat(price, HORIZON),
        promo=np.zeros(len(sku) * HORIZON),
        extras={name: np.repeat(values[sku], HORIZON) for name, values in last.items()},
    )
    units: Floats = baseline.predict(question).reshape(-1, HORIZON).mean(axis=1)
    return units


def _past(sales: Sales) -> list[Floats]:
    """What is known about a product at each week (S, T); the mean price is last."""
    known = pd.DataFrame(sales.units.T)
    last = known.ffill().fillna(0.0).to_numpy().T
    means = [recent_mean(sales.units, weeks) for weeks in (4, RECENT, 26)]
    return [last, *means, recent_mean(sales.promo, RECENT), recent_mean(sales.price, 13)]
