"""Quizzes over pages, by plain form posts: written, taken, looked at again, marked."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from courses.engine.quiz.reading import Sent
from courses.models import Attempt, AttemptQuestion, Block, Lesson, Question, Quiz, QuizEntry, QuizSection
from courses.services import outline
from courses.services.outline import LessonSettings
from courses.services.quizzes import attempts
from courses.tests import quizzing, writing
from courses.tests.quizzing import EVERY_KIND, FRIDGE, SPOILS, WHY, asked, right
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/courses"


def _quiz(cast: Cast, *written: Any, **rules: Any) -> Quiz:
    with tenant(cast.umoja):
        return quizzing.quiz(cast.thandi.actor, *written, **rules)


def _begun(cast: Cast, made: Quiz, client: Client) -> tuple[Attempt, str]:
    reply = client.post(f"{BASE}/quizzes/{made.public_id}/begin/")
    with tenant(cast.umoja):
        attempt = Attempt.objects.get(quiz=made, user=cast.bongani.user, state="open")
    assert reply["Location"] == f"{BASE}/attempts/{attempt.public_id}/1/"
    return attempt, f"{BASE}/attempts/{attempt.public_id}/"


def _fields(sent: Sent, row: AttemptQuestion) -> dict[str, Any]:
    """What a browser posts for an answer."""
    if row.shown["kind"] == "order":
        return {f"at-{place}": str(number) for number, place in enumerate(sent.chosen, start=1)}
    return {
        **({"chosen": list(sent.chosen)} if sent.chosen else {}),
        **({"text": sent.text} if sent.text else {}),
        **{f"pair-{left}": to for left, to in sent.pairs.items()},
        **{f"gap-{place}": said for place, said in sent.gaps.items()},
    }


def _revision(page: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found
    return found[1]


def test_a_learner_takes_a_quiz_of_every_kind_without_a_script(cast: Cast) -> None:
    made, client = _quiz(cast, *EVERY_KIND), cast.bongani.client()
    start = client.get(f"{BASE}/quizzes/{made.public_id}/").content.decode()
    assert "9 questions" in start
    assert "Passed from 70 % of the points" in start
    attempt, base = _begun(cast, made, client)
    with tenant(cast.umoja):
        rows = asked(attempt)
    for row in rows:
        page = client.get(f"{base}{row.position}/").content.decode()
        assert "Bacteria" not in page
        assert "allergens" not in page
        following = str(row.position + 1) if row.position < len(rows) else "end"
        fields = {**_fields(right(row), row), "revision": _revision(page), "to": following}
        reply = client.post(f"{base}{row.position}/", fields)
        assert reply["Location"] == (f"{base}{following}/" if following != "end" else f"{base}finish/")
    assert "You have answered every question" in client.get(f"{base}finish/").content.decode()
    assert client.post(f"{base}finish/")["Location"] == base
    result = client.get(base).content.decode()
    assert "Waiting to be marked" in result
    assert "9 of 13" in result


def test_the_answer_stands_there_when_one_comes_back(cast: Cast) -> None:
    made, client = _quiz(cast, *EVERY_KIND), cast.bongani.client()
    attempt, base = _begun(cast, made, client)
    with tenant(cast.umoja):
        rows = asked(attempt)
    for row in rows:
        client.post(f"{base}{row.position}/", {**_fields(right(row), row), "to": "1"})
    pages = {row.shown["kind"]: client.get(f"{base}{row.position}/").content.decode() for row in rows}
    assert pages["choice"].count(" checked") == 1
    assert pages["several"].count(" checked") == 2
    assert pages["match"].count(" selected") == 2
    assert pages["order"].count(" selected") == 4
    assert 'value="R15,00"' in pages["numeric"]
    assert 'value="60,5"' in pages["cloze"]
    assert "So that nobody eats old food." in pages["essay"]
    assert cast.bongani.client().get(f"{base}1/").content.decode().count("is-answered") == 9


def test_saving_by_script_answers_with_the_new_revision(cast: Cast) -> None:
    made, client = _quiz(cast), cast.bongani.client()
    attempt, base = _begun(cast, made, client)
    with tenant(cast.umoja):
        row = asked(attempt)[0]
    reply = client.post(
        f"{base}1/", {**_fields(right(row), row), "revision": "0"}, headers={"HX-Request": "true"}
    )
    text = reply.content.decode()
    assert "Saved" in text
    assert _revision(text) == "1"
    assert "<form" not in text


def test_a_second_tab_is_told_and_shown_what_is_kept(cast: Cast) -> None:
    made, client = _quiz(cast), cast.bongani.client()
    attempt, base = _begun(cast, made, client)
    with tenant(cast.umoja):
        row = asked(attempt)[0]
        wrong = quizzing.place_of(row, "20 °C")
    client.post(f"{base}1/", {**_fields(right(row), row), "revision": "0", "to": "2"})
    page = client.post(f"{base}1/", {"chosen": wrong, "revision": "0", "to": "2"}).content.decode()
    assert "answered in another tab" in page
    assert _revision(page) == "1"
    assert re.search(rf'value="{right(row).chosen[0]}" checked', page)


def test_steps_with_the_same_place_are_asked_again_and_kept_on_the_page(cast: Cast) -> None:
    made, client = _quiz(cast, quizzing.WASH), cast.bongani.client()
    _attempt, base = _begun(cast, made, client)
    page = client.post(
        f"{base}1/", {"at-1": "1", "at-2": "1", "at-3": "2", "at-4": "", "to": "end"}
    ).content.decode()
    assert "Give every step a place of its own." in page
    assert page.count(" selected") == 3


def test_time_that_ran_out_hands_in_what_was_kept(cast: Cast) -> None:
    made, client = _quiz(cast, minutes=20), cast.bongani.client()
    attempt, base = _begun(cast, made, client)
    assert "Time is over at" in client.get(f"{base}1/").content.decode()
    with tenant(cast.umoja):
        row = asked(attempt)[0]
        client.post(f"{base}1/", {**_fields(right(row), row), "to": "2"})
        past = timezone.now() - timedelta(hours=1)
        Attempt.objects.filter(pk=attempt.pk).update(started_at=past, ends_at=past + timedelta(minutes=20))
    late = client.post(f"{base}2/", {"chosen": "1", "to": "end"}, follow=True)
    assert "This attempt is over, so the answer was not taken" in late.content.decode()
    result = client.post(f"{base}finish/", follow=True).content.decode()
    assert "time ran out" in result
    assert "1 of 3" in result


def test_right_answers_wait_until_no_attempt_could_use_them(cast: Cast) -> None:
    made, client = _quiz(cast, FRIDGE, attempts_allowed=2), cast.bongani.client()
    for number in (1, 2):
        _attempt, base = _begun(cast, made, client)
        client.post(f"{base}finish/")
        page = client.get(base).content.decode()
        assert ("Between 5 °C and 60 °C" in page) is (number == 2)
        assert ("once you have passed, or used your last attempt" in page) is (number == 1)
    start = client.get(f"{BASE}/quizzes/{made.public_id}/").content.decode()
    assert "You have used all your attempts" in start
    refused = client.post(f"{BASE}/quizzes/{made.public_id}/begin/", follow=True)
    assert "used all 2 attempts" in refused.content.decode()


@pytest.mark.parametrize("shows", ["nothing", "score", "verdicts"])
def test_a_review_shows_no_more_than_the_quiz_lets_it(cast: Cast, shows: str) -> None:
    made, client = _quiz(cast, FRIDGE, shows=shows, attempts_allowed=1), cast.bongani.client()
    _attempt, base = _begun(cast, made, client)
    client.post(f"{base}finish/")
    page = client.get(base).content.decode()
    assert "Between 5 °C" not in page
    assert ("0 of 1" in page) is (shows != "nothing")
    assert ("Not answered" in page) is (shows == "verdicts")


def test_nobody_opens_the_attempt_of_another(cast: Cast) -> None:
    made = _quiz(cast)
    _attempt, base = _begun(cast, made, cast.bongani.client())
    thandi = cast.thandi.client()
    for path in ("", "1/", "finish/"):
        assert thandi.get(f"{base}{path}").status_code == 404
    assert thandi.post(f"{base}finish/").status_code == 404


def test_a_draft_is_no_quiz_for_learners(cast: Cast) -> None:
    made, client = _quiz(cast), cast.bongani.client()
    with tenant(cast.umoja):
        Quiz.objects.update(state="draft")
    assert client.get(f"{BASE}/quizzes/{made.public_id}/").status_code == 404
    assert "Food safety" not in client.get(f"{BASE}/quizzes/").content.decode()


# Writing


def test_an_owner_writes_a_quiz_from_nothing(cast: Cast) -> None:
    client = cast.thandi.client()
    question = {
        "kind": "choice",
        "text": "How cold?",
        "answers": "* 4 °C\n- 10 °C",
        "points": "2,5",
        "tags": "Fridge, haccp",
    }
    client.post(f"{BASE}/questions/new/", question)
    with tenant(cast.umoja):
        made = Question.objects.get()
        assert (str(made.points), made.kind) == ("2.50", "choice")
    rules = {
        "title": "Fridges", "pass_percent": "62,5", "penalty_percent": "", "minutes": "10", "attempts_allowed": "",
        "shuffles_questions": "on", "shows": "answers", "answers_after": "last", "intro": "", "closes_at": "",
    }  # fmt: skip
    assert client.get(f"{BASE}/quizzes/new/").context["form"]["pass_percent"].value() == "70"
    reply = client.post(f"{BASE}/quizzes/new/", rules)
    edit = reply["Location"]
    assert "No questions here yet." in client.get(edit).content.decode()
    refused = client.post(edit.replace("edit", "publish"), follow=True).content.decode()
    assert "The quiz has no questions yet" in refused
    with tenant(cast.umoja):
        section = QuizSection.objects.get()
    add = f"{BASE}/quiz-sections/{section.public_id}/add/"
    assert "How cold?" in client.get(add).content.decode()
    client.post(add, {"chosen": [made.public_id]})
    assert (
        "The quiz is published." in client.post(edit.replace("edit", "publish"), follow=True).content.decode()
    )
    with tenant(cast.umoja):
        quiz = Quiz.objects.get()
        assert (quiz.state, str(quiz.pass_percent), quiz.minutes) == ("live", "62.50", 10)
    listed = cast.bongani.client().get(f"{BASE}/quizzes/").content.decode()
    assert "Fridges" in listed
    assert "Question bank" not in listed


def test_a_question_that_is_wrong_says_where(cast: Cast) -> None:
    bad = {"kind": "choice", "text": "How cold?", "answers": "* 4 °C\n*", "points": "1"}
    page = cast.thandi.client().post(f"{BASE}/questions/new/", bad).content.decode()
    assert "Line 2: An answer is empty" in page
    page = cast.thandi.client().post(f"{BASE}/questions/new/", {**bad, "points": "many"}).content.decode()
    assert "Write a number like 2 or 2,5." in page


def test_a_question_is_shown_as_it_was_written_and_changed(cast: Cast) -> None:
    client = cast.thandi.client()
    with tenant(cast.umoja):
        [made] = quizzing.questions(cast.thandi.actor, FRIDGE, tags=("fridge",))
    path = f"{BASE}/questions/{made.public_id}/"
    page = client.get(path).content.decode()
    assert "* 4 °C or colder # Bacteria sleep there." in page
    assert "As learners see it" in page
    version = re.search(r'name="version" value="(\w+)"', page)
    assert version
    fields = {
        "kind": "choice",
        "text": "How warm?",
        "answers": "* 60 °C\n- 4 °C",
        "points": "1",
        "tags": "soup",
    }
    client.post(path, {**fields, "version": version[1]})
    with tenant(cast.umoja):
        assert Question.objects.get().number == 2
    again = client.post(path, {**fields, "text": "Else?", "version": version[1]}).content.decode()
    assert "changed" in again
    client.post(f"{path}remove/")
    assert "How warm?" not in client.get(f"{BASE}/questions/").content.decode()
    assert "How warm?" in client.get(f"{BASE}/questions/?away=on").content.decode()
    client.post(f"{path}restore/")
    assert "How warm?" in client.get(f"{BASE}/questions/?tag=soup&kind=choice&q=warm").content.decode()


def test_a_file_comes_in_and_goes_out_the_same(cast: Cast) -> None:
    client = cast.thandi.client()
    text = "kind: choice\nquestion: Ok?\nanswers:\n* yes\n- no\n---\nkind: song\nquestion: La\n"
    file = SimpleUploadedFile("q.txt", text.encode())
    page = client.post(f"{BASE}/questions/import/", {"file": file}).content.decode()
    assert "1 question came in." in page
    assert "“song” is not known" in page
    out = client.get(f"{BASE}/questions/questions.txt").content.decode()
    assert "question: Ok?" in out
    with tenant(cast.umoja):
        Question.objects.update(removed_at=timezone.now())
    back = SimpleUploadedFile("q.csv", client.get(f"{BASE}/questions/questions.csv?away=on").content)
    reply = client.post(f"{BASE}/questions/import/", {"file": back}, follow=True)
    assert "1 question came in." in reply.content.decode()


def test_questions_move_leave_and_sections_draw(cast: Cast) -> None:
    made, client = _quiz(cast, FRIDGE, SPOILS), cast.thandi.client()
    edit = f"{BASE}/quizzes/{made.public_id}/edit/"
    with tenant(cast.umoja):
        first = QuizEntry.objects.order_by("position").first()
        section = QuizSection.objects.get()
    assert first
    client.post(f"{BASE}/quiz-entries/{first.public_id}/move/", {"to": "down"})
    page = client.get(edit).content.decode()
    assert page.index("What spoils") < page.index("How cold")
    client.post(f"{BASE}/quiz-sections/{section.public_id}/", {"title": "Cold", "draws": "1", "tag": ""})
    assert "Asks 1 of these 2" in client.get(edit).content.decode()
    new = client.post(
        f"{BASE}/quizzes/{made.public_id}/sections/new/", {"title": "", "tag": "", "draws": "0"}
    )
    assert "greater than or equal to 1" in new.content.decode()
    client.post(f"{BASE}/quiz-entries/{first.public_id}/remove/")
    assert "How cold" not in client.get(edit).content.decode()
    client.post(f"{BASE}/quizzes/{made.public_id}/remove/")
    assert "This quiz is put away" in client.get(edit).content.decode()
    client.post(f"{BASE}/quizzes/{made.public_id}/restore/")
    client.post(f"{BASE}/quizzes/{made.public_id}/close/")
    assert "Publish" in client.get(edit).content.decode()


def test_an_author_puts_a_quiz_into_a_lesson(cast: Cast) -> None:
    made, client = _quiz(cast, FRIDGE), cast.thandi.client()
    course = writing.write_course(cast.thandi, chapters=1, lessons=1)
    with tenant(cast.umoja):
        lesson = Lesson.objects.get()
        outline.change_lesson(
            lesson.pk, LessonSettings(title="Test", rule="quiz"), by=cast.thandi.actor, now=timezone.now()
        )
    base = f"{BASE}/{course.public_id}"
    client.post(f"{base}/lessons/{lesson.public_id}/blocks/", {"kind": "quiz"})
    refused = client.post(f"{base}/publish/", {"note": ""}, follow=True).content.decode()
    assert "a choice of quiz in “Test”" in html.unescape(refused)
    with tenant(cast.umoja):
        block = Block.objects.get(kind="quiz")
    page = client.get(f"{base}/lessons/{lesson.public_id}/edit/").content.decode()
    assert f'<option value="{made.public_id}">Food safety</option>' in page
    client.post(f"{base}/blocks/{block.public_id}/save/", {"ref": made.public_id, "text": "Try it."})
    client.post(f"{base}/publish/", {"note": ""}, follow=True)
    enrolled = writing.enrol(cast.bongani, course)
    shown = cast.bongani.client().get(f"{base}/lessons/{lesson.public_id}/").content.decode()
    assert f"/courses/quizzes/{made.public_id}/" in shown
    assert "Done when you have passed its quiz." in shown
    assert enrolled.total_count == 1


# Marking and figures


def test_a_manager_marks_an_essay_and_the_learner_reads_the_word(cast: Cast) -> None:
    made = _quiz(cast, WHY, answers_after="attempt")
    with tenant(cast.umoja):
        attempt = quizzing.take(made, cast.bongani.actor, at=timezone.now())
        [row] = asked(attempt)
    thandi = cast.thandi.client()
    queue = thandi.get(f"{BASE}/marking/").content.decode()
    assert "Bongani Dlamini" in queue
    path = f"{BASE}/marking/{row.public_id}/"
    page = thandi.get(path).content.decode()
    assert "So that nobody eats old food." in page
    assert "Date, owner, allergens." in page
    assert "Give between 0 and 4 points." in thandi.post(path, {"points": "5"}).content.decode()
    thandi.post(path, {"points": "3,5", "comment": "Say who owns it."})
    assert "Nothing waits" in thandi.get(f"{BASE}/marking/").content.decode()
    result = cast.bongani.client().get(f"{BASE}/attempts/{attempt.public_id}/").content.decode()
    assert "Say who owns it." in result
    assert "3.5 of 4" in result
    assert cast.bongani.client().get(f"{BASE}/marking/").status_code == 403


def test_statistics_show_figures_and_say_when_they_are_too_few(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    made = _quiz(cast, FRIDGE, SPOILS)
    path = f"{BASE}/quizzes/{made.public_id}/statistics/"
    client = cast.thandi.client()
    assert "No attempts yet" in client.get(path).content.decode()
    with tenant(cast.umoja):
        for number in range(24):
            person = cast.hire("member", name=f"Learner {number}")
            attempt = attempts.start(made.pk, by=person.actor, now=timezone.now())
            row = asked(attempt)[0]
            attempts.answer(attempt.pk, 1, right(row), by=person.actor, now=timezone.now())
            attempts.hand_in(attempt.pk, by=person.actor, now=timezone.now())
            if number == 3:
                assert "Advice comes from 20 first attempts on." in client.get(path).content.decode()
    with django_assert_max_num_queries(30):
        page = client.get(path).content.decode()
    assert "24 of 24 left it empty" in page
    assert "Advice comes from" not in page


def test_lists_ask_a_constant_number_of_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    _quiz(cast, *EVERY_KIND * 3)
    for number in range(25):
        _quiz(cast, FRIDGE, title=f"Quiz {number}")
    client = cast.thandi.client()
    for path, newest in (("quizzes/", "Quiz 24"), ("questions/", html.escape(FRIDGE.text))):
        client.get(f"{BASE}/{path}")
        with django_assert_max_num_queries(24):
            page = client.get(f"{BASE}/{path}").content.decode()
        assert newest in page
