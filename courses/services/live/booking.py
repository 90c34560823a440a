"""Who comes to a class: asked, answered, waiting, moved up. Places are counted under the class's lock, so the last one goes once."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from accounts import selectors as people
from courses import events, locks, permissions
from courses.live_refusals import ClassIsCancelled, ClassOver, NotForYou, TakenOut
from courses.live_terms import Answer, Invites
from courses.models import Booking, CalendarFeed, ClassTrainer, Enrolment, LiveClass
from courses.refusals import NobodyChosen
from courses.selectors.learning import person_of
from courses.terms import Source
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish


def leads(live_class: LiveClass, actor: Actor) -> bool:
    """Whether somebody looks after this class: its trainers do, and who manages classes. One query at most."""
    if actor.can(permissions.CLASS_MANAGE):
        return True
    if actor.user_id is None or not actor.can(permissions.COURSE_LEARN):
        return False
    teaching = ClassTrainer.objects.filter(live_class_id=live_class.pk, user_id=actor.user_id)
    return bool(teaching.exists())


def require_lead(live_class: LiveClass, actor: Actor) -> None:
    """Raises NotAllowed for who does not look after the class."""
    if not leads(live_class, actor):
        require(actor, permissions.CLASS_MANAGE)


@transaction.atomic
def answer(class_id: int, said: str, *, by: Actor, now: datetime) -> Booking:
    """Say whether one comes: yes takes a place, or one on the waiting list; no and maybe give it back. Idempotent.

    Raises NotAllowed, PersonOnly, ClassIsCancelled, ClassOver, NotForYou, TakenOut.
    """
    live_class = locks.lock_class(class_id)
    require(by, permissions.COURSE_LEARN)
    refuse_closed(live_class, now=now)
    user_id = person_of(by)
    found = Booking.objects.filter(live_class_id=live_class.pk, user_id=user_id).order_by("pk").first()
    if found is not None and found.removed_at is not None:
        raise TakenOut
    if found is None:
        refuse_stranger(live_class, user_id)
        found = Booking(
            organisation_id=live_class.organisation_id, live_class=live_class, user_id=user_id, asked_at=now
        )
    elif found.answer == said:
        return found
    found.answer, found.answered_at = Answer(said), now
    is_full = said == Answer.YES and not has_room(live_class)
    found.waiting_since = now if is_full else None
    found.save()
    audit(live_class, "courses.class.answered", by=by, changes={"answer": [None, str(found.answer)]})
    tell_booked(found)
    fill(live_class, now=now)
    return found


@transaction.atomic
def ask(class_id: int, user_ids: Collection[int], *, by: Actor, now: datetime) -> list[Booking]:
    """Ask people of the organisation to come; who was taken out is asked again. Returns who is new.

    Raises NotAllowed, NobodyChosen, ClassIsCancelled, ClassOver.
    """
    live_class = locks.lock_class(class_id)
    require_lead(live_class, by)
    refuse_closed(live_class, now=now)
    members = set(people.user_ids_of(live_class.organisation_id or 0))
    wanted = sorted(set(user_ids) & members)
    if not wanted:
        raise NobodyChosen
    made = _asked(live_class, wanted, now=now, again=True)
    audit(live_class, "courses.class.asked", by=by, changes={"people": [None, len(made)]})
    return made


@transaction.atomic
def take_out(booking_id: int, *, by: Actor, now: datetime) -> Booking:
    """Take somebody out of a class; the first who waits moves up. They are told. Idempotent. Raises NotAllowed, ClassOver."""
    found = under_lock(booking_id)
    require_lead(found.live_class, by)
    refuse_closed(found.live_class, now=now)
    if found.removed_at is None:
        _remove(found, now=now)
        audit(found.live_class, "courses.class.taken_out", by=by, changes={"people": [None, 1]})
        fill(found.live_class, now=now)
    return found


@transaction.atomic
def put_back(booking_id: int, *, by: Actor, now: datetime) -> Booking:
    """Undo `take_out`: they are asked anew. Idempotent. Raises NotAllowed, ClassOver."""
    found = under_lock(booking_id)
    require_lead(found.live_class, by)
    refuse_closed(found.live_class, now=now)
    if found.removed_at is not None:
        _asked(found.live_class, [found.user_id], now=now, again=True)
        found.refresh_from_db()
    return found


@transaction.atomic
def ask_learner(user_id: int, course_id: int, *, now: datetime) -> int:
    """Somebody came into a course: they are asked to the classes to come that ask everybody of it. Idempotent. Needs the tenant."""
    rows = LiveClass.objects.to_come(now=now).filter(course_id=course_id, invites=Invites.COURSE)
    count = 0
    for key in list(rows.order_by("pk").values_list("pk", flat=True)):
        live_class = locks.lock_class(key)
        if live_class.is_planned and not live_class.is_over(now):
            count += len(_asked(live_class, [user_id], now=now))
    return count


@transaction.atomic
def end_of(user_id: int, *, now: datetime, course_id: int | None = None, is_gone: bool = False) -> int:
    """Somebody left a course, or (without one) the organisation: they are out of its classes to come. Idempotent. Needs the tenant.

    Who is gone hears nothing any more; in a course that they bought they stay, and in its classes.
    """
    rows = Booking.objects.present().filter(user_id=user_id, live_class__ends_at__gt=now)
    if is_gone:
        bought = Enrolment.objects.current().filter(user_id=user_id, source=Source.BOUGHT)
        rows = rows.exclude(live_class__course_id__in=bought.values("course_id"))
    if course_id is not None:
        rows = rows.filter(live_class__course_id=course_id)
    ended = 0
    for key in list(rows.order_by("live_class_id").values_list("pk", flat=True)):
        found = under_lock(key)
        if found.removed_at is None:
            found.told_cancel = found.told_cancel or is_gone
            _remove(found, now=now)
            fill(found.live_class, now=now)
            ended += 1
    if is_gone:
        ClassTrainer.objects.filter(user_id=user_id, live_class__ends_at__gt=now).delete()
        CalendarFeed.objects.filter(user_id=user_id).delete()
    return ended


def ask_the_course(live_class: LiveClass, *, now: datetime) -> int:
    """Ask everybody in progress in the course, where the class says so. Needs the class's lock."""
    if live_class.invites != Invites.COURSE or live_class.course_id is None:
        return 0
    rows = Enrolment.objects.going().filter(course_id=live_class.course_id)
    return len(_asked(live_class, rows.order_by("pk").values_list("user_id", flat=True), now=now))


