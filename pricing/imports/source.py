"""Tables of a file, read in chunks of columns: CSV through pandas' C parser, .xlsx through calamine.

Only wanted columns leave a chunk. A number column comes as floats while every cell of the chunk is a plain
number, else as texts; a text column comes as codes into a list of its distinct words, -1 for an empty cell.
Rows are numbered as a spreadsheet shows them: the headings stand in row 1.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from io import TextIOWrapper
from itertools import islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import python_calamine
from django.utils.translation import gettext as _

from pricing.imports.archive import FileUnreadable
from pricing.tabular.sniff import Dialect

if TYPE_CHECKING:
    import pandas as pd

CHUNK_ROWS: Final = 100_000
SHEET_CHUNK_ROWS: Final = 20_000  # cells are Python objects here

Codes: TypeAlias = npt.NDArray[np.int32]
Numbers: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Texts:
    """Cells as places in a list of distinct words; -1 is an empty cell."""

    codes: Codes
    words: list[str]


Cells: TypeAlias = Numbers | Texts


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """Some rows of the wanted columns. `overlong`: rows with more cells than the headings."""

    first_row: int
    columns: dict[int, Cells]
    overlong: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.overlong)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which columns to read: `numbers` may come as floats, `texts` never do."""

    numbers: frozenset[int]
    texts: frozenset[int]
    decimal: str = "."


@dataclass
class CsvTable:
    """A delimited text file. `position`: bytes that `chunks` has taken."""

    path: Path
    dialect: Dialect
    position: int = 0

    @property
    def headings(self) -> Sequence[str]:
        """The cells of the first row."""
        return self.dialect.headings

    def sample(self, rows: int) -> list[list[str]]:
        """The first rows as texts."""
        with self._open() as file:
            reader = csv.reader(file, delimiter=self.dialect.delimiter)
            next(reader, None)
            return [row for row in islice(reader, rows) if any(cell.strip() for cell in row)]

    def fraction(self) -> float:
        """How much of the file has been read by `chunks`, 0 to 1."""
        return self.position / max(self.path.stat().st_size, 1)

    def chunks(self, wanted: Wanted) -> Iterator[Chunk]:
        """Every row. Raises FileUnreadable where the text is no table (an open quote, a broken letter)."""
        from pandas import errors  # noqa: PLC0415 - half a second that a first look at a file does without

        try:
            yield from self._frames(wanted)
        except errors.EmptyDataError:
            return
        except (errors.ParserError, UnicodeError, csv.Error) as error:
            raise FileUnreadable(
                _(
                    "The file stops being a table: probably a quotation mark that is never closed. Open it in a "
                    "spreadsheet, save it as CSV again, and upload that. (%(detail)s)"
                ),
                detail=str(error).strip()[:200],
            ) from error

    def _frames(self, wanted: Wanted) -> Iterator[Chunk]:
        import pandas as pd  # noqa: PLC0415 - as above

        width, first = len(self.headings), self.dialect.skip_lines + 2
        with self._open() as file:
            next(csv.reader(file, delimiter=self.dialect.delimiter), None)
            frames = pd.read_csv(
                _Widened(file, width + 1, self.dialect.delimiter),  # type: ignore[call-overload]
                sep=self.dialect.delimiter,
                usecols=sorted({*wanted.numbers, *wanted.texts, width}),
                dtype={str(column): object for column in (*wanted.texts, width)},
                decimal=wanted.decimal,
                keep_default_na=False,
                na_values=[""],
                skip_blank_lines=False,
                index_col=False,
                low_memory=False,
                chunksize=CHUNK_ROWS,
            )
            for frame in frames:
                self.position = file.buffer.tell()  # type: ignore[attr-defined]  # the buffer of a file on disk
                yield _chunk(frame, wanted, width, first)
                first += len(frame)

    def _open(self) -> TextIOWrapper:
        file = self.path.open(encoding=self.dialect.encoding, newline="")
        for _line in range(self.dialect.skip_lines):
            file.readline()
        if self.dialect.encoding.startswith("utf-") and self.dialect.skip_lines == 0:
            position = file.tell()
            if file.read(1) != "\ufeff":
                file.seek(position)
        return file


class _Widened:
    """The rest of a file under headings `0`, `1`, … with one column more than it has.

    Pandas then fills short rows and puts what a row has too much into the last column, instead of guessing.
    """

    def __init__(self, file: TextIOWrapper, width: int, delimiter: str) -> None:
        self._file = file
        self._head = delimiter.join(str(column) for column in range(width)) + "\n"

    def read(self, size: int = -1) -> str:
        """As a file's."""
        if self._head:
            head, self._head = self._head, ""
            return head
        return self._file.read(size)

    def __iter__(self) -> Iterator[str]:
        yield self.read(0)
        yield from self._file


