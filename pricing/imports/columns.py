"""Whole columns gathered from chunks: words with codes, numbers as ten-thousandths, days as counts.

Words are parsed once however often they stand in the file, with the strict parsers of `pricing.tabular`; plain
numbers never become text at all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from pricing.imports.copying import NO_NUMBER, SCALE, Ints
from pricing.imports.source import Cells, Codes, Numbers, Texts
from pricing.tabular.dates import DateUnclear, DayOrder, OrderEvidence, order_of, parse_date
from pricing.tabular.numbers import Mark, NumberUnclear, column_mark, parse_number

MAX_NUMBER: Final = 1_000_000_000
NO_DAY: Final = np.iinfo(np.int32).min
_EPOCH: Final = date(2000, 1, 1).toordinal()
Mask: TypeAlias = npt.NDArray[np.bool_]
ParseDay: TypeAlias = Callable[[str, DayOrder | None], date]


class TextColumn:
    """Texts of the whole file: `codes` into `words`, -1 for empty."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._parts: list[Codes] = []

    @property
    def words(self) -> list[str]:
        """Distinct words in the order of their first row."""
        return list(self._places)

    def add(self, cells: Cells, rows: int) -> Codes:
        """The next chunk; returns its codes."""
        if not isinstance(cells, Texts):
            raise TypeError("a text column is read as text")
        places = self._places
        table = np.array(
            [places.setdefault(word, len(places)) if word.strip() else -1 for word in cells.words] + [-1],
            dtype=np.int32,
        )
        codes: Codes = table[cells.codes]
        self._parts.append(codes)
        return codes

    def codes(self) -> Codes:
        """The codes of all rows."""
        if len(self._parts) > 1:
            self._parts = [np.concatenate(self._parts)]
        return self._parts[0] if self._parts else np.empty(0, dtype=np.int32)


class MarkUnproven(Exception):
    """Cells were read as plain numbers before the column proved its decimal mark: read it as text."""


@dataclass
class NumberColumn:
    """Numbers of the whole file. `mark`: what the first rows proved; `decimal`: what plain numbers were read with."""

    decimal: Mark
    mark: Mark | None = None
    is_typed: bool = False
    _parts: list[Numbers | Codes] = field(default_factory=list)
    _texts: TextColumn = field(default_factory=TextColumn)

    def add(self, cells: Cells, rows: int) -> None:
        """The next chunk."""
        if isinstance(cells, Texts):
            self._parts.append(self._texts.add(cells, rows))
        else:
            self._parts.append(cells)

    def finish(self) -> "ParsedNumbers":
        """Parse what was not plain. Raises MarkUnproven."""
        plain = [part for part in self._parts if part.dtype == np.float64]
        has_decimals = any(_has_decimals(part) for part in plain)
        if has_decimals and self.mark is None:
            raise MarkUnproven
        words = self._texts.words
        mark = column_mark(words)
        if self.is_typed:  # numbers of a workbook say nothing about the marks in its text cells
            return _parsed(self._parts, words, mark)
        if has_decimals and mark not in {None, self.decimal}:
            mark = None  # both marks in one column: each cell must speak for itself
        elif has_decimals:
            mark = self.decimal
        return _parsed(self._parts, words, mark or self.mark)


@dataclass(frozen=True)
class ParsedNumbers:
    """`scaled`: ten-thousandths, NO_NUMBER where missing or unclear. `unclear`: place of the reason plus one."""

    scaled: Ints
    unclear: npt.NDArray[np.int32]
    reasons: list[NumberUnclear]

    def bad(self, code: str) -> Mask:
        """Rows that are unclear for this reason (`not_a_number`, `ambiguous`)."""
        wanted = np.array([False, *(reason.code == code for reason in self.reasons)])
        return wanted[self.unclear]

    def take(self, keep: Mask) -> "ParsedNumbers":
        """Only these rows."""
        if keep.all():
            return self
        return ParsedNumbers(self.scaled[keep], self.unclear[keep], self.reasons)

    @property
    def is_missing(self) -> Mask:
        """Empty cells."""
        missing: Mask = (self.scaled == NO_NUMBER) & (self.unclear == 0)
        return missing

    def text(self, row: int) -> str:
        """The cell as it stood in the file, for a report."""
        if self.unclear[row]:
            return str(self.reasons[self.unclear[row] - 1].text)
        return "" if self.scaled[row] == NO_NUMBER else f"{self.scaled[row] / SCALE:.10g}"


def _has_decimals(part: npt.NDArray[Any]) -> bool:
    finite = part[np.isfinite(part)]
    return bool((finite != np.trunc(finite)).any())


def _parsed(parts: list[Any], words: list[str], mark: Mark | None) -> ParsedNumbers:
    values = np.full(len(words) + 1, np.nan)
    unclear = np.zeros(len(words) + 1, dtype=np.int32)
    reasons: list[NumberUnclear] = []
    for place, word in enumerate(words):
        try:
            values[place] = float(parse_number(word, mark))
        except NumberUnclear as reason:
            reasons.append(reason)
            unclear[place] = len(reasons)
    numbers = [part if part.dtype == np.float64 else values[part] for part in parts]
    whys = [np.zeros(len(part), np.int32) if part.dtype == np.float64 else unclear[part] for part in parts]
    if not parts:
        return ParsedNumbers(np.empty(0, np.int64), np.empty(0, np.int32), reasons)
    return ParsedNumbers(scaled(np.concatenate(numbers)), np.concatenate(whys), reasons)


def scaled(values: Numbers) -> Ints:
    """Ten-thousandths, halves away from zero; NO_NUMBER for NaN and infinities; huge numbers stay huge."""
    finite = np.isfinite(values)
    kept = np.clip(np.where(finite, values, 0.0), -10.0 * MAX_NUMBER, 10.0 * MAX_NUMBER)
    whole = np.floor(np.abs(kept) * SCALE + 0.5)
    out: Ints = np.where(finite, np.copysign(whole, kept), NO_NUMBER).astype(np.int64)
    return out


def plain(values: Ints) -> Numbers:
    """Ten-thousandths as floats; NO_NUMBER as NaN."""
    out: Numbers = np.where(values == NO_NUMBER, np.nan, values / SCALE)
    return out


@dataclass(frozen=True)
class ParsedDays:
    """`days` since 2000-01-01, NO_DAY where missing or unclear."""

    days: npt.NDArray[np.int32]
    reasons: list[DateUnclear]
    evidence: OrderEvidence

    @property
    def ambiguous_words(self) -> list[str]:
        """Cells that could be two days."""
        return [reason.text for reason in self.reasons if reason.code == "ambiguous"]

    @property
    def is_ambiguous(self) -> bool:
        """Whether a person must decide the order."""
        return any(reason.code == "ambiguous" for reason in self.reasons)


def days_of(
    codes: Codes, words: list[str], order: DayOrder | None, parse: ParseDay = parse_date
) -> ParsedDays:
    """Days of a column of texts. What the column itself proves comes before a person's answer, which may have
    been remembered from another file of the same layout.
    """
    evidence = order_of(words)
    used = evidence.order or order
    days = np.full(len(words) + 1, NO_DAY, dtype=np.int32)
    reasons: list[DateUnclear] = []
    for place, word in enumerate(words):
        try:
            days[place] = day_number(parse(word, used))
        except DateUnclear as reason:
            reasons.append(reason)
    return ParsedDays(days[codes], reasons, evidence)


def day_number(day: date) -> int:
    """Days since 2000-01-01."""
    return day.toordinal() - _EPOCH


def date_of(number: int) -> date:
    """The day with this number."""
    return date.fromordinal(int(number) + _EPOCH)
