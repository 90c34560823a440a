"""A file's wanted columns as whole arrays, row by row alike, empty rows left out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext_lazy as _

from pricing.imports.columns import MarkUnproven, Mask, NumberColumn, ParsedNumbers, TextColumn
from pricing.imports.plan import Plan
from pricing.imports.roles import NUMBER_ROLES, Role, column_of, extra_columns
from pricing.imports.source import Chunk, Codes, CsvTable, SheetTable, Texts, Wanted
from pricing.tabular.numbers import Mark, column_mark
from synthai.core.errors import DomainError

_SAMPLE = 500
Progress = Callable[[float], None]


class TooManyRows(DomainError):
    """The file is larger than an import may be."""

    code = "pricing.import.too_many_rows"
    status = 422
    field = "file"
    message = _(
        "The file has more than %(limit)s rows. Split it, for example by year, and upload the parts one after the other."
    )


class NoRows(DomainError):
    """Headings and nothing below."""

    code = "pricing.import.no_rows"
    status = 422
    field = "file"
    message = _("The file has headings but no rows below them. Export it again with the sales included.")


@dataclass(frozen=True)
class Coded:
    """A text column: `codes` into `words`, -1 for empty."""

    codes: Codes
    words: list[str]

    def text(self, row: int) -> str:
        """The cell of a row."""
        return self.words[self.codes[row]] if self.codes[row] >= 0 else ""

    @property
    def is_empty(self) -> Mask:
        """Rows without a text."""
        empty: Mask = self.codes < 0
        return empty


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """All rows of the wanted columns. `row_numbers` are those of a spreadsheet."""

    row_numbers: npt.NDArray[np.int32]
    overlong: Mask
    texts: dict[Role, Coded]
    numbers: dict[Role, ParsedNumbers]
    extra: dict[str, ParsedNumbers] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.row_numbers)


def gather(plan: Plan, progress: Progress) -> Gathered:
    """Read the whole file. Raises FileUnreadable, TooManyRows, NoRows.

    A number column whose first rows prove no decimal mark is read as plain numbers first, and once more as text
    if decimals turn up later, because plain numbers no longer tell 1.250 from 1.25.
    """
    as_text: set[int] = set()
    while True:
        gatherer = _Gatherer(plan, as_text)
        try:
            return gatherer.run(progress)
        except _ReadAgain as again:
            as_text |= again.columns


class _ReadAgain(Exception):
    def __init__(self, columns: set[int]) -> None:
        super().__init__()
        self.columns = columns


class _Gatherer:
    def __init__(self, plan: Plan, as_text: set[int]) -> None:
        self.plan, self.table = plan, plan.table()
        self.roles = {role: column for role in Role if (column := column_of(plan.mapping, role)) is not None}
        self.extra = [column for column in extra_columns(plan.mapping) if column not in self.roles.values()]
        numeric = {column for role, column in self.roles.items() if role in NUMBER_ROLES} | set(self.extra)
        marks = _marks(self.table, numeric)
        self.decimal: Mark = "," if list(marks.values()).count(",") > list(marks.values()).count(".") else "."
        plain = {column for column in numeric - as_text if marks[column] in {self.decimal, None}}
        texts = set(self.roles.values()) - plain
        self.wanted = Wanted(
            numbers=frozenset(plain), texts=frozenset(texts | set(self.extra) - plain), decimal=self.decimal
        )
        self.numbers = {
            column: NumberColumn(self.decimal, marks[column], isinstance(self.table, SheetTable))
            for column in numeric
        }
        self.texts = {column: TextColumn() for role, column in self.roles.items() if role not in NUMBER_ROLES}
        self.row_numbers: list[npt.NDArray[np.int32]] = []
        self.filled: list[Mask] = []
        self.overlong: list[Mask] = []
        self.count = 0

    def run(self, progress: Progress) -> Gathered:
        for chunk in self.table.chunks(self.wanted):
            self.take(chunk)
            progress(self.table.fraction())
        if not self.count:
            raise NoRows
        return self.result()

    def take(self, chunk: Chunk) -> None:
        rows = len(chunk)
        for column, numbers in self.numbers.items():
            numbers.add(chunk.columns[column], rows)
        for column, texts in self.texts.items():
            texts.add(chunk.columns[column], rows)
        filled = chunk.overlong | np.logical_or.reduce(
            [_is_filled(cells) for cells in chunk.columns.values()]
        )
        self.count += int(filled.sum())
        if self.count > self.plan.max_rows:
            raise TooManyRows(limit=f"{self.plan.max_rows:,}".replace(",", "\N{NO-BREAK SPACE}"))
        self.filled.append(filled)
        self.overlong.append(chunk.overlong)
        self.row_numbers.append(np.arange(chunk.first_row, chunk.first_row + rows, dtype=np.int32))

    def result(self) -> Gathered:
        keep = np.concatenate(self.filled)
        parsed = self.parse()
        texts = {column: Coded(text.codes()[keep], text.words) for column, text in self.texts.items()}
        return Gathered(
            row_numbers=np.concatenate(self.row_numbers)[keep],
            overlong=np.concatenate(self.overlong)[keep],
            texts={role: texts[column] for role, column in self.roles.items() if column in texts},
            numbers={
                role: parsed[column].take(keep) for role, column in self.roles.items() if column in parsed
            },
            extra={self.plan.heading_at(column): parsed[column].take(keep) for column in self.extra},
        )

    def parse(self) -> dict[int, ParsedNumbers]:
        parsed: dict[int, ParsedNumbers] = {}
        unproven: set[int] = set()
        for column, numbers in self.numbers.items():
            try:
                parsed[column] = numbers.finish()
            except MarkUnproven:
                unproven.add(column)
        if unproven:
            raise _ReadAgain(unproven)
        return parsed


def _marks(table: CsvTable | SheetTable, columns: set[int]) -> dict[int, Mark | None]:
    """What the first rows prove about each column's decimal mark; numbers of a workbook need no proof."""
    if isinstance(table, SheetTable):
        return dict.fromkeys(columns, ".")
    sample = table.sample(_SAMPLE)
    return {column: column_mark(row[column] for row in sample if column < len(row)) for column in columns}


def _is_filled(cells: Any) -> Mask:
    filled: Mask
    if isinstance(cells, Texts):
        blank = np.array([*(not word.strip() for word in cells.words), True])
        filled = ~blank[cells.codes]
    else:
        filled = ~np.isnan(cells)
    return filled