def _chunk(frame: "pd.DataFrame", wanted: Wanted, width: int, first: int) -> Chunk:
    columns = {
        column: _cells(frame[str(column)], as_number=column in wanted.numbers)
        for column in (*wanted.numbers, *wanted.texts)
    }
    spare = frame[str(width)]
    overlong = spare.notna().to_numpy()
    if overlong.any():
        overlong = np.fromiter(
            (isinstance(cell, str) and bool(cell.strip()) for cell in spare), dtype=np.bool_
        )
    return Chunk(first_row=first, columns=columns, overlong=overlong)


def _cells(series: "pd.Series[Any]", *, as_number: bool) -> Cells:
    import pandas as pd  # noqa: PLC0415 - as above

    if as_number and pd.api.types.is_numeric_dtype(series.dtype) and series.dtype != bool:
        return series.to_numpy(dtype=np.float64)
    if series.dtype == bool:
        series = series.map(_text_of)
    codes, words = pd.factorize(series.to_numpy(dtype=object))
    return Texts(codes.astype(np.int32), [str(word) for word in words])


@dataclass
class SheetTable:
    """One sheet of a workbook; formulas count as the value Excel last worked out.

    calamine holds a whole sheet in memory, so it is opened once. `position`: rows that `chunks` has taken.
    """

    path: Path
    sheet: str
    position: int = 0

    @cached_property
    def cells(self) -> Any:
        """The sheet. Raises FileUnreadable."""
        try:
            return python_calamine.load_workbook(str(self.path)).get_sheet_by_name(self.sheet)
        except (python_calamine.CalamineError, OSError) as error:
            raise FileUnreadable(
                _("The Excel file is damaged. Open it in Excel, save it again, and upload that.")
            ) from error

    @cached_property
    def empty_rows(self) -> int:
        """Empty rows above the headings."""
        return sum(1 for _row in takewhile(_is_empty, self.cells.iter_rows()))

    def rows(self) -> Iterator[list[Any]]:
        """Rows from the headings on."""
        return islice(self.cells.iter_rows(), self.empty_rows, None)

    def fraction(self) -> float:
        """How much of the sheet has been read by `chunks`, 0 to 1."""
        return self.position / max(int(self.cells.total_height), 1)

    @property
    def headings(self) -> Sequence[str]:
        """The cells of the first row that has any, empty ones at its end left out."""
        first = [_text_of(cell).strip() for cell in next(self.rows(), [])]
        while first and not first[-1]:
            first.pop()
        return first

    def sample(self, rows: int) -> list[list[str]]:
        """The first rows as texts."""
        return [[_text_of(cell) for cell in row] for row in islice(self.rows(), 1, rows + 1)]

    def chunks(self, wanted: Wanted) -> Iterator[Chunk]:
        """Every row below the headings."""
        rows = self.rows()
        width = len(next(rows, []))
        first = self.empty_rows + 2
        while block := list(islice(rows, SHEET_CHUNK_ROWS)):
            yield self._chunk(block, wanted, width, first)
            first += len(block)
            self.position = first

    def _chunk(self, block: list[list[Any]], wanted: Wanted, width: int, first: int) -> Chunk:
        columns: dict[int, Cells] = {}
        for column in (*wanted.numbers, *wanted.texts):
            cells = [row[column] if column < len(row) else "" for row in block]
            numbers = _plain_numbers(cells) if column in wanted.numbers else None
            columns[column] = _texts(cells) if numbers is None else numbers
        overlong = np.fromiter((len(row) > width for row in block), dtype=np.bool_, count=len(block))
        return Chunk(first_row=first, columns=columns, overlong=overlong)


def _is_empty(row: list[Any]) -> bool:
    return all(cell == "" for cell in row)


def _plain_numbers(cells: Iterable[Any]) -> Numbers | None:
    try:
        return np.array([np.nan if cell == "" else _float_of(cell) for cell in cells], dtype=np.float64)
    except TypeError:
        return None


def _float_of(cell: Any) -> float:
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise TypeError
    return float(cell)


def _texts(cells: Iterable[Any]) -> Texts:
    words: dict[str, int] = {}
    codes = [words.setdefault(text, len(words)) if (text := _text_of(cell)) else -1 for cell in cells]
    return Texts(np.array(codes, dtype=np.int32), list(words))


def _text_of(cell: Any) -> str:
    """A cell as a person would type it: 1001 and not 1001.0, 2026-11-21 and not a serial number."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
