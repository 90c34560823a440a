"""How often the bell rings: a path with five courses that each have classes is one word about the path, and one about its classes."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from courses import social_tasks, tasks
from courses.kinds import COURSES, SOLD, TEACHING, TO_MARK
from courses.models import Booking, Enrolment
from courses.services.assignments import Wish
from courses.services.live import planning
from courses.services.paths import assigning
from courses.tests.meeting import details_of, path_of, plan, tell
from courses.tests.writing import enrol, published_course
from notifications.kinds import kinds
from notifications.models import Mail, Notification
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
_FOLLOWS = {
    "courses.LearnerEnrolled": (tasks.learner_tell, tasks.class_ask_learner),
    "courses.PathJoined": (tasks.path_tell,),
    "courses.DueDayMoved": (social_tasks.due_tell,),
    "courses.ClassBooked": (tasks.class_tell,),
    "courses.ClassPlanned": (tasks.class_tell,),
    "courses.ClassChanged": (tasks.class_tell,),
}


def _follow(cast: Cast, since: int) -> None:
    """What workers do with the facts after one, and with those that come of them."""
    done: set[int] = set()
    while True:
        with tenant(cast.umoja):
            rows = [
                row for row in OutboxEvent.objects.filter(pk__gt=since).order_by("pk") if row.pk not in done
            ]
        if not rows:
            return
        for row in rows:
            done.add(row.pk)
            for task in _FOLLOWS.get(row.name, ()):
                task(organisation_id=cast.umoja.pk, payload=row.payload, event_id=str(row.pk))


def _newest(cast: Cast) -> int:
    with tenant(cast.umoja):
        found = OutboxEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
    return int(found or 0)


def _bells(cast: Cast) -> list[str]:
    return sorted(Notification.objects.filter(user=cast.bongani.user).values_list("title", flat=True))


def _five_with_classes(cast: Cast) -> list[Any]:
    courses = [published_course(cast.thandi, title=f"Course {number}") for number in range(5)]
    for place, course in enumerate(courses):
        for days in (3, 10):
            plan(
                cast.thandi,
                title=f"Class {place}",
                course=course,
                invites="course",
                starts_in=timedelta(days=days),
            )
    return courses


def test_a_path_of_five_courses_with_classes_rings_twice(cast: Cast) -> None:
    path = path_of(cast.thandi, *_five_with_classes(cast), is_ordered=False)
    since = _newest(cast)
    with tenant(cast.umoja):
        wish = Wish(audience="person", user_ids=[cast.bongani.user.pk])
        assigning.assign(path.pk, wish, by=cast.thandi.actor, now=timezone.now())
    _follow(cast, since)
    with tenant(cast.umoja):
        assert Booking.objects.filter(user=cast.bongani.user).count() == 10
    assert _bells(cast) == ["Live classes of your learning path", "Your learning path: First month"]
    assert Mail.objects.filter(kind="courses/class", recipient=cast.bongani.user.email).count() == 10


def test_who_was_in_its_courses_hears_of_the_path_and_not_of_each_day(cast: Cast) -> None:
    courses = [published_course(cast.thandi, title=f"Course {number}") for number in range(5)]
    for course in courses:
        enrol(cast.bongani, course)
    path = path_of(cast.thandi, *courses, is_ordered=False)
    since = _newest(cast)
    with tenant(cast.umoja):
        wish = Wish(audience="person", user_ids=[cast.bongani.user.pk])
        assigning.assign(path.pk, wish, by=cast.thandi.actor, now=timezone.now())
        assert Enrolment.objects.filter(due_on__isnull=False).count() == 5
    _follow(cast, since)
    assert _bells(cast) == ["Your learning path: First month"]


def test_a_course_with_several_dates_rings_once_and_another_class_later_again(cast: Cast) -> None:
    course = published_course(cast.thandi)
    first = [
        plan(cast.thandi, course=course, invites="course", starts_in=timedelta(days=day)) for day in (3, 4, 5)
    ]
    since = _newest(cast)
    enrol(cast.bongani, course)
    _follow(cast, since)
    assert _bells(cast) == ["3 live classes: Till basics"]
    later = plan(cast.thandi, title="One more", course=course, invites="course")
    tell(cast.umoja, later)
    assert _bells(cast) == ["3 live classes: Till basics", "Live class: One more"]
    with tenant(cast.umoja):
        wish = details_of(
            first[0],
            starts_at=first[0].starts_at + timedelta(hours=1),
            ends_at=first[0].ends_at + timedelta(hours=1),
        )
        planning.change(first[0].pk, wish, by=cast.thandi.actor, now=timezone.now())
    tell(cast.umoja, first[0])
    assert "Changed: Knife skills" in _bells(cast), "what is moved is told by itself"


def test_what_trainers_hear_is_a_group_of_its_own() -> None:
    group = {each.code: each.category for each in kinds()}
    assert {group[SOLD], group[TO_MARK]} == {TEACHING} != {COURSES}
