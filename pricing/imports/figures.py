"""What the rows of a sales file say: product, day, units, price. Whole columns at a time.

Prices come out as rand per unit with VAT, costs as rand per unit without. Every row that cannot be used is noted
in `Problems`; nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from pricing.imports.columns import (
    NO_DAY,
    ParsedDays,
    day_number,
    days_of,
)
from pricing.imports.copying import NO_NUMBER, Floats, Ints
from pricing.imports.gathering import Coded, Gathered
from pricing.imports.plan import Plan
from pricing.imports.prices import MAX_NUMBER, costs, is_huge, note_unclear, prices
from pricing.imports.problems import Problems
from pricing.imports.roles import Role
from pricing.imports.weeks import are_running, parse_week
from pricing.imports.words import ANSWERS_NO, ANSWERS_YES, IS_CANCELLED, IS_RAND, IS_REFUND
from pricing.terms import SKU_LENGTH, Grain

_OLDEST: Final = date(1990, 1, 1)
_ROUNDED: Final = re.compile(r"^\d(?:[.,]\d+)?E\+\d+$", re.ASCII | re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\u200b\u2060\ufeff]+")


class Question(Exception):
    """The file can be read in two ways, and a person must say which: `date_order`, `week_one_on` or `vat`."""

    def __init__(self, name: str, examples: list[str]) -> None:
        super().__init__(name)
        self.name, self.examples = name, examples


@dataclass
class Sales:
    """Rows as columns of equal length; unusable rows are still in, and noted in the problems.

    `code`: place in `keys`, -1 for none. `day`: since 2000-01-01. Numbers are ten-thousandths.
    """

    code: npt.NDArray[np.int32]
    keys: list[str]
    day: npt.NDArray[np.int32]
    units: Ints
    unit_price: Ints
    unit_cost: Ints | None
    promo: Floats | None
    competitor_price: Ints | None
    stock: Ints | None


def tidy(text: str) -> str:
    """A code or name as it is kept: composed letters, single spaces, no control characters."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", text)).split())


def figures(data: Gathered, plan: Plan, problems: Problems) -> Sales:
    """Judge every row. Raises Question."""
    _fill_order_cells(data, plan)
    problems.add("overlong_row", data.overlong, "", lambda _row: "")
    code, keys = products(data, plan, problems)
    day = _days(data, plan, problems)
    units = _units(data, plan, problems)
    unit_price = prices(data, plan, problems, units)
    _set_aside(data, plan, problems, units)
    return Sales(
        code=code,
        keys=keys,
        day=day,
        units=units,
        unit_price=unit_price,
        unit_cost=costs(data, plan, problems, units),
        promo=_promo(data, plan, problems),
        competitor_price=_optional(data, plan, problems, Role.COMPETITOR_PRICE, "competitor_unclear"),
        stock=_optional(data, plan, problems, Role.STOCK, "stock_unclear"),
    )


def _fill_order_cells(data: Gathered, plan: Plan) -> None:
    """Shopify writes the cells of an order on its first line only: copy them down within the order."""
    if "order_cells_on_first_row" not in plan.rules or Role.REFERENCE not in data.texts:
        return
    order = data.texts[Role.REFERENCE]
    for role in (Role.DATE, Role.STATUS, Role.CANCELLED, Role.CURRENCY):
        cells = data.texts.get(role)
        if cells is None:
            continue
        of_order = np.full(len(order.words) + 1, -1, dtype=np.int32)
        given = ~cells.is_empty & ~order.is_empty
        of_order[order.codes[given]] = cells.codes[given]
        of_order[-1] = -1
        filled = np.where(cells.is_empty, of_order[order.codes], cells.codes)
        data.texts[role] = Coded(filled, cells.words)


def products(data: Gathered, plan: Plan, problems: Problems) -> tuple[npt.NDArray[np.int32], list[str]]:
    """Each row's product and the list of their codes; a row without a code goes by its name."""
    places: dict[str, int] = {}
    code = np.full(len(data), -1, dtype=np.int32)
    rounded = np.zeros(len(data), dtype=np.bool_)
    for role in (Role.SKU, Role.NAME):
        cells = data.texts.get(role)
        if cells is None:
            continue
        tidied = [tidy(word) for word in cells.words]
        table = np.array(
            [places.setdefault(word, len(places)) if word else -1 for word in tidied] + [-1], dtype=np.int32
        )
        open_rows = code < 0
        code[open_rows] = table[cells.codes[open_rows]]
        if role is Role.SKU:
            rounded = np.array([*(bool(_ROUNDED.match(word)) for word in tidied), False])[cells.codes]
    text = _cell(data, Role.SKU if Role.SKU in data.texts else Role.NAME)
    heading = plan.heading(Role.SKU if Role.SKU in data.texts else Role.NAME)
    keys = list(places)
    long = np.array([*(len(key) > SKU_LENGTH for key in keys), False])
    problems.add("code_missing", code < 0, heading, text)
    problems.add("code_too_long", long[code], heading, text)
    problems.add("code_rounded", rounded, heading, text)
    return code, keys


