"""Files around a table: an example that fits, and the list of what to mend."""

from collections.abc import Iterator
from typing import IO, Final

from django.utils.translation import gettext as _

from content.engine import bulk_columns
from content.engine.bulk_columns import Column
from content.models import BulkRow, BulkRun, RowState
from content.selectors import bulk as selectors
from synthai.core.spreadsheets import Sheet, csv_file, xlsx_file

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def example(run: BulkRun, ending: str) -> IO[bytes]:
    """A table that fits: a column for each question, one row of examples, and in a workbook a sheet that explains the columns."""
    columns = selectors.columns_of(run)
    rows = Sheet(
        title=_("Documents"), heads=_headings(columns), rows=[[column.example for column in columns]]
    )
    return csv_file(rows) if ending == "csv" else xlsx_file([rows, _explained(columns)])


def errors(run: BulkRun) -> IO[bytes]:
    """The rows that have to be mended, as they were uploaded, with the line and what to mend in front. What people typed never becomes a formula."""
    heads = [_("Line"), _("What to mend"), *run.columns]
    return csv_file(Sheet(title=_("To be mended"), heads=heads, rows=_wrong(run)))


def said(row: BulkRow) -> str:
    """A row's errors in one line."""
    return " · ".join(f"{each['column'] or each['question']}: {each['says']}" for each in row.errors)


def _wrong(run: BulkRun) -> Iterator[list[str | int]]:
    after = 0
    rows = BulkRow.objects.filter(run=run, state__in=[RowState.BAD, RowState.FAILED]).order_by("line")
    while batch := list(rows.filter(line__gt=after)[:500]):
        for row in batch:
            yield [row.line, said(row), *row.cells]
        after = batch[-1].line


def _headings(columns: list[Column]) -> list[str]:
    """Labels, as people know them; the key where two questions are called the same."""
    labels = [bulk_columns.plain(column.label) for column in columns]
    return [
        column.label if labels.count(plain) == 1 else column.key
        for column, plain in zip(columns, labels, strict=True)
    ]


def _explained(columns: list[Column]) -> Sheet:
    heads = [_("Column"), _("Key"), _("Must be filled in"), _("What it holds")]
    rows = [
        [heading, column.key, _("yes") if column.is_required else _("no"), _held(column)]
        for heading, column in zip(_headings(columns), columns, strict=True)
    ]
    return Sheet(title=_("Columns"), heads=heads, rows=rows)


def _held(column: Column) -> str:
    field = column.field
    told = {
        "choice": _("One of: %s.") % ", ".join(each.label for each in field.choices),
        "yesno": _("yes or no"),
        "date": _("A day, like 2026-11-29."),
        "period": _("Two days, like 2026-11-01/2026-11-30."),
    }
    only_if = _("Needed in some cases only.") if field.when and field.required else ""
    return " ".join(each for each in (told.get(field.kind, ""), field.help, only_if) if each)
