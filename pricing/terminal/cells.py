"""Doubtful cells made clear: decimal commas become points and dates become ISO dates, or a problem says why not.

What is no number or no date at all is left as it stands: the engine names it with its row.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Final

import numpy as np
import pandas as pd

from pricing.engine.problems import Problem
from pricing.tabular.dates import DateUnclear, DayOrder, order_of, parse_date
from pricing.tabular.numbers import Mark, NumberUnclear, column_mark, parse_number

NUMBERS: Final = frozenset(
    {"units", "unit_price", "unit_cost", "competitor_price", "stock", "price", "current_price"}
)
FIRST_LINE: Final = 2
MOST_PROBLEMS: Final = 500


def clear_dates(frame: pd.DataFrame, order: DayOrder | None) -> list[Problem]:
    """Turn the cells of `date` (and of `week` where it holds dates) into ISO dates, in place."""
    problems: list[Problem] = []
    for place, heading in _text_columns(frame):
        if heading in {"date", "week"}:
            problems += _clear_one(frame, place, heading, order)
    return problems


def clear_numbers(frame: pd.DataFrame, words: Iterable[str], mark: Mark | None) -> list[Problem]:
    """Turn number columns that were read as text into numbers, in place. `mark`: the decimal mark, if known."""
    columns = [(place, heading) for place, heading in _text_columns(frame) if heading not in set(words)]
    texts = {place: _distinct(frame.iloc[:, place]) for place, _ in columns}
    proven = {column_mark(cells) for cells in texts.values()} - {None}
    if any(_has_fractions(frame.iloc[:, place]) for place in range(frame.shape[1])):
        proven.add(".")
    of_file = proven.pop() if len(proven) == 1 else None
    problems: list[Problem] = []
    for place, heading in columns:
        used = mark or column_mark(texts[place]) or of_file
        problems += _read_numbers(frame, place, heading, texts[place], used)
    return problems[:MOST_PROBLEMS]


def _clear_one(frame: pd.DataFrame, place: int, heading: str, order: DayOrder | None) -> list[Problem]:
    column = frame.iloc[:, place]
    texts = _distinct(column)
    evidence = order_of(texts)
    order = order or evidence.order
    if evidence.is_needed and order is None:
        example = next(text for text in texts if order_of([text]).is_needed)
        what = "mix day/month and month/day" if evidence.is_mixed else "could be day/month or month/day"
        message = (
            f"The dates {what}, e.g. “{example}”. "
            "Add --dates dmy or --dates mdy, or write dates like 2026-11-21."
        )
        return [Problem(None, heading, "date_order_unclear", message)]
    days = {text: _iso(text, order) for text in texts}
    wrong = {text for text, day in days.items() if day is None}
    if heading == "week" and wrong and not evidence.is_needed:
        return []  # week numbers, not dates
    if wrong:
        return _at_rows(column, heading, "not_a_date", wrong, "is not a date. Write dates like 2026-11-21.")
    frame.isetitem(place, column.map(days).to_numpy())
    return []


def _read_numbers(
    frame: pd.DataFrame, place: int, heading: str, texts: list[str], mark: Mark | None
) -> list[Problem]:
    values: dict[str, str] = {}
    unclear, odd = set(), False
    for text in texts:
        try:
            values[text] = str(float(parse_number(text, mark)))
        except NumberUnclear as error:
            if error.code == "ambiguous":
                unclear.add(text)
            else:
                odd = True
    if odd and heading not in NUMBERS:
        return []  # a column of words
    column = frame.iloc[:, place]
    if unclear:
        why = "could be thousands or decimals. Add --decimal point or --decimal comma."
        return _at_rows(column, heading, "number_unclear", unclear, why)
    read = column.map(lambda text: values.get(text, text))
    frame.isetitem(place, (read if odd else pd.to_numeric(read)).to_numpy())
    return []


def _at_rows(column: pd.Series, heading: str, code: str, texts: set[str], why: str) -> list[Problem]:
    """One problem for every row that holds one of the texts."""
    return [
        Problem(int(row) + FIRST_LINE, heading, code, f"“{column.iloc[row]}” {why}")
        for row in islice(np.flatnonzero(column.isin(texts)), MOST_PROBLEMS)
    ]


def _iso(text: str, order: DayOrder | None) -> str | None:
    try:
        return parse_date(text, order).isoformat()
    except DateUnclear:
        return None


def _text_columns(frame: pd.DataFrame) -> list[tuple[int, str]]:
    """Position and compared heading of the columns that are text."""
    return [
        (place, str(name).strip().lower().replace(" ", "_"))
        for place, name in enumerate(frame.columns)
        if pd.api.types.is_string_dtype(frame.dtypes.iloc[place])
    ]


def _distinct(column: pd.Series) -> list[str]:
    return [str(text) for text in column.dropna().unique()]


def _has_fractions(column: pd.Series) -> bool:
    return bool(pd.api.types.is_float_dtype(column.dtype) and (column.dropna() % 1 != 0).any())
