"""Locking a document as it goes out: its PDF is drawn, stored and hashed, and nothing of it changes any more."""

import hashlib
import io
from datetime import datetime

from django.db import transaction

from content import events, permissions
from content.models import Document, DocumentState, DocumentVersion, VersionKind
from content.refusals import ApprovalNeeded, DocumentPutAway, NotConfirmed
from content.selectors import approvals as asked
from content.selectors import confidential
from content.services import changing, documents, drawing, versions
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound, PreconditionFailed
from synthai.core.events import publish

FOLDER = "content/sent"


def lock_for_sending(document_id: int, *, by: Actor, now: datetime) -> DocumentVersion:
    """The version that goes out, with its PDF and the PDF's SHA-256; the state is `sent` from now on. Asked again, or in two tabs at once,
    the same version.

    Not one transaction: the paper is drawn and stored first, so call it outside of one, and its file is dropped when the document was changed
    meanwhile (PreconditionFailed). Raises NotFound, NotAllowed, DocumentPutAway, NotConfirmed, NotWhole, ApprovalNeeded.
    """
    require(by, permissions.DOCUMENT_SEND)
    document = Document.objects.filter(pk=document_id).order_by("pk").first()
    if document is None:
        raise NotFound
    confidential.refuse_hidden(document, by)
    if document.is_locked:
        return sent_version(document)
    _refuse_unready(document)
    pdf = drawing.as_pdf(document, is_final=True)
    stored = files.save_stream(io.BytesIO(pdf), folder=FOLDER, name="document.pdf")
    try:
        version = _lock(document, stored, by=by, now=now)
    except BaseException:
        files.delete(stored.path)
        raise
    if version.pdf != stored.path:
        files.delete(stored.path)  # another tab was faster: its file is the one that went out
    return version


def sent_version(document: Document) -> DocumentVersion:
    """The version that went out. Raises NotFound."""
    rows = DocumentVersion.objects.filter(document_id=document.pk, kind=VersionKind.SENT)
    found: DocumentVersion | None = rows.order_by("-number").first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def _lock(seen: Document, stored: files.StoredFile, *, by: Actor, now: datetime) -> DocumentVersion:
    document = changing.lock(seen.pk, by=by)
    if document.version != seen.version:
        raise PreconditionFailed
    if document.is_locked:
        return sent_version(document)
    _refuse_unready(document)
    document.state = DocumentState.SENT
    document.save(update_fields=["state"])
    version = versions.keep(document, VersionKind.SENT, by=by, now=now)
    version.pdf, version.sha256 = stored.path, stored.sha256
    version.save(update_fields=["pdf", "sha256"])
    audit(document, "content.document.sent", by=by, changes={"sha256": ["", stored.sha256]})
    publish(
        events.DocumentSent(
            document_id=document.pk,
            public_id=document.public_id,
            number=version.number,
            sha256=stored.sha256,
        )
    )
    return version


def pdf_of(version: DocumentVersion) -> bytes:
    """The PDF that went out, as it was: a file that is another one now is a fault of ours (ValueError). Raises FileNotFoundError."""
    with files.open_file(version.pdf) as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() != version.sha256:
        raise ValueError(f"The file of version {version.pk} is not the one that was sent.")
    return content


def as_seen(row: Document | DocumentVersion) -> bytes:
    """The paper as PDF for its reader: of what went out the very file, and behind a veil a drawing with dots. Raises WordFileOnly."""
    if row.is_veiled:
        return drawing.as_pdf(row)
    version = sent_version(row) if isinstance(row, Document) and row.is_locked else row
    return pdf_of(version) if isinstance(version, DocumentVersion) and version.sha256 else drawing.as_pdf(row)


def _refuse_unready(document: Document) -> None:
    if document.removed_at is not None:
        raise DocumentPutAway
    documents.refuse_open_questions(document)
    if not document.is_confirmed:
        raise NotConfirmed
    if asked.is_needed(document) and document.state != DocumentState.APPROVED:
        raise ApprovalNeeded
