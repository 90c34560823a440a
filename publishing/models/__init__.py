"""Pieces and what belongs to them. Lock order: series, piece, revision, what hangs on it."""

from publishing.models.checks import Finding, LinkCheck, PieceCheck
from publishing.models.comments import Comment, CommentQuerySet, CommentReport
from publishing.models.helping import HelpChoice, Suggestion
from publishing.models.pieces import OldAddress, Piece, PieceAuthor, PieceQuerySet, Revision
from publishing.models.questions import AnsweredBy, Question, QuestionState
from publishing.models.reading import PieceDay, ReaderChoice, Reading, ReadTogether
from publishing.models.rules import LibraryRule
from publishing.models.shelves import PieceTag, Series, Tag
from publishing.models.translating import TranslationRun
from publishing.models.workflow import Desk, PieceNote, Review

__all__ = [
    "Comment",
    "CommentQuerySet",
    "CommentReport",
    "Desk",
    "AnsweredBy",
    "Finding",
    "HelpChoice",
    "LibraryRule",
    "LinkCheck",
    "OldAddress",
    "Piece",
    "PieceAuthor",
    "PieceCheck",
    "PieceDay",
    "PieceNote",
    "PieceQuerySet",
    "PieceTag",
    "Question",
    "QuestionState",
    "ReadTogether",
    "ReaderChoice",
    "Reading",
    "Review",
    "Revision",
    "Series",
    "Suggestion",
    "Tag",
    "TranslationRun",
]
