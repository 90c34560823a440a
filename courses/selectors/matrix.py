"""People by course: who has done what, what is due and what is overdue. A constant number of queries, whatever the size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from courses.models import Certificate, Course, Enrolment
from courses.selectors import paths
from courses.terms import EnrolmentState

STATES: Final = {
    "overdue": _("Overdue"),
    "due": _("Due"),
    "going": _("In progress"),
    "expiring": _("Certificate ends soon"),
    "expired": _("Certificate ended"),
    "done": _("Done"),
    "": _("Not taken"),
}
DONE_STATES: Final = frozenset({"done", "expiring", "expired"})


class Cell(NamedTuple):
    """A person in a course. `state` is a key of STATES; `on` the day it was done or is due; `learner` the enrolment's id.

    `ends_on` is the last day of a certificate that ends within 60 days, or has ended: then that is the state of what is done.
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
    taken: list[Course] | None = None,
) -> Matrix:
    """People of the organisation by course, from `start` on; all of them without a size. Needs the tenant.

    `taken` is what `courses_taken` said, for who has it.
    """
    chosen = chosen or Filter()
    courses = [each for each in taken or courses_taken() if chosen.course in {"", each.public_id}]
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


def lines_query(organisation_id: int, *, today: date) -> Any:
    """A line for each person of the team and course that they are in, with `ends_on` as a cell has it, for lists that page by key. Needs the tenant."""
    held = Certificate.objects.expiring(on=today).filter(
        course_id=OuterRef("course_id"), user_id=OuterRef("user_id")
    )
    rows = Enrolment.objects.current().filter(course__removed_at__isnull=True)
    rows = rows.filter(user_id__in=people.user_ids_of(organisation_id)).select_related("user", "course")
    return rows.annotate(ends_on=Subquery(held.order_by("pk").values("last_on")[:1]))


def cell_of(row: Any, *, today: date) -> Cell:
    """What the table shows of a row of `lines_query`."""
    done_on = timezone.localdate(row.completed_at) if row.completed_at else None
    cell = _cell(row.state, row.due_on, done_on, row.done_count, row.total_count, today)
    return _with_ending(cell, row.ends_on, today)._replace(learner=row.public_id)


def courses_taken() -> list[Course]:
    """Every course that somebody is in, put away ones aside, by title. One query."""
    inside = Enrolment.objects.current().filter(course_id=OuterRef("pk"))
    rows = Course.objects.kept().filter(Exists(inside)).only("pk", "public_id", "title", "organisation_id")
    return list(rows.order_by("title", "pk"))


def totals(organisation_id: int, *, today: date) -> dict[str, int]:
    """How many times somebody of the organisation stands so in a course. Needs the tenant. One query, and the team's."""
    rows = Enrolment.objects.current().filter(course__removed_at__isnull=True)
    rows = rows.filter(user_id__in=people.user_ids_of(organisation_id))
    counted: dict[str, int] = rows.aggregate(
        **{state: Count("pk", filter=_STILL & when) for state, when in _conditions(today).items()},
        **{state: Count("pk", filter=_DONE & when) for state, when in _endings(today).items()},
    )
    return counted


_STILL: Final = Q(state=EnrolmentState.ACTIVE)
_DONE: Final = Q(state=EnrolmentState.DONE)


def _endings(today: date) -> dict[str, Q]:
    """Where what is done stands: with a certificate that ends soon, with one that ended, or without either."""
    held = Certificate.objects.expiring(on=today).filter(
        course_id=OuterRef("course_id"), user_id=OuterRef("user_id")
    )
    soon, over = Exists(held.filter(last_on__gte=today)), Exists(held.filter(last_on__lt=today))
    return {"expiring": Q(soon), "expired": Q(over), "done": ~Q(Exists(held))}


def _conditions(today: date) -> dict[str, Q]:
    return {
        "overdue": Q(due_on__lt=today),
        "due": Q(due_on__gte=today),
        "going": Q(due_on__isnull=True),
    }


def _in_state(state: str, course_ids: Sequence[int], today: date) -> Any:
    rows = Enrolment.objects.filter(course_id__in=course_ids)
    endings = _endings(today)
    if state in endings:
        return rows.filter(_DONE & endings[state])
    return rows.filter(_STILL & _conditions(today)[state])


def _cells(course_ids: Sequence[int], user_ids: Sequence[int], today: date) -> dict[int, dict[int, Cell]]:
    rows = Enrolment.objects.current().filter(course_id__in=course_ids, user_id__in=user_ids)
    found: dict[int, dict[int, Cell]] = {user_id: {} for user_id in user_ids}
    ending = _ending(course_ids, user_ids, today)
    for user_id, course_id, learner, state, due_on, done_on, done, total in rows.values_list(
        "user_id",
        "course_id",
        "public_id",
        "state",
        "due_on",
        TruncDate("completed_at"),
        "done_count",
        "total_count",
    ):
        cell = _cell(state, due_on, done_on, done, total, today)
        cell = _with_ending(cell, ending.get((user_id, course_id)), today)
        found[user_id][course_id] = cell._replace(learner=learner)
    return found


def _with_ending(cell: Cell, ends_on: date | None, today: date) -> Cell:
    """What is done with a certificate that ends; who takes the course again stands as they stand in it."""
    if ends_on is None or cell.state != "done":
        return cell
    return cell._replace(state="expired" if ends_on < today else "expiring", ends_on=ends_on)


def _ending(
    course_ids: Sequence[int], user_ids: Sequence[int], today: date
) -> dict[tuple[int, int], date | None]:
    """The last days of certificates that end soon or have ended, by person and course."""
    rows = Certificate.objects.expiring(on=today).filter(course_id__in=course_ids, user_id__in=user_ids)
    return {
        (user_id, course_id): day
        for user_id, course_id, day in rows.values_list("user_id", "course_id", "last_on")
    }


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
