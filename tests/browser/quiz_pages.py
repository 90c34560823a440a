"""Rows for the pages of quizzes that every browser check visits."""

import io
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from PIL import Image

from courses.engine.quiz.formats.parsing import Written
from courses.engine.quiz.reading import Sent
from courses.models import (
    AttemptQuestion,
    Certificate,
    Course,
    Enrolment,
    IssuerKey,
    Question,
    Quiz,
    QuizSection,
)
from courses.services.certificates import issuing, keys
from courses.services.quizzes import attempts, editing, pictures
from courses.tests import quizzing, writing
from courses.tests.quizzing import EVERY_KIND, asked, right
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast


def address(view: str, *ids: Any) -> str:
    """A page of Umoja Foods."""
    return reverse(f"courses:{view}", args=["umoja-foods", *ids])


def a_quiz(cast: Cast, **rules: Any) -> Quiz:
    with tenant(cast.umoja):
        return quizzing.quiz(cast.thandi.actor, *EVERY_KIND, minutes=30, intro="Take your time.", **rules)


def quizzes(cast: Cast) -> str:
    made = a_quiz(cast)
    with tenant(cast.umoja):
        quizzing.take(made, cast.thandi.actor, at=timezone.now())
        editing.create({"title": "Opening the shop"}, by=cast.thandi.actor, now=timezone.now())
    return address("quiz-list")


def quiz_start(cast: Cast) -> str:
    made = a_quiz(cast, attempts_allowed=3)
    with tenant(cast.umoja):
        quizzing.take(made, cast.bongani.actor, at=timezone.now(), is_right=False)
    return address("quiz-detail", made.public_id)


def _at(cast: Cast, kind: str) -> str:
    made = a_quiz(cast)
    with tenant(cast.umoja):
        attempt = attempts.start(made.pk, by=cast.bongani.actor, now=timezone.now())
        rows = asked(attempt)
        for row in rows[:4]:
            attempts.answer(attempt.pk, row.position, right(row), by=cast.bongani.actor, now=timezone.now())
    position = next(row.position for row in rows if row.shown["kind"] == kind)
    return address("attempt-question", attempt.public_id, position)


def question_choice(cast: Cast) -> str:
    return _at(cast, "choice")


def question_match(cast: Cast) -> str:
    return _at(cast, "match")


def question_order(cast: Cast) -> str:
    return _at(cast, "order")


def question_cloze(cast: Cast) -> str:
    return _at(cast, "cloze")


def _with_pictures(cast: Cast) -> Quiz:
    """A choice of pictures with a sound, and steps with pictures. Colours as on a till's lights."""
    by, now = cast.thandi.actor, timezone.now()

    def named(colour: tuple[int, int, int], alt: str, width: int = 400) -> str:
        file = io.BytesIO()
        Image.new("RGB", (width, 240), colour).save(file, "PNG")
        return pictures.notation_of(pictures.add(file, name="light.png", by=by, now=now), alt)

    with tenant(cast.umoja):
        green, red = named((20, 140, 90), "A green light"), named((190, 40, 40), "A red light")
        wide = named((60, 90, 140), "The till from the front, its drawer open", width=1200)
        sound = pictures.add(io.BytesIO(quizzing.BEEP), name="beep.mp3", by=by, now=now)
        beep = pictures.notation_of(sound, "Two short beeps")
        lights = Written(
            kind="choice",
            text=f"Which light shows that the till is ready? {wide} {beep}",
            answers=f"* {green} # Ready. {green}\n- {red} # That one says that its drawer is open.\n- Both, {beep} [last]",
            explanation=f"Green means ready, as at traffic lights. {wide}",
        )
        steps = Written(
            kind="order", text="How do you open the till?", answers=f"Key {red}\nCode\nDrawer {green}"
        )
        return quizzing.quiz(by, lights, steps, answers_after="attempt")


def question_with_pictures(cast: Cast) -> str:
    made = _with_pictures(cast)
    with tenant(cast.umoja):
        attempt = attempts.start(made.pk, by=cast.bongani.actor, now=timezone.now())
    return address("attempt-question", attempt.public_id, 1)


def result_with_pictures(cast: Cast) -> str:
    made = _with_pictures(cast)
    with tenant(cast.umoja):
        now = timezone.now()
        attempt = attempts.start(made.pk, by=cast.bongani.actor, now=now)
        row = asked(attempt)[0]
        place = next(item.place for item in row.seen.items if "red light" in item.text)
        attempts.answer(attempt.pk, 1, Sent(chosen=(place,)), by=cast.bongani.actor, now=now)
        attempts.hand_in(attempt.pk, by=cast.bongani.actor, now=now)
    return address("attempt-detail", attempt.public_id)


