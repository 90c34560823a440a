"""Who was there: marked by the trainer, shown by a code, read from a report. Being there does the lesson that asks for it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from courses import events, locks, permissions
from courses.engine.live import codes, reports
from courses.engine.live.reports import ReportWrong, Seen
from courses.engine.outline import outline_from
from courses.live_refusals import CheckInClosed, ClassIsCancelled, CodeWrong, NotNow, ReportRefused, TakenOut
from courses.live_terms import LATE_AFTER, WAS_THERE, Answer, Attendance, MarkedBy
from courses.models import Booking, Enrolment, LiveClass
from courses.selectors.learning import person_of
from courses.services import progress
from courses.services.live import booking
from courses.terms import Rule
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish

BEFORE, AFTER = timedelta(minutes=30), timedelta(minutes=15)
_MARKED: Final = ("attendance", "minutes", "marked_at", "marked_how", "marked_by_label")
_REASONS: Final = {
    "large": _("The file is too large for a report: at most 2 MB and 20,000 lines."),
    "text": _(
        "The file is no text. Download the report as CSV from Zoom, Teams or Meet and choose that file."
    ),
    "heads": _(
        "The file has no columns for a person and their minutes. Choose the participants' report, with a column for e-mail or "
        "name and one for the duration."
    ),
    "empty": _("Nobody stands in this report. Choose the report of this class."),
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a report led to: how many were marked, who was there too shortly, whom we do not know, which lines had no minutes."""

    marked: int
    short: list[Seen] = field(default_factory=list)
    unknown: list[Seen] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


@transaction.atomic
def mark(booking_id: int, said: str, *, by: Actor, now: datetime) -> Booking:
    """Note whether somebody was there; "" takes the note back. Idempotent. Raises NotAllowed, ClassIsCancelled, NotNow."""
    found = booking.under_lock(booking_id)
    booking.require_lead(found.live_class, by)
    if not found.live_class.is_planned:
        raise ClassIsCancelled
    if now < found.live_class.starts_at - BEFORE:
        raise NotNow
    if found.attendance != said:
        found.minutes = None
        _note(found, said, MarkedBy.TRAINER, label=by.label, now=now)
        _keep([found], now=now)
        audit(
            found.live_class, "courses.class.marked", by=by, changes={"attendance": [found.user.label, said]}
        )
    return found


@transaction.atomic
def check_in(class_id: int, code: str, *, by: Actor, now: datetime) -> Booking:
    """Somebody shows by the code on the trainer's screen that they are there. Idempotent.

    Raises NotAllowed, PersonOnly, ClassIsCancelled, CheckInClosed, CodeWrong, NotForYou, TakenOut.
    """
    live_class = locks.lock_class(class_id)
    require(by, permissions.COURSE_LEARN)
    user_id = person_of(by)
    if not live_class.is_planned:
        raise ClassIsCancelled
    if not takes_codes(live_class, now=now):
        raise CheckInClosed
    if not codes.is_right(_secret(), live_class.public_id, code, now=now):
        raise CodeWrong
    found = Booking.objects.filter(live_class_id=class_id, user_id=user_id).select_related("user").first()
    if found is None:
        booking.refuse_stranger(live_class, user_id)
        found = _walk_in(live_class, user_id, now=now)
    elif found.removed_at is not None:
        raise TakenOut
    found.live_class = live_class
    if not found.was_there:
        is_late = now > live_class.starts_at + LATE_AFTER
        _note(
            found, Attendance.LATE if is_late else Attendance.PRESENT, MarkedBy.CODE, label=by.label, now=now
        )
        _keep([found], now=now)
        audit(live_class, "courses.class.checked_in", by=by)
    return found


def takes_codes(live_class: LiveClass, *, now: datetime) -> bool:
    """Whether the code of a class is taken now."""
    return live_class.starts_at - BEFORE <= now <= live_class.ends_at + AFTER


def code_now(live_class: LiveClass, *, now: datetime) -> str:
    """The code to show in the class at this moment."""
    return codes.code_at(_secret(), live_class.public_id, now)


