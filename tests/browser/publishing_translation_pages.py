"""Rows for the pages of translations that every browser check visits."""

from typing import Any

from django.utils import timezone

from publishing.models import Piece
from publishing.services import live, parts, translations
from publishing.services.parts import Content
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser.publishing_writing_pages import a_piece, address

_TEXT = "Tel wat op die rak lê **elke Vrydag**, voordat die kasregister toegemaak word.\n\n- Brood\n- Melk"


def a_translation(cast: Cast) -> tuple[Piece, Piece]:
    """A live piece that went on, and its Afrikaans: partly translated, partly a machine's that nobody has read."""
    original, by, now = a_piece(cast), cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        made = translations.begin(original.pk, "af", by=by, now=now)
        first, table, note = (block["id"] for block in made.blocks[:3])
        parts.write_head(made.pk, "title", "Hoe ons Vrydae ons voorraad tel", by=by, now=now)
        parts.write_block(made.pk, first, Content(text=_TEXT, data={}), by=by, now=now)
        rows = {"rows": [["Item", "Getel", "Verkoop"], ["Brood", "12", "45"]], "head": True}
        parts.write_block(made.pk, table, Content(text="Op 27 November.", data=rows), by=by, now=now)
        said = Content(
            text="Wat twee keer kort is, is nie 'n fout nie.", data={"tone": "warning", "title": "Pas op"}
        )
        parts.write_block(made.pk, note, said, by=by, now=now)
        Piece.objects.filter(pk=made.pk).update(unread=[f"block:{note}"], is_machine_draft=True)
        quote = original.blocks[3]["id"]
        parts.remove_block(original.pk, quote, by=by, now=now)
        parts.add_block(
            original.pk, "text", content=Content(text="Ask **Gogo Zodwa**.", data={}), by=by, now=now
        )
        original.refresh_from_db()
        for each in [block["id"] for block in original.blocks if block["kind"] == "image"]:
            parts.remove_block(original.pk, each, by=by, now=now)  # no picture was chosen in it
        live.publish(original.pk, by=by, now=now)
        made.refresh_from_db()
    return original, made


def matrix(cast: Cast) -> str:
    original, _made = a_translation(cast)
    with tenant(cast.umoja):
        translations.begin(original.pk, "zu", by=cast.bongani.actor, now=timezone.now())
    return address("write-translations")


def _of(view: str, place: int, query: str = "") -> Any:
    return lambda cast: address(view, a_translation(cast)[place].public_id) + query


_THANDIS = (
    ("library-translations-empty", lambda cast: address("write-translations")),
    ("library-translations", matrix),
    ("library-languages", _of("write-languages", 0)),
    ("library-translate", _of("write-translate", 1)),
)
LISTED: tuple[dict[str, Any], ...] = tuple(
    {"name": name, "who": "thandi", "prepare": prepare} for name, prepare in _THANDIS
)
