"""The same form sent three times at once, and two workers at one question."""

from typing import Any

import pytest
from django.utils import timezone

from publishing.models import Question
from publishing.refusals import AlreadyAsking
from publishing.services import answering, asking
from synthai.core.ai import registry
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import errors, run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_one_form_is_one_question_and_two_forms_are_one_at_a_time() -> None:
    cast = build_cast()

    def ask(key: str) -> Any:
        with tenant(cast.umoja):
            return asking.ask(
                "When must I register?", by=cast.bongani.actor, now=timezone.now(), request_key=key
            ).pk

    outcomes = run_together(*[lambda: ask("same")] * 3)
    assert not errors(outcomes)
    assert len(set(values(outcomes))) == 1
    outcomes = run_together(lambda: ask("one"), lambda: ask("two"))
    assert {type(error) for error in errors(outcomes)} == {AlreadyAsking}
    with tenant(cast.umoja):
        assert Question.objects.count() == 1
        assert OutboxEvent.objects.filter(name="publishing.QuestionAsked").count() == 1


def test_two_workers_answer_a_question_once() -> None:
    cast = build_cast()
    registry.use([])
    with tenant(cast.umoja):
        row = asking.ask("When must I register?", by=cast.bongani.actor, now=timezone.now())

    def work() -> None:
        with tenant(cast.umoja):
            answering.answer(row.pk)

    try:
        assert not errors(run_together(work, work))
    finally:
        registry.use(None)
    with tenant(cast.umoja):
        found = Question.objects.get()
    assert (found.state, found.attempts) == ("unanswered", 1)