@transaction.atomic
def take_report(class_id: int, content: bytes, *, minutes: int | None, by: Actor, now: datetime) -> Outcome:
    """Mark who was there long enough (half the class, unless it is said) by a report of Zoom, Teams or Meet, matched by mail address.

    What the trainer marked by hand stays. People of the team who stand in the report and had not booked are marked as well.
    Raises NotAllowed, ClassIsCancelled, NotNow, ReportRefused.
    """
    live_class = locks.lock_class(class_id)
    booking.require_lead(live_class, by)
    if not live_class.is_planned:
        raise ClassIsCancelled
    if now < live_class.starts_at:
        raise NotNow
    report = _read(content)
    wanted = minutes if minutes is not None else max(live_class.minutes // 2, 1)
    known = _known(live_class)
    rows = {row.user_id: row for row in Booking.objects.filter(live_class_id=class_id).select_related("user")}
    marked: list[Booking] = []
    outcome = Outcome(marked=0, unread=report.unread)
    for seen in report.people:
        user_id = known.get(seen.email)
        if user_id is None:
            outcome.unknown.append(seen)
            continue
        if seen.minutes < wanted:
            outcome.short.append(seen)
            continue
        found = rows.get(user_id) or _walk_in(live_class, user_id, now=now)
        found.live_class = live_class
        if found.removed_at is None and _by_report(found, seen, label=by.label, now=now):
            marked.append(found)
    _keep(marked, now=now)
    audit(live_class, "courses.class.report_taken", by=by, changes={"people": [None, len(marked)]})
    return Outcome(marked=len(marked), short=outcome.short, unknown=outcome.unknown, unread=report.unread)


@transaction.atomic
def settle(class_id: int, *, now: datetime) -> int:
    """The class is over: the lesson that asks for it is done for who was there. Once; later marks count at once. Needs the tenant."""
    live_class = locks.lock_class(class_id)
    if live_class.settled_at is not None or not live_class.is_over(now):
        return 0
    live_class.settled_at = now
    live_class.save(update_fields=["settled_at"])
    there = Booking.objects.present().filter(live_class_id=class_id, attendance__in=WAS_THERE)
    return sum(
        _fulfil(live_class, key, now=now)
        for key in there.order_by("user_id").values_list("user_id", flat=True)
    )


def recall(enrolment_id: int, *, now: datetime) -> int:
    """Count classes that somebody was at before the lesson that asks for one opened, or before they came in. Idempotent. Needs the tenant."""
    enrolment = Enrolment.objects.select_related("version").filter(pk=enrolment_id).order_by("pk").first()
    if enrolment is None:
        return 0
    asking = {
        each.key for each in outline_from(enrolment.version.outline).lessons() if each.rule == Rule.ATTENDED
    }
    if not asking:
        return 0
    rows = Booking.objects.present().filter(
        user_id=enrolment.user_id,
        attendance__in=WAS_THERE,
        **({"live_class__ends_at__gte": enrolment.begun_again_at} if enrolment.begun_again_at else {}),
        live_class__course_id=enrolment.course_id,
        live_class__settled_at__isnull=False,
        live_class__lesson__in=asking,
    )
    keys = set(rows.values_list("live_class__lesson", flat=True))
    return sum(
        progress.fulfil(enrolment.pk, key, kind="attended", now=now) == "taken" for key in sorted(keys)
    )


def _note(found: Booking, said: str, how: MarkedBy, *, label: str, now: datetime) -> None:
    found.attendance = Attendance(said) if said else ""
    found.marked_how = how if said else ""
    found.marked_at = now if said else None
    found.marked_by_label = label[:200] if said else ""


def _keep(marked: Collection[Booking], *, now: datetime) -> None:
    Booking.objects.bulk_update(marked, _MARKED)
    for found in sorted(marked, key=lambda row: row.user_id):
        publish(
            events.ClassAttended(
                class_id=found.live_class_id, user_id=found.user_id, attendance=str(found.attendance)
            )
        )
        if found.was_there and found.live_class.settled_at is not None:
            _fulfil(found.live_class, found.user_id, now=now)


def _fulfil(live_class: LiveClass, user_id: int, *, now: datetime) -> bool:
    if not live_class.lesson or live_class.course_id is None:
        return False
    rows = Enrolment.objects.current().filter(course_id=live_class.course_id, user_id=user_id)
    key = rows.order_by("pk").values_list("pk", flat=True).first()
    return key is not None and progress.fulfil(key, live_class.lesson, kind="attended", now=now) == "taken"


def _walk_in(live_class: LiveClass, user_id: int, *, now: datetime) -> Booking:
    """Somebody who is there and had not said so. Whoever is there takes part, whatever the number of places."""
    made = Booking.objects.create(
        live_class=live_class,
        user_id=user_id,
        answer=Answer.YES,
        asked_at=now,
        answered_at=now,
        told_sequence=live_class.sequence,
    )
    booking.tell_booked(made)
    return made


def _by_report(found: Booking, seen: Seen, *, label: str, now: datetime) -> bool:
    if found.marked_how == MarkedBy.TRAINER:
        return False
    found.minutes = seen.minutes
    _note(
        found,
        found.attendance if found.was_there else Attendance.PRESENT,
        MarkedBy.REPORT,
        label=label,
        now=now,
    )
    return True


def _known(live_class: LiveClass) -> dict[str, int]:
    """Everybody of the organisation by mail address."""
    members = people.members_query(live_class.organisation_id or 0)
    return {row.user.email.lower(): row.user_id for row in members}


def _read(content: bytes) -> reports.Report:
    try:
        return reports.read(content)
    except ReportWrong as error:
        raise ReportRefused(why=_REASONS[error.reason]) from error


def _secret() -> bytes:
    return bytes(salted_hmac("courses.live.codes", "code", algorithm="sha256").digest())
