"""Courses and lessons in search: for learners, for guests, for who writes them; nothing that is closed to somebody."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import actors
from accounts.services import guests
from courses.models import Chapter, Enrolment, ReleaseOverride
from courses.services import assignments, courses, enrolments, publishing
from courses.services.assignments import Wish
from courses.services.enrolments import Way
from courses.tests import writing
from courses.tests.social import dripping_course
from courses.tests.writing import enrol, keys_of, published_course
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person
from tests.finding.looking import guest, look, paths, queries_of, ruled, work_off

pytestmark = pytest.mark.django_db
COURSE, LESSON = "courses.course", "courses.lesson"


def begun(person: Person, enrolment: Enrolment) -> Enrolment:
    with tenant(person.organisation):
        Enrolment.objects.filter(pk=enrolment.pk).update(last_at=timezone.now())
    return enrolment


def test_a_course_is_found_by_who_may_start_it_and_its_lessons_by_who_began(cast: Cast) -> None:
    course = published_course(cast.thandi, title="Zebra keeping")
    viewer, outsider = cast.hire("viewer"), guest(cast.hire("member", name="Gus"))
    assert paths("zebra", viewer, kind=COURSE) == [f"/o/umoja-foods/courses/{course.public_id}/"]
    assert look("zebra", outsider) == look("zebra", cast.charlize) == {}
    assert look("zebra", ruled(viewer.actor, "courses.course.view")) == {}
    assert paths("lesson says", viewer, kind=LESSON) == []
    enrolment = enrol(viewer, course)
    assert paths("lesson says", viewer, kind=LESSON) == []
    begun(viewer, enrolment)
    shown = look("lesson 1.2 says", viewer, kind=LESSON)
    assert len(shown) == 4
    assert "What Lesson 1.2 says" in shown["Lesson 1.2"]
    key = keys_of(course)[0]
    assert f"/o/umoja-foods/courses/{course.public_id}/lessons/{key}/" in paths("lesson", viewer, kind=LESSON)
    with tenant(cast.umoja):
        enrolments.leave(enrolment.pk, by=viewer.actor, now=timezone.now())
    assert look("lesson", viewer, kind=LESSON, is_worked=False) == {}  # a right that ended ends at once


def test_who_writes_courses_finds_drafts_and_lessons_where_they_are_written(cast: Cast) -> None:
    draft = writing.write_course(cast.thandi, title="Quagga keeping")
    manager = cast.hire("manager")
    assert paths("quagga", manager, kind=COURSE) == [f"/o/umoja-foods/courses/{draft.public_id}/edit/"]
    assert look("quagga", cast.bongani) == {}
    writing.publish(cast.thandi, draft)
    assert look("quagga", cast.bongani)
    assert all(path.endswith("/edit/") for path in paths("lesson says", manager, kind=LESSON))
    assert len(paths("lesson says", manager, kind=LESSON)) == 4


def test_assigned_and_unpublished_courses_are_found_by_who_is_in_them(cast: Cast) -> None:
    course = published_course(cast.thandi, title="Fire drill", entry="assigned")
    assert look("fire drill", cast.bongani) == {}
    with tenant(cast.umoja):
        wish = Wish(audience="person", user_ids=[cast.bongani.user.pk])
        assignments.assign(course.pk, wish, by=cast.thandi.actor, now=timezone.now())
    assert look("fire drill", cast.bongani)
    with tenant(cast.umoja):
        publishing.unpublish(course.pk, by=cast.thandi.actor)
    assert look("fire drill", cast.bongani)
    with tenant(cast.umoja):
        courses.put_away(course.pk, by=cast.thandi.actor, now=timezone.now())
    assert look("fire drill", cast.bongani) == look("fire drill", cast.thandi) == {}


def test_what_a_lesson_says_is_not_found_where_something_may_keep_it_closed(cast: Cast) -> None:
    locked = published_course(cast.thandi, title="In order", lock="lesson")
    begun(cast.bongani, enrol(cast.bongani, locked))
    titles = look("lesson 1.2", cast.bongani, kind=LESSON)
    assert "says" not in "".join(titles.values())
    assert titles
    later = dripping_course(cast, opens_after=5)
    begun(cast.bongani, enrol(cast.bongani, later))
    assert set(look("says", cast.bongani, kind=LESSON)) == {"Lesson 1.1", "Lesson 2.1", "Lesson 2.2"}


def test_a_lesson_that_was_put_off_for_one_person_is_not_found_by_them(cast: Cast) -> None:
    course = published_course(cast.thandi, title="Till basics")
    enrolment = begun(cast.bongani, enrol(cast.bongani, course))
    assert look("lesson says", cast.bongani, kind=LESSON)
    with tenant(cast.umoja):
        day = timezone.localdate() + timedelta(days=3)
        ReleaseOverride.objects.create(enrolment=enrolment, lesson=keys_of(course)[1], opens_on=day)
    assert look("lesson says", cast.bongani, kind=LESSON) == {}


def test_a_guest_finds_the_courses_that_are_theirs_alone(cast: Cast) -> None:
    bought, other = (published_course(cast.thandi, title=f"Zebra {name}") for name in ("bought", "other"))
    now = timezone.now()
    with tenant(cast.umoja):
        guests.welcome(cast.charlize.user.pk, cast.umoja.pk, now=now)
        way: Any = Way(source="bought")
        (made,) = enrolments.enrol(bought, [cast.charlize.user.pk], way, now=now)
        Enrolment.objects.filter(pk=made.pk).update(last_at=now)
    work_off(cast.umoja)
    actor = actors.of_guest(cast.umoja, cast.charlize.user)
    assert set(look("zebra lesson", actor, kind=COURSE)) == {"Zebra bought"}
    assert len(look("lesson says", actor, kind=LESSON)) == 4
    assert look("zebra", cast.charlize) == {}  # in her own organisation there is none
    assert other.title == "Zebra other"


def test_lessons_follow_the_version_that_is_live(cast: Cast) -> None:
    course = published_course(cast.thandi, title="Till basics", chapters=1, lessons=2)
    enrolment = begun(cast.bongani, enrol(cast.bongani, course))
    assert len(look("lesson says", cast.bongani, kind=LESSON)) == 2
    with tenant(cast.umoja):
        chapter = Chapter.objects.get(course=course)
    writing.write_lesson(cast.thandi, chapter, title="Lesson 1.3")
    assert len(look("lesson says", cast.bongani, kind=LESSON)) == 2  # it is no more than a draft
    writing.publish(cast.thandi, course, moves_learners=True)
    assert len(look("lesson says", cast.bongani, kind=LESSON)) == 3
    assert enrolment.pk


def test_reading_many_takes_as_many_statements_as_one(cast: Cast) -> None:
    made = [published_course(cast.thandi, title=f"Course {number}") for number in range(3)]
    ids = [course.public_id for course in made]
    assert queries_of(COURSE, ids, cast.umoja) == queries_of(COURSE, ids[:1], cast.umoja) <= 3
    lessons = [f"{course.public_id}.{key}" for course in made for key in keys_of(course)]
    assert queries_of(LESSON, lessons, cast.umoja) == queries_of(LESSON, lessons[:1], cast.umoja) <= 6
