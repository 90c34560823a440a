"""A person's own questions. Nobody else's, and none that they removed."""

from collections.abc import Iterable

from publishing.models import Question, QuestionState
from publishing.models.questions import QuestionQuerySet
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


def exported(by: Actor) -> list[dict[str, object]]:
    """Everything that is kept of their questions, as JSON holds it, newest first. One query. Needs the tenant."""
    return [
        {
            "id": row.public_id,
            "question": row.text,
            "language": row.language,
            "asked_at": row.asked_at.isoformat(),
            "state": row.state,
            "answered_by": row.by,
            "answer": row.answer,
            "sources": row.sources,
            "is_helpful": row.is_helpful,
        }
        for row in Question.objects.filter(user_id=by.user_id or 0).order_by("-asked_at", "-pk")
    ]


def has_answer(question: Question) -> bool:
    """Whether sentences stand there."""
    return question.state == QuestionState.ANSWERED
