"""A learning path is begun, named, filled with courses, put in order, published. Each change holds the path's lock.

A path has no versions: what its authors change in a published one counts for everybody on it from then on, and what was done stays done.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses import events, locks, permissions
from courses.live_refusals import PathNotReady, PathPutAway, StepTwice, TooManyElectives
from courses.live_terms import PathState
from courses.models import Course, Path, PathStep
from courses.selectors import path_gates
from courses.services.ordering import Step, numbered, placed, stepped
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound
from synthai.core.events import publish as publish_event
from synthai.core.versions import check_version


@dataclass(frozen=True, kw_only=True)
class PathSettings:
    """What a path is called and what it asks for."""

    title: str
    summary: str = ""
    is_ordered: bool = True
    electives_needed: int = 0


@dataclass(frozen=True, kw_only=True)
class StepSettings:
    """How a course stands in a path."""

    is_elective: bool = False
    days: int | None = None


@transaction.atomic
def create(settings: PathSettings, *, by: Actor, now: datetime) -> Path:
    """Begin a path: a draft without courses. Raises NotAllowed, ValidationError."""
    require(by, permissions.COURSE_CHANGE)
    path = Path(
        organisation_id=by.organisation_id,
        title=settings.title.strip(),
        summary=settings.summary.strip(),
        is_ordered=settings.is_ordered,
        created_by_id=by.user_id,
        created_at=now,
        changed_at=now,
    )
    path.full_clean(exclude=["created_by"])
    path.save()
    audit(path, "courses.path.created", by=by, changes={"title": [None, path.title]})
    return path


@transaction.atomic
def change(
    path_id: int, settings: PathSettings, *, by: Actor, now: datetime, version: str | None = None
) -> Path:
    """Name a path and say what it asks for. Raises NotAllowed, PreconditionFailed, TooManyElectives, PathPutAway, ValidationError."""
    path = _changeable(path_id, by=by)
    check_version(path, version)
    count = PathStep.objects.filter(path_id=path.pk, is_elective=True).count()
    if settings.electives_needed > count:
        raise TooManyElectives(count=count)
    told = {
        name: [getattr(path, name), value]
        for name, value in vars(settings).items()
        if getattr(path, name) != value
    }
    if told:
        for name, (_old, value) in told.items():
            setattr(path, name, value)
        path.full_clean(exclude=["created_by"])
        audit(path, "courses.path.changed", by=by, changes=told)
        _touch(path, now=now)
    return path


@transaction.atomic
def add_course(
    path_id: int,
    course: Course,
    settings: StepSettings,
    *,
    by: Actor,
    now: datetime,
    before: str = "",
) -> PathStep:
    """Put a course into a path, at the end or before another. Raises NotAllowed, PathPutAway, StepTwice."""
    path = _changeable(path_id, by=by)
    rows = _rows(path)
    if any(row.course_id == course.pk for row in rows):
        raise StepTwice(title=course.title)
    made: PathStep = PathStep.objects.create(
        path=path,
        course=course,
        position=len(rows),
        is_elective=settings.is_elective,
        days=settings.days,
    )
    _renumber(placed([*rows, made], made, before))
    audit(path, "courses.path.course_added", by=by, changes={"course": [None, course.title]})
    _touch(path, now=now)
    return made


@transaction.atomic
def change_step(step: PathStep, settings: StepSettings, *, by: Actor, now: datetime) -> PathStep:
    """Say whether a course is elective, and how long one has for it. Raises NotAllowed, PathPutAway."""
    path = _changeable(step.path_id, by=by)
    step.is_elective, step.days = settings.is_elective, settings.days
    step.save(update_fields=["is_elective", "days"])
    _keep_electives(path)
    audit(path, "courses.path.changed", by=by, changes={"course": [None, step.course.title]})
    _touch(path, now=now)
    return step


@transaction.atomic
def move_step(
    step: PathStep, *, by: Actor, now: datetime, step_to: Step | None = None, before: str = ""
) -> None:
    """One place up or down, or before another course ("" for the end). Raises NotAllowed, PathPutAway."""
    path = _changeable(step.path_id, by=by)
    rows = _rows(path)
    _renumber(stepped(rows, step, step_to) if step_to else placed(rows, step, before))
    _touch(path, now=now)


@transaction.atomic
def remove_step(step: PathStep, *, by: Actor, now: datetime) -> None:
    """Take a course out of a path; who is in the course stays in it. `add_course` undoes it. Raises NotAllowed, PathPutAway."""
    path = _changeable(step.path_id, by=by)
    title = step.course.title
    PathStep.objects.filter(pk=step.pk).delete()
    _renumber(_rows(path))
    _keep_electives(path)
    audit(path, "courses.path.course_removed", by=by, changes={"course": [title, None]})
    _touch(path, now=now)


@transaction.atomic
def publish(path_id: int, *, by: Actor, now: datetime) -> Path:
    """People may start the path and be given it. Idempotent. Raises NotAllowed, PathPutAway, PathNotReady."""
    path = _changeable(path_id, by=by)
    require(by, permissions.COURSE_PUBLISH)
    if path.state != PathState.LIVE:
        _refuse_unready(path)
        path.state = PathState.LIVE
        path.save(update_fields=["state"])
        audit(path, "courses.path.published", by=by)
        publish_event(events.PathPublished(path_id=path.pk, public_id=path.public_id))
        _touch(path, now=now)
    return path


@transaction.atomic
def unpublish(path_id: int, *, by: Actor) -> Path:
    """Nobody new may start the path; who is on it goes on. Idempotent. Raises NotAllowed, PathPutAway."""
    path = _changeable(path_id, by=by)
    require(by, permissions.COURSE_PUBLISH)
    if path.state == PathState.LIVE:
        path.state = PathState.CLOSED
        path.save(update_fields=["state"])
        audit(path, "courses.path.unpublished", by=by)
    return path


@transaction.atomic
def put_away(path_id: int, *, by: Actor, now: datetime) -> Path:
    """Take a path out of every list; its courses stay. `bring_back` undoes it. Idempotent. Raises NotAllowed."""
    path = locks.lock_path(path_id)
    require(by, permissions.COURSE_PUBLISH)
    if path.removed_at is None:
        path.removed_at = now
        path.save(update_fields=["removed_at"])
        audit(path, "courses.path.put_away", by=by)
    return path


@transaction.atomic
def bring_back(path_id: int, *, by: Actor) -> Path:
    """Undo `put_away`. Idempotent. Raises NotAllowed."""
    path = locks.lock_path(path_id)
    require(by, permissions.COURSE_PUBLISH)
    if path.removed_at is not None:
        path.removed_at = None
        path.save(update_fields=["removed_at"])
        audit(path, "courses.path.brought_back", by=by)
    return path


def _changeable(path_id: int, *, by: Actor) -> Path:
    path = locks.lock_path(path_id)
    require(by, permissions.COURSE_CHANGE)
    if path.removed_at is not None:
        raise PathPutAway
    return path


def _touch(path: Path, *, now: datetime) -> None:
    """Note the change, and bring everybody on a published path along."""
    path.version += 1
    path.changed_at = now
    path.save()
    if path.state != PathState.DRAFT:
        publish_event(events.PathChanged(path_id=path.pk, public_id=path.public_id))


def _rows(path: Path) -> list[PathStep]:
    return list(PathStep.objects.filter(path_id=path.pk).order_by("position", "pk"))


def _renumber(rows: list[PathStep]) -> None:
    PathStep.objects.bulk_update(numbered(rows), ["position"])


def _keep_electives(path: Path) -> None:
    """A path never asks for more electives than it has."""
    count = PathStep.objects.filter(path_id=path.pk, is_elective=True).count()
    path.electives_needed = min(path.electives_needed, count)


def _refuse_unready(path: Path) -> None:
    steps = path_gates.steps_of([path.pk])[path.pk]
    missing = [] if steps else [_("at least one course")]
    if steps and all(step.is_elective for step in steps) and not path.electives_needed:
        missing.append(_("a course that is not elective, or how many electives are to be done"))
    missing += [
        _("“%(title)s” is not published") % {"title": step.course.title}
        for step in steps
        if not step.course.is_live
    ]
    if missing:
        raise PathNotReady(missing="; ".join(missing[:8]))


def course_of(public_id: str) -> Course:
    """A course that can be put into a path. Raises NotFound."""
    found = Course.objects.kept().filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found
