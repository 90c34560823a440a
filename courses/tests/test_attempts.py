"""Attempts: what is kept, what is late, what is marked, what nobody learns too early."""

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from courses import events
from courses.engine.quiz.clock import Arrival
from courses.engine.quiz.reading import Sent
from courses.engine.quiz.responses import Chosen
from courses.models import Attempt, AttemptQuestion, Question, QuestionVersion
from courses.selectors.quizzes import sections_of
from courses.services.quizzes import attempts, bank, editing, marking
from courses.tests import quizzing
from courses.tests.quizzing import EVERY_KIND, FRIDGE, NOON, SPOILS, WHY, asked, quiz, right, take
from synthai.core.errors import NotAllowed, NotFound
from synthai.core.events import Event
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

MINUTE = timedelta(minutes=1)


@pytest.fixture
def _umoja(cast: Cast) -> Iterator[None]:
    with tenant(cast.umoja):
        yield


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_umoja")]


def _published(kind: type[Event]) -> list[dict[str, Any]]:
    rows = OutboxEvent.objects.filter(name=kind.dotted_name()).order_by("pk")
    return [row.payload for row in rows]


def test_every_kind_is_asked_answered_and_marked(cast: Cast) -> None:
    made = quiz(cast.thandi.actor, *EVERY_KIND)
    attempt = take(made, cast.bongani.actor)
    verdicts = {row.shown["kind"]: row.verdict for row in asked(attempt)}
    assert verdicts.pop("essay") == "waiting"
    assert set(verdicts.values()) == {"right"}
    assert (attempt.state, attempt.points, attempt.maximum, attempt.is_passed) == (
        "waiting",
        Decimal(9),
        Decimal(13),
        None,
    )
    [told] = _published(events.AttemptHandedIn)
    assert (told["waiting"], told["ended_by"]) == (1, "learner")
    assert AuditEntry.objects.filter(code="courses.attempt.handed_in").count() == 1


def test_an_essay_is_marked_by_hand_and_decides(cast: Cast) -> None:
    attempt = take(quiz(cast.thandi.actor, *EVERY_KIND), cast.bongani.actor)
    essay = asked(attempt)[-1]
    with pytest.raises(NotAllowed):
        marking.give(essay.pk, Decimal(2), comment="", by=cast.bongani.actor, now=NOON)
    with pytest.raises(marking.TooManyPoints):
        marking.give(essay.pk, Decimal(5), comment="", by=cast.thandi.actor, now=NOON)
    done = marking.give(essay.pk, Decimal("2.5"), comment=" Say who. ", by=cast.thandi.actor, now=NOON)
    assert (done.state, done.points, done.percent, done.is_passed) == (
        "done",
        Decimal("11.5"),
        Decimal("88.4"),
        True,
    )
    essay.refresh_from_db()
    assert (essay.verdict, essay.comment, essay.marked_by) == ("partly", "Say who.", cast.thandi.user)
    assert [told["quiz_public_id"] for told in _published(events.QuizPassed)] == [attempt.quiz.public_id]
    marking.give(essay.pk, Decimal(4), comment="", by=cast.thandi.actor, now=NOON)
    assert len(_published(events.QuizPassed)) == 1, "told once"
    assert len(_published(events.AttemptCorrected)) == 1


def test_nothing_shown_or_kept_for_showing_says_what_is_right(cast: Cast) -> None:
    attempt = attempts.start(quiz(cast.thandi.actor, *EVERY_KIND).pk, by=cast.bongani.actor, now=NOON)
    for row in asked(attempt):
        sent = json.dumps(row.shown)
        assert not {"is_right", "feedback", "explanation", "accepted", "guide"} & set(
            json.dumps(row.shown).split('"')
        )
        assert attempt.seed not in sent
        assert "Bacteria" not in sent
        assert "allergens" not in sent


