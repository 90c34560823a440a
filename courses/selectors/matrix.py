"""People by course: who has done what, what is due and what is overdue. A constant number of queries, whatever the size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from courses.models import Certificate, Course, Enrolment
from courses.selectors import paths
from courses.terms import EnrolmentState

STATES: Final = {
    "overdue": _("Overdue"),
    "due": _("Due"),
    "going": _("In progress"),
    "done": _("Done"),
    "ending": _("Expiring soon"),
    "": _("Not taken"),
}


class Cell(NamedTuple):
    """A person in a course. `state` is a key of STATES; `on` the day it was done or is due; `learner` the enrolment's id.

    "ending": it was done, and its certificate ends within 60 days, or ended (`ends_on`).
    """

    state: str
    percent: int = 0
    on: date | None = None
    learner: str = ""
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """One person with a cell for each course that they are in, by the course's key."""

    name: str
    role: str
    user_id: int
    cells: dict[int, Cell]


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which people: a part of a name, those with at least one course in a state, one course (a public id) alone, those on a path."""

    words: str = ""
    state: str = ""
    course: str = ""
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """People by every course that somebody is in. `count` is how many people fit, `rows` those of the page."""

    courses: list[Course]
    rows: list[PersonRow]
    count: int

    def cells(self, row: PersonRow) -> Iterator[Cell | None]:
        """A person's cells in the order of the courses; None where they are not in it."""
        return (row.cells.get(course.pk) for course in self.courses)


def matrix(
    organisation_id: int,
    *,
    today: date,
    chosen: Filter | None = None,
    start: int = 0,
    size: int | None = None,
) -> Matrix:
    """People of the organisation by course, from `start` on; all of them without a size. Needs the tenant."""
    chosen = chosen or Filter()
    courses = [each for each in courses_taken() if chosen.course in {"", each.public_id}]
    of_path = paths.courses_and_people(chosen.path) if chosen.path else None
    if of_path is not None:
        place = {key: number for number, key in enumerate(of_path[0])}
        courses = sorted((each for each in courses if each.pk in place), key=lambda each: place[each.pk])
    keys = [each.pk for each in courses]
    wanted = chosen.words.strip().lower()
    members = [row for row in people.members(organisation_id) if wanted in row.user.label.lower()]
    if of_path is not None:
        members = [row for row in members if row.user_id in of_path[1]]
    if chosen.state:
        inside = set(_in_state(chosen.state, keys, today).values_list("user_id", flat=True))
        members = [row for row in members if row.user_id in inside]
    page = members[start:] if size is None else members[start : start + size]
    cells = _cells(keys, [row.user_id for row in page], today)
    rows = [_row(member, cells.get(member.user_id, {})) for member in page]
    return Matrix(courses=courses, rows=rows, count=len(members))


def courses_taken() -> list[Course]:
    """Every course that somebody is in, put away ones aside, by title. One query."""
    inside = Enrolment.objects.current().filter(course_id=OuterRef("pk"))
    rows = Course.objects.kept().filter(Exists(inside)).only("pk", "public_id", "title", "organisation_id")
    return list(rows.order_by("title", "pk"))


def totals(organisation_id: int, *, today: date) -> dict[str, int]:
    """How many times somebody of the organisation stands so in a course. Needs the tenant. One query, and the team's."""
    rows = Enrolment.objects.current().filter(course__removed_at__isnull=True)
    rows = rows.filter(user_id__in=people.user_ids_of(organisation_id))
    ending = _ending(Certificate.objects.all(), today)
    counted: dict[str, int] = rows.annotate(is_ending=Exists(ending)).aggregate(
        ending=Count("pk", filter=Q(state=EnrolmentState.DONE, is_ending=True)),
        done=Count("pk", filter=Q(state=EnrolmentState.DONE)),
        **{state: Count("pk", filter=_STILL & when) for state, when in _conditions(today).items()},
    )
    return counted


def _ending(rows: Any, today: date) -> Any:
    """Certificates of the enrolment of the outer query that end within 60 days, or ended."""
    return rows.expiring(on=today).filter(course_id=OuterRef("course_id"), user_id=OuterRef("user_id"))


_STILL: Final = Q(state=EnrolmentState.ACTIVE)


def _conditions(today: date) -> dict[str, Q]:
    return {
        "overdue": Q(due_on__lt=today),
        "due": Q(due_on__gte=today),
        "going": Q(due_on__isnull=True),
    }


def _in_state(state: str, course_ids: Sequence[int], today: date) -> Any:
    rows = Enrolment.objects.filter(course_id__in=course_ids)
    if state == "done":
        return rows.filter(state=EnrolmentState.DONE)
    if state == "ending":
        return rows.filter(Exists(_ending(Certificate.objects.all(), today)), state=EnrolmentState.DONE)
    return rows.filter(_STILL & _conditions(today)[state])


def _cells(course_ids: Sequence[int], user_ids: Sequence[int], today: date) -> dict[int, dict[int, Cell]]:
    rows = Enrolment.objects.current().filter(course_id__in=course_ids, user_id__in=user_ids)
    ends = Subquery(_ending(Certificate.objects.all(), today).values("last_on")[:1])
    found: dict[int, dict[int, Cell]] = {user_id: {} for user_id in user_ids}
    for user_id, course_id, learner, state, due_on, done_on, done, total, ends_on in rows.annotate(
        ends_on=ends
    ).values_list(
        "user_id",
        "course_id",
        "public_id",
        "state",
        "due_on",
        TruncDate("completed_at"),
        "done_count",
        "total_count",
        "ends_on",
    ):
        cell = _cell(state, due_on, done_on, done, total, today)
        if ends_on is not None and cell.state == "done":
            cell = cell._replace(state="ending", ends_on=ends_on)
        found[user_id][course_id] = cell._replace(learner=learner)
    return found


def _cell(state: str, due_on: date | None, done_on: Any, done: int, total: int, today: date) -> Cell:
    if state == EnrolmentState.DONE:
        return Cell("done", 100, done_on)
    percent = done * 100 // total if total else 0
    if due_on is None:
        return Cell("going", percent)
    return Cell("overdue" if due_on < today else "due", percent, due_on)


def _row(member: Any, cells: dict[int, Cell]) -> PersonRow:
    return PersonRow(
        name=member.user.label, role=member.get_role_display(), user_id=member.user_id, cells=cells
    )
