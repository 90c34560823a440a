"""Learners are reminded: a week before a course is due, the day before, the day after; by hand; when lessons open.

One notice a person and day tells of every course whose turn it is. What was told is kept (`Reminder`), so that a task which
runs again, or twice at once, tells nothing twice. Quiet hours are the notifications' own.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import events, locks, permissions
from courses.engine.reminders import stage_of
from courses.models import Enrolment, Reminder
from courses.services.telling_social import course_url
from courses.social_refusals import NothingToRemindOf, RemindedToday
from courses.social_terms import ReminderKind
from courses.terms import EnrolmentState
from notifications.services import inbox, messages
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish

_PEOPLE_AT_ONCE: Final = 1000
_STAGES: Final = (ReminderKind.WEEK, ReminderKind.DAY, ReminderKind.OVERDUE)
Due = tuple[Enrolment, str]


def remind_due(organisation_id: int, *, now: datetime) -> int:
    """Remind everybody of an organisation whose turn it is. Needs its tenant. Idempotent. Returns how many notices went out."""
    users = Enrolment.objects.to_remind(now=now).order_by("user_id").values_list("user_id", flat=True)
    keys = list(users.distinct())
    return sum(
        _remind_some(organisation_id, keys[start : start + _PEOPLE_AT_ONCE], now=now)
        for start in range(0, len(keys), _PEOPLE_AT_ONCE)
    )


@transaction.atomic
def _remind_some(organisation_id: int, user_ids: Sequence[int], *, now: datetime) -> int:
    locks.lock_reminding(organisation_id)
    rows = Enrolment.objects.to_remind(now=now).filter(user_id__in=user_ids)
    found = list(rows.select_related("course", "organisation").order_by("user_id", "due_on", "pk"))
    today = timezone.localdate(now)
    due = [
        (row, stage)
        for row in found
        if row.due_on and (stage := stage_of(row.due_on, today, since=timezone.localdate(row.begun_at)))
    ]
    told = _told_before([row for row, _stage in due])
    fresh = [(row, stage) for row, stage in due if (row.pk, stage, row.due_on) not in told]
    notices = [list(each) for _user, each in groupby(fresh, key=lambda pair: pair[0].user_id)]
    alike: dict[str, list[list[Due]]] = {}
    for notice in notices:
        alike.setdefault(_key(notice, today), []).append(notice)
    for key, same in alike.items():
        _tell(same, key, today, now=now)
    return len(notices)


def _key(notice: Sequence[Due], today: date) -> str:
    """The same for everybody who is told the same today."""
    told = ",".join(f"{row.course_id}:{stage}:{row.due_on}" for row, stage in notice)
    return f"courses:due:{today.isoformat()}:{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def _told_before(rows: Sequence[Enrolment]) -> set[tuple[int, str, date]]:
    kept = Reminder.objects.filter(enrolment_id__in=[row.pk for row in rows], kind__in=_STAGES)
    return set(kept.values_list("enrolment_id", "kind", "day"))


def _tell(same: Sequence[Sequence[Due]], key: str, today: date, *, now: datetime) -> None:
    """People with the same courses and days are told in one go."""
    Reminder.objects.bulk_create(
        Reminder(
            organisation_id=row.organisation_id,
            enrolment=row,
            kind=stage,
            day=row.due_on,
            notice=key,
            sent_at=now,
        )
        for notice in same
        for row, stage in notice
        if row.due_on
    )
    first = same[0][0][0]
    title, body = _in_words(same[0], today)
    is_one = len(same[0]) == 1
    url = course_url(first) if is_one else reverse("courses:mine", args=[first.organisation.slug])
    inbox.notify(
        "courses.due",
        [notice[0][0].user_id for notice in same],
        title=title,
        body=body,
        url=url,
        organisation_id=first.organisation_id,
        key=key,
    )
    for notice in same:
        for row, stage in notice:
            _publish(row, stage)


@transaction.atomic
def remind(enrolment_id: int, *, by: Actor, now: datetime) -> Reminder:
    """Remind one learner of a course now, once a day at most. Raises NotAllowed, NothingToRemindOf, RemindedToday."""
    enrolment = locks.lock_enrolment(enrolment_id)
    require(by, permissions.ENROLMENT_ASSIGN)
    if enrolment.state != EnrolmentState.ACTIVE:
        raise NothingToRemindOf
    today = timezone.localdate(now)
    kept = Reminder.objects.filter(enrolment_id=enrolment.pk, kind=ReminderKind.BY_HAND, day=today)
    if kept.exists():
        raise RemindedToday(name=enrolment.user.label)
    key = f"courses:remind:{enrolment.public_id}:{today.isoformat()}"
    made: Reminder = Reminder.objects.create(
        organisation_id=enrolment.organisation_id,
        enrolment=enrolment,
        kind=ReminderKind.BY_HAND,
        day=today,
        notice=key,
        sent_at=now,
        sent_by_label=by.label,
    )
    day = _by_day(enrolment, today) if enrolment.due_on else _("Go on where you stopped.")
    inbox.notify(
        "courses.due",
        [enrolment.user_id],
        title=_("%(name)s reminds you: %(title)s") % {"name": by.label, "title": enrolment.course.title},
        body=day,
        url=course_url(enrolment),
        organisation_id=enrolment.organisation_id,
        key=key,
    )
    audit(enrolment, "courses.enrolment.reminded", by=by, changes={"course": [None, enrolment.course.title]})
    _publish(enrolment, ReminderKind.BY_HAND)
    return made


@transaction.atomic
def cancel(enrolment_id: int, *, now: datetime) -> int:
    """What still waits to be told (in quiet hours, say) of a course that was finished or left, or whose day moved, is not told.

    A notice that tells of other courses too goes out. Idempotent; needs the tenant. Returns how many deliveries were held back.
    """
    enrolment = Enrolment.objects.filter(pk=enrolment_id).order_by("pk").first()
    if enrolment is None:
        return 0
    kept = Reminder.objects.filter(enrolment_id=enrolment_id, kind__in=[*_STAGES, ReminderKind.BY_HAND])
    notices = set(kept.exclude(notice="").order_by("-pk").values_list("notice", flat=True)[:5])
    told = Reminder.objects.filter(notice__in=notices, enrolment__user_id=enrolment.user_id)
    valid = {row.notice for row in told.select_related("enrolment") if _still_holds(row)}
    return sum(messages.cancel(key, now=now, user_ids=[enrolment.user_id]) for key in notices - valid)


def _still_holds(row: Reminder) -> bool:
    enrolment = row.enrolment
    is_same_day = row.kind == ReminderKind.BY_HAND or enrolment.due_on == row.day
    return enrolment.state == EnrolmentState.ACTIVE and is_same_day


def _in_words(notice: Sequence[Due], today: date) -> tuple[str, str]:
    if len(notice) == 1:
        (row, stage), *_rest = notice
        told = {"title": row.course.title}
        title = {
            ReminderKind.OVERDUE: _("Overdue: %(title)s"),
            ReminderKind.DAY: _("Nearly due: %(title)s"),
        }.get(ReminderKind(stage), _("Due soon: %(title)s"))
        return title % told, _by_day(row, today)
    late = sum(stage == ReminderKind.OVERDUE for _row, stage in notice)
    title = ngettext("%(count)d course is due", "%(count)d courses are due", len(notice))
    if late:
        title = ngettext(
            "%(count)d course is due or overdue", "%(count)d courses are due or overdue", len(notice)
        )
    lines = [f"{row.course.title}: {_by_day(row, today)}" for row, _stage in notice]
    return title % {"count": len(notice)}, "\n".join(lines)


def _by_day(row: Enrolment, today: date) -> str:
    if row.due_on is None:
        return ""
    day = {"day": date_format(row.due_on, "j F Y")}
    if row.due_on < today:
        return _("It was to be done by %(day)s. Finish it as soon as you can.") % day
    if row.due_on == today:
        return _("Finish it today, %(day)s.") % day
    return _("Finish it by %(day)s.") % day


def _publish(row: Enrolment, kind: str) -> None:
    publish(
        events.LearnerReminded(
            enrolment_id=row.pk, course_id=row.course_id, user_id=row.user_id, kind=str(kind)
        )
    )
