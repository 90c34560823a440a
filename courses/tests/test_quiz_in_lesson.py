"""A quiz inside a lesson: it opens, comes back to the lesson, makes it done, and says why an answer was wrong."""

from typing import Any

import pytest
from django.utils import timezone

from courses.models import Chapter, Course, Enrolment, Quiz
from courses.services import blocks, courses
from courses.services.blocks import Content
from courses.tests import quizzing, writing
from courses.tests.quizzing import FRIDGE, VAT, WASH
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/courses"


def _course_with_a_quiz(cast: Cast) -> tuple[Course, str, str, Quiz]:
    """Two lessons, the second closed until the quiz of the first is passed."""
    with tenant(cast.umoja):
        quiz = quizzing.quiz(cast.thandi.actor, FRIDGE, VAT, answers_after="attempt")
    course = writing.write_course(cast.thandi, title="Food safety", chapters=1, lessons=0)
    with tenant(cast.umoja):
        chapter = Chapter.objects.get(course=course)
        wish = courses.Settings(title="Food safety", lock="lesson")
        courses.change(course.pk, wish, by=cast.thandi.actor, now=timezone.now())
    asks = writing.write_lesson(cast.thandi, chapter, title="How cold?", rule="quiz")
    writing.write_lesson(cast.thandi, chapter, title="How hot?")
    with tenant(cast.umoja):
        content = Content(data={"ref": quiz.public_id})
        blocks.add(asks, kind="quiz", by=cast.thandi.actor, now=timezone.now(), content=content)
    course = writing.publish(cast.thandi, course)
    writing.enrol(cast.bongani, course)
    first, second = writing.keys_of(course)
    return course, first, second, quiz


def _takes(client: Any, cast: Cast, quiz: Quiz, *, is_right: bool) -> str:
    """The learner answers by form posts; the page of the result."""
    begun = client.post(f"{BASE}/quizzes/{quiz.public_id}/begin/").url.removesuffix("1/")
    with tenant(cast.umoja):
        rows = {row.position: row for row in quizzing.asked_of(cast.bongani.user)}
    for position, row in rows.items():
        sent = quizzing.right(row)
        wrong = next((item.place for item in row.seen.items if item.place not in sent.chosen), "")
        data = {"chosen": sent.chosen if is_right else [wrong], "text": sent.text if is_right else "20"}
        client.post(f"{begun}{position}/", {**data, "revision": "0", "to": "end"})
    return str(client.post(f"{begun}finish/", follow=True).content.decode())


def test_the_way_there_and_back(cast: Cast) -> None:
    course, first, second, quiz = _course_with_a_quiz(cast)
    client = cast.bongani.client()
    lesson, onwards = (f"{BASE}/{course.public_id}/lessons/{key}/" for key in (first, second))
    assert f"{BASE}/quizzes/{quiz.public_id}/" in client.get(lesson).content.decode()
    start = client.get(f"{BASE}/quizzes/{quiz.public_id}/").content.decode()
    assert f'href="{lesson}"' in start
    assert "Passing it makes the lesson “How cold?” done" in start

    failed = _takes(client, cast, quiz, is_right=False)
    assert "Not passed this time" in failed
    assert "Try again" in failed
    assert "Between 5 °C and 60 °C bacteria grow fast." in failed
    assert "Right: 15 ± 0,01" in " ".join(failed.split())
    assert f'href="{lesson}"' in failed
    assert f'href="{onwards}"' not in failed

    passed = _takes(client, cast, quiz, is_right=True)
    assert "The lesson “How cold?” is done with it." in passed
    assert f'href="{onwards}"' in passed, "at once, before anything in the background ran"
    assert client.get(onwards).status_code == 200
    with tenant(cast.umoja):
        assert Enrolment.objects.get(user=cast.bongani.user).done_count == 1


def test_a_quiz_outside_courses_goes_back_to_itself(cast: Cast) -> None:
    with tenant(cast.umoja):
        quiz = quizzing.quiz(cast.thandi.actor, FRIDGE)
    client = cast.bongani.client()
    assert "Back to the lesson" not in client.get(f"{BASE}/quizzes/{quiz.public_id}/").content.decode()
    with tenant(cast.umoja):
        attempt = quizzing.take(quiz, cast.bongani.actor)
    page = client.get(f"{BASE}/attempts/{attempt.public_id}/").content.decode()
    assert "Back to the quiz" in page
    assert "Try again" not in page, "passed"


def test_steps_are_ordered_by_lists_and_half_an_order_is_no_mistake(cast: Cast) -> None:
    """No dragging: a list beside each step, each with a label; a script that saves on the way only says what is missing."""
    with tenant(cast.umoja):
        quiz = quizzing.quiz(cast.thandi.actor, WASH)
    client = cast.bongani.client()
    path = client.post(f"{BASE}/quizzes/{quiz.public_id}/begin/")["Location"]
    page = client.get(path).content.decode()
    for place in "1234":
        assert f'<label for="at-{place}">' in page
        assert f'<select class="form-select" id="at-{place}"' in page
    half = client.post(path, {"at-1": "2", "at-2": "1", "revision": "0"}, headers={"hx-request": "true"})
    assert "2 steps have no place yet." in half.content.decode()
    assert "alert" not in half.content.decode()
    twice = client.post(path, {"at-1": "2", "at-2": "2", "revision": "0"}, headers={"hx-request": "true"})
    assert "Give every step a place of its own." in twice.content.decode()
    whole = {"at-1": "2", "at-2": "1", "at-3": "4", "at-4": "3", "revision": "0"}
    assert "Saved" in client.post(path, whole, headers={"hx-request": "true"}).content.decode()
