"""Documents and what belongs to them. Lock order: document, version."""

from content.models.copies import BannedWord, CopyQuerySet, CopyRequest, CopyVariant, WrittenBy
from content.models.documents import Document, DocumentQuerySet, DocumentState, DocumentVersion, VersionKind
from content.models.reads import ReadDocument, ReadPage, ReadQuerySet, ReadState, SummaryState

__all__ = [
    "BannedWord",
    "CopyQuerySet",
    "CopyRequest",
    "CopyVariant",
    "ReadDocument",
    "ReadPage",
    "ReadQuerySet",
    "ReadState",
    "SummaryState",
    "WrittenBy",
    "Document",
    "DocumentQuerySet",
    "DocumentState",
    "DocumentVersion",
    "VersionKind",
]
