"""Documents and what belongs to them. Lock order: document, version, link; document, request, signer."""

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

__all__ = [
    "Approval",
    "ApprovalQuerySet",
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
    "Verdict",
    "VersionKind",
]
