"""Documents and what belongs to them. Lock order: document, version, writing run, its section; template, clause; word template."""

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
from content.models.templates import (
    Clause,
    ClauseQuerySet,
    ClauseVersion,
    Template,
    TemplateQuerySet,
    TemplateVersion,
)
from content.models.word_templates import WordTemplate, WordTemplateQuerySet, WordTemplateVersion
from content.models.writing import (
    RunSection,
    RunSectionQuerySet,
    SectionState,
    WritingRun,
    WritingRunQuerySet,
    WritingState,
)

__all__ = [
    "Clause",
    "ClauseQuerySet",
    "ClauseVersion",
    "Template",
    "TemplateQuerySet",
    "TemplateVersion",
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
    "WordTemplate",
    "WordTemplateQuerySet",
    "WordTemplateVersion",
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
