"""Who prices well? Simulated shops with known demand: four scenarios, three fresh seeds each.

Every method sees the same history and picks one admissible price per product (.99 and .49 endings, within
20 %, at least 5 % net margin). Its choice is then judged by the true expected profit.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.peers import decision_peers, remarks
from benchmarks.report import Cell, Options, Table, percent
from pricing import engine
from pricing.engine.baselines import Baseline, best_prices, mean_units
from pricing.engine.baselines_sales import Sales
from pricing.engine.simulate import Simulation, admissible_prices, simulate
from pricing.engine.simulate_world import SCENARIOS

NAME = "Engine: price decisions with known truth"
CAUTIONS = {"bold (caution 0)": 0.0, "as shipped (caution 0.5)": 0.5, "careful (caution 1)": 1.0}
SHIPPED_CAUTION = 0.5
STEPS = np.array([0.9, 1.0, 1.1])
LADDER = np.linspace(0.8, 1.2, 17)
HARM = 0.98

Floats = npt.NDArray[np.floating[Any]]
Curves = Callable[[Floats], Floats]  # prices (n, m) -> predicted weekly units (n, m)


@dataclass(frozen=True, slots=True)
class Result:
    """One method on one panel."""

    scenario: str
    seed: int
    method: str
    gain: float
    possible: float
    harmed: float
    response_error: float | None
    falling: float | None
    seconds: float

    @property
    def share(self) -> float:
        """Part of the possible profit gain obtained; below zero when the choice lost money."""
        return self.gain / self.possible


def run(options: Options) -> list[Table]:
    """Judge all methods on all panels."""
    results = [result for panel in panels(options) for result in judge_all(panel, options)]
    return [_summary(results), _per_panel(results)]


def panels(options: Options) -> list[Simulation]:
    """Twelve simulated shops (four small ones when quick)."""
    seeds = range(options.seed, options.seed + (1 if options.quick else 3))
    skus, weeks = (40, 60) if options.quick else (300, 104)
    return [simulate(scenario, skus, weeks, seed) for scenario in SCENARIOS for seed in seeds]


def judge_all(panel: Simulation, options: Options) -> list[Result]:
    """Let the engine and its peers price one shop."""
    print(f"  {panel.scenario} {panel.seed}", file=sys.stderr, flush=True)
    keep = judge(panel, "keep the price", panel.current_price, None, 0.0)
    return [
        keep,
        *judge_engine(panel, options),
        *(judge_peer(panel, peer) for peer in decision_peers(options)),
    ]


def judge_engine(panel: Simulation, options: Options) -> list[Result]:
    """Train once, recommend with three degrees of caution."""
    started = time.perf_counter()
    history = engine.History.from_frame(panel.history)
    model = engine.train(history, settings=engine.Settings(seed=0, n_jobs=options.jobs))
    trained = time.perf_counter() - started

    def curves(prices: Floats) -> Floats:
        return np.array([model.curve(sku, prices[i]).units for i, sku in enumerate(panel.skus)])

    results = []
    for label, caution in CAUTIONS.items():
        table = (
            model.recommend(panel.candidates, rules=engine.Rules(caution=caution))
            .set_index("sku")
            .loc[panel.skus]
        )
        proposed, certain = table["price"].to_numpy(dtype=float), (table["action"] == "change").to_numpy()
        # A test price is a proposal to find out, not a change, so it counts as keeping the price.
        changed = np.where(certain, proposed, panel.current_price)
        results.append(judge(panel, f"SynthAI engine, {label}", changed, curves, trained))
        if caution == SHIPPED_CAUTION:
            results.append(
                judge(panel, "SynthAI engine, as shipped, test prices taken too", proposed, curves, trained)
            )
    return results


def judge_peer(panel: Simulation, peer: Baseline) -> Result:
    """Fit one peer and let it choose by the profit it predicts."""
    started = time.perf_counter()
    sales = Sales.from_frame(panel.history)
    peer.fit(sales)
    grid = admissible_prices(panel.current_price, panel.costs, engine.Rules())
    prices = best_prices(peer, sales, grid, panel.costs, vat=0.15)

    def curves(asked: Floats) -> Floats:
        rows = np.repeat(np.arange(len(asked)), asked.shape[1])
        return mean_units(peer, rows, asked.ravel(), sales).reshape(asked.shape)

    return judge(panel, peer.name, prices, curves, time.perf_counter() - started)


def judge(panel: Simulation, method: str, prices: Floats, curves: Curves | None, seconds: float) -> Result:
    """Hold chosen prices (n,) and predicted curves against the truth."""
    now = panel.true_profit(panel.current_price)
    then = panel.true_profit(prices)
    best = panel.oracle(engine.Rules())["profit"].to_numpy()
    harmed = np.where(now > 0, then < HARM * now, then < now)
    return Result(
        scenario=panel.scenario,
        seed=panel.seed,
        method=method,
        gain=float((then - now).sum()),
        possible=float((best - now).sum()),
        harmed=float(harmed.mean()),
        response_error=_response_error(panel, curves) if curves else None,
        falling=_falling(panel, curves) if curves else None,
        seconds=seconds,
    )


def _response_error(panel: Simulation, curves: Curves) -> float:
    """Wrongly predicted change of units at +/-10 %, as a share of the true change (1.0 = no response seen)."""
    prices = panel.current_price[:, None] * STEPS
    true = panel.expected_units(np.arange(len(prices)), prices)
    predicted = np.maximum(curves(prices), 1e-9)
    true_change = true[:, [0, 2]] / true[:, [1]] - 1
    change = np.clip(predicted[:, [0, 2]] / predicted[:, [1]] - 1, -1, 10)
    return float(np.abs(change - true_change).sum() / np.abs(true_change).sum())


def _falling(panel: Simulation, curves: Curves) -> float:
    """Share of products whose predicted units fall at every step of a ladder from -20 % to +20 %."""
    units = curves(panel.current_price[:, None] * LADDER)
    return float((np.diff(units, axis=1) < 0).all(axis=1).mean())


def _summary(results: list[Result]) -> Table:
    rows: list[list[Cell]] = []
    for method, of_method in _by_method(results).items():
        shares = [result.share for result in of_method]
        errors = [result.response_error for result in of_method if result.response_error is not None]
        falls = [result.falling for result in of_method if result.falling is not None]
        rows.append(
            [
                method,
                float(np.mean(shares)),
                float(np.min(shares)),
                percent(float(np.mean([result.harmed for result in of_method]))),
                float(np.mean(errors)) if errors else None,
                percent(float(np.mean(falls)), 0) if falls else None,
                f"{np.mean([result.seconds for result in of_method]):.1f} s",
            ]
        )
    count = len({(result.scenario, result.seed) for result in results})
    return Table(
        f"Share of the possible profit gain, {count} panels",
        ("method", "mean share", "worst panel", "harmed products", "response error", "demand falls", "time"),
        rows,
        note="1.0 is an oracle that knows the true demand; 0 keeps all prices. Harmed: true profit falls by more "
        "than 2 %. Response error: predicted against true change of units at ±10 % (1.0 = no response). Demand "
        "falls: products whose predicted units fall at every step from -20 % to +20 %. "
        "From a simulator: no promise of an uplift.",
        remarks=remarks(),
    )


def _per_panel(results: list[Result]) -> Table:
    methods = list(_by_method(results))
    keys = sorted({(SCENARIOS.index(result.scenario), result.seed) for result in results})
    found = {(SCENARIOS.index(result.scenario), result.seed, result.method): result for result in results}
    rows: list[list[Cell]] = [
        [SCENARIOS[scenario], seed, *(found[scenario, seed, method].share for method in methods[1:])]
        for scenario, seed in keys
    ]
    return Table("The panels one by one", ("scenario", "seed", *methods[1:]), rows, digits=2)


def _by_method(results: list[Result]) -> dict[str, list[Result]]:
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(result.method, []).append(result)
    return found
