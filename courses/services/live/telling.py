"""People hear of a class: asked, moved, called off, tomorrow, in an hour, missed. Each person once for each invitation.

A person is told in a transaction of their own, so a worker that dies half way goes on with the others and tells nobody twice.
"""

import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import selectors as people
from courses import locks
from courses.live_terms import FOLLOW_AFTER, JOHANNESBURG, WAS_THERE, Answer, Attendance, ClassState
from courses.models import Booking, LiveClass
from courses.selectors import live
from courses.services.live import calendars, folding
from notifications.services import inbox, mail
from synthai.core import files

INVITED, CHANGED, REMINDER, MISSED = (
    "courses.class_invited",
    "courses.class_changed",
    "courses.class_reminder",
    "courses.class_missed",
)
_TEMPLATE: Final = "courses/class"
AT_ONCE: Final = 200  # people told by one task: some seconds of work


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one person is told: the kind, the sentences, and whether the invitation is taken back."""

    kind: str
    title: str
    body: str
    is_cancelled: bool = False


def tell(class_id: int, *, now: datetime) -> int:
    """Tell people of a class who have not heard of its present invitation, AT_ONCE at most. Idempotent. Needs the tenant.

    Returns how many heard: with AT_ONCE of them there may be more.
    """
    live_class = live.find(class_id)
    if live_class is None or live_class.is_over(now):
        return 0
    rows = Booking.objects.filter(live_class_id=class_id).filter(_outstanding(live_class))
    if not rows.exists():
        return 0
    trainers = [row.user for row in live.trainers_of([class_id])]
    # Who was paid back is a stranger by now: their calendar still hears that the class is none of theirs.
    inside = Q(user_id__in=people.team_and_guest_ids(live_class.organisation_id or 0))
    here = rows.filter(inside | Q(removed_at__isnull=False))
    keys = list(here.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_tell_one(key, trainers) for key in keys)


def remind(class_id: int, *, now: datetime) -> None:
    """Remind of a class that begins within a day, and again within an hour; no sooner and once each. Needs the tenant."""
    with transaction.atomic():
        live_class = locks.lock_class(class_id)
        if not live_class.is_planned or live_class.starts_at <= now:
            return
        seconds = (live_class.starts_at - now).total_seconds()
        is_hour = seconds <= 3600
        if is_hour and live_class.hour_told_at is None:
            live_class.hour_told_at = now
            live_class.day_told_at = live_class.day_told_at or now
        elif not is_hour and seconds <= 86_400 and live_class.day_told_at is None:
            live_class.day_told_at = now
        else:
            return
        live_class.save(update_fields=["hour_told_at", "day_told_at"])
        # Who was asked, or told of another date, within the last day needs no word that it is tomorrow.
        if is_hour or live_class.changed_at <= live_class.starts_at - timedelta(days=1):
            _remind(live_class, is_hour=is_hour)


def follow_up(class_id: int, *, now: datetime) -> int:
    """Some time after the end: who meant to come and did not is told what they can do. Once; nobody where attendance was not taken."""
    with transaction.atomic():
        live_class = locks.lock_class(class_id)
        is_early = now < live_class.ends_at + FOLLOW_AFTER
        if is_early or live_class.followed_at is not None or not live_class.is_planned:
            return 0
        live_class.followed_at = now
        live_class.save(update_fields=["followed_at"])
        rows = Booking.objects.present().filter(live_class_id=class_id)
        if not rows.filter(attendance__in=WAS_THERE).exists():
            return 0
        meant = Q(answer=Answer.YES, waiting_since__isnull=True, attendance="")
        missed = rows.filter(meant | Q(attendance=Attendance.ABSENT)).order_by("pk")
        return _notify(
            MISSED,
            live_class,
            list(missed.values_list("user_id", flat=True)),
            title=_("You missed: %(title)s") % {"title": live_class.title},
            body=_what_now(live_class, now),
            key="missed",
        )


def recorded(class_id: int) -> int:
    """The recording is there: tell who was asked and did not say no. Idempotent for each address."""
    live_class = live.find(class_id)
    if live_class is None or not live_class.recording_url:
        return 0
    rows = Booking.objects.present().filter(live_class_id=class_id).exclude(answer=Answer.NO)
    return _notify(
        CHANGED,
        live_class,
        list(rows.order_by("pk").values_list("user_id", flat=True)),
        title=_("Recording: %(title)s") % {"title": live_class.title},
        body=_("Watch it whenever it suits you."),
        key=f"recording:{live_class.version}",
    )


def when(live_class: LiveClass) -> str:
    """Date and time in words, with the zone where it is not ours."""
    start, end = live_class.local_start, live_class.local_end
    told = f"{date_format(start, 'l j F Y')}, {start:%H:%M}-{end:%H:%M}"
    return told if live_class.zone == JOHANNESBURG else f"{told} ({live_class.zone})"


def _outstanding(live_class: LiveClass) -> Q:
    """Who has to hear something."""
    knows = Q(told_sequence__isnull=False)
    gone = Q(removed_at__isnull=False, told_cancel=False) & knows
    if live_class.state == ClassState.CANCELLED:
        return Q(removed_at__isnull=True, told_cancel=False) & ~Q(answer=Answer.NO)
    silent = Q(told_sequence__isnull=True) & (Q(waiting_since__isnull=False) | Q(answer=Answer.NO))
    news = Q(told_sequence__isnull=True) | Q(told_sequence__lt=F("live_class__sequence"))
    return gone | Q(removed_at__isnull=True) & news & ~silent


def _tell_one(booking_id: int, trainers: Collection[Any]) -> bool:
    """One person, in a transaction of their own. False when somebody else told them meanwhile."""
    found = live.booking_by_key(booking_id)
    slug = people.slug_of(found.organisation_id or 0)
    said = _said(found)
    file = calendars.invitation(found, slug=slug, trainers=trainers, is_cancelled=said.is_cancelled)
    stored = files.save_stream(io.BytesIO(file), folder="invitations", name="invite.ics")
    with transaction.atomic():
        locked = locks.lock_booking(booking_id)
        has_changed = _told(locked) != _told(found)
        if not has_changed:
            _send(locked, said, slug=slug, path=stored.path)
            locked.told_cancel = said.is_cancelled
            locked.told_sequence = locked.live_class.sequence
            locked.save(update_fields=["told_cancel", "told_sequence"])
    if has_changed:
        files.delete(stored.path)
    return not has_changed


def _told(found: Booking) -> tuple[int | None, bool, datetime | None]:
    """What somebody knows of a class, and whether they are still asked."""
    return found.told_sequence, found.told_cancel, found.removed_at


def _said(found: Booking) -> Said:
    live_class = found.live_class
    told = {"title": live_class.title, "when": when(live_class)}
    if live_class.state == ClassState.CANCELLED:
        reason = live_class.cancel_reason or _("It does not take place.")
        title = _("Cancelled: %(title)s") % told
        return Said(kind=CHANGED, title=title, body=f"{told['when']}. {reason}", is_cancelled=True)
    if found.removed_at is not None:
        title = _("You are no longer booked: %(title)s") % told
        return Said(kind=CHANGED, title=title, body=told["when"], is_cancelled=True)
    if found.told_sequence is not None:
        title = _("Changed: %(title)s") % told
        body = _("It is now %(when)s. Your answer stays; change it if that does not suit you.") % told
        return Said(kind=CHANGED, title=title, body=body)
    title = _("Live class: %(title)s") % told
    if found.answer == Answer.YES:
        return Said(kind=INVITED, title=title, body=_("You have a place: %(when)s.") % told)
    return Said(kind=INVITED, title=title, body=_("%(when)s. Say whether you come.") % told)


def _send(found: Booking, said: Said, *, slug: str, path: str) -> None:
    live_class = found.live_class
    method = "CANCEL" if said.is_cancelled else "REQUEST"
    mail.send(
        _TEMPLATE,
        found.user.email,
        {
            "title": said.title,
            "body": said.body,
            "live_class": live_class,
            "when": when(live_class),
            "is_cancelled": said.is_cancelled,
            "url": calendars.page_of(live_class, slug),
        },
        organisation_id=found.organisation_id,
        attachments=[
            {
                "name": "invite.ics",
                "path": path,
                "type": f"text/calendar; method={method}",
                "is_own": True,
            }
        ],
        kind=said.kind,
    )
    if found.answer == Answer.ASKED and said.kind == INVITED and (bell := folding.bell_of(found)) is not None:
        inbox.notify(
            INVITED,
            [found.user_id],
            title=bell.title,
            body=bell.body,
            url=reverse("courses:class-list", args=[slug]),
            organisation_id=found.organisation_id,
            key=bell.key,
        )
        return
    _notify(
        said.kind,
        live_class,
        [found.user_id],
        title=said.title,
        body=said.body,
        key=f"{live_class.sequence}:{found.asked_at.timestamp():.0f}:{method}",
    )


def _notify(
    kind: str, live_class: LiveClass, user_ids: Iterable[int], *, title: str, body: str, key: str
) -> int:
    slug = people.slug_of(live_class.organisation_id or 0)
    return inbox.notify(
        kind,
        list(user_ids),
        title=title,
        body=body,
        url=reverse("courses:class-detail", args=[slug, live_class.public_id]),
        organisation_id=live_class.organisation_id,
        key=f"class:{live_class.public_id}:{key}",
    )


def _remind(live_class: LiveClass, *, is_hour: bool) -> None:
    rows = Booking.objects.present().filter(live_class_id=live_class.pk, waiting_since__isnull=True)
    coming = (
        rows.exclude(answer=Answer.NO) if not is_hour else rows.filter(answer__in=[Answer.YES, Answer.MAYBE])
    )
    told = {"title": live_class.title}
    teaching = [row.user_id for row in live.trainers_of([live_class.pk])]
    _notify(
        REMINDER,
        live_class,
        sorted({*teaching, *coming.values_list("user_id", flat=True)}),
        title=(_("In an hour: %(title)s") if is_hour else _("Tomorrow: %(title)s")) % told,
        body=when(live_class),
        key=f"{'hour' if is_hour else 'day'}:{live_class.starts_at.timestamp():.0f}",
    )


def _what_now(live_class: LiveClass, now: datetime) -> str:
    if live_class.recording_url:
        return _("Watch the recording on the page of the class.")
    following = live.next_date(live_class, now=now)
    if following is None:
        return _("Ask the trainer what you can do instead.")
    return _("The next date is %(when)s.") % {"when": when(following)}
