"""Learning paths as people see them: lists, one path, who is on it. A constant number of queries each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from courses.engine.paths import Journey, Leg, journey
from courses.live_terms import MemberState
from courses.models import Course, Enrolment, Path, PathAssignment, PathMember, PathStep
from courses.selectors import path_gates
from courses.terms import EnrolmentState
from synthai.core.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class PathLine:
    """A course in the list of a path. `state`: done, started, open, closed, away (neither offered nor begun)."""

    step: PathStep
    leg: Leg
    state: str
    first: str = ""  # title of the course that comes before
    is_next: bool = False
    enrolment: Enrolment | None = None


@dataclass(frozen=True, kw_only=True)
class PathStudy:
    """A path and where one person stands on it."""

    path: Path
    member: PathMember | None
    lines: list[PathLine]
    journey: Journey

    @property
    def is_on(self) -> bool:
        """Whether the person is, or was to the end, on the path."""
        return self.member is not None and self.member.state != MemberState.ENDED

    @property
    def next(self) -> PathLine | None:
        """The course to go on with."""
        return self.lines[self.journey.next] if self.journey.next is not None else None

    @property
    def electives(self) -> int:
        """How many courses of it are elective."""
        return sum(line.step.is_elective for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class MemberLine:
    """A person on a path, with how far they are."""

    member: PathMember
    journey: Journey


def get_path(public_id: str) -> Path:
    """One path, whatever its state, for its authors. Raises NotFound."""
    found = Path.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def get_step(path: Path, public_id: str) -> PathStep:
    """One course of a path. Raises NotFound."""
    rows = PathStep.objects.filter(path_id=path.pk, public_id=public_id).select_related("course")
    found: PathStep | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def get_assignment(path: Path, public_id: str) -> PathAssignment:
    """One assignment of a path. Raises NotFound."""
    found = PathAssignment.objects.filter(path_id=path.pk, public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def get_member(path: Path, public_id: str) -> PathMember:
    """One person on a path, for who looks after it. Raises NotFound."""
    rows = PathMember.objects.filter(path_id=path.pk, public_id=public_id).select_related("user")
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def get_study(public_id: str, user_id: int | None) -> PathStudy:
    """A path for one person. At most five queries. Raises NotFound for what is put away or, to who is not on it, not published."""
    path = Path.objects.kept().filter(public_id=public_id).order_by("pk").first()
    member = _member(path, user_id) if path else None
    if path is None or (member is None and not path.is_live):
        raise NotFound
    return _study(path, member, user_id or 0)


def preview_of(path: Path) -> PathStudy:
    """A path as somebody sees it who has done nothing."""
    return _study(path, None, 0)


def mine(user_id: int) -> list[PathStudy]:
    """Paths of a person: those on the way first, by their day. A constant number of queries."""
    rows = PathMember.objects.current().filter(user_id=user_id, path__removed_at__isnull=True)
    members = list(rows.select_related("path").order_by("pk"))
    members.sort(key=lambda row: (row.state == MemberState.DONE, row.due_on or date.max, row.pk))
    steps = path_gates.steps_of([row.path_id for row in members])
    found = _enrolments(user_id, {step.course_id for rows in steps.values() for step in rows})
    return [_put_together(row.path, row, steps[row.path_id], found, user_id) for row in members]


def mine_query(user_id: int) -> Any:
    """The same rows, for lists that page by key."""
    rows = PathMember.objects.current().filter(user_id=user_id, path__removed_at__isnull=True)
    return rows.select_related("path")


def offered(user_id: int) -> list[Path]:
    """Published paths that a person is not on, each with `courses`, how many it has. One query."""
    on = PathMember.objects.current().filter(user_id=user_id).values("path_id")
    return list(_counted(Path.objects.live().exclude(pk__in=on)).order_by("title", "pk")[:200])


def paths_to_write(*, put_away: bool = False) -> Any:
    """Paths with how many courses and people they have, for lists that page by key."""
    return _counted(Path.objects.filter(removed_at__isnull=not put_away))


def steps_of(path: Path) -> list[PathStep]:
    """Its courses in order. One query."""
    return path_gates.steps_of([path.pk])[path.pk]


def courses_to_add(path: Path) -> list[Course]:
    """Courses that are not in it, by title. One query."""
    inside = PathStep.objects.filter(path_id=path.pk).values("course_id")
    return list(Course.objects.kept().exclude(pk__in=inside).order_by("title", "pk")[:500])


def assignments_of(path: Path) -> list[PathAssignment]:
    """Assignments in force with the people they name, newest first. One query."""
    rows = PathAssignment.objects.in_force().filter(path_id=path.pk).select_related("user")
    return list(rows.order_by("-pk")[:200])


def members_query(path: Path) -> Any:
    """Who is on a path, with the people, for lists that page by key."""
    return PathMember.objects.current().filter(path_id=path.pk).select_related("user")


def members_with_journeys(path: Path, members: Sequence[PathMember]) -> list[MemberLine]:
    """How far these people are. Two queries, however many."""
    steps = steps_of(path)
    taken = path_gates.taken_of({row.user_id for row in members}, {step.course_id for step in steps})
    return [
        MemberLine(member=row, journey=journey_of(path, path_gates.legs_of(steps, row.user_id, taken)))
        for row in members
    ]


def journey_of(path: Path, legs: Sequence[Leg]) -> Journey:
    """Where somebody stands, by the path's rules."""
    return journey(legs, is_ordered=path.is_ordered, electives_needed=path.electives_needed)


