"""Live classes get a date, another date, or are called off. Whatever people must hear raises the invitation's sequence."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from accounts import selectors as people
from courses import events, locks, permissions
from courses.engine.live.dates import MOST_DATES, ZONES
from courses.engine.live.entries import one_line, plain
from courses.live_refusals import (
    ClassIsCancelled,
    ClassOver,
    DateWrong,
    LessonWrong,
    LinkWrong,
    PlaceMissing,
    TooFewPlaces,
    TrainerMissing,
    ZoneUnknown,
)
from courses.live_terms import JOHANNESBURG, URL_LENGTH, ClassState, Invites
from courses.models import Booking, ClassTrainer, Course, Lesson, LiveClass
from courses.services.live import booking
from courses.terms import Rule
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish
from synthai.core.models.public_id import new_public_id
from synthai.core.versions import check_version

SHORTEST, LONGEST, FARTHEST = timedelta(minutes=5), timedelta(hours=24), timedelta(days=731)
_PLAIN: Final = (
    "title", "description", "starts_at", "ends_at", "zone", "is_online", "join_url", "opens_late", "address",
    "seats", "invites", "lesson",
)  # fmt: skip
# What stands in people's calendars: a change of it is told.
_TOLD: Final = frozenset({"title", "starts_at", "ends_at", "zone", "is_online", "address"})


@dataclass(frozen=True, kw_only=True)
class Details:
    """What a class is. `course` is the one it belongs to; `lesson` a key of it that is done by being there."""

    title: str
    starts_at: datetime
    ends_at: datetime
    trainer_ids: Collection[int]
    description: str = ""
    zone: str = JOHANNESBURG
    is_online: bool = True
    join_url: str = ""
    opens_late: bool = True
    address: str = ""
    seats: int | None = None
    invites: str = Invites.CHOICE
    course: Course | None = None
    lesson: str = ""


@transaction.atomic
def plan(details: Details, *, by: Actor, now: datetime, dates: Collection[datetime] = ()) -> list[LiveClass]:
    """Plan a class, or one on each of `dates`: separate classes of one series. Needs the tenant.

    Raises NotAllowed and the refusals of `courses.live_refusals`.
    """
    require(by, permissions.CLASS_MANAGE)
    starts = sorted(dates)[:MOST_DATES] or [details.starts_at]
    length = details.ends_at - details.starts_at
    series = new_public_id() if len(starts) > 1 else ""
    wish = _checked(details, by=by)
    made = []
    for start in starts:
        wish = replace(wish, starts_at=start, ends_at=start + length)
        _refuse_date(wish, now=now)
        found = LiveClass(organisation_id=by.organisation_id, course=wish.course, series=series)
        _put(found, wish)
        found.created_by_id, found.created_at, found.changed_at = by.user_id, now, now
        found.full_clean(exclude=["course", "created_by"])
        found.save()
        _set_trainers(found, wish.trainer_ids)
        made.append(found)
        audit(found, "courses.class.planned", by=by, changes={"starts_at": [None, found.starts_at]})
        publish(
            events.ClassPlanned(
                class_id=found.pk,
                public_id=found.public_id,
                course_id=found.course_id or 0,
                starts_at=found.starts_at.isoformat(),
            )
        )
        booking.ask_the_course(found, now=now)
    return made


@transaction.atomic
def change(
    class_id: int, details: Details, *, by: Actor, now: datetime, version: str | None = None
) -> LiveClass:
    """Change a class that is to come; everybody who was asked hears of another date, place or name.

    Raises NotAllowed, PreconditionFailed and the refusals of `courses.live_refusals`.
    """
    found = changeable(class_id, by=by, now=now)
    check_version(found, version)
    wish = _checked(replace(details, course=found.course), by=by)
    if (found.starts_at, found.ends_at) != (wish.starts_at, wish.ends_at):
        _refuse_date(wish, now=now)
    _refuse_too_few(found, wish)
    old = {name: getattr(found, name) for name in _PLAIN}
    _put(found, wish)
    told = {name: [old[name], getattr(found, name)] for name in _PLAIN if old[name] != getattr(found, name)}
    has_other_trainers = _set_trainers(found, wish.trainer_ids)
    if not told and not has_other_trainers:
        return found
    _touch(found, now=now)
    if _TOLD & set(told):
        found.sequence += 1
        _remind_anew(found, told)
    found.full_clean(exclude=["course", "created_by"])
    found.save()
    told.pop("join_url", None)  # a link that lets in belongs in no trail
    audit(found, "courses.class.changed", by=by, changes=told)
    if _TOLD & set(told):
        publish(
            events.ClassChanged(
                class_id=found.pk, public_id=found.public_id, starts_at=found.starts_at.isoformat()
            )
        )
    booking.ask_the_course(found, now=now)
    booking.fill(found, now=now)
    return found


@transaction.atomic
def cancel(
    class_id: int, reason: str = "", *, by: Actor, now: datetime, with_later: bool = False
) -> list[LiveClass]:
    """Call a class off, or it and the later ones of its series; who was asked hears of it. Idempotent.

    Raises NotAllowed, ClassOver.
    """
    require(by, permissions.CLASS_MANAGE)
    first = locks.lock_class(class_id)
    keys = [first.pk]
    if with_later and first.series:
        later = LiveClass.objects.planned().filter(series=first.series, starts_at__gt=first.starts_at)
        keys += list(later.order_by("pk").values_list("pk", flat=True))
    if first.is_planned and first.is_over(now):
        raise ClassOver
    return [found for key in keys if (found := _cancelled(key, reason, by=by, now=now)) is not None]


@transaction.atomic
def set_recording(class_id: int, url: str, *, by: Actor, now: datetime) -> LiveClass:
    """Where the recording is; who was asked hears of it. Trainers may. Raises NotAllowed, LinkWrong, ClassIsCancelled."""
    found = locks.lock_class(class_id)
    booking.require_lead(found, by)
    if not found.is_planned:
        raise ClassIsCancelled
    address = _link(url, field="recording_url")
    if address != found.recording_url:
        found.recording_url = address
        _touch(found, now=now)
        found.save()
        audit(found, "courses.class.recorded", by=by)
        if address:
            publish(events.ClassRecorded(class_id=found.pk, public_id=found.public_id))
    return found


def changeable(class_id: int, *, by: Actor, now: datetime) -> LiveClass:
    """The class, locked, for a change. Part of a transaction. Raises NotAllowed, ClassIsCancelled, ClassOver."""
    found = locks.lock_class(class_id)
    require(by, permissions.CLASS_MANAGE)
    if not found.is_planned:
        raise ClassIsCancelled
    if found.is_over(now):
        raise ClassOver
    return found


def _cancelled(class_id: int, reason: str, *, by: Actor, now: datetime) -> LiveClass | None:
    found = locks.lock_class(class_id)
    if not found.is_planned:
        return None
    found.state, found.cancel_reason = ClassState.CANCELLED, one_line(reason)[:300]
    found.sequence += 1
    _touch(found, now=now)
    found.save()
    audit(found, "courses.class.cancelled", by=by, changes={"reason": [None, found.cancel_reason]})
    publish(events.ClassCancelled(class_id=found.pk, public_id=found.public_id))
    return found


def _touch(found: LiveClass, *, now: datetime) -> None:
    found.version += 1
    found.changed_at = now


def _put(found: LiveClass, wish: Details) -> None:
    for name in _PLAIN:
        setattr(found, name, getattr(wish, name))


def _remind_anew(found: LiveClass, told: dict[str, list[Any]]) -> None:
    """Another date has its own reminders."""
    if "starts_at" in told:
        found.day_told_at = found.hour_told_at = None


def _refuse_date(details: Details, *, now: datetime) -> None:
    """Raises DateWrong for what is past, too far, too short or too long."""
    is_near = now < details.starts_at <= now + FARTHEST
    if not is_near or not SHORTEST <= details.ends_at - details.starts_at <= LONGEST:
        raise DateWrong


def _checked(details: Details, *, by: Actor) -> Details:
    """The details as they are kept; the date is `_refuse_date`'s. Two queries at most. Raises what is wrong with them."""
    if details.zone not in ZONES:
        raise ZoneUnknown
    members = set(people.user_ids_of(by.organisation_id or 0))
    if not set(details.trainer_ids) & members:
        raise TrainerMissing
    url, address = _link(details.join_url), one_line(details.address)
    if not (url if details.is_online else address):
        raise LinkWrong if details.is_online else PlaceMissing
    _check_lesson(details)
    return replace(
        details,
        title=one_line(details.title),
        description=plain(details.description).strip(),
        join_url=url if details.is_online else "",
        address="" if details.is_online else address,
        invites=details.invites if details.course else Invites.CHOICE,
        trainer_ids=sorted(set(details.trainer_ids) & members),
    )