def _cell(data: Gathered, role: Role) -> Callable[[int], str]:
    if role in data.texts:
        return data.texts[role].text
    return data.numbers[role].text if role in data.numbers else lambda _row: ""


def _days(data: Gathered, plan: Plan, problems: Problems) -> npt.NDArray[np.int32]:
    role = Role.WEEK if plan.grain == Grain.WEEK else Role.DATE
    parsed = _parsed_days(data.texts[role], plan, role)
    heading, text = plan.heading(role), data.texts[role].text
    missing = data.texts[role].is_empty
    unknown = parsed.days == NO_DAY
    problems.add("date_missing", missing, heading, text)
    problems.add("date_unclear", unknown & ~missing, heading, text)
    problems.add("date_future", parsed.days > day_number(date.fromisoformat(plan.today)), heading, text)
    problems.add("date_too_old", ~unknown & (parsed.days < day_number(_OLDEST)), heading, text)
    return parsed.days


def _parsed_days(cells: Coded, plan: Plan, role: Role) -> ParsedDays:
    answers = plan.answers
    if role is Role.DATE:
        parsed = days_of(cells.codes, cells.words, answers.order)
    else:
        if answers.week_one is None and cells.words and are_running(cells.words):
            raise Question("week_one_on", cells.words[:3])
        parsed = days_of(
            cells.codes,
            cells.words,
            answers.order,
            lambda word, order: parse_week(word, order=order, week_one=answers.week_one),
        )
    if answers.order is None and (parsed.is_ambiguous or parsed.evidence.is_mixed):
        raise Question("date_order", parsed.ambiguous_words[:3])
    return parsed


def _units(data: Gathered, plan: Plan, problems: Problems) -> Ints:
    cells, heading = data.numbers[Role.UNITS], plan.heading(Role.UNITS)
    note_unclear(problems, "units", cells, heading)
    units = cells.scaled
    problems.add("units_missing", cells.is_missing, heading, cells.text)
    problems.add("units_too_large", is_huge(units), heading, cells.text)
    kinds = data.texts.get(Role.SALE_OR_REFUND)
    if kinds is not None:
        refund = np.array([*(bool(IS_REFUND.search(word)) for word in kinds.words), False])[kinds.codes]
        units = np.where(refund & (units > 0), -units, units)
    return units


def _optional(data: Gathered, plan: Plan, problems: Problems, role: Role, kind: str) -> Ints | None:
    if role not in data.numbers:
        return None
    cells = data.numbers[role]
    least = 1 if role is Role.COMPETITOR_PRICE else -MAX_NUMBER * 10_000
    bad = (cells.unclear != 0) | ((cells.scaled < least) & ~cells.is_missing) | is_huge(cells.scaled)
    problems.add(kind, bad, plan.heading(role), cells.text)
    return np.where(bad, NO_NUMBER, cells.scaled)


def _promo(data: Gathered, plan: Plan, problems: Problems) -> Floats | None:
    cells = data.texts.get(Role.PROMO)
    if cells is None:
        return None
    shares = np.array([*map(_share, cells.words), np.nan])[cells.codes]
    problems.add("promo_unclear", np.isnan(shares) & ~cells.is_empty, plan.heading(Role.PROMO), cells.text)
    return shares


def _share(word: str) -> float:
    answer = word.strip().casefold()
    if answer in ANSWERS_YES:
        return 1.0
    if answer in ANSWERS_NO:
        return 0.0
    try:
        share = float(answer.replace(",", "."))
    except ValueError:
        return float("nan")
    return share if 0 <= share <= 1 else float("nan")


def _set_aside(data: Gathered, plan: Plan, problems: Problems, units: Ints) -> None:
    """Cancelled orders, lines without units, and other currencies."""
    gone = np.zeros(len(data), dtype=np.bool_)
    if Role.CANCELLED in data.texts:
        gone |= ~data.texts[Role.CANCELLED].is_empty
    if Role.STATUS in data.texts:
        status = data.texts[Role.STATUS]
        gone |= np.array([*(word.strip().casefold() in IS_CANCELLED for word in status.words), False])[
            status.codes
        ]
    problems.add("line_cancelled", gone, plan.heading(Role.STATUS), _cell(data, Role.STATUS))
    if plan.grain == Grain.LINE:
        problems.add("line_without_units", units == 0, plan.heading(Role.UNITS), _cell(data, Role.UNITS))
    if Role.CURRENCY in data.texts:
        money = data.texts[Role.CURRENCY]
        foreign = np.array([*(word.strip().casefold() not in IS_RAND for word in money.words), False])[
            money.codes
        ]
        problems.add("currency_other", foreign, plan.heading(Role.CURRENCY), money.text)
