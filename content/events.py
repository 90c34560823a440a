"""Facts of documents. Only ever extended. `PUBLIC_NAMES` is what others know them by (docs/content.md)."""

from typing import Final

from content.sending_events import (
    DocumentDeclined,
    DocumentDue,
    DocumentSent,
    DocumentShared,
    DocumentSigned,
    DocumentViewed,
    SignatureAsked,
    SigningCompleted,
    SigningEnded,
    SigningSealed,
)
from synthai.core.events import Event

PUBLIC_NAMES: Final[dict[type[Event], str]] = {
    DocumentSent: "document.sent",
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

__all__ = [
    "PUBLIC_NAMES",
    "DocumentDeclined",
    "DocumentDue",
    "DocumentSent",
    "DocumentShared",
    "DocumentSigned",
    "DocumentViewed",
    "SignatureAsked",
    "SigningCompleted",
    "SigningEnded",
    "SigningSealed",
]
