"""From an issued document to its file and its mail. Each step bears repeating: a killed worker's work is done once more.

The file is the original, PDF/A-3 with the UBL inside; the first mail takes it along, and downloads give the very same bytes. What is
mailed again is marked as a copy (VAT Act, section 20(1): one original for a supply).
"""

import hashlib
import io
import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts import selectors as people
from billing import locks, permissions
from billing.documents import as_pdf, file_name
from billing.engine.invoicing.shapes import Document
from billing.engine.invoicing.ubl.writing import write as write_ubl
from billing.models import BillingEntity, Customer, DocumentDelivery, TaxDocument
from billing.services import branding, mail_returns
from notifications.services import mail
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.errors import NotFound

logger = logging.getLogger("synthai.billing")
AGAIN = (
    timedelta(minutes=2),
    timedelta(minutes=15),
    timedelta(hours=2),
    timedelta(hours=12),
    timedelta(days=1),
)


def deliver(document_public_id: str, *, now: datetime) -> DocumentDelivery | None:
    """Render the document and mail it, as far as that is not done yet. Needs the tenant; not in a transaction."""
    document = TaxDocument.objects.filter(public_id=document_public_id).order_by("pk").first()
    if document is None:
        return None
    _plan_next(document, now=now)
    _render(document, now=now)
    return _mail(document, now=now)


def to_do(*, now: datetime) -> list[str]:
    """The active organisation's documents that still have to get out."""
    rows = DocumentDelivery.objects.to_do(now=now).order_by("pk")
    return list(rows.values_list("document__public_id", flat=True)[:100])


def file_of(document: TaxDocument) -> tuple[str, bytes]:
    """The file's name and its bytes: the one that was stored, or rendered now while a worker is still at it."""
    found = DocumentDelivery.objects.filter(document=document).order_by("pk").first()
    name = file_name(shape_of(document))
    if found is not None and found.path:
        with files.open_file(found.path) as stored:
            return name, bytes(stored.read())
    return name, _pdf(document, shape_of(document))


def ubl_of(document: TaxDocument) -> tuple[str, bytes]:
    """The same as UBL 2.1."""
    shape = shape_of(document)
    return file_name(shape, "xml"), write_ubl(shape)


def mail_again(document_public_id: str, *, by: Actor, now: datetime) -> TaxDocument:
    """Mail a copy to the address that stands in the invoice details now. Needs the tenant; not in a transaction.

    Raises NotAllowed, NotFound.
    """
    require(by, permissions.DOCUMENT_CORRECT if by.kind != "staff" else permissions.DOCUMENT_NOTE)
    document: TaxDocument | None = TaxDocument.objects.filter(public_id=document_public_id).first()
    if document is None:
        raise NotFound
    copy = shape_of(document).as_copy()
    stored = files.save_stream(io.BytesIO(_pdf(document, copy)), folder=_folder(document), name="copy.pdf")
    with transaction.atomic():
        to = _queue_mail(document, copy, stored.path)
        row = locks.lock_delivery(document.pk)
        row.mails += 1
        row.mailed_at, row.mailed_to = now, to
        row.save(update_fields=["mails", "mailed_at", "mailed_to"])
        audit(document, "billing.document.mailed_again", by=by)
    return document


def shape_of(document: TaxDocument) -> Document:
    """The document that was stored."""
    return Document.from_json(document.data)


def is_intact(document: TaxDocument) -> bool:
    """Whether what is stored still has the hash of the day of issue, and its file the hash of its rendering."""
    found = DocumentDelivery.objects.filter(document=document).order_by("pk").first()
    if shape_of(document).digest() != document.sha256:
        return False
    if found is None or not found.path:
        return True
    with files.open_file(found.path) as stored:
        return hashlib.sha256(stored.read()).hexdigest() == found.file_sha256


@transaction.atomic
def _plan_next(document: TaxDocument, *, now: datetime) -> None:
    """When somebody else tries, should we die."""
    row = locks.lock_delivery(document.pk)
    if row.next_try_at is not None:
        row.next_try_at = now + AGAIN[min(row.attempts, len(AGAIN) - 1)]
        row.attempts += 1
        row.save(update_fields=["next_try_at", "attempts"])


def _render(document: TaxDocument, *, now: datetime) -> None:
    if DocumentDelivery.objects.filter(document=document).exclude(path="").exists():
        return
    content = io.BytesIO(_pdf(document, shape_of(document)))
    stored = files.save_stream(content, folder=_folder(document), name="document.pdf")
    with transaction.atomic():
        row = locks.lock_delivery(document.pk)
        if row.path:  # another worker was faster; its file stays
            after_commit(files.delete, stored.path)
            return
        row.path, row.file_sha256, row.file_bytes, row.rendered_at = (
            stored.path,
            stored.sha256,
            stored.size,
            now,
        )
        row.save(update_fields=["path", "file_sha256", "file_bytes", "rendered_at"])


@transaction.atomic
def _mail(document: TaxDocument, *, now: datetime) -> DocumentDelivery:
    row = locks.lock_delivery(document.pk)
    if row.mailed_at is None:
        row.mailed_to = _queue_mail(document, shape_of(document), row.path)
        row.mailed_at, row.mails = now, row.mails + 1
    row.next_try_at = None
    row.save(update_fields=["mailed_to", "mailed_at", "mails", "next_try_at"])
    return row


def _queue_mail(document: TaxDocument, shape: Document, path: str) -> str:
    owner = document.organisation_id or 0
    customer = Customer.objects.order_by("pk").first()
    to = customer.email if customer and customer.email else people.owner_of(owner).email
    page = reverse("billing:invoice", args=[people.slug_of(owner), document.public_id])
    context: dict[str, Any] = {
        "document": document,
        "kind": document.get_kind_display(),
        "seller": shape.seller,
        "is_copy": shape.is_copy,
        "url": settings.SITE_URL.rstrip("/") + page,
    }
    attached = {"name": file_name(shape), "path": path, "type": "application/pdf", "is_own": shape.is_copy}
    mail.send(
        "billing/document",
        to,
        context,
        organisation_id=owner,
        attachments=[attached],
        about=mail_returns.about(document.public_id),
    )
    return to


def _pdf(document: TaxDocument, shape: Document) -> bytes:
    entity = BillingEntity.objects.get(pk=document.entity_id)
    return as_pdf(shape, ubl=write_ubl(shape), brand=branding.brand_of(entity))


def _folder(document: TaxDocument) -> str:
    return f"documents/{people.public_id_of(document.organisation_id or 0)}"
