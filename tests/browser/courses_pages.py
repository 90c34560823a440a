"""Rows for the pages of courses that every browser check visits."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from courses.models import Course, Enrolment, Lesson
from courses.services import (
    assignments,
    blocks,
    courses,
    demo,
    enrolments,
    media,
    outline,
    progress,
    publishing,
)
from courses.services.assignments import Wish
from courses.services.blocks import Content
from courses.services.happenings import Happened
from courses.tests.writing import keys_of, png, publish, write_course
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser import selling_pages
from tests.browser.handin_pages import HANDINS

__all__ = ["HANDINS"]
ON_SALE = selling_pages.PREPARED


def address(view: str, *ids: str) -> str:
    """A page of Umoja Foods."""
    return reverse(f"courses:{view}", args=["umoja-foods", *ids])


def the_demo(cast: Cast) -> Course:
    """The course of our own writing, taken by Bongani to a third."""
    with tenant(cast.umoja):
        (course,) = demo.load(by=cast.thandi.actor, now=timezone.now(), only="money-and-vat-basics")
        course = Course.objects.select_related("live_version").get(pk=course.pk)
        wish = Wish(audience="everybody", due_on=timezone.localdate() + timedelta(days=9))
        assignments.assign(course.pk, wish, by=cast.thandi.actor, now=timezone.now())
        mine = Enrolment.objects.get(user=cast.bongani.user)
        told = [Happened(enrolment=mine.public_id, lesson=key, kind="viewed") for key in keys_of(course)[:3]]
        progress.take(told, by=cast.bongani.actor, now=timezone.now())
    return course


def a_full_draft(cast: Cast) -> tuple[Course, Lesson]:
    """A draft with a block of nearly every kind in its first lesson."""
    by, now = cast.thandi.actor, timezone.now()
    course = write_course(cast.thandi, title="Opening the shop")
    with tenant(cast.umoja):
        lesson = Lesson.objects.get(title="Lesson 1.1")
        picture = media.take(png(640, 400), name="till slip.png", course=course, by=by, now=now)
        for kind, content in (
            ("image", Content(text="A slip of this morning", data={"alt": "A till slip"}, media=picture)),
            ("callout", Content(text="Never count **alone**.", data={"tone": "warning"})),
            ("embed", Content(data={"url": "https://youtu.be/dQw4w9WgXcQ", "title": "How to count"})),
        ):
            blocks.add(lesson, kind=kind, by=by, now=now, content=content)
    return course, lesson


def my_courses(cast: Cast) -> str:
    the_demo(cast)
    publish(cast.thandi, write_course(cast.thandi, title="How the till works"))
    return address("mine")


def a_course(cast: Cast) -> str:
    return address("course", the_demo(cast).public_id)


def a_lesson(cast: Cast) -> str:
    course = the_demo(cast)
    return address("lesson", course.public_id, keys_of(course)[3])


def a_lesson_of_all_kinds(cast: Cast) -> str:
    course, lesson = a_full_draft(cast)
    publish(cast.thandi, course)
    with tenant(cast.umoja):
        enrolments.start(course.pk, by=cast.bongani.actor, now=timezone.now())
    return address("lesson", course.public_id, lesson.public_id)


def courses_written(cast: Cast) -> str:
    course = the_demo(cast)
    with tenant(cast.umoja):
        outline.add_chapter(course.pk, title="More", by=cast.thandi.actor, now=timezone.now())
        courses.create(title="Food safety for kitchens", by=cast.thandi.actor, now=timezone.now())
    return address("write-list")


def contents(cast: Cast) -> str:
    course, _lesson = a_full_draft(cast)
    return address("write-contents", course.public_id)


def writing(cast: Cast) -> str:
    course, lesson = a_full_draft(cast)
    return address("write-lesson", course.public_id, lesson.public_id)


def settings(cast: Cast) -> str:
    course, _lesson = a_full_draft(cast)
    write_course(cast.thandi, title="How the till works")
    return address("write-settings", course.public_id)


def publishing_page(cast: Cast) -> str:
    course = publish(cast.thandi, a_full_draft(cast)[0])
    with tenant(cast.umoja):
        later = timezone.now() + timedelta(days=2)
        publishing.publish(course.pk, by=cast.thandi.actor, now=timezone.now(), live_at=later)
    return address("publish", course.public_id)


def preview(cast: Cast) -> str:
    course, _lesson = a_full_draft(cast)
    return address("preview", course.public_id)


def learners(cast: Cast) -> str:
    return address("learners", the_demo(cast).public_id)


def people(cast: Cast) -> str:
    """Done, due, overdue and in progress, over three courses."""
    the_demo(cast)
    second = publish(
        cast.thandi, write_course(cast.thandi, title="How the till works", chapters=1, lessons=1)
    )
    third = publish(cast.thandi, write_course(cast.thandi, title="Food safety for kitchens"))
    now: Any = timezone.now()
    with tenant(cast.umoja):
        for course in (second, third):
            enrolments.start(course.pk, by=cast.bongani.actor, now=now)
        mine = Enrolment.objects.get(user=cast.bongani.user, course=second)
        told = Happened(enrolment=mine.public_id, lesson=keys_of(second)[0], kind="viewed")
        progress.take([told], by=cast.bongani.actor, now=now)
        Enrolment.objects.filter(course=third).update(due_on=timezone.localdate() - timedelta(days=3))
    return address("people")
