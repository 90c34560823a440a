"""Pieces with translations, for tests."""

from typing import Any

from publishing.models import Piece, Revision
from publishing.services import live, parts, translations
from publishing.services.parts import Content
from publishing.tests import shelf
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person

NOW = shelf.NOW
BLOCKS = [
    {"id": "aaaaaaaa", "kind": "text", "text": "Count the shelf. Bread costs R 12.50.", "data": {}},
    {"id": "bbbbbbbb", "kind": "callout", "text": "Every Friday.", "data": {"tone": "info", "title": "When"}},
    {
        "id": "cccccccc",
        "kind": "embed",
        "text": "",
        "data": {"url": "https://youtu.be/dQw4w9WgXcQ", "title": ""},
    },
]


def original(by: Person, title: str = "Count stock", **fields: Any) -> Piece:
    """A live piece in English with three blocks, for the team unless told otherwise."""
    return shelf.published(by, title, **{"audience": "team", "blocks": BLOCKS, **fields})


def begun(by: Person, of: Piece, language: str = "af") -> Piece:
    """A translation of it, as it is begun."""
    with tenant(by.organisation):
        return translations.begin(of.pk, language, by=by.actor, now=NOW)


def published(
    by: Person, of: Piece, language: str = "af", words: str = "Tel die rak. Brood kos R 12.50."
) -> Piece:
    """A translation that readers see."""
    made = begun(by, of, language)
    with tenant(by.organisation):
        parts.write_head(made.pk, "title", f"{of.title} in {language}", by=by.actor, now=NOW)
        parts.write_block(made.pk, "aaaaaaaa", Content(text=words, data={}), by=by.actor, now=NOW)
        live.publish(made.pk, by=by.actor, now=NOW)
    return fresh(made)


def changed(by: Person, piece: Piece, words: str = "Count the whole shelf. Bread costs R 13.50.") -> Piece:
    """The original, published anew with other words in its first block."""
    with tenant(by.organisation):
        parts.write_block(piece.pk, "aaaaaaaa", Content(text=words, data={}), by=by.actor, now=NOW)
        live.publish(piece.pk, by=by.actor, now=NOW)
    return fresh(piece)


def fresh(piece: Piece) -> Piece:
    """As it is stored."""
    with tenant(piece.organisation):
        return Piece.objects.select_related("live", "series", "original__live").get(pk=piece.pk)


def revisions(piece: Piece) -> list[Revision]:
    """Its revisions, the oldest first."""
    with tenant(piece.organisation):
        return list(Revision.objects.filter(piece_id=piece.pk).order_by("number"))
