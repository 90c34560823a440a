"""The table of people by course as a file, for a manager or an inspector."""

from collections.abc import Iterator
from datetime import date
from typing import IO, Any

from django.utils.translation import gettext as _

from courses import permissions
from courses.models import LiveClass
from courses.selectors import live
from courses.selectors.matrix import STATES, Matrix, matrix
from courses.services.live import booking
from synthai.core import spreadsheets
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound


def as_file(file_format: str, *, by: Actor, today: date) -> IO[bytes]:
    """CSV: one line for each person and course. XLSX: that, people by course as a table, and attendance at live classes. Needs the tenant.

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
    classes = spreadsheets.Sheet(title=_("Live classes"), heads=_class_heads(), rows=_classes(found))
    return spreadsheets.xlsx_file([table, lines, classes])


def attendance_file(live_class: LiveClass, *, by: Actor) -> IO[bytes]:
    """Who was asked to a class, what they said and whether they were there, as CSV; for who leads it. Raises NotAllowed."""
    booking.require_lead(live_class, by)
    audit(live_class, "courses.class.attendance_downloaded", by=by)
    heads = [_("Person"), _("E-mail"), _("Answer"), _("Attendance"), _("Minutes"), _("Noted")]
    return spreadsheets.csv_file(
        spreadsheets.Sheet(title=live_class.title, heads=heads, rows=_attendance(live_class))
    )


def _attendance(live_class: LiveClass) -> Iterator[list[Any]]:
    for row in live.people_of(live_class):
        answer = _("Waiting list") if row.is_waiting else row.get_answer_display()
        how = row.get_marked_how_display() if row.marked_how else ""
        noted = row.get_attendance_display() if row.attendance else ""
        yield [row.user.label, row.user.email, str(answer), noted, row.minutes, how]


def _class_heads() -> list[str]:
    return [_("Person"), _("Class"), _("Course"), _("Date"), _("Attendance"), _("Minutes")]


def _classes(found: Matrix) -> Iterator[list[Any]]:
    for row in live.attended([person.user_id for person in found.rows]):
        held = row.live_class
        course = held.course.title if held.course else ""
        day = held.local_start.date()
        yield [row.user.label, held.title, course, day, row.get_attendance_display(), row.minutes]


def _heads() -> list[str]:
    return [
        _("Person"),
        _("Role"),
        _("Course"),
        _("State"),
        _("Per cent"),
        _("Done on"),
        _("Due on"),
        _("Certificate ends"),
    ]


def _lines(found: Matrix) -> Iterator[list[Any]]:
    for row in found.rows:
        for course in found.courses:
            cell = row.cells.get(course.pk)
            if cell is None:
                continue
            is_done = cell.state in {"done", "ending"}
            done_on = cell.on if is_done else None
            due_on = None if is_done else cell.on
            state = str(STATES[cell.state])
            yield [row.name, row.role, course.title, state, cell.percent, done_on, due_on, cell.ends_on]


def _table(found: Matrix) -> Iterator[list[Any]]:
    for row in found.rows:
        yield [row.name, row.role, *(str(STATES[cell.state]) if cell else "" for cell in found.cells(row))]
