"""Documents and what belongs to them. Lock order: document, version, link; document, request, signer; template, clause; word template."""

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
from content.models.obligations import Obligation, ObligationQuerySet
from content.models.sharing import HasCode, ShareLink, ShareLinkQuerySet, ShareView, ShareViewQuerySet
from content.models.signing import (
    RequestState,
    SealState,
    Signer,
    SignerQuerySet,
    SignerState,
    SigningEvent,
    SigningRequest,
    SigningRequestQuerySet,
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
    "Approval",
    "ApprovalQuerySet",
    "Clause",
    "ClauseQuerySet",
    "ClauseVersion",
    "Document",
    "DocumentQuerySet",
    "DocumentSettings",
    "DocumentState",
    "DocumentVersion",
    "HasCode",
    "LOCKED",
    "Obligation",
    "ObligationQuerySet",
    "RememberedAnswer",
    "RequestState",
    "SealState",
    "ShareLink",
    "ShareLinkQuerySet",
    "ShareView",
    "ShareViewQuerySet",
    "Signer",
    "SignerQuerySet",
    "SignerState",
    "SigningEvent",
    "SigningRequest",
    "SigningRequestQuerySet",
    "Template",
    "TemplateQuerySet",
    "TemplateVersion",
    "Verdict",
    "VersionKind",
    "WordTemplate",
    "WordTemplateQuerySet",
    "WordTemplateVersion",
]
