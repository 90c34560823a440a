"""The words of the command line: five verbs, their options, and what an option may be."""

import argparse
import os
from collections.abc import Callable
from typing import Final

from pricing.engine.settings import ending_text
from pricing.engine.simulate_world import SCENARIOS
from pricing.tabular.dates import DayOrder

STDIO: Final = "A file name of - is standard input or output."
EXIT_CODES: Final = "Exit codes: 0 success, 2 usage error, 3 bad data, 4 anything else, 130 interrupted."
FEW_CORES: Final = 2


def add_verbs(parser: argparse.ArgumentParser) -> None:
    """Describe all verbs on the command's parser."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)

    def verb(name: str, summary: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=summary, description=summary, epilog=f"{STDIO} {EXIT_CODES}")

    forecast = verb("forecast", "Expected units for planned weeks and prices.")
    forecast.add_argument("history", metavar="HISTORY.csv", help="sales so far")
    forecast.add_argument("plan", metavar="PLAN.csv", help="weeks to come: week or date, sku, unit_price, …")
    _add_out(forecast, "FORECAST.csv")

    recommend = verb("recommend", "A price for every product, with the reason and what to expect.")
    recommend.add_argument("history", metavar="HISTORY.csv", help="sales so far")
    recommend.add_argument(
        "--candidates", metavar="CANDIDATES.csv", help="products to price, with costs and prices"
    )
    _add_out(recommend, "PRICES.csv")
    _add_rules(recommend)

    whatif = verb("whatif", "Expected weekly units of products at prices of your choice.")
    whatif.add_argument("history", metavar="HISTORY.csv", help="sales so far")
    whatif.add_argument("scenarios", metavar="SCENARIOS.csv", help="sku and price, one row a question")
    _add_out(whatif, "ANSWERS.csv")

    backtest = verb("backtest", "How good the forecasts would have been on your own last weeks.")
    backtest.add_argument("history", metavar="HISTORY.csv", help="sales so far")
    backtest.add_argument("--horizon", type=whole(1, 26), default=8, metavar="WEEKS", help="weeks ahead (8)")
    backtest.add_argument(
        "--origins", type=whole(1, 12), default=3, metavar="N", help="how often to look back (3)"
    )
    backtest.add_argument("--json", action="store_true", help="print JSON instead of a table")

    for parser_of_files in (forecast, recommend, whatif, backtest):
        _add_reading(parser_of_files)
    _add_simulate(verb("simulate", "Make up a shop whose true demand is known."))
    for each in verbs.choices.values():
        each.add_argument("--quiet", action="store_true", help="no progress and no notes, only errors")


def whole(least: int, most: int) -> Callable[[str], int]:
    """A type of option: whole numbers from `least` to `most`."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return number

    return read


def percent(least: float, most: float) -> Callable[[str], float]:
    """A type of option: per cents as people write them (15 or 15%); becomes a share."""

    def read(text: str) -> float:
        number = _number(text.strip().removesuffix("%"))
        if number is None or not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a percentage from {least:g} to {most:g}")
        if 0 < number < 1:
            # 0.15 is far more often a slip for 15 than a sixth of a per cent.
            raise argparse.ArgumentTypeError(f"{text!r} is below one per cent; write 15 for 15 %")
        return number / 100

    return read


def caution(text: str) -> float:
    """A type of option: 0 (bold) to 5."""
    number = _number(text)
    if number is None or not 0 <= number <= 5:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 (bold) to 5 (very careful)")
    return number


def endings(text: str) -> tuple[str, ...]:
    """A type of option: cents with commas between, or `any`."""
    if text.strip().lower() == "any":
        return ()
    parts = [part.strip() for part in text.split(",")]
    try:
        return tuple(dict.fromkeys(ending_text(part) for part in parts if part or len(parts) == 1))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}; write --endings 99,49 or --endings any") from error


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def _add_out(parser: argparse.ArgumentParser, name: str) -> None:
    parser.add_argument("--out", default="-", metavar=name, help="file to write (standard output)")


def _add_reading(parser: argparse.ArgumentParser) -> None:
    orders = [order.value for order in DayOrder]
    parser.add_argument(
        "--dates", choices=orders, help="order of dates such as 03/04/2026: day or month first"
    )
    parser.add_argument("--decimal", choices=["point", "comma"], help="decimal mark of the files, if unclear")
    parser.add_argument(
        "--seed", type=whole(0, 2**32 - 1), default=0, metavar="N", help="same seed, same result (0)"
    )
    jobs = min(FEW_CORES, os.cpu_count() or 1)
    parser.add_argument("--jobs", type=whole(1, 64), default=jobs, metavar="N", help=f"cores to use ({jobs})")


def _add_rules(parser: argparse.ArgumentParser) -> None:
    rules = parser.add_argument_group("what a price must obey")
    rules.add_argument("--vat", type=percent(0, 99), default=0.15, metavar="%", help="VAT in the prices (15)")
    rules.add_argument(
        "--min-margin", type=percent(0, 95), default=0.05, metavar="%", help="least net margin (5)"
    )
    rules.add_argument(
        "--max-change", type=percent(0, 90), default=0.20, metavar="%", help="largest change (20)"
    )
    rules.add_argument(
        "--endings", type=endings, default=(".99", ".49"), metavar="C,C", help="cents (99,49), or any"
    )
    rules.add_argument(
        "--caution", type=caution, default=0.5, metavar="X", help="0 bold, 0.5, 1 careful (0.5)"
    )


def _add_simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scenario", choices=SCENARIOS, required=True, help="how the shop changes its prices"
    )
    parser.add_argument("--skus", type=whole(1, 100_000), default=300, metavar="N", help="products (300)")
    parser.add_argument(
        "--weeks", type=whole(2, 520), default=104, metavar="W", help="weeks of history (104)"
    )
    parser.add_argument(
        "--seed", type=whole(0, 2**32 - 1), default=1, metavar="N", help="same seed, same shop (1)"
    )
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for history, plan, candidates, …")
