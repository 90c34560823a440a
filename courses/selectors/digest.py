"""What a manager wants to know of courses on a Monday. A constant number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import selectors as people
from courses.models import Certificate, Enrolment, Post, Submission
from courses.selectors import talk
from courses.terms import EnrolmentState

NAMED: Final = 10  # of each kind; the rest is a number
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One list of the summary: the first lines in words, and how many there are."""

    lines: list[str]
    count: int


@dataclass(frozen=True, kw_only=True)
class Digest:
    """Who is overdue, due this week, done last week; whose certificates end within 60 days; work and questions that wait."""

    overdue: Part
    due: Part
    done: Part
    ending: Part
    to_mark: Part
    questions: Part

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        parts = (self.overdue, self.due, self.done, self.ending, self.to_mark, self.questions)
        return not any(part.count for part in parts)


def digest(organisation_id: int, *, today: date) -> Digest:
    """The summary of an organisation as it is on a day. Needs the tenant. Fourteen queries at most."""
    members = people.user_ids_of(organisation_id)
    rows = Enrolment.objects.filter(user_id__in=members, course__removed_at__isnull=True)
    going = rows.filter(state=EnrolmentState.ACTIVE)
    week = (_midnight(today - WEEK), _midnight(today))
    ending = Certificate.objects.expiring(on=today).filter(user_id__in=members, last_on__gte=today)
    return Digest(
        overdue=_part(going.filter(due_on__lt=today), "due_on"),
        due=_part(going.filter(due_on__gte=today, due_on__lt=today + WEEK), "due_on"),
        done=_part(rows.filter(completed_at__gte=week[0], completed_at__lt=week[1]), "completed_at"),
        ending=Part(lines=_certificates(ending), count=ending.count()),
        to_mark=_to_mark(),
        questions=_questions(),
    )


def _part(rows: Any, moment: str) -> Part:
    found = rows.select_related("user", "course").order_by(moment, "pk")[:NAMED]
    lines = [f"{row.user.label}, {row.course.title}, {_day(getattr(row, moment))}" for row in found]
    return Part(lines=lines, count=rows.count())


def _certificates(rows: Any) -> list[str]:
    found = rows.select_related("user").order_by("last_on", "pk")[:NAMED]
    return [f"{row.user.label}, {row.title}, {_day(row.last_on)}" for row in found]


def _to_mark() -> Part:
    """Work of learners and buyers alike, who waits longest first."""
    rows = Submission.objects.waiting().filter(course__removed_at__isnull=True)
    found = rows.select_related("user", "course").order_by("handed_in_at", "pk")[:NAMED]
    lines = [f"{row.user.label}, {row.course.title}, {_day(row.handed_in_at)}" for row in found]
    return Part(lines=lines, count=rows.count())


def _questions() -> Part:
    rows = talk.unanswered_query()
    found = rows.order_by("pk")[:NAMED]
    lines = [f"{_name(row)}, {row.course.title}, {_day(row.created_at)}" for row in found]
    return Part(lines=lines, count=rows.count())


def _name(row: Post) -> str:
    return row.author.label if row.author else _("Somebody")


def _day(moment: Any) -> str:
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    return date_format(local, "j F Y")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
