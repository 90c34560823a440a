"""Questions: asked, stopped, rated, removed. Each person's own, and told to nobody. Answering is services/answering.py."""

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction

from publishing import events, locks, permissions
from publishing.models import Question, QuestionState
from publishing.models.questions import QUESTION_LENGTH
from publishing.refusals import (
    AlreadyAsking,
    NothingAsked,
    OnlyPeopleAsk,
    QuestionOver,
    QuestionTooLong,
    SourceGone,
)
from publishing.selectors import questions, sources
from publishing.services import answer_text
from synthai.core.access import Actor, require
from synthai.core.after_commit import after_commit
from synthai.core.ai import cancelling
from synthai.core.answers.languages import language_of
from synthai.core.events import publish

ANSWERED_IN = ("en", "af")
_SHORTEST = 3


@transaction.atomic
def ask(
    text: str, *, by: Actor, now: datetime, within: str = "", request_key: str = "", language: str = "en"
) -> Question:
    """Ask, of everything or `within` one piece ("own/<id>", "shared/<id>"). A worker answers after the commit. The same key again is
    the same question. `language` counts where the words do not tell theirs.

    Raises NotAllowed, OnlyPeopleAsk, NothingAsked, QuestionTooLong, SourceGone, AlreadyAsking.
    """
    require(by, permissions.QUESTION_ASK)
    user_id = _person(by)
    said = _said(text)
    key = _fingerprint(request_key)
    known = Question.objects.filter(user_id=user_id, request_key=key).order_by("pk").first() if key else None
    if known is not None:
        return known
    if within and not sources.opened([within], by=by, now=now):
        raise SourceGone
    spoken = language_of(said, otherwise=language if language in ANSWERED_IN else ANSWERED_IN[0])
    return _begun(said, spoken, within=within, key=key, user_id=user_id, now=now)


def _begun(said: str, spoken: str, *, within: str, key: str, user_id: int, now: datetime) -> Question:
    try:
        with transaction.atomic():
            question = Question.objects.create(
                user_id=user_id, text=said, within=within, language=spoken, request_key=key, asked_at=now
            )
    except IntegrityError as error:
        rows = Question.objects.filter(user_id=user_id, request_key=key)
        known = rows.order_by("pk").first() if key else None
        if known is None:
            raise AlreadyAsking from error
        return known
    publish(events.QuestionAsked(question_id=question.pk, public_id=question.public_id))
    return question


def cancel(public_id: str, *, by: Actor, now: datetime) -> Question:
    """Stop a question, also while a provider is silent. Raises NotFound, NotAllowed, QuestionOver."""
    question = _cancel(public_id, by=by, now=now)
    cancelling.cancel(question.cancel_key)  # without Valkey the next beat of the lease ends it
    return question


@transaction.atomic
def _cancel(public_id: str, *, by: Actor, now: datetime) -> Question:
    question = _mine(public_id, by)
    if not question.is_active:
        raise QuestionOver
    question.cancel_requested_at = now
    if question.lease_until is None or question.lease_until < now:
        question.state, question.finished_at = QuestionState.CANCELLED, now
    question.version += 1
    question.save(update_fields=["cancel_requested_at", "state", "finished_at", "version"])
    topic = answer_text.topic_for(by, question)
    after_commit(answer_text.hint, topic, question.public_id, question.version)
    return question


@transaction.atomic
def rate(public_id: str, *, is_helpful: bool | None, by: Actor) -> Question:
    """Say whether it helped; None takes that back. Raises NotFound, NotAllowed."""
    question = _mine(public_id, by)
    question.is_helpful = is_helpful
    question.save(update_fields=["is_helpful"])
    return question


@transaction.atomic
def remove(public_id: str, *, by: Actor, now: datetime) -> Question:
    """Out of the history; for a day it can be put back. One that is being answered is stopped. Raises NotFound, NotAllowed."""
    question = _mine(public_id, by)
    if question.is_active:
        question.state, question.finished_at = QuestionState.CANCELLED, now
        question.lease_token, question.lease_until = "", None
        after_commit(cancelling.cancel, question.cancel_key)
    question.removed_at = now
    question.save(update_fields=["removed_at", "state", "finished_at", "lease_token", "lease_until"])
    return question


@transaction.atomic
def put_back(public_id: str, *, by: Actor) -> Question:
    """Undo `remove`. Raises NotFound (it is gone for good), NotAllowed."""
    require(by, permissions.QUESTION_ASK)
    question = locks.lock_question(questions.removed(public_id, by).pk)
    question.removed_at = None
    question.save(update_fields=["removed_at"])
    return question


def abandoned(*, now: datetime, limit: int = 100) -> list[int]:
    """Ids of this organisation's questions whose worker died or never came."""
    return list(Question.objects.abandoned(now=now).order_by("pk").values_list("pk", flat=True)[:limit])


def purge(*, now: datetime) -> int:
    """Delete those whose time is over. Returns how many. Needs the tenant."""
    return Question.objects.over(now=now).delete()[0]


def _mine(public_id: str, by: Actor) -> Question:
    require(by, permissions.QUESTION_ASK)
    return locks.lock_question(questions.get(public_id, by).pk)


def _person(by: Actor) -> int:
    if by.user_id is None or by.kind != "person":
        raise OnlyPeopleAsk
    return by.user_id


def _said(text: str) -> str:
    said = " ".join(text.replace("\x00", "").split())
    if len(said) > QUESTION_LENGTH:
        raise QuestionTooLong(most=QUESTION_LENGTH)
    if sum(letter.isalpha() for letter in said) < _SHORTEST:
        raise NothingAsked
    return said


def _fingerprint(request_key: str) -> str:
    return hashlib.sha256(request_key.encode()).hexdigest() if request_key else ""
