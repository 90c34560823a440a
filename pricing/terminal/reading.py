"""Tables from files or standard input: any common encoding, delimiter, decimal mark and clear date order."""

import csv
import io
import itertools
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd

from pricing.engine.problems import Problem
from pricing.tabular.dates import DayOrder
from pricing.tabular.numbers import Mark, column_mark
from pricing.tabular.sniff import HEAD_BYTES, Dialect, NotATable, encoding_of, refuse_other_kinds, sniff
from pricing.terminal.cells import clear_dates, clear_numbers
from pricing.terminal.failures import Exit, Failure, bad_data, other, unusable, usage
from pricing.terminal.streams import Streams

STANDARD: Final = "-"
# Columns that are words; everything else is a number where it can be one.
WORDS: Final = frozenset({"sku", "name", "category", "date", "week", "candidate_prices", "promo"})
SAMPLE_ROWS: Final = 1_000


@dataclass(frozen=True)
class Reading:
    """What a person said about the files: order of dates, decimal mark."""

    dates: DayOrder | None = None
    decimal: Mark | None = None


@dataclass
class Table:
    """One table as the engine takes it. `original` holds columns as they stood in the file."""

    name: str
    frame: pd.DataFrame
    first_line: int
    original: dict[str, pd.Series] = field(default_factory=dict)

    def place(self, problem: Problem) -> Problem:
        """The same problem at the line of the file: blank lines and line breaks within cells are counted."""
        if problem.row is None:
            return problem
        return Problem(self.line(problem.row - 2), problem.column, problem.code, problem.message)

    def line(self, row: int) -> int:
        """Line of the file (from 1) on which the row at position `row` of the frame begins."""
        label = int(self.frame.index[row]) if row < len(self.frame) else row
        breaks = sum(
            int(self.original[name].iloc[:row].astype("string").str.count("\n").fillna(0).sum())
            for name in self.original
        )
        return self.first_line + label + breaks


def read_table(path: str, streams: Streams, reading: Reading) -> Table:
    """The table of a file, or of standard input for `-`. Raises Failure with what to mend."""
    name = "standard input" if path == STANDARD else path
    data = _bytes(path, streams)
    try:
        refuse_other_kinds(data)
        encoding = encoding_of(data[i : i + HEAD_BYTES] for i in range(0, len(data), HEAD_BYTES))
        dialect = sniff(data[:HEAD_BYTES], encoding=encoding)
    except NotATable as error:
        raise unusable(name, error.message) from error
    frame = _frame(name, data, dialect)
    table = Table(name, frame, dialect.skip_lines + 2)
    table.original = {
        str(column): frame.iloc[:, place].copy()
        for place, column in enumerate(frame.columns)
        if pd.api.types.is_string_dtype(frame.dtypes.iloc[place])
    }
    problems = clear_dates(frame, reading.dates) + clear_numbers(frame, WORDS, reading.decimal)
    if problems:
        raise bad_data(name, [table.place(problem) for problem in problems])
    return table


def tidy(heading: object) -> str:
    """A heading as it is compared: lower case, underscores for spaces."""
    return str(heading).strip().lower().replace(" ", "_").lstrip("\ufeff")


def _bytes(path: str, streams: Streams) -> bytes:
    if path == STANDARD:
        return streams.source.read()
    try:
        return Path(path).read_bytes()
    except FileNotFoundError as error:
        raise usage(f"There is no file {path}. Check the name and the folder.") from error
    except IsADirectoryError as error:
        raise usage(f"{path} is a folder. Give the name of a CSV file.") from error
    except OSError as error:
        raise other(f"{path} cannot be read: {error.strerror or error}.") from error


def _frame(name: str, data: bytes, dialect: Dialect) -> pd.DataFrame:
    """Read everything; words stay words, plain numbers become numbers, what is doubtful stays text.

    The index counts the rows below the headings from 0, blank ones included.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                io.BytesIO(data),
                sep=dialect.delimiter,
                encoding=dialect.encoding,
                skiprows=dialect.skip_lines,
                header=0,
                names=list(range(len(dialect.headings))),
                dtype=dict.fromkeys(_kept_as_text(data, dialect), str),
                keep_default_na=False,
                na_values=[""],
                skip_blank_lines=False,
                index_col=False,
                low_memory=False,
            )
    except (pd.errors.ParserError, pd.errors.ParserWarning, csv.Error) as error:
        raise _ragged(name, data, dialect) from error
    except (UnicodeError, pd.errors.EmptyDataError) as error:
        raise unusable(name, "the letters cannot be read. Save the file again as “CSV UTF-8”.") from error
    frame = frame[frame.notna().any(axis=1)]
    names = [heading or f"unnamed {place + 1}" for place, heading in enumerate(dialect.headings)]
    # Exports often end every line with empty cells that have no heading.
    kept = [
        bool(heading) or bool(frame[place].notna().any()) for place, heading in enumerate(dialect.headings)
    ]
    frame = frame.loc[:, kept].copy()
    frame.columns = pd.Index([name for name, keep in zip(names, kept, strict=True) if keep])
    return _without_apostrophes(frame)


def _kept_as_text(data: bytes, dialect: Dialect) -> list[int]:
    """Columns of words, and number columns whose first rows do not prove what a point or comma means."""
    kept = {place for place, heading in enumerate(dialect.headings) if tidy(heading) in WORDS}
    head = data[:HEAD_BYTES].decode(dialect.encoding, errors="replace")
    lines = itertools.islice(
        csv.reader(io.StringIO(head, newline=""), delimiter=dialect.delimiter), SAMPLE_ROWS
    )
    rows = list(lines)[dialect.skip_lines + 1 : -1]
    for place in set(range(len(dialect.headings))) - kept:
        cells = [row[place] for row in rows if place < len(row)]
        if any("." in cell for cell in cells) and column_mark(cells) is None:
            kept.add(place)
    return sorted(kept)


def _without_apostrophes(frame: pd.DataFrame) -> pd.DataFrame:
    """Codes that an earlier price list made harmless ('=A1) are themselves again."""
    for place, kind in enumerate(frame.dtypes):
        if pd.api.types.is_string_dtype(kind):
            column = frame.iloc[:, place]
            guarded = column.str.match(r"'[=+\-@\t\r]", na=False)
            if guarded.any():
                frame.isetitem(place, column.where(~guarded, column.str.slice(1)).to_numpy())
    return frame


def _ragged(name: str, data: bytes, dialect: Dialect) -> Failure:
    """Which row has more cells than the headings, or opens a quotation mark and never closes it."""
    lines = io.StringIO(data.decode(dialect.encoding, errors="replace"), newline="")
    rows = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
    begun, width = 1, len(dialect.headings)
    try:
        for row in rows:
            if len(row) > width and begun > dialect.skip_lines:
                message = (
                    f"has {len(row)} cells, the headings have {width}. "
                    "Put texts that hold the delimiter into quotation marks."
                )
                return Failure(Exit.BAD_DATA, f"{name}, row {begun} {message}")
            begun = rows.line_num + 1
    except csv.Error:
        message = (
            "has a quotation mark that is never closed, or one within a text. Write two for one in a text."
        )
        return Failure(Exit.BAD_DATA, f"{name}, row {begun} {message}")
    return unusable(name, "the rows do not have as many cells as the headings.")
