"""Tables for spreadsheet programs."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.errors import DomainError

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
UTF8_WITH_BOM = "utf-8-sig"  # Excel reads UTF-8 only with the mark
MOST_XLSX_ROWS: Final = 1_048_575  # what a sheet holds beside its headings


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table of a workbook. A Decimal is an amount, a date is a date; everything else is text and never a formula.

    `rows` is read once, so it may be a generator over any number of rows.
    """

    title: "_StrOrPromise"
    heads: "Sequence[_StrOrPromise]"
    rows: Iterable[Sequence[Any]]


class SheetFull(DomainError):
    """More rows than a sheet of a workbook holds."""

    code = "core.sheet_full"
    title = _("Too many rows for a workbook")
    message = _("A sheet holds %(most)s rows, and these are more. Take them as CSV.")


def neutralise(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV: UTF-8 with BOM, comma. Cells are written as they are: neutralise what people typed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headers)
    writer.writerows(rows)
    return out.getvalue().encode(UTF8_WITH_BOM)


def csv_file(sheet: Sheet) -> IO[bytes]:
    """A sheet as CSV in a file without a name, read from its start: amounts with a point, dates as ISO, text made harmless."""
    file = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    text = io.TextIOWrapper(file, encoding=UTF8_WITH_BOM, newline="")
    writer = csv.writer(text)
    writer.writerow([str(head) for head in sheet.heads])
    writer.writerows([_plain(cell) for cell in row] for row in sheet.rows)
    text.detach()
    file.seek(0)
    return file


def xlsx_file(sheets: Sequence[Sheet]) -> IO[bytes]:
    """Sheets as a workbook in a file without a name: real numbers and dates. The memory is one row's, however many there are.

    Text is made harmless here too: people save a workbook as CSV and open it again.
    """
    import xlsxwriter  # noqa: PLC0415 - it takes every process a while, and few write workbooks

    file = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    money, bold = book.add_format({"num_format": "#,##0.00"}), book.add_format({"bold": True})
    dated = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        page = book.add_worksheet(_sheet_name(str(sheet.title)))
        page.freeze_panes(1, 0)
        page.set_column(0, max(len(sheet.heads) - 1, 0), 18)
        page.write_row(0, 0, [str(head) for head in sheet.heads], bold)
        for place, row in enumerate(sheet.rows, start=1):
            if place > MOST_XLSX_ROWS:
                raise SheetFull(most=MOST_XLSX_ROWS)
            for column, cell in enumerate(row):
                _write(page, place, column, cell, money, dated)
    book.close()
    file.seek(0)
    return file


def _write(page: Any, row: int, column: int, cell: Any, money: Any, dated: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, Decimal):
        page.write_number(row, column, float(cell), money)
    elif isinstance(cell, int) and not isinstance(cell, bool):
        page.write_number(row, column, cell)
    elif isinstance(cell, date) and not isinstance(cell, datetime):
        page.write_datetime(row, column, cell, dated)
    else:
        page.write_string(row, column, _plain(cell))


def _plain(cell: Any) -> str:
    """A cell as CSV has it. A negative number is no formula; text that begins like one is made harmless."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, datetime):
        return timezone.localtime(cell).isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, int | date):
        return str(cell)
    return neutralise(str(cell))


def _sheet_name(title: str) -> str:
    """Excel's names: 31 characters, none of these."""
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in title)[:31].strip("' ") or "Sheet"
