"""The pages of what is written here: sisters that show each other as tabs, each to who may open it."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from publishing import permissions
from publishing.selectors import findings, reviews
from synthai.core.access import Actor, TenantRequest

_PAGES: Final = (
    ("pieces", "publishing:write-list", _lazy("Pieces"), permissions.PIECE_WRITE),
    ("reviews", "publishing:write-reviews", _lazy("For review"), permissions.PIECE_WRITE),
    ("checks", "publishing:write-checks", _lazy("Checks"), permissions.PIECE_WRITE),
    ("translations", "publishing:write-translations", _lazy("Translations"), permissions.PIECE_WRITE),
    ("comments", "publishing:comment-queue", _lazy("Comments"), permissions.COMMENT_MODERATE),
    ("readers", "publishing:readers", _lazy("Readers"), permissions.PIECE_EDIT),
    ("wanted", "publishing:wanted-list", _lazy("Searched in vain"), permissions.WANTED_MANAGE),
)


def shelf_tabs(request: TenantRequest, active: str) -> list[dict[str, Any]]:
    """Two queries."""
    actor, slug = request.actor, request.organisation.slug
    counts = _counts(actor)
    return [
        {
            "label": label,
            "url": reverse(view, args=[slug]),
            "active": name == active,
            "count": counts.get(name) or None,
        }
        for name, view, label, capability in _PAGES
        if actor.can(capability)
    ]


def _counts(actor: Actor) -> dict[str, int]:
    if not actor.can(permissions.PIECE_WRITE):
        return {}
    waiting = reviews.counts(actor)
    return {
        "reviews": waiting.of(reviews.lists_of(actor)[0]),
        "checks": findings.counts(actor)["open"],
    }
