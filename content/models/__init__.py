"""Documents and what belongs to them. Lock order: document, version; template, clause; word template."""

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
from content.models.templates import (
    Clause,
    ClauseQuerySet,
    ClauseVersion,
    Template,
    TemplateQuerySet,
    TemplateVersion,
)
from content.models.word_templates import WordTemplate, WordTemplateQuerySet, WordTemplateVersion

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
