"""A person's own questions. Nobody else's, and none that they removed."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from publishing.models import Question, QuestionState
from publishing.models.questions import QuestionQuerySet
from publishing.selectors import sources
from synthai.core.access import Actor
from synthai.core.errors import NotFound


def mine(by: Actor) -> QuestionQuerySet:
    """All of them. Order and page it. One query. Needs the tenant."""
    return Question.objects.of(by.user_id)


def get(public_id: str, by: Actor) -> Question:
    """One of them. One query. Raises NotFound. Needs the tenant."""
    found: Question | None = mine(by).filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def removed(public_id: str, by: Actor) -> Question:
    """One that they removed and may still put back. One query. Raises NotFound. Needs the tenant."""
    rows = Question.objects.filter(user_id=by.user_id or 0, removed_at__isnull=False, public_id=public_id)
    found: Question | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def active(by: Actor) -> Question | None:
    """The one that waits for its answer. One query. Needs the tenant."""
    found: Question | None = mine(by).active().order_by("pk").first()
    return found


def sources_of(questions: Iterable[Question]) -> list[str]:
    """The pieces that their answers name, each once."""
    return list(
        dict.fromkeys(
            each["source"] for question in questions for each in [*question.sources, *question.nearest]
        )
    )


def sentences(question: Question, hidden: Collection[int]) -> list[dict[str, Any]]:
    """Those with a source that may still be read; `hidden` are the numbers of the others."""
    made = []
    for each in question.answer:
        cites = [number for number in each["cites"] if number not in hidden]
        if cites:
            made.append({"text": each["text"], "cites": cites})
    return made


def exported(by: Actor, *, now: datetime) -> list[dict[str, object]]:
    """What is kept of their questions, as JSON holds it, newest first, without what they may not read any more, as on their page. A
    constant number of queries. Needs the tenant."""
    rows = list(Question.objects.filter(user_id=by.user_id or 0).order_by("-asked_at", "-pk"))
    may = {each.source for each in sources.opened(sources_of(rows), by=by, now=now)}
    return [_exported(row, may) for row in rows]


def _exported(row: Question, may: Collection[str]) -> dict[str, object]:
    hidden = {each["number"] for each in row.sources if each["source"] not in may}
    return {
        "id": row.public_id,
        "question": row.text,
        "language": row.language,
        "asked_at": row.asked_at.isoformat(),
        "state": row.state,
        "answered_by": row.by,
        "answer": sentences(row, hidden),
        "sources": [each for each in row.sources if each["number"] not in hidden],
        "is_helpful": row.is_helpful,
    }


def has_answer(question: Question) -> bool:
    """Whether sentences stand there."""
    return question.state == QuestionState.ANSWERED