def _link(url: str, *, field: str = "join_url") -> str:
    """An https address with a host and without secrets or odd signs before it, or nothing."""
    told = url.strip()
    if not told:
        return ""
    host = told.removeprefix("https://").split("/", 1)[0].split("?", 1)[0]
    is_plain = told.isascii() and told.isprintable() and not set(told) & set(" \"'<>\\^`{|}")
    if (
        not told.startswith("https://")
        or "." not in host
        or "@" in host
        or not is_plain
        or len(told) > URL_LENGTH
    ):
        raise LinkWrong(field=field)
    return told


def _check_lesson(details: Details) -> None:
    if not details.lesson:
        return
    rows = Lesson.objects.filter(public_id=details.lesson, rule=Rule.ATTENDED, removed_at__isnull=True)
    if details.course is None or not rows.filter(course_id=details.course.pk).exists():
        raise LessonWrong


def _refuse_too_few(found: LiveClass, wish: Details) -> None:
    if wish.seats is None:
        return
    taken = Booking.objects.placed().filter(live_class_id=found.pk).count()
    if taken > wish.seats:
        raise TooFewPlaces(taken=taken)


def _set_trainers(found: LiveClass, wanted: Collection[int]) -> bool:
    rows = ClassTrainer.objects.filter(live_class_id=found.pk)
    present = set(rows.values_list("user_id", flat=True))
    if present == set(wanted):
        return False
    rows.exclude(user_id__in=wanted).delete()
    ClassTrainer.objects.bulk_create(
        [
            ClassTrainer(organisation_id=found.organisation_id, live_class=found, user_id=key)
            for key in sorted(set(wanted) - present)
        ]
    )
    return True
