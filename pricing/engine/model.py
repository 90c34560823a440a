"""The trained model of a shop: forecast, recommend, what-if and curve. See docs/pricing-engine.md."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd

from pricing.engine import recommending
from pricing.engine.arrays import Floats
from pricing.engine.columns import Faults, require_columns, tidy_names
from pricing.engine.curve import Curve, response_with_spread, widen
from pricing.engine.history import History
from pricing.engine.intervals import Calibration, calibrate, spread_of_mean, spread_of_week
from pricing.engine.measures import measure
from pricing.engine.panel import Panel
from pricing.engine.plan import known_products, prices_of, read_plan
from pricing.engine.problems import BadInput
from pricing.engine.settings import Rules, Settings
from pricing.engine.stack import METHODS, Members, Stack, Trials, fit_members, run_trials, weigh
from pricing.engine.terms import Setting
from pricing.engine.version import VERSION

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Level:
    """Expected weekly units (mean of the horizon) at the current price without promotion, with range; S each."""

    units: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Model:
    """What training found. Prices include VAT, units are a week's."""

    history: History
    settings: Settings
    members: Members
    stack: Stack
    calibration: Calibration
    level: Level
    metrics: dict[str, Any]

    @property
    def panel(self) -> Panel:
        """Return the weekly grids of the history."""
        return self.history.panel

    def forecast(self, plan: pd.DataFrame, *, day_first: bool | None = None) -> pd.DataFrame:
        """Return the plan's `sku` and `week`/`date` with `units`, `low`, `high` (80 %).

        PLAN: `week` or `date`, `sku`, `unit_price`; optional `promo`, `competitor_price` and the drivers of the
        history. A driver that the plan lacks stays at the product's usual value. Raises BadInput.
        """
        read = read_plan(plan, self.panel, self.history.calendar, day_first=day_first)
        blend = self.members.blend
        logs, noise = self.members.log_units(read.setting, read.steps), blend.dispersion()[:, None]
        grid = np.exp(self.stack.combine(logs, noise))
        units = grid[read.product, read.column] * read.share
        drift = blend.level_variance(read.steps)[read.product, read.column]
        spread = spread_of_week(units, noise[read.product, 0], drift)
        low, high = self.calibration.week.around(units, spread)
        names = {str(name).strip().lower(): name for name in plan.columns}
        answer = plan[[names[name] for name in ("sku", "week", "date") if name in names]].copy()
        for name, values in (("units", units), ("low", low), ("high", high)):
            answer[name] = values.round(3)
        return answer

    def recommend(
        self,
        candidates: pd.DataFrame | None = None,
        *,
        rules: Rules | None = None,
        progress: Progress | None = None,
    ) -> pd.DataFrame:
        """Return one row a product: price, action, expectations before and after with ranges, and why.

        Without `candidates` every product of the history is priced from its last shelf price and cost.
        Columns: recommending.COLUMNS. Raises BadInput for a bad CANDIDATES table.
        """
        chosen = rules or Rules(vat=self.settings.vat)
        return recommending.recommend(self, candidates, chosen, progress or _silent)

    def whatif(self, scenarios: pd.DataFrame) -> pd.DataFrame:
        """Return the scenarios (`sku`, `price`) with expected `weekly_units`, `low`, `high` (80 %).

        The units are the mean of a week over the coming horizon at that regular price, without promotion.
        Raises BadInput.
        """
        faults = Faults()
        tidy = tidy_names(scenarios, faults)
        require_columns(tidy, ("sku", "price"), faults, what="The scenario table")
        if faults:
            raise BadInput(faults.problems, faults.total)
        product = known_products(tidy, self.panel, faults)
        price = prices_of(tidy, "price", faults)
        if faults:
            raise BadInput(faults.problems, faults.total)
        units, low, high = self.at_prices(product, price[:, None])
        answer = scenarios.copy()
        for name, column in (("weekly_units", units), ("low", low), ("high", high)):
            answer[name] = column[:, 0].round(3)
        return answer

    def curve(self, sku: str, prices: Sequence[float] | Floats) -> Curve:
        """Return the demand curve of one product at some prices above zero. Raises KeyError, ValueError."""
        place = self.place(sku)
        wanted = np.asarray(prices, dtype=float)
        if not len(wanted) or not (wanted > 0).all():
            message = "the prices of a curve have to be above zero"
            raise ValueError(message)
        units, low, high = self.at_prices(np.array([place]), wanted[None, :])
        return Curve(sku, float(self.panel.current_price[place]), wanted, units[0], low[0], high[0])

    def place(self, sku: str) -> int:
        """Return the position of a product; raises KeyError when the history does not have it."""
        return self._places[sku]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {str(sku): place for place, sku in enumerate(self.panel.skus)}

    def at_prices(self, product: Any, prices: Floats) -> tuple[Floats, Floats, Floats]:
        """Return expected weekly units, low and high of N products at J prices each, N x J."""
        blend = self.members.blend.take(product)
        multiple, log_sd = response_with_spread(
            blend, prices, self.panel.current_price[product].astype(float)
        )
        level = self.level
        units = level.units[product][:, None] * multiple
        low, high = level.low[product][:, None] * multiple, level.high[product][:, None] * multiple
        return units, *widen(units, low, high, log_sd, self.settings.coverage)

    def save(self, path: str | Path) -> None:
        """Write the model to a file of your own; `load` reads it back."""
        joblib.dump(self, path, compress=3)


