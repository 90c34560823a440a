"""Questions for the pages of asking that every browser check visits."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from publishing.models import Question, QuestionState
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser.library_pages import a_shelf
from tests.browser.page import Page


def _source(number: int, source: str, **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "source": source,
        "anchor": "aaaaaaaa",
        "title": "Three prices",
        "heading": "What has to be in it",
        "language": "en",
        "quote": "what you paid for it, with the transport\na share of rent, power and airtime",
        "words": ["price", "rent"],
        **more,
    }


def _asked(cast: Cast, text: str, state: QuestionState, **more: Any) -> Question:
    with tenant(cast.umoja):
        row: Question = Question.objects.create(
            user=cast.bongani.user, text=text, state=state, asked_at=timezone.now(), **more
        )
    return row


def _address(row: Question) -> str:
    return reverse("ask:question", args=["umoja-foods", row.public_id])


def by_machine(cast: Cast) -> str:
    """An answer by a language model, with a sentence left out."""
    made = a_shelf(cast)
    row = _asked(
        cast,
        "What has to be in the price of a loaf of bread in a small shop with rent and airtime?",
        QuestionState.ANSWERED,
        by="machine",
        model="sandbox-large-2026-11-01",
        left_out=1,
        answer=[
            {"text": "The price pays for the bread and its transport.", "cites": [1]},
            {"text": "It also pays a share of rent, power and airtime.", "cites": [1, 2]},
        ],
        sources=[
            _source(1, f"shared/{made['first'].public_id}"),
            _source(2, f"shared/{made['see'].public_id}", heading="", words=[]),
        ],
    )
    return _address(row)


def by_extracts(cast: Cast) -> str:
    """Extracts of English pieces for a question in Afrikaans."""
    made = a_shelf(cast)
    row = _asked(
        cast,
        "Wat moet in my prys wees?",
        QuestionState.ANSWERED,
        language="af",
        by="extracts",
        because="capped",
        is_helpful=True,
        answer=[{"text": "What has to be in it:\n– what you paid for it, with the transport", "cites": [1]}],
        sources=[_source(1, f"shared/{made['first'].public_id}")],
    )
    return _address(row)


def unanswered(cast: Cast) -> str:
    """Nothing answers it."""
    near = [{"source": f"shared/{a_shelf(cast)['first'].public_id}", "title": "x"}]
    return _address(_asked(cast, "How do I train a parrot?", QuestionState.UNANSWERED, nearest=near))


def waiting(cast: Cast) -> str:
    """It is being answered."""
    return _address(_asked(cast, "What has to be in a price?", QuestionState.WAITING))


def history(cast: Cast) -> str:
    """The box, with what was asked before."""
    by_extracts(cast)
    _asked(cast, "How do I train a parrot?", QuestionState.UNANSWERED)
    return reverse("ask:front", args=["umoja-foods"])


PAGES = (
    Page(name="ask-empty", path=lambda: reverse("ask:front", args=["umoja-foods"]), who="bongani"),
    Page(name="ask", who="bongani", prepare=history),
    Page(name="ask-machine", who="bongani", prepare=by_machine),
    Page(name="ask-extracts", who="bongani", prepare=by_extracts),
    Page(name="ask-unanswered", who="bongani", prepare=unanswered),
    Page(name="ask-waiting", who="bongani", prepare=waiting),
)
