"""The backtest a shop sees: how the engine would have done on its own last months."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from pricing.engine.arrays import Floats
from pricing.engine.history import History
from pricing.engine.intervals import calibrate, spread_of_week
from pricing.engine.measures import measure
from pricing.engine.panel import Panel
from pricing.engine.problems import BadHistory, Problem
from pricing.engine.settings import Settings
from pricing.engine.stack import fit_members, run_trials, weigh
from pricing.engine.terms import setting_of

LEAST_WEEKS = 20
OURS, LAST_WEEKS, LOGLOG = "SynthAI", "Last 8 weeks", "Log-log per product"


@dataclass(frozen=True)
class Report:
    """`methods`: name -> measures summed over all origins; `origins`: what each origin was, with our WAPE."""

    methods: dict[str, dict[str, float]]
    origins: list[dict[str, Any]]
    horizon: int
    products: int
    weeks_compared: int

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "methods": self.methods,
            "origins": self.origins,
            "horizon": self.horizon,
            "products": self.products,
            "weeks_compared": self.weeks_compared,
        }

    def table(self) -> pd.DataFrame:
        """Return one row a method."""
        return pd.DataFrame.from_dict(self.methods, orient="index").rename_axis("method").reset_index()


def backtest(
    history: History,
    *,
    horizon: int = 8,
    origins: int = 3,
    settings: Settings | None = None,
    progress: Any = None,
) -> Report:
    """Forecast the last `origins` x `horizon` weeks from before they happened, with the prices then charged.

    A product counts with 20 or more weeks before the origin. Raises BadHistory when the history is too short.
    """
    chosen = replace(settings or Settings(), horizon=horizon)
    panel = history.panel
    ends = [len(panel.weeks) - 1 - horizon * (turn + 1) for turn in range(origins)]
    ends = [end for end in sorted(ends) if end + 1 >= LEAST_WEEKS]
    results = []
    for turn, end in enumerate(ends):
        if progress is not None:
            progress(turn / len(ends), f"Testing the forecasts on past weeks, {turn + 1} of {len(ends)}")
        if (result := _one_origin(panel, end, chosen)) is not None:
            results.append(result)
    if not results:
        message = f"A backtest needs products with {LEAST_WEEKS + horizon} or more weeks of sales."
        raise BadHistory([Problem(None, None, "too_short", message)])
    return _report(results, panel, horizon)


def _one_origin(panel: Panel, end: int, settings: Settings) -> dict[str, Any] | None:
    past = panel.until(end + 1)
    keep = np.flatnonzero(past.trusted.sum(axis=1) >= LEAST_WEEKS)
    ahead = slice(end + 1, end + 1 + settings.horizon)
    future = panel.choose(keep)
    known = future.trusted[:, ahead]
    if not known.any():
        return None
    past = past.choose(keep)
    members = fit_members(past, settings, rows=settings.forest_rows, trees=settings.trees)
    trials = run_trials(past, settings)
    stack = weigh(trials, len(keep))
    ranges = calibrate(trials, stack, settings.coverage).week
    setting = setting_of(future, ahead)
    steps = np.arange(1, len(setting.weeks) + 1)
    logs = members.log_units(setting, steps)
    noise = members.blend.dispersion()[:, None]
    units = np.exp(stack.combine(logs, noise))
    low, high = ranges.around(units, spread_of_week(units, noise, members.blend.level_variance(steps)))
    return {
        "end": int(past.weeks[-1]),
        "products": int(known.any(axis=1).sum()),
        "actual": future.units[:, ahead][known].astype(float),
        OURS: (units[known], low[known], high[known]),
        LOGLOG: (np.exp(logs[2])[known],),
        LAST_WEEKS: (_last_weeks(past, known.shape)[known],),
    }


def _last_weeks(past: Panel, shape: tuple[int, ...]) -> Floats:
    """Mean of the last eight known weeks."""
    recent = np.where(past.trusted, past.units, np.nan)[:, -8:]
    known = np.isfinite(recent)
    mean = np.where(known, recent, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return np.broadcast_to(mean[:, None], shape)


def _report(results: list[dict[str, Any]], panel: Panel, horizon: int) -> Report:
    actual = np.concatenate([result["actual"] for result in results])
    methods = {}
    for name in (OURS, LAST_WEEKS, LOGLOG):
        parts = [np.concatenate(part) for part in zip(*(result[name] for result in results), strict=True)]
        methods[name] = measure(actual, *parts)
    origins = [
        {
            "week": result["end"],
            "products": result["products"],
            "wape": measure(result["actual"], result[OURS][0])["wape"],
        }
        for result in results
    ]
    return Report(methods, origins, horizon, len(panel.skus), len(actual))
