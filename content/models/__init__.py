"""Documents and what belongs to them. Lock order: document, version."""

from content.models.documents import Document, DocumentQuerySet, DocumentState, DocumentVersion, VersionKind

__all__ = ["Document", "DocumentQuerySet", "DocumentState", "DocumentVersion", "VersionKind"]
