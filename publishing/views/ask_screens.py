"""What the pages of asking show. Whether a source may still be read is asked each time."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from publishing.forms.asking import QuestionForm
from publishing.models import AnsweredBy, Question, QuestionState
from publishing.models.questions import KEPT
from publishing.selectors import questions, sources
from publishing.selectors.sources import Open
from publishing.services import answer_text
from publishing.terms import LANGUAGES
from publishing.views.addresses import Inside
from synthai.core import keyset
from synthai.core.access import Actor, TenantRequest

PAGE: Final = 20
EXAMPLES: Final = (
    _lazy("From which turnover must I register for VAT?"),
    _lazy("What must stand on a tax invoice?"),
    _lazy("How do I know that a proof of payment is false?"),
)
_TONES: Final = {
    QuestionState.ANSWERED: "success",
    QuestionState.UNANSWERED: "warning",
    QuestionState.FAILED: "danger",
    QuestionState.CANCELLED: "neutral",
}
# Why no language model wrote the answer.
BECAUSE: Final = {
    "no_model": "",
    "unavailable": _lazy("The language model did not answer, so these are extracts."),
    "declined": _lazy("The language model would not answer this, so these are extracts."),
    "capped": _lazy("The AI credits do not reach for an answer by a language model, so these are extracts."),
    "refused": _lazy("Machine writing is switched off here, so these are extracts."),
    "unsupported": _lazy(
        "What the language model wrote was not borne out by the pieces, so it was left out and these are extracts."
    ),
    "lost": _lazy(
        "The work was interrupted, and a language model is not asked twice, so these are extracts."
    ),
}
_LANGUAGES: Final = dict(LANGUAGES)


def form(request: TenantRequest) -> QuestionForm:
    """What was sent; else an empty one, or one with the words of an address (`?q=`), a mark of its own in it."""
    if request.method == "POST":
        return QuestionForm(request.POST)
    asked = {name: request.GET.get(key, "")[:300] for name, key in (("question", "q"), ("within", "within"))}
    return QuestionForm(initial={**asked, "asked": uuid4().hex})


def front(request: TenantRequest, form: QuestionForm) -> dict[str, Any]:
    """The box, examples, and a page of what one asked. A constant number of queries."""
    page = keyset.page(
        questions.mine(request.actor),
        ordering=("-asked_at", "-pk"),
        size=PAGE,
        cursor=request.GET.get("cursor"),
        scope="ask:questions",
    )
    within = str(form["within"].value() or "")
    opened = sources.opened([within], by=request.actor, now=timezone.now()) if within else []
    return {
        "form": form,
        "page": page,
        "rows": [(row, _TONES.get(QuestionState(row.state), "info")) for row in page.rows],
        "examples": EXAMPLES,
        "within": opened[0] if opened else None,
        "removed": request.GET.get("removed", "")[:16],
        "kept_days": KEPT.days,
        "search_url": _search_url(request.organisation.slug),
    }


@dataclass(frozen=True)
class Shown:
    """An answer as its person may see it now."""

    sentences: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    nearest: list[dict[str, str]]
    hides: bool


def shown(row: Question, by: Actor) -> Shown:
    """Without what may not be read any more. A constant number of queries."""
    slug = by.organisation_slug or ""
    found = sources.opened(questions.sources_of([row]), by=by, now=timezone.now())
    opened = {each.source: each for each in found}
    told = [_source(each, opened.get(each["source"]), slug, row) for each in row.sources]
    hidden = {each["number"] for each in told if not each["href"]}
    near = [_near(opened[each["source"]], slug) for each in row.nearest if each["source"] in opened]
    return Shown(questions.sentences(row, hidden), told, near, bool(hidden))


def question(request: TenantRequest, row: Question) -> dict[str, Any]:
    """One question. A constant number of queries."""
    told = shown(row, request.actor)
    return {
        "question": row,
        "topic": answer_text.topic_for(request.actor, row),
        "so_far": answer_text.so_far(row) if row.is_active else "",
        "is_machine": row.by == AnsweredBy.MACHINE,
        "because": BECAUSE.get(row.because, ""),
        "sentences": told.sentences,
        "sources": told.sources,
        "nearest": told.nearest,
        "hides": told.hides,
        "other_languages": _other_languages(told.sources),
        "pieces": _pieces(told.sources),
        "kept_until": row.asked_at + KEPT,
        "mark": uuid4().hex,
        "search_url": _search_url(request.organisation.slug),
    }


def _source(kept: dict[str, Any], opened: Open | None, slug: str, row: Question) -> dict[str, Any]:
    """A source as it is shown; without an address and its words when it may not be read any more."""
    if opened is None:
        return {"number": kept["number"], "href": ""}
    return {
        **kept,
        "title": opened.title,
        "href": _href(opened, slug, kept["anchor"]),
        "why": why(kept["words"]),
        "is_other_language": kept["language"] != row.language,
        "language_label": _LANGUAGES.get(kept["language"], kept["language"]),
    }


def _href(opened: Open, slug: str, anchor: str = "") -> str:
    word = opened.source.partition("/")[0]
    address = Inside(slug, word).piece(opened.piece)
    return f"{address}#b-{anchor}" if anchor else address


def _near(opened: Open, slug: str) -> dict[str, str]:
    return {"title": opened.title, "href": _href(opened, slug), "language": opened.piece.language}


def _other_languages(shown: list[dict[str, Any]]) -> str:
    """The languages that the sources are in, when all are in another than the question."""
    known = [each for each in shown if each["href"]]
    if not known or not all(each["is_other_language"] for each in known):
        return ""
    return ", ".join(dict.fromkeys(each["language_label"] for each in known))


def _pieces(shown: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The pieces to narrow the question to."""
    return list({each["source"]: (each["source"], each["title"]) for each in shown if each["href"]}.values())


def _search_url(slug: str) -> str:
    try:
        return reverse("search:search", args=[slug])
    except NoReverseMatch:
        return ""


def why(words: list[str]) -> str:
    """Why a passage was chosen, in words."""
    return _("It has %(words)s.") % {"words": ", ".join(words)} if words else _("It is about what you asked.")
