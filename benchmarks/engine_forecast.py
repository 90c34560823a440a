"""Who forecasts well? Real weekly sales of orange juice and cheese, kept outside the project.

Rolling origins, 8 weeks ahead. After the origin only the planned price and promotion (with the leaflet or the
display) are known. Call: `python -m benchmarks --only engine_forecast --data DIR`.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.peers import forecast_peers, remarks
from benchmarks.report import Options, Skipped, Table
from pricing import engine
from pricing.engine.baselines import Baseline
from pricing.engine.baselines_sales import HORIZON, Question, Sales

NAME = "Engine: forecasts on real sales"
OURS = "SynthAI engine"
LEAST_WEEKS = 20
TENTH, NINETIETH = 0.1, 0.9

Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Task:
    """A data set in HISTORY format, its origins and the planned columns besides price."""

    name: str
    sales: pd.DataFrame
    origins: tuple[int, ...]
    planned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Predictions and truth of one method at one origin, flat arrays; `moved` is the log price change."""

    method: str
    units: Floats
    low: Floats
    high: Floats
    true: Floats
    before: Floats
    expected_before: Floats
    moved: Floats


def run(options: Options) -> list[Table]:
    """One table a data set."""
    if options.data is None:
        raise Skipped("give the folder with the sales files: make bench DATA=folder.")
    return [_table(task, answer(task, options)) for task in tasks(options.data, quick=options.quick)]


def tasks(folder: Path, *, quick: bool) -> list[Task]:
    """The two data sets of the protocol; Skipped when the folder has not got them."""
    juice_file, cheese_file = folder / "orange_juice_weekly.csv.gz", folder / "cheese_weekly.csv.gz"
    if not (juice_file.exists() and cheese_file.exists()):
        raise Skipped(f"{folder} has no {juice_file.name} and {cheese_file.name}.")
    juice = pd.read_csv(juice_file)
    stores = sorted(juice["store"].unique())[:: 8 if quick else 2]
    juice = juice[juice["store"].isin(stores)].rename(columns={"rival_price_oz": "competitor_price"})
    kept = [
        "week",
        "sku",
        "category",
        "units",
        "unit_price",
        "unit_cost",
        "promo",
        "feature",
        "competitor_price",
    ]
    origins = ((112,), (44,)) if quick else ((112, 120, 128), (44, 52))
    return [
        Task("Orange juice", juice[kept].reset_index(drop=True), origins[0], ("promo", "feature")),
        Task("Cheese", pd.read_csv(cheese_file), origins[1], ("display",)),
    ]


def answer(task: Task, options: Options) -> list[Answer]:
    """All methods at all origins."""
    answers = []
    for origin in task.origins:
        print(f"  {task.name}, origin {origin}", file=sys.stderr, flush=True)
        before, after = split(task.sales, origin)
        answers.append(_ask_engine(task, before, after, options))
        answers += [_ask_peer(task, peer, before, after, origin) for peer in forecast_peers(options)]
    return answers


