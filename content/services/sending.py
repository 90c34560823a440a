"""A document goes out: it is locked and kept with its hash, and somebody gets a link to it."""

from dataclasses import dataclass
from datetime import datetime

from content import permissions
from content import sending_refusals as refusals
from content.models import Document, DocumentVersion, VersionKind
from content.services import locking, sharing
from content.services.sharing import Made, Wish
from synthai.core.access import Actor, require


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The version that went out, and the link to it."""

    version: DocumentVersion
    made: Made


def locked(document: Document, *, by: Actor, now: datetime) -> DocumentVersion:
    """The document's version that can no longer change; the document is locked now where it was not. Not in a transaction: a PDF is drawn.

    Raises NotAllowed, and what `locking.lock_for_sending` raises.
    """
    require(by, permissions.DOCUMENT_SEND)
    if document.is_locked:
        return sent_version(document.pk)
    return locking.lock_for_sending(document.pk, by=by, now=now)


def send(document: Document, wish: Wish, *, by: Actor, now: datetime) -> Sent:
    """Lock the document where it is not yet, and make somebody a link to it. Raises as `locked` and `sharing.share`."""
    version = locked(document, by=by, now=now)
    return Sent(version=version, made=sharing.share(version, wish, by=by, now=now))


def sent_version(document_id: int) -> DocumentVersion:
    """The version that went out last. Needs the tenant. Raises NotSent."""
    sent = DocumentVersion.objects.filter(document_id=document_id, kind=VersionKind.SENT).exclude(sha256="")
    found: DocumentVersion | None = sent.select_related("document").order_by("-number").first()
    if found is None:
        raise refusals.NotSent
    return found