def load(path: str | Path) -> Model:
    """Read a model written by `Model.save`. Only for files of your own: the format can run code."""
    model = joblib.load(path)
    if not isinstance(model, Model):
        message = "the file does not hold a pricing model"
        raise TypeError(message)
    return model


def train(history: History, *, settings: Settings | None = None, progress: Progress | None = None) -> Model:
    """Learn demand from a history. Deterministic for a seed; `progress(fraction, stage)` may raise to cancel."""
    chosen, tell = settings or Settings(), progress or _silent
    tell(0.02, "Reading the history")
    panel = history.panel
    tell(0.05, "Learning how buyers react to price")
    members = fit_members(panel, chosen, rows=chosen.forest_rows, trees=chosen.trees, progress=tell)
    tell(0.60, "Checking the forecasts against the last weeks")
    trials = run_trials(panel, chosen, progress=tell)
    stack = weigh(trials, len(panel.skus))
    calibration = calibrate(trials, stack, chosen.coverage)
    tell(0.95, "Working out today's demand")
    level = _level(panel, members, stack, calibration, chosen)
    metrics = _metrics(history, members, stack, calibration, trials)
    tell(1.0, "Trained")
    return Model(history, chosen, members, stack, calibration, level, metrics)


def _silent(fraction: float, stage: str) -> None:
    """Tell nobody."""


def _level(
    panel: Panel, members: Members, stack: Stack, calibration: Calibration, settings: Settings
) -> Level:
    steps = np.arange(1, settings.horizon + 1)
    shape = (len(panel.skus), len(steps))
    setting = Setting(
        weeks=panel.weeks[-1] + steps,
        price=np.broadcast_to(panel.current_price[:, None], shape),
        promo=np.zeros(shape),
        rival=None if panel.rival is None else np.broadcast_to(panel.rival[:, -1:], shape),
        extras={},
        depth=np.zeros(shape),
    )
    units = np.exp(
        stack.combine(members.log_units(setting, steps), members.blend.dispersion()[:, None])
    ).mean(axis=1)
    drift = members.blend.level_variance(steps).mean(axis=1)
    spread = spread_of_mean(units, members.blend.dispersion(), drift, settings.horizon)
    return Level(units, *calibration.mean.around(units, spread))


def _metrics(
    history: History, members: Members, stack: Stack, calibration: Calibration, trials: Trials | None
) -> dict[str, Any]:
    elasticity, _ = members.blend.elasticity()
    core = members.blend.cores[0]
    found: dict[str, Any] = {
        "engine": VERSION,
        **{key: value for key, value in history.summary().items() if key != "notices"},
        "weights": dict(zip(METHODS, stack.weights.round(3).tolist(), strict=True)),
        "mean_correction": round(stack.correction, 4),
        "elasticity_median": round(float(np.median(elasticity)), 3),
        "elasticity_range": np.quantile(elasticity, [0.1, 0.9]).round(3).tolist(),
        "local_level": {"persistence": core.dynamics.persistence, "variance": core.dynamics.variance},
        "drivers": list(members.blend.scales.extras),
        "calibration_scores": calibration.scores,
    }
    if trials is not None:
        forecast = np.exp(stack.combine(trials.logs, trials.noise))
        spread = spread_of_week(forecast, trials.noise, trials.drift)
        low, high = calibration.week.around(forecast, spread)
        found["inner_backtest"] = measure(trials.units, forecast, low, high)
    return found
