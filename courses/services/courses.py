"""A course as a whole: begun, named, ordered, copied, put away."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from courses import events, locks, permissions
from courses.models import Course, Prerequisite
from courses.refusals import CoursePutAway, PrerequisiteCircle
from courses.services import waiting
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish
from synthai.core.versions import check_version

_PLAIN = ("title", "summary", "entry", "lock", "seats")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a course is called and how it is taken. `needs` are keys of courses that come first."""

    title: str
    summary: str = ""
    entry: str = "self"
    lock: str = "none"
    seats: int | None = None
    needs: Collection[int] = ()


@transaction.atomic
def create(*, title: str, by: Actor, now: datetime, summary: str = "") -> Course:
    """Begin a course: a draft without chapters. Raises NotAllowed, ValidationError."""
    require(by, permissions.COURSE_CHANGE)
    course = Course(
        organisation_id=by.organisation_id,
        title=title.strip(),
        summary=summary.strip(),
        created_by_id=by.user_id,
        created_at=now,
        changed_at=now,
    )
    course.full_clean(exclude=["created_by"])
    course.save()
    audit(course, "courses.course.created", by=by, changes={"title": [None, course.title]})
    return course


@transaction.atomic
def change(
    course_id: int, settings: Settings, *, by: Actor, now: datetime, version: str | None = None
) -> Course:
    """Set what a course is called and how it is taken. Raises NotAllowed, PreconditionFailed, PrerequisiteCircle,
    ValidationError."""
    course = changeable(course_id, by=by)
    check_version(course, version)
    told: dict[str, list[Any]] = {}
    for name in _PLAIN:
        value = getattr(settings, name)
        if value != getattr(course, name):
            told[name] = [getattr(course, name), value]
            setattr(course, name, value)
    if _set_needs(course, set(settings.needs)):
        told["needs"] = ["", sorted(settings.needs)]
    if told:
        course.version += 1
        course.full_clean()
        course.save()
        touch(course, now=now)
        audit(course, "courses.course.changed", by=by, changes=told)
    if "seats" in told:
        waiting.fill_locked(course, now=now)
    return course


@transaction.atomic
def put_away(course_id: int, *, by: Actor, now: datetime) -> Course:
    """Take a course out of every list; who is in it can no longer go on. `bring_back` undoes it. Idempotent."""
    course = locks.lock_course(course_id)
    require(by, permissions.COURSE_PUBLISH)
    if course.removed_at is None:
        course.removed_at = now
        course.save(update_fields=["removed_at"])
        audit(course, "courses.course.put_away", by=by)
        publish(events.CoursePutAway(course_id=course.pk, public_id=course.public_id))
    return course


@transaction.atomic
def bring_back(course_id: int, *, by: Actor) -> Course:
    """Undo `put_away`. Idempotent."""
    course = locks.lock_course(course_id)
    require(by, permissions.COURSE_PUBLISH)
    if course.removed_at is not None:
        course.removed_at = None
        course.save(update_fields=["removed_at"])
        audit(course, "courses.course.brought_back", by=by)
        publish(events.CourseReopened(course_id=course.pk, public_id=course.public_id))
    return course


def changeable(course_id: int, *, by: Actor) -> Course:
    """The course, locked, for a change of its draft. Part of a transaction. Raises NotAllowed, CoursePutAway."""
    course = locks.lock_course(course_id)
    require(by, permissions.COURSE_CHANGE)
    if course.removed_at is not None:
        raise CoursePutAway
    return course


def touch(course: Course, *, now: datetime) -> None:
    """Note that the draft is newer than what was published. Needs the course's lock."""
    course.changed_at = now
    course.save(update_fields=["changed_at"])


def _set_needs(course: Course, wanted: set[int]) -> bool:
    rows = Prerequisite.objects.filter(course_id=course.pk)
    present = set(rows.values_list("needs_id", flat=True))
    if wanted == present:
        return False
    for needed in wanted - present:
        _refuse_circle(course, needed)
    rows.exclude(needs_id__in=wanted).delete()
    Prerequisite.objects.bulk_create(
        [
            Prerequisite(organisation_id=course.organisation_id, course=course, needs_id=needed)
            for needed in sorted(wanted - present)
        ]
    )
    return True


def _refuse_circle(course: Course, needed: int) -> None:
    """Raise PrerequisiteCircle when `needed` waits for this course, over however many steps."""
    links: dict[int, list[int]] = {}
    for later, first in Prerequisite.objects.values_list("course_id", "needs_id"):
        links.setdefault(later, []).append(first)
    seen, to_see = set(), [needed]
    while to_see:
        here = to_see.pop()
        if here == course.pk:
            raise PrerequisiteCircle(title=Course.objects.values_list("title", flat=True).get(pk=needed))
        if here not in seen:
            seen.add(here)
            to_see += links.get(here, [])
