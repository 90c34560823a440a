"""Quizzes on two devices at the same moment, on real parallel transactions."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from courses.engine.quiz.clock import Arrival
from courses.engine.quiz.reading import Sent
from courses.models import Attempt, AttemptQuestion
from courses.services.quizzes import attempts
from courses.tests import quizzing
from courses.tests.quizzing import FRIDGE
from synthai.core.access import system_actor
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_begun_on_three_devices_is_one_attempt() -> None:
    cast = build_cast()
    with tenant(cast.umoja):
        made = quizzing.quiz(cast.thandi.actor, FRIDGE, attempts_allowed=1)

    def start() -> Any:
        with tenant(cast.umoja):
            return attempts.start(made.pk, by=cast.bongani.actor, now=timezone.now()).pk

    found = values(run_together(start, start, start))
    assert len(found) == 3
    assert len(set(found)) == 1
    with tenant(cast.umoja):
        assert (Attempt.objects.count(), AttemptQuestion.objects.count()) == (1, 1)


def test_two_tabs_that_answer_at_once_keep_one_answer_and_tell_the_other() -> None:
    cast = build_cast()
    with tenant(cast.umoja):
        made = quizzing.quiz(cast.thandi.actor, FRIDGE)
        attempt = attempts.start(made.pk, by=cast.bongani.actor, now=timezone.now())

    def answer(place: str) -> Any:
        with tenant(cast.umoja):
            return attempts.answer(
                attempt.pk,
                1,
                Sent(chosen=(place,)),
                by=cast.bongani.actor,
                now=timezone.now(),
                saw_revision=0,
            ).arrival

    found = values(run_together(lambda: answer("1"), lambda: answer("2")))
    assert sorted(found) == sorted([Arrival.KEEP, Arrival.ELSEWHERE])
    with tenant(cast.umoja):
        assert AttemptQuestion.objects.get().revision == 1


def test_handed_in_by_learner_and_by_the_sweep_at_once_is_marked_once() -> None:
    cast = build_cast()
    with tenant(cast.umoja):
        made = quizzing.quiz(cast.thandi.actor, FRIDGE, minutes=1)
        began = timezone.now() - timedelta(minutes=9)
        attempt = attempts.start(made.pk, by=cast.bongani.actor, now=began)

    def hand_in() -> Any:
        with tenant(cast.umoja):
            return attempts.hand_in(attempt.pk, by=cast.bongani.actor, now=timezone.now()).state

    def sweep() -> Any:
        with tenant(cast.umoja):
            return attempts.end_overdue(attempt.pk, by=system_actor(cast.umoja.pk), now=timezone.now())

    values(run_together(hand_in, sweep, hand_in))
    with tenant(cast.umoja):
        assert OutboxEvent.objects.filter(name="courses.AttemptHandedIn").count() == 1
        assert Attempt.objects.get().finished_at == began + timedelta(minutes=1)
