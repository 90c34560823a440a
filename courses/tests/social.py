"""Courses with days, questions and reviews, for tests."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from courses.models import Chapter, Course, Enrolment, Lesson, Post
from courses.selectors import talk
from courses.services import posts, progress
from courses.services.happenings import Happened
from courses.tests.writing import publish, write_course
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

ZA = ZoneInfo("Africa/Johannesburg")


def morning(day: date, hour: int = 8) -> datetime:
    """An hour of a day in South Africa."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZA)


def dripping_course(cast: Cast, **days: Any) -> Course:
    """Two chapters of two lessons; `days` are set on the second lesson ("opens_on", "opens_after")."""
    course = write_course(cast.thandi)
    with tenant(cast.umoja):
        Lesson.objects.filter(title="Lesson 1.2").update(**days)
    return publish(cast.thandi, course)


def with_chapter_day(cast: Cast, course: Course, **days: Any) -> Course:
    """The same with a day for the second chapter, published again for everybody."""
    with tenant(cast.umoja):
        Chapter.objects.filter(course=course, title="Chapter 2").update(**days)
    return publish(cast.thandi, course, moves_learners=True)


def started(enrolment: Enrolment, days_ago: int) -> Enrolment:
    """As if it had been started some days before."""
    with tenant(enrolment.organisation_id or 0):
        when = timezone.now() - timedelta(days=days_ago)
        Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=when)
        return Enrolment.objects.select_related("version", "course").get(pk=enrolment.pk)


def view(person: Person, enrolment: Enrolment, *keys: str, now: datetime | None = None) -> list[str]:
    """The person reads lessons to the end; the verdicts."""
    told = [
        Happened(enrolment=enrolment.public_id, lesson=key, kind="viewed", event_id=uuid4()) for key in keys
    ]
    with tenant(person.organisation):
        return list(progress.take(told, by=person.actor, now=now or timezone.now()).verdicts)


def ask(person: Person, course: Course, lesson: str, text: str = "How often?") -> Post:
    """A question under a lesson."""
    with tenant(person.organisation):
        forum = talk.forum(course.public_id, lesson, by=person.actor)
        return posts.ask(forum, text=text, by=person.actor, now=timezone.now())


def answer(person: Person, question: Post, text: str = "Once a week.") -> Post:
    """An answer to it."""
    with tenant(person.organisation):
        forum = talk.forum(question.course.public_id, question.lesson, by=person.actor)
        return posts.answer(forum, question.public_id, text=text, by=person.actor, now=timezone.now())
