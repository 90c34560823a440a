"""What the course page and the lesson page ask of the database, where a course has everything that a course can have."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import Course, Enrolment, Lesson, ReleaseOverride, Review
from courses.services import blocks, courses
from courses.services.assignments import Wish
from courses.services.blocks import Content
from courses.services.paths import assigning as paths
from courses.tests.meeting import path_of, plan
from courses.tests.writing import enrol, keys_of, publish, published_course, write_course
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
BASE = "/o/umoja-foods/courses"


def _with_everything(cast: Cast, *, lessons: int) -> Course:
    """Days, classes, reviews, a path in order, a course that comes first, assignments, notes, questions."""
    by, now = cast.thandi.actor, timezone.now()
    first = published_course(cast.thandi, title="First")
    course = write_course(cast.thandi, title="Food safety", chapters=1, lessons=lessons)
    with tenant(cast.umoja):
        for lesson in Lesson.objects.filter(course=course).order_by("position")[:3]:
            blocks.add(
                lesson, kind="assignment", by=by, now=now, content=Content(text="Do it", data={"task": {}})
            )
        Lesson.objects.filter(course=course, position__gte=5).update(opens_after=9)
    course = publish(cast.thandi, course)
    path = path_of(cast.thandi, first, course, is_ordered=True)
    with tenant(cast.umoja):
        courses.change(course.pk, courses.Settings(title=course.title, needs=[first.pk]), by=by, now=now)
    enrolment = enrol(cast.bongani, course)
    with tenant(cast.umoja):
        paths.assign(path.pk, Wish(audience="person", user_ids=[cast.bongani.user.pk]), by=by, now=now)
        Review.objects.create(course=course, user=cast.thandi.user, stars=4, text="Clear")
        ReleaseOverride.objects.create(
            enrolment=enrolment, lesson=keys_of(course)[-1], opens_on=timezone.localdate()
        )
    plan(cast.thandi, course=course, invites="course")
    return course


def _counted(person: Person, address: str) -> list[str]:
    client = person.client()
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return [query["sql"] for query in seen.captured_queries]


@pytest.mark.parametrize("lessons", [12, 40])
def test_pages_of_a_course_with_everything(cast: Cast, lessons: int) -> None:
    course = _with_everything(cast, lessons=lessons)
    seen = _counted(cast.bongani, f"{BASE}/{course.public_id}/")
    assert len(seen) <= 8, "\n".join(each[:300] for each in seen)
    with tenant(cast.umoja):  # done with what comes first
        first = Enrolment.objects.filter(user=cast.bongani.user, course__title="First")
        assert first.update(state="done", completed_at=timezone.now()) == 1
    seen = _counted(cast.bongani, f"{BASE}/{course.public_id}/")
    assert len(seen) <= 8, "\n".join(each[:300] for each in seen)
    seen = _counted(cast.bongani, f"{BASE}/{course.public_id}/lessons/{keys_of(course)[0]}/")
    assert len(seen) <= 22, "\n".join(each[:200] for each in seen)


def test_what_comes_first_is_told_in_words(cast: Cast) -> None:
    course = _with_everything(cast, lessons=3)
    page = cast.bongani.client().get(f"{BASE}/{course.public_id}/").content.decode()
    assert "Opens when you have done the course “First”." in page
