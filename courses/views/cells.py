"""The cells of the table of people by course: plain Python, since a page of it has thousands."""

from collections.abc import Sequence
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.models import Course
from courses.selectors.matrix import STATES, Cell, PersonRow
from synthai.core.design import marks
from synthai.core.templatetags.synthai import za_date

_ICONS: Final = {
    "done": "check-lg",
    "due": "calendar3",
    "overdue": "exclamation-triangle",
    "ending": "clock-history",
}


def drawn(row: PersonRow, courses: Sequence[Course], *, can_remind: bool = False) -> SafeString:
    """A person's cells in the order of the courses; on a phone each shows its course beside it.

    With `can_remind` what is due has a button of the form `remind`, which stands above the table.
    """
    cells = (_drawn(course, row.cells.get(course.pk), row.name if can_remind else "") for course in courses)
    return mark_safe("".join(cells))  # noqa: S308


def _drawn(course: Course, cell: Cell | None, reminded: str) -> SafeString:
    if cell is None:
        return mark_safe('<td class="is-empty"></td>')  # noqa: S308
    if cell.state == "going":
        told = _("%(percent)d%% done") % {"percent": cell.percent}
        return format_html('<td data-label="{}"><span class="state num">{}</span></td>', course.title, told)
    word, day = (_("Expires"), cell.ends_on) if cell.state == "ending" else (STATES[cell.state], cell.on)
    return format_html(
        '<td data-label="{}"><span class="state is-{}">{} {} <span class="num">{}</span></span>{}</td>',
        course.title,
        cell.state,
        marks.icon(_ICONS[cell.state]),
        word,
        za_date(day),
        _button(course, cell, reminded) if reminded and cell.state in {"due", "overdue"} else "",
    )


def _button(course: Course, cell: Cell, name: str) -> SafeString:
    label = _("Remind %(name)s of “%(title)s”") % {"name": name, "title": course.title}
    return format_html(
        '<button class="btn btn-quiet btn-sm" form="remind" name="learner" value="{}" aria-label="{}">{} {}</button>',
        cell.learner,
        label,
        marks.icon("bell"),
        _("Remind"),
    )
