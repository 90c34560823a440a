"""What the pages of review, schedule and notes show: contexts of templates, without rules and without writes."""

from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from publishing.engine.blocks import ID
from publishing.forms.workflow import AskForm, DecisionForm, NoteForm, ScheduleForm
from publishing.models import Piece
from publishing.selectors import notes, readiness, reviews
from publishing.services import hints
from publishing.terms import BlockKind
from publishing.views import write_screens as screens
from synthai.core.access import TenantRequest

_LABELS: Final = {
    reviews.FOR_ME: gettext_lazy("For you"),
    reviews.ALL: gettext_lazy("All"),
    reviews.SENT: gettext_lazy("Sent by you"),
}


def topic(request: TenantRequest) -> str:
    """What these pages listen to."""
    return hints.topic_for(request.actor)


def review_page(
    request: TenantRequest,
    found: Piece,
    *,
    ask: AskForm | None = None,
    decision: DecisionForm | None = None,
    plan: ScheduleForm | None = None,
) -> dict[str, Any]:
    """What stands against publishing, where it stands with review, and what is planned. Forms come with what was sent."""
    history = reviews.of_piece(found)
    where = reviews.where(found, history, request.actor)
    context = screens.piece(request, found, active="review")
    if where.waiting is None:
        context["ask"] = ask or AskForm(people=reviews.reviewers(found, request.actor))
    if where.may_decide:
        context["decision"] = decision or DecisionForm(version=found.version)
    if context["can_publish"]:
        context["plan"] = plan or ScheduleForm(piece=found)
    return {
        **context,
        "where": where,
        "history": [each for each in history if each.verdict],
        "troubles": [
            _trouble(request, found, each) for each in readiness.troubles(found, now=timezone.now())
        ],
        "missed": [_told(request, found, each) for each in found.missed.get("troubles", [])],
        "topic": topic(request),
    }


def _trouble(request: TenantRequest, found: Piece, trouble: Any) -> dict[str, str]:
    return _told(request, found, trouble.told())


def _told(request: TenantRequest, found: Piece, told: dict[str, str]) -> dict[str, str]:
    """A trouble with the address where it is mended."""
    ids = [request.organisation.slug, found.public_id]
    if told["part"] == "settings":
        return {**told, "url": reverse("publishing:write-settings", args=ids)}
    if told["part"] == "review":
        return {**told, "url": f"{reverse('publishing:write-review', args=ids)}#review"}
    place = "add" if told["part"] == "blocks" else f"block-{told['part']}"
    return {**told, "url": f"{reverse('publishing:write-piece', args=ids)}#{place}"}


def review_tabs(request: TenantRequest, *, active: str) -> list[dict[str, Any]]:
    """The lists of reviews with how many wait. One query."""
    counts, address = (
        reviews.counts(request.actor),
        reverse("publishing:write-reviews", args=[request.organisation.slug]),
    )
    return [
        {
            "label": _LABELS[which],
            "url": f"{address}?list={which}",
            "active": which == active,
            "count": counts.of(which),
        }
        for which in reviews.lists_of(request.actor)
    ]


def notes_page(request: TenantRequest, found: Piece, form: NoteForm | None = None) -> dict[str, Any]:
    """The notes of a piece, or of the block that the address names."""
    asked = request.GET.get("block", "")
    block = asked if ID.fullmatch(asked) else ""
    return {
        **screens.piece(request, found, active="notes"),
        "talks": notes.talks(found, block=block),
        "only": block,
        "form": form or note_form(request, found, block=block),
        "topic": topic(request),
    }


def note_form(request: TenantRequest, found: Piece, data: Any = None, *, block: str = "") -> NoteForm:
    """The form of a new note."""
    blocks = [
        (each["id"], f"{number}. {BlockKind(each['kind']).label}")
        for number, each in enumerate(found.blocks, 1)
    ]
    return NoteForm(data, blocks=blocks, people=notes.askable(found, request.actor), block=block)


def desk(request: TenantRequest, found: Piece, sitting: Any) -> dict[str, Any]:
    """Who writes in the piece."""
    return {"piece": found, "sitting": sitting, "topic": topic(request)}
