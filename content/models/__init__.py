"""Documents and what belongs to them. Lock order: document, version."""

from content.models.answers import RememberedAnswer
from content.models.approvals import Approval, ApprovalQuerySet, DocumentSettings, Verdict
from content.models.documents import (
    LOCKED,
    Document,
    DocumentQuerySet,
    DocumentState,
    DocumentVersion,
    VersionKind,
)

__all__ = [
    "LOCKED",
    "Approval",
    "ApprovalQuerySet",
    "Document",
    "DocumentQuerySet",
    "DocumentSettings",
    "DocumentState",
    "DocumentVersion",
    "RememberedAnswer",
    "Verdict",
    "VersionKind",
]