def test_two_starts_are_one_attempt_and_another_comes_after_the_end(cast: Cast) -> None:
    made = quiz(cast.thandi.actor, attempts_allowed=2)
    first = attempts.start(made.pk, by=cast.bongani.actor, now=NOON)
    assert attempts.start(made.pk, by=cast.bongani.actor, now=NOON + MINUTE).pk == first.pk
    attempts.hand_in(first.pk, by=cast.bongani.actor, now=NOON)
    assert attempts.start(made.pk, by=cast.bongani.actor, now=NOON).number == 2
    attempts.hand_in(Attempt.objects.get(number=2).pk, by=cast.bongani.actor, now=NOON)
    with pytest.raises(attempts.NoAttemptsLeft, match="all 2 attempts"):
        attempts.start(made.pk, by=cast.bongani.actor, now=NOON)
    assert attempts.start(made.pk, by=cast.thandi.actor, now=NOON).number == 1, "everybody has their own"


def test_an_answer_is_kept_once_however_often_it_is_sent(cast: Cast) -> None:
    attempt = attempts.start(quiz(cast.thandi.actor).pk, by=cast.bongani.actor, now=NOON)
    row = asked(attempt)[0]
    first, again = (
        attempts.answer(attempt.pk, 1, right(row), by=cast.bongani.actor, now=NOON, saw_revision=0)
        for _ in range(2)
    )
    assert (first.arrival, again.arrival) == (Arrival.KEEP, Arrival.SAME)
    assert (first.revision, again.revision) == (1, 1)


def test_an_older_tab_is_told_and_changes_nothing(cast: Cast) -> None:
    attempt = attempts.start(quiz(cast.thandi.actor).pk, by=cast.bongani.actor, now=NOON)
    row = asked(attempt)[0]
    wrong = Sent(chosen=(quizzing.place_of(row, "20 °C"),))
    attempts.answer(attempt.pk, 1, right(row), by=cast.bongani.actor, now=NOON, saw_revision=0)
    stale = attempts.answer(attempt.pk, 1, wrong, by=cast.bongani.actor, now=NOON, saw_revision=0)
    with pytest.raises(attempts.AnsweredElsewhere):
        stale.refuse()
    kept = asked(attempt)[0]
    assert kept.answer == Chosen(keys=("1",))
    attempts.answer(attempt.pk, 1, wrong, by=cast.bongani.actor, now=NOON, saw_revision=1).refuse()


def test_time_is_the_servers_and_what_is_late_does_not_count(cast: Cast) -> None:
    attempt = attempts.start(quiz(cast.thandi.actor, minutes=20).pk, by=cast.bongani.actor, now=NOON)
    rows = asked(attempt)
    grace = NOON + 20 * MINUTE + timedelta(seconds=29)
    attempts.answer(attempt.pk, 1, right(rows[0]), by=cast.bongani.actor, now=grace).refuse()
    late = attempts.answer(attempt.pk, 2, right(rows[1]), by=cast.bongani.actor, now=grace + MINUTE)
    assert late.arrival == Arrival.LATE
    with pytest.raises(attempts.AttemptOver):
        late.refuse()
    ended = attempts.hand_in(attempt.pk, by=cast.bongani.actor, now=grace + MINUTE)
    assert (ended.points, ended.ended_by, ended.finished_at) == (Decimal(1), "time", NOON + 20 * MINUTE)


def test_who_never_comes_back_is_handed_in_by_the_sweep(cast: Cast) -> None:
    attempt = attempts.start(quiz(cast.thandi.actor, minutes=20).pk, by=cast.bongani.actor, now=NOON)
    attempts.answer(attempt.pk, 1, right(asked(attempt)[0]), by=cast.bongani.actor, now=NOON)
    assert attempts.overdue(now=NOON + 20 * MINUTE) == []
    later = NOON + 21 * MINUTE
    assert attempts.overdue(now=later) == [attempt.pk]
    assert attempts.end_overdue(attempt.pk, by=cast.thandi.actor, now=later)
    assert not attempts.end_overdue(attempt.pk, by=cast.thandi.actor, now=later)
    attempt.refresh_from_db()
    assert (attempt.points, attempt.ended_by) == (Decimal(1), "time")


