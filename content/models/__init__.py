"""Documents and what belongs to them. Lock order: document, version, link; document, request, signer."""

from content.models.documents import Document, DocumentQuerySet, DocumentState, DocumentVersion, VersionKind
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
    "Document",
    "DocumentQuerySet",
    "DocumentState",
    "DocumentVersion",
    "HasCode",
    "Obligation",
    "ObligationQuerySet",
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
    "VersionKind",
]