def fill(live_class: LiveClass, *, now: datetime) -> list[Booking]:
    """Let who waits move up while there is room. Needs the class's lock; returns who has a place now."""
    if live_class.is_over(now) or not live_class.is_planned:
        return []
    waiting = list(Booking.objects.waiting().filter(live_class_id=live_class.pk))
    if live_class.seats is not None and waiting:
        taken = Booking.objects.placed().filter(live_class_id=live_class.pk).count()
        waiting = waiting[: max(live_class.seats - taken, 0)]
    for found in waiting:
        found.waiting_since = None
        found.save(update_fields=["waiting_since"])
        tell_booked(found)
    return waiting


def has_room(live_class: LiveClass) -> bool:
    """Whether a place is left. Needs the class's lock."""
    if live_class.seats is None:
        return True
    return Booking.objects.placed().filter(live_class_id=live_class.pk).count() < live_class.seats


def refuse_closed(live_class: LiveClass, *, now: datetime) -> None:
    """Raises ClassIsCancelled, ClassOver."""
    if not live_class.is_planned:
        raise ClassIsCancelled
    if live_class.is_over(now):
        raise ClassOver


def refuse_stranger(live_class: LiveClass, user_id: int) -> None:
    """Raises NotForYou for who is not in the class's course; one that stands alone is for everybody of the organisation."""
    if live_class.course_id is None or live_class.course is None:
        return
    mine = Enrolment.objects.current().filter(course_id=live_class.course_id, user_id=user_id)
    if not mine.exists():
        raise NotForYou(title=live_class.course.title)


def tell_booked(found: Booking) -> None:
    """Publish where somebody stands with a class now."""
    publish(
        events.ClassBooked(
            class_id=found.live_class_id,
            user_id=found.user_id,
            answer="" if found.removed_at else str(found.answer),
            is_waiting=found.is_waiting,
        )
    )


def under_lock(booking_id: int) -> Booking:
    """The booking, with the class locked first as everywhere."""
    before = Booking.objects.filter(pk=booking_id).values_list("live_class_id", flat=True)
    locks.lock_class(next(iter(before), 0))
    return locks.lock_booking(booking_id)


def _asked(
    live_class: LiveClass, user_ids: Iterable[int], *, now: datetime, again: bool = False
) -> list[Booking]:
    wanted = list(user_ids)
    known = {
        row.user_id: row for row in Booking.objects.filter(live_class_id=live_class.pk, user_id__in=wanted)
    }
    new = [
        Booking(organisation_id=live_class.organisation_id, live_class=live_class, user_id=key, asked_at=now)
        for key in wanted
        if key not in known
    ]
    Booking.objects.bulk_create(new)
    back = [row for row in known.values() if again and row.removed_at is not None]
    for row in back:
        row.removed_at, row.told_sequence, row.told_cancel = None, None, False
        row.answer, row.answered_at, row.asked_at = Answer.ASKED, None, now
    Booking.objects.bulk_update(
        back, ["removed_at", "told_sequence", "told_cancel", "answer", "answered_at", "asked_at"]
    )
    for row in [*new, *back]:
        tell_booked(row)
    return [*new, *back]


def _remove(found: Booking, *, now: datetime) -> None:
    found.removed_at, found.waiting_since = now, None
    found.save(update_fields=["removed_at", "waiting_since", "told_cancel"])
    tell_booked(found)