def split(sales: pd.DataFrame, origin: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows up to the origin and of the 8 weeks behind it, of series with at least 20 weeks before it."""
    before = sales[sales["week"] <= origin]
    weeks = before.groupby("sku")["week"].transform("size")
    before = before[weeks >= LEAST_WEEKS]
    after = sales[(sales["week"] > origin) & (sales["week"] <= origin + HORIZON)]
    after = after[after["sku"].isin(set(before["sku"]))]
    return before.reset_index(drop=True), after.sort_values(["sku", "week"]).reset_index(drop=True)


def _ask_engine(task: Task, before: pd.DataFrame, after: pd.DataFrame, options: Options) -> Answer:
    history = engine.History.from_frame(before)
    model = engine.train(history, settings=engine.Settings(seed=0, vat=0.0, n_jobs=options.jobs))
    forecast = model.forecast(after[["week", "sku", "unit_price", *task.planned]])
    key = ["sku", "week"]
    left = after[key].astype({"sku": str})
    forecast = forecast.assign(sku=forecast["sku"].astype(str), week=forecast["week"].astype(int))
    found = left.merge(forecast[[*key, "units", "low", "high"]], on=key, how="left", validate="one_to_one")
    units, low, high = (found[name].to_numpy(dtype=float) for name in ("units", "low", "high"))
    return _answer(OURS, task, after, (low, units, high))


def _ask_peer(task: Task, peer: Baseline, before: pd.DataFrame, after: pd.DataFrame, origin: int) -> Answer:
    sales = Sales.from_frame(before, extras=tuple(name for name in task.planned if name != "promo"))
    peer.fit(sales)
    units = peer.predict(_question(sales, after, origin))
    ratio_low, ratio_high = _spread(task, peer, before, origin)
    return _answer(peer.name, task, after, (units * ratio_low, units, units * ratio_high))


def _spread(task: Task, peer: Baseline, before: pd.DataFrame, origin: int) -> tuple[float, float]:
    """10th and 90th percentile of truth / forecast of the same method on the 8 weeks before the origin."""
    earlier, known = split(before, origin - HORIZON)
    sales = Sales.from_frame(earlier, extras=tuple(name for name in task.planned if name != "promo"))
    peer.fit(sales)
    ratio = (known["units"] + 0.5) / (peer.predict(_question(sales, known, origin - HORIZON)) + 0.5)
    low, high = np.quantile(ratio, [TENTH, NINETIETH])
    return float(low), float(high)


def _question(sales: Sales, after: pd.DataFrame, origin: int) -> Question:
    place = pd.Series(np.arange(len(sales.skus)), index=sales.skus)
    zero = np.zeros(len(after))
    return Question(
        sku=place[after["sku"]].to_numpy(),
        step=after["week"].to_numpy(dtype=np.int64) - origin,
        price=after["unit_price"].to_numpy(dtype=float),
        promo=after["promo"].to_numpy(dtype=float) if "promo" in after.columns else zero,
        extras={name: after[name].to_numpy(dtype=float) for name in sales.extras},
    )


def _answer(method: str, task: Task, after: pd.DataFrame, band: tuple[Floats, Floats, Floats]) -> Answer:
    """`band` is low, units, high in the order of `after`."""
    low, units, high = band
    past = task.sales.set_index(["sku", "week"])[["units", "unit_price"]]
    earlier = pd.MultiIndex.from_arrays([after["sku"], after["week"] - 1])
    previous = past.reindex(earlier)
    predicted = pd.Series(units, index=pd.MultiIndex.from_frame(after[["sku", "week"]])).reindex(earlier)
    return Answer(
        method=method,
        units=units,
        low=low,
        high=high,
        true=after["units"].to_numpy(dtype=float),
        before=previous["units"].to_numpy(dtype=float),
        expected_before=predicted.to_numpy(dtype=float),
        moved=np.log(after["unit_price"].to_numpy() / previous["unit_price"].to_numpy()),
    )


def _table(task: Task, answers: list[Answer]) -> Table:
    rows = [_measures(method, group) for method, group in _by_method(answers)]
    count = sum(len(answer.true) for answer in answers if answer.method == OURS)
    return Table(
        f"{task.name}: {task.sales['sku'].nunique()} series, origins {', '.join(map(str, task.origins))}",
        ("method", "WAPE", "bias", "RMSLE", "pinball", "cover 80", "move corr."),
        rows,
        note=f"{count} product-weeks. Known after the origin: unit_price, {', '.join(task.planned)}. Pinball is the "
        "mean over 10/50/90 in units of mean sales. The last column correlates predicted and real change of log "
        "units where the price moved by 10 % or more.",
        remarks=remarks(),
    )


def _measures(method: str, answers: list[Answer]) -> list[str | int | float | None]:
    def together(name: str) -> Floats:
        return np.concatenate([getattr(answer, name) for answer in answers])

    units, true, low, high = (together(name) for name in ("units", "true", "low", "high"))
    pinball = np.mean([_pinball(true, at, q) for at, q in ((low, TENTH), (units, 0.5), (high, NINETIETH))])
    return [
        method,
        float(np.abs(units - true).sum() / true.sum()),
        float((units - true).sum() / true.sum()),
        float(np.sqrt(np.mean((np.log1p(units) - np.log1p(true)) ** 2))),
        float(pinball),
        float(np.mean((low <= true) & (true <= high))),
        _move_correlation(units, true, together("before"), together("expected_before"), together("moved")),
    ]


def _pinball(true: Floats, predicted: Floats, quantile: float) -> float:
    error = true - predicted
    return float(np.maximum(quantile * error, (quantile - 1) * error).sum() / true.sum())


def _move_correlation(
    units: Floats, true: Floats, before: Floats, expected: Floats, moved: Floats
) -> float | None:
    """Over pairs of neighbouring weeks that both lie behind the origin."""
    at = np.isfinite(moved) & np.isfinite(before) & np.isfinite(expected) & (np.abs(moved) >= np.log(1.1))
    real = np.log1p(true[at]) - np.log1p(before[at])
    predicted = np.log1p(units[at]) - np.log1p(expected[at])
    if len(real) < 3:
        return None
    if predicted.std() < 1e-9:
        return 0.0
    return float(np.corrcoef(real, predicted)[0, 1])


def _by_method(answers: list[Answer]) -> Iterable[tuple[str, list[Answer]]]:
    methods = list(dict.fromkeys(answer.method for answer in answers))
    return [(method, [answer for answer in answers if answer.method == method]) for method in methods]
