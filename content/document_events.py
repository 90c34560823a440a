"""Facts of documents and their approval."""

from dataclasses import dataclass
from typing import Final

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class DocumentBegun(Event):
    """A document was begun of a template. `copied_from` is the public id of the document it is a copy of, or empty."""

    document_id: int
    public_id: str
    ref: str
    copied_from: str


@dataclass(frozen=True, kw_only=True)
class DocumentConfirmed(Event):
    """A person read it and said so: it is no draft any more. `version` counts its changes."""

    document_id: int
    public_id: str
    version: int


@dataclass(frozen=True, kw_only=True)
class DocumentPutAway(Event):
    """It was taken out of the list."""

    document_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class DocumentBroughtBack(Event):
    """It is in the list again."""

    document_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class DocumentRestored(Event):
    """An earlier version stands in it again."""

    document_id: int
    public_id: str
    number: int


@dataclass(frozen=True, kw_only=True)
class DocumentUpgraded(Event):
    """It is made of a newer version of its template now."""

    document_id: int
    public_id: str
    old_ref: str
    new_ref: str


@dataclass(frozen=True, kw_only=True)
class ApprovalAsked(Event):
    """Somebody asks for approval before it goes out."""

    document_id: int
    public_id: str
    approval_id: int
    asked_by_id: int | None


@dataclass(frozen=True, kw_only=True)
class DocumentApproved(Event):
    """It may go out as it stands."""

    document_id: int
    public_id: str
    approval_id: int
    asked_by_id: int | None
    decided_by_id: int | None


@dataclass(frozen=True, kw_only=True)
class DocumentSentBack(Event):
    """An approver wants something changed."""

    document_id: int
    public_id: str
    approval_id: int
    asked_by_id: int | None
    decided_by_id: int | None


@dataclass(frozen=True, kw_only=True)
class ApprovalVoided(Event):
    """The document was changed after approval was asked for or given: both count no more."""

    document_id: int
    public_id: str
    approval_id: int


@dataclass(frozen=True, kw_only=True)
class DocumentSent(Event):
    """It is locked as it went out: `number` is its version, `sha256` that of the PDF."""

    document_id: int
    public_id: str
    number: int
    sha256: str


DOCUMENT_NAMES: Final[dict[type[Event], str]] = {
    DocumentBegun: "document.begun",
    DocumentConfirmed: "document.confirmed",
    DocumentPutAway: "document.put_away",
    DocumentBroughtBack: "document.brought_back",
    DocumentRestored: "document.restored",
    DocumentUpgraded: "document.upgraded",
    ApprovalAsked: "approval.asked",
    DocumentApproved: "document.approved",
    DocumentSentBack: "document.sent_back",
    ApprovalVoided: "approval.voided",
    DocumentSent: "document.sent",
}
