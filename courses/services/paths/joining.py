"""People come onto a path and leave it. Being on it is being in each of its courses that must be done, with its day."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from courses import events, locks, permissions
from courses.engine.paths import due_days
from courses.live_refusals import PathClosed
from courses.live_terms import MemberState
from courses.models import Enrolment, Path, PathMember, PathStep
from courses.refusals import CourseClosed, CourseFull
from courses.selectors import path_gates
from courses.selectors.learning import person_of
from courses.selectors.paths import journey_of
from courses.services import enrolments
from courses.services.enrolments import Way
from courses.terms import Source
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Who came onto a path, and courses of it that could not be given to them (full, or not published)."""

    members: list[PathMember] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


@transaction.atomic
def start(path_id: int, *, by: Actor, now: datetime) -> PathMember:
    """The person behind `by` takes a path, without due days. Idempotent. Raises NotAllowed, PersonOnly, PathClosed."""
    path = locks.lock_path(path_id)
    require(by, permissions.COURSE_LEARN)
    user_id = person_of(by)
    found = PathMember.objects.filter(path_id=path.pk, user_id=user_id).order_by("pk").first()
    if found is not None and found.state != MemberState.ENDED:
        return found
    joined = bring_in(path, [user_id], source=Source.SELF, now=now)
    audit(path, "courses.path.started", by=by)
    return joined.members[0]


@transaction.atomic
def leave(member_id: int, *, by: Actor, now: datetime) -> PathMember:
    """Leave a path that one took by oneself, or take somebody off it; courses that were begun stay. Idempotent. Raises NotAllowed."""
    found = locks.lock_path_member(member_id)
    own = found.user_id == by.user_id and found.source == Source.SELF
    require(by, permissions.COURSE_LEARN if own else permissions.ENROLMENT_ASSIGN)
    if found.state == MemberState.ACTIVE:
        _end(found, now=now)
        steps = PathStep.objects.filter(path_id=found.path_id).values_list("course_id", flat=True)
        enrolments.end_unbegun(found.user_id, list(steps), now=now)
        audit(found.path, "courses.path.left", by=by)
    return found


@transaction.atomic
def take_elective(path_id: int, step: PathStep, *, by: Actor, now: datetime) -> Enrolment:
    """Somebody on the path chooses one of its electives: they are in that course. Idempotent.

    Raises NotAllowed, PersonOnly, PathClosed for who is not on the path, CourseClosed, CourseFull.
    """
    path = locks.lock_path(path_id)
    require(by, permissions.COURSE_LEARN)
    user_id = person_of(by)
    member = PathMember.objects.current().filter(path_id=path.pk, user_id=user_id).order_by("pk").first()
    if member is None:
        raise PathClosed
    steps = path_gates.steps_of([path.pk])[path.pk]
    day = _days(steps, member.starts_on).get(step.course_id) if member.source != Source.SELF else None
    course = locks.lock_course(step.course_id)
    enrolments.enrol(course, [user_id], Way(source=Source.PATH, due_on=day), now=now)
    found: Enrolment = Enrolment.objects.get(course_id=course.pk, user_id=user_id)
    return found


@transaction.atomic
def end_of_member(user_id: int, *, now: datetime) -> int:
    """Somebody is no longer in the organisation: they are on no path. Idempotent. Needs the tenant."""
    keys = PathMember.objects.going().filter(user_id=user_id).order_by("pk").values_list("pk", flat=True)
    ended = 0
    for key in list(keys):
        found = locks.lock_path_member(key)
        if found.state == MemberState.ACTIVE:
            _end(found, now=now)
            ended += 1
    return ended


def bring_in(path: Path, user_ids: Collection[int], *, source: str, now: datetime) -> Joined:
    """Bring people onto a path whose lock is held; those on it keep their days. Raises PathClosed."""
    if not path.is_live:
        raise PathClosed
    known = {row.user_id: row for row in PathMember.objects.filter(path_id=path.pk, user_id__in=user_ids)}
    wanted = [key for key in user_ids if key not in known or known[key].state == MemberState.ENDED]
    steps = path_gates.steps_of([path.pk])[path.pk]
    today = timezone.localdate(now)
    days = {} if source == Source.SELF else _days(steps, today)
    last = max((day for day in days.values() if day is not None), default=None)
    members = [
        _on(path, key, known.get(key), source=source, starts_on=today, due_on=last, now=now) for key in wanted
    ]
    passed = _into_courses(steps, [row.user_id for row in members], days, now=now)
    for row in members:
        publish(
            events.PathJoined(
                path_id=path.pk,
                user_id=row.user_id,
                source=row.source,
                due_on=row.due_on.isoformat() if row.due_on else "",
            )
        )
    settle(path, members, now=now)
    return Joined(members=members, passed_over=passed)


