"""Every row lock of content. Order: document, then what hangs on it."""

from content.models import CopyRequest, CopyVariant, Document, DocumentSettings, ReadDocument
from synthai.core.errors import NotFound


def lock_document(document_id: int) -> Document:
    """The document, locked until the transaction ends. Raises NotFound."""
    found = Document.objects.select_for_update().filter(pk=document_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_settings(settings_id: int) -> DocumentSettings:
    """The organisation's settings of documents, locked until the transaction ends. Raises NotFound."""
    rows = DocumentSettings.objects.select_for_update().filter(pk=settings_id)
    found: DocumentSettings | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_read(read_id: int) -> ReadDocument:
    """The document that was read in, locked until the transaction ends. Raises NotFound."""
    rows = ReadDocument.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    found: ReadDocument | None = rows.filter(pk=read_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_copy(copy_id: int) -> CopyRequest:
    """The marketing text that was asked for, locked until the transaction ends. Raises NotFound."""
    rows = CopyRequest.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    found: CopyRequest | None = rows.filter(pk=copy_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_variant(variant_id: int) -> CopyVariant:
    """One variant, locked until the transaction ends; its request is locked before. Raises NotFound."""
    rows = CopyVariant.objects.select_for_update(of=("self",), no_key=True).select_related("request")
    found: CopyVariant | None = rows.filter(pk=variant_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found
