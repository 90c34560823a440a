"""Quizzes over the API, and what follows from a passed one."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import Attempt, Chapter, LessonProgress, Quiz
from courses.services import blocks, courses, progress
from courses.services.blocks import Content
from courses.services.happenings import Happened
from courses.services.quizzes import following
from courses.tests import quizzing, writing
from courses.tests.quizzing import EVERY_KIND, FRIDGE, asked, right
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
BASE = "/api/v1/o/umoja-foods/courses/"


def _quiz(cast: Cast, *written: Any, **rules: Any) -> Quiz:
    with tenant(cast.umoja):
        return quizzing.quiz(cast.thandi.actor, *written, **rules)


def _put(client: Client, address: str, body: dict[str, Any]) -> Any:
    return client.put(address, body, content_type="application/json")


def _begun(client: Client, made: Quiz) -> dict[str, Any]:
    reply = client.post(f"{BASE}quizzes/{made.public_id}/attempts/")
    assert reply.status_code == 201, reply.content
    found: dict[str, Any] = reply.json()
    return found


def test_an_app_takes_a_quiz_of_every_kind(cast: Cast) -> None:
    made, client = _quiz(cast, *EVERY_KIND, minutes=20), cast.bongani.client()
    listed = client.get(f"{BASE}quizzes/").json()["results"]
    assert [quiz["id"] for quiz in listed] == [made.public_id]
    attempt = _begun(client, made)
    assert 1190 <= attempt["seconds_left"] <= 1200
    assert [question["shown"]["kind"] for question in attempt["questions"]] == [
        one.kind for one in EVERY_KIND
    ]
    text = json.dumps(attempt)
    assert not {"is_right", "feedback", "explanation", "accepted", "guide", "seed", "rule", "key"} & set(
        text.split('"')
    )
    with tenant(cast.umoja):
        rows = asked(Attempt.objects.get())
    for row in rows:
        sent = right(row)
        body = {
            "chosen": list(sent.chosen),
            "pairs": dict(sent.pairs),
            "text": sent.text,
            "gaps": dict(sent.gaps),
        }
        address = f"{BASE}attempts/{attempt['id']}/answers/{row.position}/"
        for _ in range(2):
            assert _put(client, address, {**body, "revision": 0}).json() == {"revision": 1}
    again = client.get(f"{BASE}attempts/{attempt['id']}/").json()
    assert again["questions"][3]["answer"]["text"] == "R15,00"
    assert (again["points"], again["is_passed"]) == (None, None)
    ended = client.post(f"{BASE}attempts/{attempt['id']}/hand-in/").json()
    assert (ended["state"], ended["points"], ended["is_passed"]) == ("waiting", "9.00", None)


def test_late_stale_and_foreign_answers_are_problem_documents(cast: Cast) -> None:
    made, client = _quiz(cast, FRIDGE, minutes=20), cast.bongani.client()
    attempt = _begun(client, made)
    address = f"{BASE}attempts/{attempt['id']}/answers/1/"
    _put(client, address, {"chosen": ["1"], "revision": 0})
    stale = _put(client, address, {"chosen": ["2"], "revision": 0})
    assert (stale.status_code, stale.json()["type"].rsplit("/", 2)[1]) == (
        409,
        "courses.attempt.answered_elsewhere",
    )
    foreign = _put(client, address, {"chosen": ["7"], "revision": 1})
    assert (foreign.status_code, foreign["Content-Type"]) == (422, "application/problem+json")
    with tenant(cast.umoja):
        past = timezone.now() - timedelta(hours=1)
        Attempt.objects.update(started_at=past, ends_at=past + timedelta(minutes=20))
    late = _put(client, address, {"chosen": ["2"], "revision": 1})
    assert late.status_code == 409
    assert "This attempt is over" in late.json()["detail"]
    assert cast.thandi.client().get(f"{BASE}attempts/{attempt['id']}/").status_code == 404
    assert _put(cast.thandi.client(), address, {"chosen": ["2"]}).status_code == 404


def test_a_review_comes_after_the_end_and_no_further_than_the_quiz_lets_it(cast: Cast) -> None:
    made, client = _quiz(cast, FRIDGE, attempts_allowed=2), cast.bongani.client()
    attempt = _begun(client, made)
    review = f"{BASE}attempts/{attempt['id']}/review/"
    assert client.get(review).json()["questions"] == []
    client.post(f"{BASE}attempts/{attempt['id']}/hand-in/")
    found = client.get(review).json()
    assert (found["shows"], found["questions"][0]["verdict"]) == ("verdicts", "unanswered")
    assert "Bacteria" not in json.dumps(found)
    assert found["questions"][0]["explanation"] == ""
    second = _begun(client, made)
    client.post(f"{BASE}attempts/{second['id']}/hand-in/")
    found = client.get(review).json()
    assert found["shows"] == "answers"
    assert found["questions"][0]["explanation"].startswith("Between 5 °C")


def test_a_quiz_that_tells_nothing_tells_the_app_nothing(cast: Cast) -> None:
    made, client = _quiz(cast, FRIDGE, shows="nothing"), cast.bongani.client()
    attempt = _begun(client, made)
    ended = client.post(f"{BASE}attempts/{attempt['id']}/hand-in/").json()
    assert (ended["state"], ended["points"], ended["percent"], ended["is_passed"]) == (
        "done",
        None,
        None,
        None,
    )


def _lesson_with(cast: Cast, made: Quiz, *, lock: str = "none") -> Any:
    """A published course: a lesson to read, and one that is done by passing the quiz."""
    course = writing.write_course(cast.thandi, chapters=1, lessons=1)
    with tenant(cast.umoja):
        chapter = Chapter.objects.get(course=course)
        lesson = writing.write_lesson(cast.thandi, chapter, title="Test", rule="quiz")
        now = timezone.now()
        content = Content(data={"ref": made.public_id})
        blocks.add(lesson, kind="quiz", by=cast.thandi.actor, now=now, content=content)
        courses.change(course.pk, courses.Settings(title="C", lock=lock), by=cast.thandi.actor, now=now)
    return writing.publish(cast.thandi, course)


def _done(cast: Cast) -> list[str]:
    with tenant(cast.umoja):
        rows = LessonProgress.objects.filter(done_at__isnull=False)
        return list(rows.order_by("pk").values_list("lesson", flat=True))


def test_a_passed_quiz_does_the_lesson_that_asks_for_it(cast: Cast) -> None:
    made = _quiz(cast, FRIDGE)
    course = _lesson_with(cast, made)
    page = cast.bongani.client().get(f"/o/umoja-foods/courses/quizzes/{made.public_id}/")
    assert page.status_code == 200
    enrolment = writing.enrol(cast.bongani, course)
    with tenant(cast.umoja):
        assert following.quiz_passed(cast.bongani.user.pk, made.public_id, now=timezone.now()) == 1
    assert _done(cast) == [writing.keys_of(course)[1]]
    lesson = cast.bongani.client().get(f"/o/umoja-foods/courses/{course.public_id}/lessons/{_done(cast)[0]}/")
    assert f"/courses/quizzes/{made.public_id}/" in lesson.content.decode()
    assert enrolment.user_id == cast.bongani.user.pk


def test_a_quiz_that_was_passed_before_its_lessons_turn_counts_when_it_comes(cast: Cast) -> None:
    made = _quiz(cast, FRIDGE)
    course = _lesson_with(cast, made, lock="lesson")
    enrolment = writing.enrol(cast.bongani, course)
    with tenant(cast.umoja):
        now = timezone.now()
        quizzing.take(made, cast.bongani.actor, at=now)
        assert following.quiz_passed(cast.bongani.user.pk, made.public_id, now=now) == 0, (
            "its turn has not come"
        )
        first = Happened(
            enrolment=enrolment.public_id, lesson=writing.keys_of(course)[0], kind="viewed", event_id=uuid4()
        )
        progress.take([first], by=cast.bongani.actor, now=now)
        assert following.lesson_opened(enrolment.pk, now=now) == 1
    assert _done(cast) == writing.keys_of(course)


def test_a_passed_quiz_that_no_lesson_asks_for_is_told_to_nobody(cast: Cast) -> None:
    made = _quiz(cast, FRIDGE)
    with tenant(cast.umoja):
        assert following.quiz_passed(cast.bongani.user.pk, made.public_id, now=timezone.now()) == 0
