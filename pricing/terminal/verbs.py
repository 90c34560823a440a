"""What the five verbs do: read, train, answer, write. Each takes the parsed words and the streams.

Everything that can be refused cheaply (options, places to write, files) is refused before the work begins.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

from pricing import engine
from pricing.engine.simulate import simulate
from pricing.tabular.dates import DayOrder
from pricing.terminal.backtest_page import page
from pricing.terminal.failures import bad_data, usage
from pricing.terminal.progress import Progress
from pricing.terminal.reading import Reading, Table, read_table
from pricing.terminal.streams import Streams
from pricing.terminal.writing import STANDARD, Output, csv_bytes, refuse_overwriting, write_folder

Verb = Callable[[argparse.Namespace, Streams, date], None]


def run(words: argparse.Namespace, streams: Streams, today: date) -> None:
    """Do what the words say. `today` refuses sales of tomorrow. Raises Failure."""
    VERBS[words.verb](words, streams, today)


def forecast(words: argparse.Namespace, streams: Streams, today: date) -> None:
    """PLAN's sku and week or date, with units, low and high."""
    output = _output(words, streams, words.plan)
    with Progress(streams, quiet=words.quiet) as progress:
        plan = _read(words.plan, words, streams, progress)
        model = _train(words, streams, today, progress)
        progress(0.97, "Forecasting")
        with _blaming(plan):
            answer = model.forecast(plan.frame)
        for name in ("date", "week"):  # as the plan wrote them
            if name in plan.original and name in answer.columns:
                answer[name] = plan.original[name]
        output.write(csv_bytes(answer))
    _conclude(words, streams, output, f"{len(answer):,} rows of forecast")


def recommend(words: argparse.Namespace, streams: Streams, today: date) -> None:
    """One row a product: price, action, expectations with ranges, reason."""
    output = _output(words, streams, words.candidates)
    rules = engine.Rules(
        vat=words.vat,
        min_margin=words.min_margin,
        max_change=words.max_change,
        endings=words.endings,
        caution=words.caution,
    )
    with Progress(streams, quiet=words.quiet) as progress:
        candidates = _read(words.candidates, words, streams, progress) if words.candidates else None
        model = _train(words, streams, today, progress)
        with _blaming(candidates):
            prices = model.recommend(
                candidates.frame if candidates else None, rules=rules, progress=progress.part(0.9, 0.98)
            )
        output.write(csv_bytes(prices))
    actions = Counter(prices["action"])
    counted = ", ".join(f"{actions[action]:,} {action}" for action in ("change", "keep", "test"))
    _conclude(words, streams, output, f"{len(prices):,} prices ({counted})")


def whatif(words: argparse.Namespace, streams: Streams, today: date) -> None:
    """SCENARIOS with weekly_units, low and high."""
    output = _output(words, streams, words.scenarios)
    with Progress(streams, quiet=words.quiet) as progress:
        scenarios = _read(words.scenarios, words, streams, progress)
        model = _train(words, streams, today, progress)
        with _blaming(scenarios):
            answers = model.whatif(scenarios.frame)
        output.write(csv_bytes(answers))
    _conclude(words, streams, output, f"{len(answers):,} answers")


def backtest(words: argparse.Namespace, streams: Streams, today: date) -> None:
    """A table (or JSON) on standard output: ours beside simple methods, on the shop's own past."""
    output = Output(STANDARD, streams)
    with Progress(streams, quiet=words.quiet) as progress:
        table, history = _history(words, streams, today, progress)
        with _blaming(table):
            report = engine.backtest(
                history,
                horizon=words.horizon,
                origins=words.origins,
                settings=_settings(words),
                progress=progress.part(0.05, 0.99),
            )
    found = report.as_dict()
    text = json.dumps(found, indent=2, ensure_ascii=False) + "\n" if words.json else page(found)
    output.write(text.encode("utf-8"))


def simulated(words: argparse.Namespace, streams: Streams, today: date) -> None:
    """A folder with history, plan, candidates, scenarios and the truth."""
    with Progress(streams, quiet=words.quiet) as progress:
        progress(0.1, "Trading in an imaginary shop")
        shop = simulate(words.scenario, words.skus, words.weeks, words.seed)
        progress(0.5, "Writing")
        paths = write_folder(words.out, shop.tables())
    if not words.quiet:
        names = ", ".join(path.name for path in paths)
        streams.say(f"Wrote {names} to {words.out}.")


VERBS: Final[dict[str, Verb]] = {
    "forecast": forecast,
    "recommend": recommend,
    "whatif": whatif,
    "backtest": backtest,
    "simulate": simulated,
}


def _output(words: argparse.Namespace, streams: Streams, second: str | None) -> Output:
    if words.history == STANDARD and second == STANDARD:
        raise usage("Standard input can be read once; give a file name for one of the two.")
    refuse_overwriting(words.out, words.history, second)
    return Output(words.out, streams)


def _read(path: str, words: argparse.Namespace, streams: Streams, progress: Progress) -> Table:
    progress(0.01, f"Reading {'standard input' if path == STANDARD else path}")
    reading = Reading(
        dates=DayOrder(words.dates) if words.dates else None,
        decimal={"point": ".", "comma": ",", None: None}[words.decimal],
    )
    return read_table(path, streams, reading)


def _history(
    words: argparse.Namespace, streams: Streams, today: date, progress: Progress
) -> tuple[Table, engine.History]:
    table = _read(words.history, words, streams, progress)
    progress(0.04, "Checking the sales")
    with _blaming(table):
        history = engine.History.from_frame(table.frame, today=today)
    if not words.quiet:
        progress.clear()
        for notice in history.notices:
            streams.say(f"Note: {notice.message}")
    return table, history


def _train(words: argparse.Namespace, streams: Streams, today: date, progress: Progress) -> engine.Model:
    table, history = _history(words, streams, today, progress)
    with _blaming(table):
        return engine.train(history, settings=_settings(words), progress=progress.part(0.05, 0.9))


def _settings(words: argparse.Namespace) -> engine.Settings:
    return engine.Settings(seed=words.seed, n_jobs=words.jobs, vat=getattr(words, "vat", 0.15))


@contextmanager
def _blaming(table: Table | None) -> Iterator[None]:
    """What the engine refuses in here is the fault of this table."""
    try:
        yield
    except engine.BadHistory as error:
        if table is None:
            raise
        raise bad_data(
            table.name, [table.place(problem) for problem in error.problems], error.total
        ) from error


def _conclude(words: argparse.Namespace, streams: Streams, output: Output, what: str) -> None:
    if not words.quiet:
        streams.say(f"Wrote {what} to {output.name}.")
