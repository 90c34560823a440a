"""The table of people by course as a file, for a manager or an inspector."""

from collections.abc import Iterator
from datetime import date
from typing import IO, Any

from django.utils.translation import gettext as _

from courses import permissions
from courses.selectors.matrix import STATES, Matrix, matrix
from synthai.core import spreadsheets
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound


def as_file(file_format: str, *, by: Actor, today: date) -> IO[bytes]:
    """CSV: one line for each person and course. XLSX: that, and people by course as a table. Needs the tenant.

    Raises NotAllowed. Whoever sends the file closes it.
    """
    require(by, permissions.PROGRESS_EXPORT)
    if by.organisation_id is None:
        raise NotFound
    found = matrix(by.organisation_id, today=today)
    audit(None, "courses.progress.downloaded", by=by, changes={"format": ["", file_format]})
    lines = spreadsheets.Sheet(title=_("Progress"), heads=_heads(), rows=_lines(found))
    if file_format == "csv":
        return spreadsheets.csv_file(lines)
    table = spreadsheets.Sheet(
        title=_("People by course"),
        heads=[_("Person"), _("Role"), *(course.title for course in found.courses)],
        rows=_table(found),
    )
    return spreadsheets.xlsx_file([table, lines])


def _heads() -> list[str]:
    return [_("Person"), _("Role"), _("Course"), _("State"), _("Per cent"), _("Done on"), _("Due on")]


def _lines(found: Matrix) -> Iterator[list[Any]]:
    for row in found.rows:
        for course in found.courses:
            cell = row.cells.get(course.pk)
            if cell is None:
                continue
            done_on = cell.on if cell.state == "done" else None
            due_on = None if cell.state == "done" else cell.on
            state = str(STATES[cell.state])
            yield [row.name, row.role, course.title, state, cell.percent, done_on, due_on]


def _table(found: Matrix) -> Iterator[list[Any]]:
    for row in found.rows:
        yield [row.name, row.role, *(str(STATES[cell.state]) if cell else "" for cell in found.cells(row))]