def test_coming_back_after_the_end_begins_the_next_attempt(cast: Cast) -> None:
    made = quiz(cast.thandi.actor, minutes=20)
    first = attempts.start(made.pk, by=cast.bongani.actor, now=NOON)
    second = attempts.start(made.pk, by=cast.bongani.actor, now=NOON + timedelta(days=1))
    first.refresh_from_db()
    assert (first.state, second.number, second.is_open) == ("done", 2, True)


def test_handing_in_twice_changes_nothing(cast: Cast) -> None:
    attempt = take(quiz(cast.thandi.actor), cast.bongani.actor)
    again = attempts.hand_in(attempt.pk, by=cast.bongani.actor, now=NOON + timedelta(hours=3))
    assert again.finished_at == NOON + 5 * MINUTE
    assert len(_published(events.AttemptHandedIn)) == 1
    closed = attempts.answer(attempt.pk, 1, Sent(), by=cast.bongani.actor, now=NOON)
    assert closed.arrival == Arrival.CLOSED


def test_nobody_answers_for_another(cast: Cast) -> None:
    attempt = attempts.start(quiz(cast.thandi.actor).pk, by=cast.bongani.actor, now=NOON)
    with pytest.raises(NotFound):
        attempts.answer(attempt.pk, 1, Sent(), by=cast.thandi.actor, now=NOON)
    with pytest.raises(NotFound):
        attempts.hand_in(attempt.pk, by=cast.thandi.actor, now=NOON)


@pytest.mark.parametrize("sent", [Sent(chosen=("9",)), Sent(chosen=("1", "2"))])
def test_an_answer_that_was_not_shown_is_refused(cast: Cast, sent: Sent) -> None:
    attempt = attempts.start(quiz(cast.thandi.actor).pk, by=cast.bongani.actor, now=NOON)
    with pytest.raises(attempts.AnswerRefused):
        attempts.answer(attempt.pk, 1, sent, by=cast.bongani.actor, now=NOON)


def test_an_old_attempt_keeps_the_text_it_showed_and_its_key(cast: Cast) -> None:
    attempt = attempts.start(quiz(cast.thandi.actor, FRIDGE).pk, by=cast.bongani.actor, now=NOON)
    question = Question.objects.get()
    newer = FRIDGE.__class__(kind="choice", text="How warm?", answers="- 4 °C or colder\n* 60 °C")
    bank.change(question.pk, newer, tags=(), by=cast.thandi.actor, now=NOON)
    row = asked(attempt)[0]
    assert row.seen.text == "How cold must a fridge be?"
    attempts.answer(attempt.pk, 1, right(row), by=cast.bongani.actor, now=NOON).refuse()
    assert attempts.hand_in(attempt.pk, by=cast.bongani.actor, now=NOON).is_passed
    question.refresh_from_db()
    assert (question.number, question.text) == (2, "How warm?")
    assert attempts.start(attempt.quiz_id, by=cast.thandi.actor, now=NOON).maximum == 1


def test_the_database_itself_keeps_what_was_asked(cast: Cast) -> None:
    attempts.start(quiz(cast.thandi.actor, FRIDGE).pk, by=cast.bongani.actor, now=NOON)
    for model, change in ((QuestionVersion, {"body": {}}), (AttemptQuestion, {"shown": {}})):
        with pytest.raises(ProgrammingError, match=r"asked as it is|cannot be changed"), transaction.atomic():
            model.objects.update(**change)
    QuestionVersion.objects.update(created_by=None)


def test_a_quiz_put_away_or_closed_begins_nothing_but_lets_go_on(cast: Cast) -> None:
    made = quiz(cast.thandi.actor)
    attempt = attempts.start(made.pk, by=cast.bongani.actor, now=NOON)
    editing.close(made.pk, by=cast.thandi.actor, now=NOON)
    assert attempts.start(made.pk, by=cast.bongani.actor, now=NOON).pk == attempt.pk
    with pytest.raises(attempts.QuizNotOpen):
        attempts.start(made.pk, by=cast.thandi.actor, now=NOON)
    assert attempts.hand_in(attempt.pk, by=cast.bongani.actor, now=NOON).state == "done"


