"""Many people and many devices in one course at the same moment, on real parallel transactions."""

from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from courses.models import Enrolment, LessonProgress, ProgressEvent
from courses.refusals import CourseFull
from courses.services import enrolments, progress, publishing
from courses.services.happenings import Happened
from courses.tests.writing import enrol, keys_of, published_course
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person, build_cast
from synthai.core.testing.parallel import errors, run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_the_last_places_are_given_once() -> None:
    cast = build_cast()
    course = published_course(cast.thandi, seats=2)
    people = [
        cast.thandi,
        cast.bongani,
        *(cast.hire("member", name=f"Person {number}") for number in range(3)),
    ]

    def start(person: Person) -> Any:
        with tenant(cast.umoja):
            return enrolments.start(course.pk, by=person.actor, now=timezone.now()).pk

    outcomes = run_together(*((lambda person=person: start(person)) for person in people))
    assert len(values(outcomes)) == 2
    assert [type(error) for error in errors(outcomes)] == [CourseFull] * 3
    with tenant(cast.umoja):
        assert Enrolment.objects.count() == 2


def test_one_person_starting_on_two_devices_is_in_it_once() -> None:
    cast = build_cast()
    course = published_course(cast.thandi)

    def start() -> Any:
        with tenant(cast.umoja):
            return enrolments.start(course.pk, by=cast.bongani.actor, now=timezone.now()).pk

    found = values(run_together(start, start, start))
    assert len(found) == 3
    assert len(set(found)) == 1


def test_devices_that_send_the_same_and_other_events_lose_and_double_none() -> None:
    cast = build_cast()
    course = published_course(cast.thandi, chapters=1, lessons=4)
    enrolment, keys = enrol(cast.bongani, course), keys_of(course)
    same = [
        Happened(enrolment=enrolment.public_id, lesson=key, kind="viewed", event_id=uuid4()) for key in keys
    ]

    def send() -> list[str]:
        own = [
            Happened(enrolment=enrolment.public_id, lesson=key, kind="time", seconds=1, event_id=uuid4())
            for key in keys
        ]
        with tenant(cast.umoja):
            told = [*own, *same]
            return list(progress.take(told, by=cast.bongani.actor, now=timezone.now()).verdicts)

    outcomes = run_together(*[send] * 4)
    assert errors(outcomes) == []
    taken = [verdict for verdicts in values(outcomes) for verdict in verdicts].count("taken")
    assert taken == len(keys) + 4 * len(keys)
    with tenant(cast.umoja):
        assert ProgressEvent.objects.count() == taken
        assert LessonProgress.objects.count() == len(keys)
        assert Enrolment.objects.get().state == "done"
        names = list(OutboxEvent.objects.values_list("name", flat=True))
    assert names.count("courses.LessonCompleted") == len(keys)
    assert names.count("courses.CourseCompleted") == 1


def test_progress_is_not_lost_while_learners_are_moved_to_a_new_version() -> None:
    cast = build_cast()
    course = published_course(cast.thandi, chapters=1, lessons=6)
    enrolment, keys = enrol(cast.bongani, course), keys_of(course)

    def publish_and_move() -> None:
        with tenant(cast.umoja):
            publishing.publish(course.pk, by=cast.thandi.actor, now=timezone.now(), moves_learners=True)

    def send(key: str) -> list[str]:
        told = Happened(enrolment=enrolment.public_id, lesson=key, kind="viewed", event_id=uuid4())
        with tenant(cast.umoja):
            return list(progress.take([told], by=cast.bongani.actor, now=timezone.now()).verdicts)

    sends = [partial(send, key) for key in keys]
    outcomes = run_together(*sends[:3], publish_and_move, publish_and_move, *sends[3:])
    assert errors(outcomes) == []
    assert [each for each in values(outcomes) if each is not None] == [["taken"]] * 6
    with tenant(cast.umoja):
        found = Enrolment.objects.select_related("version").get()
        assert (found.done_count, found.state) == (6, "done")
        assert LessonProgress.objects.filter(done_at__isnull=False).count() == 6
