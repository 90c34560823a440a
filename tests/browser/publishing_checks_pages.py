"""Rows for the pages of checks and suggestions that every browser check visits."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from publishing.models import Finding, Piece
from publishing.services import checks, findings, parts, pieces, suggesting
from publishing.services.parts import Content
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

_TEXT = (
    "VAT is added at 14% to what you sell. For the form of a refund click [here](/read/en/none/). Count what lies on the shelf "
    "every Friday before the till is closed, let a second person count again, and write both numbers into the book.\n\n"
    "As of 2022 the fee at the bank is R 175 for each roll of coins."
)
_BLOCKS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("text", _TEXT, {}),
    ("table", "", {"rows": [["Bread", "12"], ["Milk", "30"]], "head": False}),
    ("embed", "", {"url": "https://youtu.be/dQw4w9WgXcQ", "title": ""}),
    ("image", "", {}),
)


def address(view: str, *ids: Any) -> str:
    """A page of Umoja Foods."""
    return reverse(f"publishing:{view}", args=["umoja-foods", *ids])


def a_piece(cast: Cast) -> Piece:
    """A draft with much to mend, one finding let stay, and suggestions."""
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        made = pieces.begin(title="How we count our stock on Fridays", by=by, now=now)
        for kind, text, data in _BLOCKS:
            made, _key = parts.add_block(made.pk, kind, content=Content(text=text, data=data), by=by, now=now)
        checks.check_now(made.pk, by=by, now=now)
        row = Finding.objects.get(piece=made, kind="embed_title")
        findings.dismiss(row.pk, reason="The film is named in the text above it.", by=by, now=now)
        suggesting.ask(made.pk, "summary", by=by, now=now)
        suggesting.ask(made.pk, "tags", by=by, now=now)
    return made


def _listed(cast: Cast) -> str:
    a_piece(cast)
    return address("write-checks")


_THANDIS = (
    ("library-checks-empty", lambda _cast: address("write-checks")),
    ("library-checks", _listed),
    ("library-piece-checks", lambda cast: address("write-piece-checks", a_piece(cast).public_id)),
    ("library-suggestions", lambda cast: address("write-help", a_piece(cast).public_id)),
    ("library-suggestions-choice", lambda _cast: address("write-help-choice")),
)
LISTED: tuple[dict[str, Any], ...] = tuple(
    {"name": name, "who": "thandi", "prepare": prepare} for name, prepare in _THANDIS
)