def for_matrix() -> list[tuple[str, str]]:
    """Published paths as choices. One query."""
    return list(Path.objects.live().order_by("title", "pk").values_list("public_id", "title"))


def courses_and_people(public_id: str) -> tuple[list[int], set[int]] | None:
    """Courses of a path in order, and who is on it, for the table of people by course. None for one that is not there."""
    path = Path.objects.kept().filter(public_id=public_id).order_by("pk").first()
    if path is None:
        return None
    steps = PathStep.objects.filter(path_id=path.pk).order_by("position", "pk")
    on = PathMember.objects.current().filter(path_id=path.pk)
    return list(steps.values_list("course_id", flat=True)), set(on.values_list("user_id", flat=True))


def _study(path: Path, member: PathMember | None, user_id: int) -> PathStudy:
    steps = steps_of(path)
    found = _enrolments(user_id, {step.course_id for step in steps})
    return _put_together(path, member, steps, found, user_id)


def _put_together(
    path: Path,
    member: PathMember | None,
    steps: list[PathStep],
    found: dict[int, Enrolment],
    user_id: int,
) -> PathStudy:
    taken = path_gates.Taken(
        inside={(user_id, key) for key, row in found.items() if row.state == EnrolmentState.ACTIVE},
        done={(user_id, key) for key, row in found.items() if row.completed_at is not None},
    )
    legs = path_gates.legs_of(steps, user_id, taken)
    where = journey_of(path, legs)
    lines = [
        PathLine(
            step=step,
            leg=leg,
            state=_state(leg, found.get(step.course_id), is_closed=place in where.closed),
            first=steps[where.closed[place]].course.title if place in where.closed else "",
            is_next=place == where.next,
            enrolment=found.get(step.course_id),
        )
        for place, (step, leg) in enumerate(zip(steps, legs, strict=True))
    ]
    return PathStudy(path=path, member=member, lines=lines, journey=where)


def _state(leg: Leg, enrolment: Enrolment | None, *, is_closed: bool) -> str:
    if leg.is_done:
        return "done"
    if not leg.counts:
        return "away"
    has_begun = enrolment is not None and leg.is_in and enrolment.last_at is not None
    if has_begun:
        return "started"
    return "closed" if is_closed else "open"


def _enrolments(user_id: int, course_ids: Collection[int]) -> dict[int, Enrolment]:
    rows = Enrolment.objects.filter(user_id=user_id, course_id__in=course_ids)
    return {row.course_id: row for row in rows}


def _member(path: Path, user_id: int | None) -> PathMember | None:
    if user_id is None:
        return None
    rows = PathMember.objects.current().filter(path_id=path.pk, user_id=user_id)
    return rows.order_by("pk").first()


def _counted(rows: Any) -> Any:
    steps = PathStep.objects.filter(path_id=OuterRef("pk")).order_by().values("path_id")
    on = PathMember.objects.current().filter(path_id=OuterRef("pk")).order_by().values("path_id")
    return rows.annotate(
        courses=Coalesce(Subquery(steps.annotate(count=Count("pk")).values("count")[:1]), 0),
        people=Coalesce(Subquery(on.annotate(count=Count("pk")).values("count")[:1]), 0),
    )