def bring_along(path: Path, *, now: datetime) -> None:
    """The path has other courses now: who is on it is in those too. Needs the path's lock."""
    steps = path_gates.steps_of([path.pk])[path.pk]
    members = list(PathMember.objects.going().filter(path_id=path.pk).order_by("pk"))
    by_start: dict[tuple[date, bool], list[PathMember]] = {}
    for row in members:
        by_start.setdefault((row.starts_on, row.source == Source.SELF), []).append(row)
    for (starts_on, is_own), rows in by_start.items():
        days = {} if is_own else _days(steps, starts_on)
        last = max((day for day in days.values() if day is not None), default=None)
        _into_courses(steps, [row.user_id for row in rows], days, now=now, only_new=True)
        PathMember.objects.filter(pk__in=[row.pk for row in rows]).update(due_on=last)
    settle(path, members, now=now)


def settle(path: Path, members: Collection[PathMember], *, now: datetime) -> list[PathMember]:
    """Who has done all that the path asks for is done with it, and stays so. Returns who is done now. Two queries to find out."""
    steps = path_gates.steps_of([path.pk])[path.pk]
    taken = path_gates.taken_of({row.user_id for row in members}, {step.course_id for step in steps})
    finished = [
        row
        for row in members
        if row.state == MemberState.ACTIVE
        and journey_of(path, path_gates.legs_of(steps, row.user_id, taken)).is_complete
    ]
    for row in finished:
        row.state, row.completed_at = MemberState.DONE, now
        row.save(update_fields=["state", "completed_at"])
        publish(events.PathCompleted(path_id=path.pk, public_id=path.public_id, user_id=row.user_id))
    return finished


def _on(
    path: Path,
    user_id: int,
    known: PathMember | None,
    *,
    source: str,
    starts_on: date,
    due_on: date | None,
    now: datetime,
) -> PathMember:
    row = known or PathMember(organisation_id=path.organisation_id, path=path, user_id=user_id, joined_at=now)
    row.state, row.source, row.starts_on, row.due_on = MemberState.ACTIVE, Source(source), starts_on, due_on
    row.ended_at = row.completed_at = None
    row.save()
    return row


def _days(steps: list[PathStep], start: date) -> dict[int, date | None]:
    """When each course is due, by its key."""
    days = due_days([(step.is_elective, step.days) for step in steps], start)
    return {step.course_id: day for step, day in zip(steps, days, strict=True)}


def _into_courses(
    steps: list[PathStep],
    user_ids: list[int],
    days: dict[int, date | None],
    *,
    now: datetime,
    only_new: bool = False,
) -> list[str]:
    """Enrol people in the courses that must be done. A course that is full or closed is passed over; returns the titles of those.

    `only_new`: who was ever in a course is left as they are, so that nobody who was taken out of it comes back by a change of the path.
    """
    passed: list[str] = []
    if not user_ids:
        return passed
    for step in sorted(steps, key=lambda row: row.course_id):
        if step.is_elective:
            continue
        wanted = user_ids
        if only_new:
            known = Enrolment.objects.filter(course_id=step.course_id, user_id__in=user_ids)
            wanted = sorted(set(user_ids) - set(known.values_list("user_id", flat=True)))
        try:
            with transaction.atomic():
                course = locks.lock_course(step.course_id)
                way = Way(source=Source.PATH, due_on=days.get(step.course_id))
                enrolments.enrol(course, wanted, way, now=now)
        except (CourseClosed, CourseFull):
            passed.append(step.course.title)
    return passed


def _end(found: PathMember, *, now: datetime) -> None:
    found.state, found.ended_at = MemberState.ENDED, now
    found.save(update_fields=["state", "ended_at"])
