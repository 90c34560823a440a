"""Rows for the bench of courses: a long course with learners, and many people in many courses."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from courses.models import Course, Enrolment
from courses.services import copying
from courses.services.copying import BlockPart, ChapterPart, LessonPart
from courses.services.outline import LessonSettings
from courses.tests.writing import enrol, keys_of, publish, write_course
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import actor_of, build_cast

_BATCH = 2000


@dataclass
class Filled:
    """Whom to ask as, and about what. `learners` are actors with their enrolments' public ids."""

    umoja: Any
    thandi: Any
    bongani: Any
    course: Course
    keys: list[str]
    learners: list[tuple[Any, str]] = field(default_factory=list)


def a_long_course(lessons: int, learners: int) -> Filled:
    """One course in chapters of ten lessons, with so many learners."""
    cast = build_cast()
    words = " ".join(f"word{number}" for number in range(1000))
    course = write_course(cast.thandi, title="Long", chapters=0)
    parts = [
        ChapterPart(
            title=f"Chapter {number}",
            lessons=[
                LessonPart(
                    settings=LessonSettings(title=f"Lesson {number}.{place}"),
                    blocks=[BlockPart(kind="text", text=words, data={})],
                )
                for place in range(10)
            ],
        )
        for number in range(lessons // 10)
    ]
    with tenant(cast.umoja), transaction.atomic():
        copying.put_in(course, parts, {}, now=timezone.now())
    course = publish(cast.thandi, course)
    enrol(cast.bongani, course)
    world = Filled(cast.umoja, cast.thandi, cast.bongani, course, keys_of(course))
    more_learners(world, learners)
    return world


def more_learners(world: Filled, count: int) -> None:
    """So many further people in the course."""
    users = _people(world, count)
    version = world.course.live_version
    with tenant(world.umoja):
        long_ago = timezone.now() - timedelta(days=30)
        rows = Enrolment.objects.bulk_create(
            [
                Enrolment(
                    course=world.course,
                    user=user,
                    version=version,
                    total_count=len(world.keys),
                    enrolled_at=long_ago,
                )
                for user in users
            ],
            batch_size=_BATCH,
        )
    if len(world.learners) < 100:
        world.learners += [
            (actor_of(user, world.umoja, "member"), row.public_id)
            for user, row in zip(users[:100], rows, strict=False)
        ]


def many_courses(world: Filled, *, people: int, courses: int) -> None:
    """So many members, each in every one of so many courses; the long course's learners are no members."""
    users = _people(world, people)
    world.umoja.memberships.model.objects.bulk_create(
        [world.umoja.memberships.model(organisation=world.umoja, user=user, role="member") for user in users]
    )
    today = timezone.localdate()
    for number in range(courses):
        course = write_course(world.thandi, title=f"Course {number:02d}", chapters=1, lessons=1)
        course = publish(world.thandi, course)
        with tenant(world.umoja):
            Enrolment.objects.bulk_create(
                [
                    Enrolment(
                        course=course,
                        user=user,
                        version=course.live_version,
                        total_count=1,
                        due_on=today + timedelta(days=place % 9 - 4),
                    )
                    for place, user in enumerate(users)
                ],
                batch_size=_BATCH,
            )


def _people(world: Filled, count: int) -> list[Any]:
    model = get_user_model()
    start = model.objects.count()
    return model.objects.bulk_create(
        [
            model(
                email=f"person{start + number}@umoja.example", name=f"Person {start + number}", password="!"
            )
            for number in range(count)
        ],
        batch_size=_BATCH,
    )
