"""Documents and what belongs to them. Lock order: bulk run, document, version, writing run, its section, link, request, signer; template, clause;
word template."""

from content.models.answers import RememberedAnswer
from content.models.approvals import Approval, ApprovalQuerySet, DocumentSettings, Verdict
from content.models.bulk import (
    BulkPart,
    BulkRow,
    BulkRun,
    BulkRunQuerySet,
    BulkState,
    RowState,
)
from content.models.calls import AiSettings, CallOutcome, ModelCall, ModelCallQuerySet, ModelSpend
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
from content.models.writing import RunSection, SectionState, WritingRun, WritingRunQuerySet, WritingState

__all__ = [
    "AiSettings",
    "Approval",
    "ApprovalQuerySet",
    "BulkPart",
    "BulkRow",
    "BulkRun",
    "BulkRunQuerySet",
    "BulkState",
    "CallOutcome",
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
    "ModelCall",
    "ModelCallQuerySet",
    "ModelSpend",
    "Obligation",
    "ObligationQuerySet",
    "RememberedAnswer",
    "RequestState",
    "RowState",
    "RunSection",
    "SealState",
    "SectionState",
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
    "WritingRun",
    "WritingRunQuerySet",
    "WritingState",
]
