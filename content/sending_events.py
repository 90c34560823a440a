"""Facts of sharing, signing and dates. Ids are public ids; nobody's name or address is in them."""

from dataclasses import dataclass
from typing import Final

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class DocumentShared(Event):
    """A link to a document was made."""

    document: str
    link: str


@dataclass(frozen=True, kw_only=True)
class DocumentViewed(Event):
    """Somebody outside looked at a shared document, or downloaded it (`kind`). `is_first`: nobody had by this link before."""

    document: str
    link: str
    kind: str
    is_first: bool


@dataclass(frozen=True, kw_only=True)
class SignatureAsked(Event):
    """It is a signer's turn: the mail goes out. `is_reminder` once they were asked before."""

    request_id: int
    signer_id: int
    request: str
    signer: str
    is_reminder: bool


@dataclass(frozen=True, kw_only=True)
class DocumentSigned(Event):
    """One signer signed; `left` others have not."""

    document: str
    request: str
    signer: str
    left: int


@dataclass(frozen=True, kw_only=True)
class DocumentDeclined(Event):
    """A signer said no, which ends the request."""

    document: str
    request: str
    signer: str


@dataclass(frozen=True, kw_only=True)
class SigningCompleted(Event):
    """Everybody signed; the sealed file is about to be made."""

    document: str
    request: str
    request_id: int


@dataclass(frozen=True, kw_only=True)
class SigningSealed(Event):
    """The sealed file is there. `sha256` is of it."""

    document: str
    request: str
    request_id: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class SigningEnded(Event):
    """A request ended without all signatures: declined, withdrawn or expired."""

    document: str
    request: str
    request_id: int
    how: str


@dataclass(frozen=True, kw_only=True)
class DocumentDue(Event):
    """The day of telling about a date in a document has come."""

    document: str
    obligation: str
    obligation_id: int
    due_on: str


SENDING_NAMES: Final[dict[type[Event], str]] = {
    DocumentShared: "document.shared",
    DocumentViewed: "document.viewed",
    SignatureAsked: "signature.requested",
    DocumentSigned: "document.signed",
    DocumentDeclined: "document.declined",
    SigningCompleted: "signing.completed",
    SigningSealed: "signing.sealed",
    SigningEnded: "signing.ended",
    DocumentDue: "document.date_announced",
}
