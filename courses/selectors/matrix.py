"""People by course: who has done what, what is due and what is overdue. Three queries, whatever the size."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from courses.models import Course, Enrolment
from courses.terms import EnrolmentState

STATES: Final = {
    "overdue": _("Overdue"),
    "due": _("Due"),
    "going": _("In progress"),
    "done": _("Done"),
    "": _("Not taken"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A person in a course. `state` is a key of STATES; `on` the day it was done or is due."""

    state: str
    percent: int = 0
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """One person with a cell for each course that they are in, by the course's key."""

    user_id: int
    public_id: str
    name: str
    role: str
    cells: dict[int, Cell]

    @property
    def counts(self) -> Counter[str]:
        """How many courses stand how."""
        return Counter(cell.state for cell in self.cells.values())


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Everybody by every course that somebody is in or may start."""

    courses: list[Course]
    rows: list[PersonRow]
    totals: Counter[str] = field(default_factory=Counter)

    def cells(self, row: PersonRow) -> Iterator[Cell | None]:
        """A person's cells in the order of the courses; None where they are not in it."""
        return (row.cells.get(course.pk) for course in self.courses)


def matrix(
    organisation_id: int, *, today: date, words: str = "", state: str = "", course: str = ""
) -> Matrix:
    """Everybody of the organisation by course. Needs the tenant.

    `words` is a part of a name, `state` keeps people with at least one such course, `course` (a public id) one course.
    """
    shown = _courses(course)
    cells = _cells([each.pk for each in shown], today)
    rows = [_row(member, cells.get(member.user_id, {})) for member in people.members(organisation_id)]
    totals: Counter[str] = Counter()
    for row in rows:
        totals.update(row.counts)
    return Matrix(courses=shown, rows=[row for row in rows if _fits(row, words, state)], totals=totals)


def _courses(public_id: str) -> list[Course]:
    inside = Enrolment.objects.current().values("course_id")
    rows = Course.objects.kept().filter(pk__in=inside).only("pk", "public_id", "title", "organisation_id")
    if public_id:
        rows = rows.filter(public_id=public_id)
    return list(rows.order_by("title", "pk"))


def _cells(course_ids: Sequence[int], today: date) -> dict[int, dict[int, Cell]]:
    rows = Enrolment.objects.current().filter(course_id__in=course_ids)
    found: dict[int, dict[int, Cell]] = {}
    for user_id, course_id, state, due_on, completed_at, done, total in rows.values_list(
        "user_id", "course_id", "state", "due_on", "completed_at", "done_count", "total_count"
    ):
        cell = _cell(state, due_on, completed_at, done, total, today)
        found.setdefault(user_id, {})[course_id] = cell
    return found


def _cell(state: str, due_on: date | None, completed_at: Any, done: int, total: int, today: date) -> Cell:
    if state == EnrolmentState.DONE:
        return Cell("done", 100, timezone.localdate(completed_at))
    percent = done * 100 // total if total else 0
    if due_on is None:
        return Cell("going", percent)
    return Cell("overdue" if due_on < today else "due", percent, due_on)


def _row(member: Any, cells: dict[int, Cell]) -> PersonRow:
    return PersonRow(
        user_id=member.user_id,
        public_id=member.public_id,
        name=member.user.label,
        role=member.get_role_display(),
        cells=cells,
    )


def _fits(row: PersonRow, words: str, state: str) -> bool:
    is_named = words.strip().lower() in row.name.lower()
    return is_named and (not state or any(cell.state == state for cell in row.cells.values()))
