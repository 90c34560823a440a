"""Answering: a worker takes a question, reads what the person may read, and answers by a language model or by extracts.

No transaction is open while a model writes. What is stored is stored under the worker's token: one that was thought dead and comes back
stores nothing. `machine_asked_at` is written before a model is asked; the next worker of a killed one then takes extracts, so that no answer is
paid twice.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import actors
from publishing import locks, permissions
from publishing.models import Question, QuestionState
from publishing.models.questions import MOST_ATTEMPTS
from publishing.selectors import sources
from publishing.selectors.sources import Material
from publishing.services import answer_text
from publishing.services.answer_text import AnswerText
from publishing.services.answers_kept import Made, by_extracts, by_machine, nothing
from synthai.core import leases
from synthai.core.access import Actor
from synthai.core.after_commit import after_commit
from synthai.core.ai import calling, cancelling
from synthai.core.ai.calling import ModelsUnavailable, NoModel, Piece, Restarted, WritingDeclined
from synthai.core.ai.metering import Capped
from synthai.core.answers import extracts, machine, scoring
from synthai.core.answers.passages import Passage
from synthai.core.answers.scoring import Ranked
from synthai.core.errors import DomainError
from synthai.core.search import misses

PURPOSE = "publishing.answer"
logger = logging.getLogger("synthai.publishing")


class _Stopped(Exception):  # noqa: N818 - somebody asked
    """The question is to end here."""


@dataclass
class _Work:
    """One worker's hold of one question."""

    question: Question
    token: str
    by: Actor
    live: AnswerText
    told: Event = field(default_factory=Event)

    @property
    def rows(self) -> Any:
        """The row, as long as it is this worker's."""
        return Question.objects.filter(pk=self.question.pk, state=QuestionState.ANSWERING)

    def renewed(self) -> bool:
        """Whether it is still this worker's, and wanted; from a thread of its own."""
        wanted = self.rows.filter(cancel_requested_at__isnull=True)
        return leases.renew(wanted, self.token, now=timezone.now())


def answer(question_id: int) -> None:
    """Answer one question, if no other worker does. Needs the tenant."""
    now = timezone.now()
    rows = Question.objects.active().filter(pk=question_id)
    token = leases.take(rows, now=now, state=QuestionState.ANSWERING, attempts=F("attempts") + 1)
    if token is None:
        return
    question = Question.objects.get(pk=question_id)
    by = actors.of_member_now(question.organisation_id or 0, question.user_id)
    if by is None or not by.can(permissions.QUESTION_ASK) or question.attempts > MOST_ATTEMPTS:
        _store(
            question,
            token,
            nothing("not_allowed" if question.attempts <= MOST_ATTEMPTS else "stopped", QuestionState.FAILED),
        )
        return
    topic = answer_text.topic_for(by, question)
    work = _Work(question, token, by, AnswerText(topic, question))
    work.live.void()  # of a worker that died
    _hint(question, topic)
    with leases.pulse(work.renewed, organisation_id=question.organisation_id or 0, lost=work.told.set):
        made = _made(work, now=now)
    work.live.forget()
    _store(question, token, made)


def _made(work: _Work, *, now: datetime) -> Made:
    question = work.question
    if question.cancel_requested_at is not None:
        return nothing("", QuestionState.CANCELLED)
    material = sources.gathered(
        question.text, by=work.by, now=now, within=question.within, language=question.language
    )
    ranked = scoring.ranked(material.held, material.passages)
    if not extracts.is_near(ranked):
        return _unanswered(work, material, ranked, now=now)
    try:
        return _written(work, material, ranked, now=now)
    except _Stopped:
        return nothing("", QuestionState.CANCELLED)


def _written(work: _Work, material: Material, ranked: list[Ranked], *, now: datetime) -> Made:
    """By a model where one may be asked, else by extracts, else nothing."""
    because = "lost" if work.question.machine_asked_at is not None else ""
    given = machine.passages_for(ranked)
    if not because and not calling.is_there():
        because = "no_model"
    if not because and given:
        Question.objects.filter(pk=work.question.pk).update(machine_asked_at=now)
        try:
            finished = _asked(work, material, given, now=now)
        except DomainError as error:
            because = _reason(error)
            work.live.void()
        else:
            if finished.sentences:
                return by_machine(finished, given, material)
            if finished.declined:
                return _unanswered(work, material, ranked, now=now)
            because = "unsupported"
    if not extracts.answers(ranked):
        return _unanswered(work, material, ranked, now=now)
    return by_extracts(extracts.chosen(material.held, ranked), material, because=because)


def _asked(work: _Work, material: Material, given: list[Passage], *, now: datetime) -> machine.Finished:
    watch = cancelling.watching(work.question.cancel_key)
    events = machine.stream(
        material.held,
        given,
        now=now,
        purpose=PURPOSE,
        is_cancelled=lambda: work.told.is_set() or watch(),
        details={"question": work.question.public_id},
    )
    for event in events:
        if isinstance(event, Piece):
            work.live.add(event.text)
        elif isinstance(event, Restarted):
            work.live.void()
        elif isinstance(event, machine.Finished):
            return event
        else:
            break
    work.live.void()
    raise _Stopped


def _unanswered(work: _Work, material: Material, ranked: list[Ranked], *, now: datetime) -> Made:
    """Nothing answers it: editors hear what was asked for in vain, without who asked."""
    if not work.question.within:
        misses.note(
            work.question.text,
            organisation_id=work.question.organisation_id or 0,
            language=work.question.language,
            now=now,
        )
    return nothing("", QuestionState.UNANSWERED, material=material, ranked=ranked)


@transaction.atomic
def _store(question: Question, token: str, made: Made) -> None:
    held = locks.lock_question(question.pk)
    if held.state != QuestionState.ANSWERING or held.lease_token != token:
        return
    stopped = held.cancel_requested_at is not None
    for name, value in (made if not stopped else nothing("", QuestionState.CANCELLED)).items():
        setattr(held, name, value)
    held.finished_at = timezone.now()
    held.lease_until, held.lease_token = None, ""
    held.version += 1
    held.save()
    after_commit(_hint, held, "")


def _hint(question: Question, topic: str) -> None:
    topic = topic or answer_text.topic_of(question.organisation.public_id, question)
    answer_text.hint(topic, question.public_id, question.version)


def _reason(error: DomainError) -> str:
    kinds = (
        (NoModel, "no_model"),
        (WritingDeclined, "declined"),
        (ModelsUnavailable, "unavailable"),
        (Capped, "capped"),
    )
    return next((because for kind, because in kinds if isinstance(error, kind)), "refused")