def question_written_with_pictures(cast: Cast) -> str:
    _with_pictures(cast)
    with tenant(cast.umoja):
        return address("question-edit", Question.objects.get(kind="choice").public_id)


def finish(cast: Cast) -> str:
    return _at(cast, "choice").removesuffix("1/") + "finish/"


def result(cast: Cast) -> str:
    made = a_quiz(cast, answers_after="attempt")
    with tenant(cast.umoja):
        now = timezone.now()
        attempt = attempts.start(made.pk, by=cast.bongani.actor, now=now - timedelta(minutes=9))
        for row in asked(attempt)[::2]:
            attempts.answer(attempt.pk, row.position, right(row), by=cast.bongani.actor, now=now)
        attempts.hand_in(attempt.pk, by=cast.bongani.actor, now=now)
    return address("attempt-detail", attempt.public_id)


def bank(cast: Cast) -> str:
    a_quiz(cast)
    return address("question-list")


def question(cast: Cast) -> str:
    a_quiz(cast)
    with tenant(cast.umoja):
        return address("question-edit", Question.objects.get(kind="choice").public_id)


def quiz_edit(cast: Cast) -> str:
    return address("quiz-edit", a_quiz(cast).public_id)


def quiz_rules(cast: Cast) -> str:
    return address("quiz-rules", a_quiz(cast).public_id)


def section_add(cast: Cast) -> str:
    a_quiz(cast)
    with tenant(cast.umoja):
        made = editing.create({"title": "Opening the shop"}, by=cast.thandi.actor, now=timezone.now())
        return address("section-add", QuizSection.objects.get(quiz=made).public_id)


def statistics(cast: Cast) -> str:
    made = a_quiz(cast)
    with tenant(cast.umoja):
        for number in range(22):
            person = cast.hire("member", name=f"Learner {number}")
            quizzing.take(made, person.actor, at=timezone.now(), is_right=number % 3 > 0)
    return address("quiz-statistics", made.public_id)


def marking(cast: Cast) -> str:
    made = a_quiz(cast)
    with tenant(cast.umoja):
        quizzing.take(made, cast.bongani.actor, at=timezone.now())
    return address("marking-list")


def marking_answer(cast: Cast) -> str:
    marking(cast)
    with tenant(cast.umoja):
        return address("marking-answer", AttemptQuestion.objects.get(verdict="waiting").public_id)


def _given(cast: Cast) -> tuple[Course, Certificate]:
    course = writing.published_course(cast.thandi, title="Food safety for kitchens", chapters=1, lessons=1)
    enrolment = writing.enrol(cast.bongani, course)
    now = timezone.now()
    with tenant(cast.umoja):
        terms = {"is_on": True, "months": 1, "text": "Ten lessons.", "signed_by": "Thandi Mokoena"}
        issuing.set_terms(course, terms, by=cast.thandi.actor)
        Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=now)
        made = issuing.issue_for(enrolment.pk, now=now)
    assert made is not None
    return course, made


def certificates(cast: Cast) -> str:
    _given(cast)
    return address("certificate-list")


def certificates_of_everybody(cast: Cast) -> str:
    _course, made = _given(cast)
    with tenant(cast.umoja):
        issuing.renew(made.pk, by=cast.thandi.actor, now=timezone.now())
    return address("certificate-people")


def certificate_revoke(cast: Cast) -> str:
    return address("certificate-revoke", _given(cast)[1].number)


def certificate_keys(cast: Cast) -> str:
    _given(cast)
    with tenant(cast.umoja):
        keys.withdraw(IssuerKey.objects.get().pk, by=cast.thandi.actor, now=timezone.now())
        keys.turn(by=cast.thandi.actor, now=timezone.now())
        keys.turn(by=cast.thandi.actor, now=timezone.now())
    return address("key-list")


def certificate_terms(cast: Cast) -> str:
    return address("certificate-terms", _given(cast)[0].public_id)


def certificate_check(cast: Cast) -> str:
    return reverse("certificates:certificate", args=[cast.umoja.public_id, _given(cast)[1].number])


def certificate_taken_back(cast: Cast) -> str:
    _course, made = _given(cast)
    with tenant(cast.umoja):
        issuing.revoke(made.pk, "Given by mistake.", by=cast.thandi.actor, now=timezone.now())
    return reverse("certificates:certificate", args=[cast.umoja.public_id, made.number])


MORE_PAGES = [
    ("quiz-question-pictures", "bongani", question_with_pictures),
    ("quiz-result-pictures", "bongani", result_with_pictures),
    ("question-pictures", "thandi", question_written_with_pictures),
    ("certificate-keys", "thandi", certificate_keys),
]
