"""Questions under lessons: asked, answered, told of, mended, taken back, hidden; over versions, pages and the API."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from courses import social_tasks
from courses.models import Lesson, Post
from courses.services import posts
from courses.social_refusals import NothingWritten, ReasonMissing, ThreadGone, TooLong, TooManyPosts
from courses.tests.social import answer, ask
from courses.tests.writing import enrol, keys_of, publish, published_course
from notifications.models import Notification
from synthai.core.errors import NotAllowed, NotFound
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/courses/"
API = "/api/v1/o/umoja-foods/courses/"


def body(reply: Any) -> str:
    return str(reply.content, "utf-8")


def tell(cast: Cast) -> None:
    """What follows from every question and answer, twice."""
    follow = {
        "courses.LessonQuestionAsked": social_tasks.question_tell,
        "courses.LessonQuestionAnswered": social_tasks.answer_tell,
    }
    with tenant(cast.umoja):
        rows = list(OutboxEvent.objects.filter(name__in=follow).order_by("pk"))
        for row in [*rows, *rows]:
            follow[row.name](organisation_id=cast.umoja.pk, payload=row.payload)


def told(kind: str) -> list[tuple[int, str]]:
    rows = Notification.objects.filter(kind=kind).order_by("pk")
    return list(rows.values_list("user_id", "title"))


def test_trainers_hear_of_a_question_and_who_asked_of_the_answer(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    question = ask(cast.bongani, course, keys_of(course)[0], "Do **we** count coins?")
    made = answer(cast.thandi, question)
    tell(cast)
    assert told("courses.asked") == [(cast.thandi.user.pk, "A question under “Lesson 1.1”")]
    assert told("courses.answered") == [(cast.bongani.user.pk, "Thandi Mokoena answered under “Lesson 1.1”")]
    with tenant(cast.umoja):
        assert Post.objects.get(pk=question.pk).answered_at is not None
        assert made.is_trainer
    assert Notification.objects.get(kind="courses.asked").body == "Do we count coins?"
    page = f"{BASE}{course.public_id}/lessons/{question.lesson}/questions/"
    shown = body(cast.bongani.client().get(page))
    assert "Do <strong>we</strong> count coins?" in shown
    assert "Trainer" in shown
    assert "Answered" in shown


def test_learners_answer_each_other_and_the_thread_hears(cast: Cast) -> None:
    course = published_course(cast.thandi)
    jan = cast.hire("viewer", name="Jan")
    enrol(cast.bongani, course)
    enrol(jan, course)
    question = ask(cast.bongani, course, keys_of(course)[0])
    answer(jan, question)
    answer(cast.bongani, question, "Thank you")
    tell(cast)
    assert {person for person, _title in told("courses.answered")} == {cast.bongani.user.pk, jan.user.pk}
    with tenant(cast.umoja):
        assert Post.objects.get(pk=question.pk).answered_at is None, "only a trainer's answer answers it"
        assert Post.objects.unanswered().count() == 1
        posts.mark_answered(question.public_id, is_answered=True, by=cast.bongani.actor, now=timezone.now())
        assert Post.objects.unanswered().count() == 0
        with pytest.raises(NotFound):
            posts.mark_answered(question.public_id, is_answered=False, by=jan.actor, now=timezone.now())


def test_questions_stay_with_the_lesson_over_versions_and_when_it_is_gone(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    first = keys_of(course)[0]
    ask(cast.bongani, course, first, "Still here?")
    with tenant(cast.umoja):
        Lesson.objects.filter(public_id=first).update(title="Another title")
    publish(cast.thandi, course, moves_learners=True)
    page = body(cast.bongani.client().get(f"{BASE}{course.public_id}/lessons/{first}/"))
    assert "Still here?" in page
    with tenant(cast.umoja):
        Lesson.objects.filter(public_id=first).update(removed_at=timezone.now())
    publish(cast.thandi, course, moves_learners=True)
    trainer = body(cast.thandi.client().get(f"{BASE}{course.public_id}/lessons/{first}/questions/"))
    assert "Still here?" in trainer
    asked = cast.bongani.client().get(f"{BASE}{course.public_id}/lessons/{first}/questions/")
    assert asked.status_code == 404


def test_floods_lengths_and_nothing_are_refused_in_words(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    first = keys_of(course)[0]
    client, page = cast.bongani.client(), f"{BASE}{course.public_id}/lessons/{first}/questions/"
    assert "Write something first." in body(client.post(page, {"text": "   "}))
    with pytest.raises(NothingWritten):
        ask(cast.bongani, course, first, " \n ")
    with pytest.raises(TooLong):
        ask(cast.bongani, course, first, "x" * 4001)
    for number in range(10):
        ask(cast.bongani, course, first, f"Question {number}")
    with pytest.raises(TooManyPosts):
        ask(cast.bongani, course, first)
    assert "in the last hour" in body(client.post(page, {"text": "One more"}))
    with tenant(cast.umoja):
        Post.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert client.post(page, {"text": "One more"}).status_code == 302


def test_own_words_are_mended_taken_back_and_put_back_by_form(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    question = ask(cast.bongani, course, keys_of(course)[0], "Frist")
    client = cast.bongani.client()
    base = f"{BASE}posts/{question.public_id}/"
    assert cast.thandi.client().get(f"{base}edit/").status_code == 404, (
        "a trainer hides, and changes no words"
    )
    changed = client.post(f"{base}edit/", {"text": "First"}, follow=True)
    assert "First" in body(changed)
    assert "changed" in body(changed)
    gone = client.post(f"{base}remove/", follow=True)
    assert "Taken back." in body(gone)
    assert ">First<" not in body(gone).replace("\n", "")
    assert "First" in body(client.post(f"{base}restore/", follow=True))
    stale = client.post(f"{base}edit/", {"text": "Second", "version": "0" * 20})
    assert stale.status_code == 200
    with tenant(cast.umoja):
        assert Post.objects.get().text == "First"


def test_a_question_taken_back_leaves_the_answers_of_others(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    question = ask(cast.bongani, course, keys_of(course)[0], "Private matter")
    answer(cast.thandi, question, "A good answer")
    with tenant(cast.umoja):
        posts.take_back(question.public_id, by=cast.bongani.actor, now=timezone.now())
    page = f"{BASE}{course.public_id}/lessons/{question.lesson}/questions/"
    shown = body(cast.bongani.client().get(page))
    assert "Private matter" not in shown
    assert "Taken back by who wrote it." in shown
    assert "A good answer" in shown
    with pytest.raises(ThreadGone):
        answer(cast.thandi, question)


def test_hiding_needs_a_reason_that_only_the_author_and_trainers_read(cast: Cast) -> None:
    course = published_course(cast.thandi)
    jan = cast.hire("viewer", name="Jan")
    enrol(cast.bongani, course)
    enrol(jan, course)
    question = ask(cast.bongani, course, keys_of(course)[0], "Rude words")
    trainer, hide = cast.thandi.client(), f"{BASE}posts/{question.public_id}/hide/"
    assert "Say why" in body(trainer.post(hide, {"reason": ""}))
    assert "Hidden. Only" in body(trainer.post(hide, {"reason": "Be polite"}, follow=True))
    page = f"{BASE}{course.public_id}/lessons/{question.lesson}/questions/"
    seen_by = {who: body(each.client().get(page)) for who, each in (("jan", jan), ("author", cast.bongani))}
    assert "Rude words" not in seen_by["jan"]
    assert "Be polite" not in seen_by["jan"]
    assert "A trainer hid this." in seen_by["jan"]
    assert "Hidden: Be polite" in seen_by["author"]
    lesson = body(jan.client().get(f"{BASE}{course.public_id}/lessons/{question.lesson}/"))
    assert "Rude words" not in lesson
    with tenant(cast.umoja):
        entry = AuditEntry.objects.get(code="courses.post.hidden")
        assert "Rude" not in str(entry.changes)
        posts.show(question.public_id, by=cast.thandi.actor)
        with pytest.raises(NotAllowed):
            posts.hide(question.public_id, reason="x", by=jan.actor, now=timezone.now())
        with pytest.raises(ReasonMissing):
            posts.hide(question.public_id, reason=" ", by=cast.thandi.actor, now=timezone.now())
    assert "Rude words" in body(jan.client().get(page))


def test_markdown_runs_nothing(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    text = '<script>alert(1)</script> ![x](http://evil.example/x.png) [go](javascript:alert(1)) "><img onerror=x>'
    question = ask(cast.bongani, course, keys_of(course)[0], text)
    page = body(cast.thandi.client().get(f"{BASE}{course.public_id}/lessons/{question.lesson}/questions/"))
    page = page[page.index("<article") : page.index("</article>")]
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page


def test_who_is_not_in_the_course_reads_open_lessons_and_asks_nothing(cast: Cast) -> None:
    course = published_course(cast.thandi)
    first = keys_of(course)[0]
    client = cast.bongani.client()
    page = f"{BASE}{course.public_id}/lessons/{first}/questions/"
    assert client.get(page).status_code != 200
    with tenant(cast.umoja):
        Lesson.objects.filter(public_id=first).update(is_open=True)
    publish(cast.thandi, course)
    assert "Who takes the course can ask and answer." in body(client.get(page))
    assert "Start the course first" in body(client.post(page, {"text": "May I?"}, follow=True))
    with tenant(cast.umoja):
        assert not Post.objects.exists()


def test_the_list_of_trainers_has_the_age_and_costs_the_same_for_many(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    first = ask(cast.bongani, course, keys_of(course)[0], "Oldest of all")
    with tenant(cast.umoja):
        Post.objects.update(created_at=timezone.now() - timedelta(days=3, hours=2))
    client = cast.thandi.client()
    client.get(f"{BASE}unanswered/")
    with assert_max_queries(6) as few:
        page = body(client.get(f"{BASE}unanswered/"))
    assert "Oldest of all" in page
    assert "3\xa0days" in page
    for number in range(9):
        ask(cast.bongani, course, keys_of(course)[number % 4], f"Number {number}")
    with assert_max_queries(len(few.captured_queries)):
        page = body(client.get(f"{BASE}unanswered/"))
    assert page.index("Oldest of all") < page.index("Number 8")
    answer(cast.thandi, first)
    assert "Oldest of all" not in body(client.get(f"{BASE}unanswered/"))


def test_a_page_of_threads_costs_the_same_for_many(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    first, client = keys_of(course)[0], cast.thandi.client()
    page = f"{BASE}{course.public_id}/lessons/{first}/questions/"
    answer(cast.thandi, ask(cast.bongani, course, first))
    client.get(page)
    with assert_max_queries(8) as few:
        client.get(page)
    for number in range(9):
        question = ask(cast.bongani, course, first, f"Number {number}")
        for _ in range(3):
            answer(cast.thandi, question)
    with assert_max_queries(len(few.captured_queries)):
        assert "Number 8" in body(client.get(page))


def test_an_app_asks_answers_mends_and_hides(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    first, learner, trainer = keys_of(course)[0], cast.bongani.client(), cast.thandi.client()
    listed = f"{API}{course.public_id}/lessons/{first}/posts/"
    json: Any = {"content_type": "application/json"}
    made = learner.post(listed, {"text": "How *often*?"}, **json)
    assert made.status_code == 201
    key = made.json()["id"]
    reply = trainer.post(f"{API}posts/{key}/answers/", {"text": "Weekly"}, **json)
    assert (reply.status_code, reply.json()["is_trainer"]) == (201, True)
    (thread,) = learner.get(listed).json()["results"]
    assert thread["question"]["html"] == "<p>How <em>often</em>?</p>\n"
    assert [each["text"] for each in thread["answers"]] == ["Weekly"]
    assert thread["answered_at"]
    assert learner.put(f"{API}posts/{key}/answered/", {"is_answered": False}, **json).status_code == 200
    (waits,) = trainer.get(f"{API}posts/unanswered/").json()["results"]
    assert (waits["id"], waits["lesson"]) == (key, first)
    bare = learner.patch(f"{API}posts/{key}/", {"text": "How often now?"}, **json)
    assert bare.status_code == 428
    tag: Any = {"If-Match": f'"{made.json()["version"]}"'}
    assert learner.patch(f"{API}posts/{key}/", {"text": "Now?"}, headers=tag, **json).status_code == 200
    assert learner.patch(f"{API}posts/{key}/", {"text": "Again?"}, headers=tag, **json).status_code == 412
    assert learner.delete(f"{API}posts/{key}/").status_code == 204
    assert learner.post(f"{API}posts/{key}/restoration/").json()["text"] == "Now?"
    hidden = trainer.put(f"{API}posts/{key}/hidden/", {"is_hidden": True, "reason": "Off topic"}, **json)
    assert hidden.json()["why_gone"] == "Hidden: Off topic"
    assert learner.put(f"{API}posts/{key}/hidden/", {"is_hidden": False}, **json).status_code == 403


def test_words_stay_without_the_name_when_an_account_ends(cast: Cast) -> None:
    course = published_course(cast.thandi)
    jan = cast.hire("viewer", name="Jan")
    enrol(jan, course)
    question = ask(jan, course, keys_of(course)[0], "Who signs?")
    answer(cast.thandi, question, "Whoever opens.")
    with tenant(cast.umoja):
        jan.user.delete()
    page = body(cast.thandi.client().get(f"{BASE}{course.public_id}/lessons/{question.lesson}/questions/"))
    assert "Somebody who is no longer here" in page
    assert "Who signs?" in page
