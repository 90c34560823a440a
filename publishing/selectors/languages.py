"""Pieces in the language of their reader: each once, in the best language there is for them.

The chain: the reader's language, then English, then the language a piece was written in, then the others in the order of LANGUAGES. Whether
a reader may see a piece is asked before (publishing.selectors.reading.listing): a translation that they may not see is none.
"""

from typing import Any, Final

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Value, When
from django.db.models.functions import Coalesce

from publishing.models import Piece, PieceQuerySet
from publishing.terms import LANGUAGES
from publishing.translation_terms import ENGLISH

CODES: Final = tuple(code for code, _name in LANGUAGES)


def preferred(code: str) -> str:
    """The language of pieces that goes with a language of the site; English for one in which none are written."""
    found = code.split("-", maxsplit=1)[0].lower()
    return found if found in CODES else ENGLISH


def once(rows: PieceQuerySet, language: str) -> PieceQuerySet:
    """Of these rows each piece once, in the best language for a reader of this one. No query; order and page it."""
    ranked = _ranked(rows, language)
    better = _ranked(rows.select_related(None).defer(None), language)
    better = better.filter(family=OuterRef("family"), rank__lt=OuterRef("rank")).order_by()
    found: PieceQuerySet = ranked.filter(~Exists(better.values("pk")))
    return found


def best_of(rows: PieceQuerySet, piece: Piece, language: str) -> Piece | None:
    """A piece in the best language for a reader of this one. One query."""
    root = piece.original_id or piece.pk
    found: Piece | None = _ranked(rows, language).filter(family=root).order_by("rank", "pk").first()
    return found


def elsewhere(rows: PieceQuerySet, language: str, slug: str) -> Piece | None:
    """What has this address in another language, in the best language for a reader of this one. Two queries at most."""
    named = rows.filter(slug=slug).order_by("pk").first()
    return best_of(rows, named, language) if named is not None else None


def in_language(rows: PieceQuerySet, pieces: list[Piece], language: str) -> dict[str, Piece]:
    """The same pieces by their public ids, each in this language where it is there. One query, none where they are in it."""
    roots = [piece.original_id or piece.pk for piece in pieces if piece.language != language]
    there = _ranked(rows, language).filter(language=language, family__in=roots) if roots else []
    found = {piece.original_id or piece.pk: piece for piece in there}
    return {piece.public_id: found.get(piece.original_id or piece.pk, piece) for piece in pieces}


def _ranked(rows: PieceQuerySet, language: str) -> Any:  # a PieceQuerySet with two names more
    rank = Case(
        When(language=language, then=Value(0)),
        When(language=ENGLISH, then=Value(1)),
        When(original__isnull=True, then=Value(2)),
        *(When(language=code, then=Value(3 + place)) for place, code in enumerate(CODES)),
        default=Value(3 + len(CODES)),
        output_field=IntegerField(),
    )
    return rows.annotate(family=Coalesce(F("original_id"), F("pk")), rank=rank)
