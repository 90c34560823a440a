"""Pieces and what belongs to them. Lock order: series, piece, revision, what hangs on it."""

from publishing.models.checks import Finding, LinkCheck, PieceCheck
from publishing.models.helping import HelpChoice, Suggestion
from publishing.models.pieces import OldAddress, Piece, PieceAuthor, PieceQuerySet, Revision
from publishing.models.reading import PieceDay, ReaderChoice, Reading, ReadTogether
from publishing.models.shelves import PieceTag, Series, Tag

__all__ = [
    "Finding",
    "HelpChoice",
    "LinkCheck",
    "OldAddress",
    "Piece",
    "PieceAuthor",
    "PieceCheck",
    "PieceDay",
    "PieceQuerySet",
    "PieceTag",
    "ReadTogether",
    "ReaderChoice",
    "Reading",
    "Revision",
    "Series",
    "Suggestion",
    "Tag",
]
