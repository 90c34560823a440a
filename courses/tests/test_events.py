"""Every fact of courses has one public name, the docs list it with its fields, and what follows is done."""

import inspect
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from courses import events, tasks
from courses.models import CourseVersion, Enrolment, ProgressEvent
from courses.services import assignments, publishing
from courses.services.assignments import Wish
from courses.tests.writing import enrol, published_course, write_course
from notifications.models import Notification
from synthai.core.events import Event, receivers_of
from synthai.core.fan_out import organisations_with_abandoned
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

DOCS = Path(__file__).resolve().parents[2] / "docs" / "courses.md"


def facts() -> set[type[Event]]:
    found = {each for _name, each in inspect.getmembers(events, inspect.isclass) if issubclass(each, Event)}
    return found - {Event}


def test_the_docs_list_each_with_the_fields_it_carries() -> None:
    assert set(events.PUBLIC_NAMES) == facts()
    text = DOCS.read_text()
    listed = dict(re.findall(r"^\| `([a-z_.]+)` \| `(\w+)` \|", text, re.MULTILINE))
    assert listed == {name: fact.__name__ for fact, name in events.PUBLIC_NAMES.items()}
    for fact, name in events.PUBLIC_NAMES.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
        told = re.findall(r"`(\w+)`", row.rpartition(f"`{fact.__name__}` |")[2])
        assert told == list(fact.__dataclass_fields__)


@pytest.mark.django_db
def test_who_is_given_a_course_hears_of_it_once(cast: Cast) -> None:
    course = published_course(cast.thandi)
    with tenant(cast.umoja):
        wish = Wish(audience="person", user_ids=[cast.bongani.user.pk])
        assignments.assign(course.pk, wish, by=cast.thandi.actor, now=timezone.now())
        enrol(cast.thandi, course)
        told = OutboxEvent.objects.filter(name="courses.LearnerEnrolled").order_by("pk")
        for fact in [*told, *told]:
            tasks.learner_tell(organisation_id=cast.umoja.pk, payload=fact.payload)
    (line,) = Notification.objects.filter(kind="courses.assigned")
    assert (line.user_id, line.title) == (cast.bongani.user.pk, "Your course: Till basics")
    assert line.url == f"/o/umoja-foods/courses/{course.public_id}/"


@pytest.mark.django_db
def test_who_joins_gets_the_courses_and_who_goes_leaves_them(cast: Cast) -> None:
    course = published_course(cast.thandi)
    with tenant(cast.umoja):
        assignments.assign(course.pk, Wish(audience="everybody"), by=cast.thandi.actor, now=timezone.now())
        jan = cast.hire("viewer", name="Jan")
        payload: dict[str, Any] = {"user_id": jan.user.pk, "role": "viewer"}
        for _ in range(2):
            tasks.member_follow(organisation_id=cast.umoja.pk, payload=payload)
        assert Enrolment.objects.get(user=jan.user).source == "rule"
        tasks.member_leave(organisation_id=cast.umoja.pk, payload={"user_id": jan.user.pk, "has_left": True})
        assert Enrolment.objects.get(user=jan.user).state == "ended"
    assert tasks.member_follow in receivers_of("accounts.MemberJoined")
    assert tasks.member_leave in receivers_of("accounts.MemberRemoved")


@pytest.mark.django_db
def test_the_sweep_lets_a_version_live_at_its_hour(cast: Cast) -> None:
    course = write_course(cast.thandi)
    now = timezone.now()
    with tenant(cast.umoja):
        later = now + timedelta(hours=1)
        publishing.publish(course.pk, by=cast.thandi.actor, now=now, live_at=later)
    assert organisations_with_abandoned("courses.CourseVersion", "due") == []
    with tenant(cast.umoja):
        CourseVersion.objects.update(live_at=now)
    assert organisations_with_abandoned("courses.CourseVersion", "due") == [cast.umoja.pk]
    with tenant(cast.umoja):
        tasks.versions_sweep(organisation_id=cast.umoja.pk)
        course.refresh_from_db()
        assert course.is_live


@pytest.mark.django_db
def test_old_marks_of_events_are_forgotten(cast: Cast) -> None:
    enrolment = enrol(cast.bongani, published_course(cast.thandi))
    now = timezone.now()
    with tenant(cast.umoja):
        for age, event in ((61, "0" * 32), (59, "1" * 32)):
            ProgressEvent.objects.create(
                enrolment=enrolment, event_id=event, received_at=now - timedelta(days=age)
            )
        tasks.events_forget(organisation_id=cast.umoja.pk)
        assert str(ProgressEvent.objects.get().event_id).startswith("1")
