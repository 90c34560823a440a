"""Pieces and what belongs to them. Lock order: series, piece, revision, what hangs on it."""

from publishing.models.pieces import OldAddress, Piece, PieceAuthor, PieceQuerySet, Revision
from publishing.models.questions import AnsweredBy, Question, QuestionState
from publishing.models.reading import PieceDay, ReaderChoice, Reading, ReadTogether
from publishing.models.shelves import PieceTag, Series, Tag

__all__ = [
    "AnsweredBy",
    "OldAddress",
    "Piece",
    "PieceAuthor",
    "PieceDay",
    "PieceQuerySet",
    "PieceTag",
    "Question",
    "QuestionState",
    "ReadTogether",
    "ReaderChoice",
    "Reading",
    "Revision",
    "Series",
    "Tag",
]
