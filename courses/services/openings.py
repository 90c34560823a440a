"""Lessons open on their day: learners are told, one notice a course and day at most."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import locks
from courses.engine import drip
from courses.engine.drip import Opening
from courses.engine.locking import closed_lessons
from courses.engine.outline import Outline, OutlineLesson, outline_from
from courses.models import Enrolment, LessonProgress, Reminder
from courses.selectors import releases
from courses.services import progress
from courses.services.quizzes import following
from courses.services.telling_social import course_url, opened_key
from courses.social_terms import ReminderKind
from notifications.services import inbox

_AT_ONCE: Final = 500
MADE_UP_FOR: Final = timedelta(days=2)  # days whose notice could not be sent at its time


def tell_opened(organisation_id: int, *, now: datetime) -> int:
    """Tell everybody for whom lessons opened today, or in the two days before. Needs the tenant. Idempotent.

    A lesson that waits for another one as well is not told of. Quizzes that were passed before count now. Returns how many
    notices went out.
    """
    keys = list(Enrolment.objects.dripping(now=now).order_by("pk").values_list("pk", flat=True))
    opened: list[int] = []
    for start in range(0, len(keys), _AT_ONCE):
        opened += _tell_some(organisation_id, keys[start : start + _AT_ONCE], now=now)
    for enrolment_id in opened:
        following.lesson_opened(enrolment_id, now=now)
    return len(opened)


@transaction.atomic
def _tell_some(organisation_id: int, keys: Sequence[int], *, now: datetime) -> list[int]:
    """Returns the keys of the enrolments that were told."""
    locks.lock_reminding(organisation_id)
    rows = Enrolment.objects.dripping(now=now).filter(pk__in=keys)
    found = list(rows.select_related("course", "version", "organisation").order_by("pk"))
    today = timezone.localdate(now)
    openings = releases.openings_of(found)
    fresh = {row.pk: _fresh(row, openings.get(row.pk, {}), today) for row in found}
    near = [row for row in found if fresh[row.pk]]
    if not near:
        return []
    told = set(
        Reminder.objects.filter(
            enrolment_id__in=[row.pk for row in near], kind=ReminderKind.OPENED
        ).values_list("enrolment_id", "day")
    )
    done, missing = _done(near), progress.missing_courses(near)
    notices: list[int] = []
    alike: dict[tuple[int, str, int], list[Enrolment]] = {}
    kept: list[Reminder] = []
    for row in near:
        days = {key: day for key, day in fresh[row.pk].items() if (row.pk, day) not in told}
        lessons = _readable(
            row, days, openings[row.pk], done.get(row.pk, set()), missing.get(row.pk, []), today
        )
        if lessons:
            alike.setdefault((row.course_id, lessons[0].title, len(lessons)), []).append(row)
            kept += _marks(row, set(days.values()), today, now=now)
            notices.append(row.pk)
    Reminder.objects.bulk_create(kept)
    for (_course, title, count), rows_alike in alike.items():
        _tell(rows_alike, title, count, today)
    return notices


def _fresh(row: Enrolment, openings: Mapping[str, Opening], today: date) -> dict[str, date]:
    """Lessons whose day has just come, by key; what was open from the start is no news."""
    start = releases.started_on(row)
    return {
        key: opening.on
        for key, opening in openings.items()
        if max(start, today - MADE_UP_FOR) <= opening.on <= today and opening.on > start
    }


def _done(rows: Sequence[Enrolment]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    kept = LessonProgress.objects.filter(enrolment_id__in=[row.pk for row in rows], done_at__isnull=False)
    for enrolment_id, lesson in kept.values_list("enrolment_id", "lesson"):
        found.setdefault(enrolment_id, set()).add(lesson)
    return found


def _readable(
    row: Enrolment,
    days: Mapping[str, date],
    openings: Mapping[str, Opening],
    done: set[str],
    missing: Sequence[str],
    today: date,
) -> list[OutlineLesson]:
    if not days:
        return []
    outline: Outline = outline_from(row.version.outline)
    closed = closed_lessons(outline, done, missing_courses=missing, later=drip.later(openings, today))
    return [
        lesson
        for lesson in outline.lessons()
        if lesson.key in days and lesson.key not in closed and lesson.key not in done and not lesson.is_open
    ]


def _marks(row: Enrolment, days: set[date], today: date, *, now: datetime) -> list[Reminder]:
    return [
        Reminder(
            organisation_id=row.organisation_id,
            enrolment=row,
            kind=ReminderKind.OPENED,
            day=day,
            notice=opened_key(row, today.isoformat()),
            sent_at=now,
        )
        for day in sorted(days)
    ]


def _tell(rows: Sequence[Enrolment], lesson: str, count: int, today: date) -> None:
    """Learners of a course for whom the same lessons opened are told in one go."""
    first = rows[0]
    title = ngettext("A new lesson: %(lesson)s", "%(count)d new lessons: %(lesson)s and more", count)
    inbox.notify(
        "courses.opened",
        [row.user_id for row in rows],
        title=title % {"lesson": lesson, "count": count},
        body=_("It opened in “%(course)s”.") % {"course": first.course.title},
        url=course_url(first),
        organisation_id=first.organisation_id,
        key=opened_key(first, today.isoformat()),
    )
