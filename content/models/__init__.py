"""Documents and what belongs to them. Lock order: document, version, writing run, its section."""

from content.models.answers import RememberedAnswer
from content.models.approvals import Approval, ApprovalQuerySet, DocumentSettings, Verdict
from content.models.calls import AiSettings, CallOutcome, ModelCall, ModelCallQuerySet, ModelSpend
from content.models.documents import (
    LOCKED,
    Document,
    DocumentQuerySet,
    DocumentState,
    DocumentVersion,
    VersionKind,
)
from content.models.writing import (
    RunSection,
    RunSectionQuerySet,
    SectionState,
    WritingRun,
    WritingRunQuerySet,
    WritingState,
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
__all__ += ["AiSettings", "CallOutcome", "ModelCall", "ModelCallQuerySet", "ModelSpend"]
__all__ += [
    "RunSection",
    "RunSectionQuerySet",
    "SectionState",
    "WritingRun",
    "WritingRunQuerySet",
    "WritingState",
]
