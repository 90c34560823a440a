"""Pieces and what belongs to them. Lock order: series, piece, revision, what hangs on it."""

from publishing.models.pieces import OldAddress, Piece, PieceAuthor, PieceQuerySet, Revision
from publishing.models.reading import PieceDay, ReaderChoice, Reading, ReadTogether
from publishing.models.shelves import PieceTag, Series, Tag
from publishing.models.translating import TranslationRun

__all__ = [
    "OldAddress",
    "Piece",
    "PieceAuthor",
    "PieceDay",
    "PieceQuerySet",
    "PieceTag",
    "ReadTogether",
    "ReaderChoice",
    "Reading",
    "Revision",
    "Series",
    "Tag",
    "TranslationRun",
]
