"""A quiz that is begun from the lesson that asks it, and questions that are begun from the quiz."""

import pytest
from django.utils import timezone

from courses.models import Block, Lesson, Quiz, QuizSection
from courses.services import blocks
from courses.tests import writing
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_quiz_is_written_from_the_lesson_that_asks_it(cast: Cast) -> None:
    course = writing.write_course(cast.thandi, chapters=1, lessons=1)
    with tenant(cast.umoja):
        lesson = Lesson.objects.get()
        block = blocks.add(lesson, kind="quiz", by=cast.thandi.actor, now=timezone.now())
    client, base = cast.thandi.client(), "/o/umoja-foods/courses"
    editor = f"{base}/{course.public_id}/lessons/{lesson.public_id}/edit/"
    new = f"{base}/quizzes/new/?block={block.public_id}"
    assert f'href="{new}"' in client.get(editor).content.decode()
    form = client.get(new).context["form"]
    rules = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert form["pass_percent"].value() == "70"
    page = client.post(new, {**rules, "title": "Cold enough?", "pass_percent": "60"}, follow=True)
    with tenant(cast.umoja):
        quiz, section = Quiz.objects.get(), QuizSection.objects.get()
        assert Block.objects.get(pk=block.pk).data["ref"] == quiz.public_id
    assert f'href="{editor}"' in page.content.decode()
    write = f"{base}/questions/new/?section={section.public_id}"
    assert f'href="{write}"' in page.content.decode()
    asked = {"kind": "choice", "text": "How cold is a fridge?", "answers": "* 4 °C\n- 10 °C", "points": "1"}
    page = client.post(write, asked, follow=True)
    assert page.redirect_chain[-1][0].endswith(f"/quizzes/{quiz.public_id}/edit/")
    assert "How cold is a fridge?" in page.content.decode()
    wrong = client.post(write, {**asked, "answers": "4\n10"}).content.decode()
    assert "Begin the right one with a star" in wrong
    assert client.get(f"{base}/questions/new/?section=nothing").status_code == 404
