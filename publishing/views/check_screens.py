"""What the pages of checks show: contexts of templates, without rules and without writes."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from publishing.check_terms import Urgency
from publishing.check_words import said
from publishing.models import Finding, Piece
from publishing.selectors import findings
from synthai.core.access import Actor

TONES: Final = {Urgency.NOW: "danger", Urgency.SOON: "warning", Urgency.LATER: "neutral"}
ICONS: Final = {
    Urgency.NOW: "exclamation-octagon",
    Urgency.SOON: "exclamation-triangle",
    Urgency.LATER: "info-circle",
}


def urgency_links(by: Actor, *, path: str, chosen: str) -> tuple[list[dict[str, Any]], int]:
    """The list by urgency with numbers, and how many are open. One query."""
    told = findings.counts(by)
    words = [("", _("All"), "open"), *((str(each.value), each.label, str(each.value)) for each in Urgency)]
    words.append(("dismissed", _("Stay as they are"), "dismissed"))
    links = [
        {
            "label": label,
            "url": f"{path}?urgency={value}" if value else path,
            "active": value == chosen,
            "count": told[name],
        }
        for value, label, name in words
    ]
    return links, told["open"]


def shown(row: Finding, organisation: str) -> dict[str, Any]:
    """A finding as the templates show it: in words, and with the place to mend it."""
    urgency = Urgency(row.urgency)
    return {
        "row": row,
        "key": row.public_id,
        "piece": row.piece,
        "said": said(row),
        "tone": TONES[urgency],
        "icon": ICONS[urgency],
        "urgency": urgency.label,
        "url": _place(row, organisation),
    }


def of_piece(found: Piece, organisation: str) -> dict[str, Any]:
    """The findings of a piece, what was let stay, and when it was looked at. Three queries."""
    look = findings.look_at(found)
    rows, away = findings.of_piece(found), findings.of_piece(found, is_dismissed=True)
    for row in (*rows, *away):
        row.piece = found
    return {
        "findings": [shown(row, organisation) for row in rows],
        "dismissed": [shown(row, organisation) for row in away],
        "checked_at": look.checked_at if look else None,
        "is_behind": look is None or look.checked_at is None or look.version < found.version,
    }


def _place(row: Finding, organisation: str) -> str:
    """Where it is mended: the part of the draft, or the settings."""
    key = row.piece.public_id
    if row.part == "settings":
        return reverse("publishing:write-settings", args=[organisation, key])
    place = row.part.removeprefix("block:")
    page = reverse("publishing:write-piece", args=[organisation, key])
    return page if place in {"text", "title"} else f"{page}#block-{place}"