def test_a_quiz_that_closes_ends_its_attempts(cast: Cast) -> None:
    closes = NOON + 10 * MINUTE
    made = quiz(cast.thandi.actor, minutes=20, closes_at=closes)
    assert attempts.start(made.pk, by=cast.bongani.actor, now=NOON).ends_at == closes
    with pytest.raises(attempts.QuizNotOpen):
        attempts.start(made.pk, by=cast.thandi.actor, now=closes)


def test_wrong_answers_cost_what_the_quiz_says(cast: Cast) -> None:
    made = quiz(cast.thandi.actor, FRIDGE, SPOILS, penalty_percent=Decimal(50))
    attempt = attempts.start(made.pk, by=cast.bongani.actor, now=NOON)
    wrong = [
        quizzing.place_of(row, text) for row, text in zip(asked(attempt), ("20 °C", "Salt"), strict=True)
    ]
    attempts.answer(attempt.pk, 1, Sent(chosen=(wrong[0],)), by=cast.bongani.actor, now=NOON)
    attempts.answer(attempt.pk, 2, right(asked(attempt)[1]), by=cast.bongani.actor, now=NOON)
    ended = attempts.hand_in(attempt.pk, by=cast.bongani.actor, now=NOON)
    assert (ended.points, ended.percent) == (Decimal("1.5"), Decimal(50))


def test_a_pool_draws_by_tag_and_each_learner_has_their_own(cast: Cast) -> None:
    quizzing.questions(
        cast.thandi.actor,
        *(FRIDGE.__class__(kind="true_false", text=f"Fact {n}", answers="true") for n in range(12)),
        tags=("Fridge",),
    )
    made = editing.create({"title": "Pool"}, by=cast.thandi.actor, now=NOON)
    with pytest.raises(editing.QuizEmpty):
        editing.publish_quiz(made.pk, by=cast.thandi.actor, now=NOON)
    editing.add_section(made.pk, {"tag": "fridge", "draws": 20}, by=cast.thandi.actor, now=NOON)
    section = sections_of(made)[-1]
    with pytest.raises(editing.PoolTooSmall, match="only 12"):
        editing.publish_quiz(made.pk, by=cast.thandi.actor, now=NOON)
    editing.change_section(section.pk, {"draws": 5}, by=cast.thandi.actor, now=NOON)
    editing.publish_quiz(made.pk, by=cast.thandi.actor, now=NOON)
    drawn = []
    for person in (cast.thandi, cast.bongani):
        attempt = attempts.start(made.pk, by=person.actor, now=NOON)
        drawn.append([row.question_id for row in asked(attempt)])
    assert [len(set(keys)) for keys in drawn] == [5, 5]
    assert drawn[0] != drawn[1], "one in eight hundred that they are the same five, fewer in the same order"


def test_marks_wait_until_the_attempt_is_over(cast: Cast) -> None:
    attempt = attempts.start(quiz(cast.thandi.actor, WHY).pk, by=cast.bongani.actor, now=NOON)
    with pytest.raises(marking.StillOpen):
        marking.give(asked(attempt)[0].pk, Decimal(1), comment="", by=cast.thandi.actor, now=NOON)


def test_starting_asks_a_constant_number_of_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    small = quiz(cast.thandi.actor, FRIDGE)
    large = quiz(cast.thandi.actor, *EVERY_KIND * 10)
    for made, count in ((small, 1), (large, 10 * len(EVERY_KIND))):
        with django_assert_max_num_queries(22):
            attempt = attempts.start(made.pk, by=cast.bongani.actor, now=NOON)
        with django_assert_max_num_queries(22):
            ended = attempts.hand_in(attempt.pk, by=cast.bongani.actor, now=NOON)
        assert (ended.is_open, len(asked(ended))) == (False, count)
