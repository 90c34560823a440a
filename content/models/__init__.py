"""Documents and what belongs to them. Lock order: bulk run, document, version, writing run, its section, link, request, signer; template, clause;
word template; what was read in; marketing text, its variant."""

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
from content.models.obligations import Obligation, ObligationQuerySet
from content.models.reads import ReadDocument, ReadPage, ReadQuerySet, ReadState, SummaryState
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
from content.models.writing import (
    RunSection,
    RunSectionQuerySet,
    SectionState,
    WritingRun,
    WritingRunQuerySet,
    WritingState,
)

__all__ = [
    "AiSettings",
    "Approval",
    "ApprovalQuerySet",
    "BannedWord",
    "BulkPart",
    "BulkRow",
    "BulkRun",
    "BulkRunQuerySet",
    "BulkState",
    "CallOutcome",
    "Clause",
    "ClauseQuerySet",
    "ClauseVersion",
    "CopyQuerySet",
    "CopyRequest",
    "CopyVariant",
    "Document",
    "DocumentQuerySet",
    "DocumentSettings",
    "DocumentState",
    "DocumentVersion",
    "HasCode",
    "LOCKED",
    "MachineState",
    "ModelCall",
    "ModelCallQuerySet",
    "ModelSpend",
    "Obligation",
    "ObligationQuerySet",
    "ReadDocument",
    "ReadPage",
    "ReadQuerySet",
    "ReadState",
    "RememberedAnswer",
    "RequestState",
    "RowState",
    "RunSection",
    "RunSectionQuerySet",
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
    "SummaryState",
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
    "WrittenBy",
]
