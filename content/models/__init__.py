"""Documents and what belongs to them. Lock order: document, version."""

from content.models.answers import RememberedAnswer
from content.models.approvals import Approval, ApprovalQuerySet, DocumentSettings, Verdict
from content.models.copies import (
    BannedWord,
    CopyQuerySet,
    CopyRequest,
    CopyVariant,
    MachineState,
    WrittenBy,
)
from content.models.documents import (
    LOCKED,
    Document,
    DocumentQuerySet,
    DocumentState,
    DocumentVersion,
    VersionKind,
)
from content.models.reads import ReadDocument, ReadPage, ReadQuerySet, ReadState, SummaryState

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
__all__ += ["BannedWord", "CopyQuerySet", "CopyRequest", "CopyVariant", "MachineState", "WrittenBy"]
__all__ += ["ReadDocument", "ReadPage", "ReadQuerySet", "ReadState", "SummaryState"]
