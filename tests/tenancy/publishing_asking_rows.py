"""Questions to the library, for the sweeps."""

from typing import Any

from django.utils import timezone

from publishing.models import Question, QuestionState
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person


def store(organisation: Any, owner: Person, piece: str) -> dict[str, str]:
    """One that is answered, one that waits and one that was removed, all the owner's."""
    now = timezone.now()
    source = {
        "number": 1,
        "source": f"own/{piece}",
        "anchor": "shelfblock",
        "title": "Prices",
        "heading": "",
        "language": "en",
        "quote": "Ask more.",
        "words": ["ask"],
    }
    with tenant(organisation):

        def made(state: QuestionState, **more: Any) -> Question:
            row: Question = Question.objects.create(
                user=owner.user, text=f"What does {organisation.name} ask?", asked_at=now, state=state, **more
            )
            return row

        answer = [{"text": "Ask more.", "cites": [1]}]
        answered = made(QuestionState.ANSWERED, by="extracts", answer=answer, sources=[source])
        return {
            "library_question": answered.public_id,
            "library_question_waiting": made(QuestionState.WAITING).public_id,
            "library_question_removed": made(QuestionState.UNANSWERED, removed_at=now).public_id,
        }
