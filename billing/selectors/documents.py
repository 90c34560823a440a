"""What an organisation sees of its invoices and notes."""

from billing.models import DocumentDelivery, TaxDocument, WaitingDocument
from billing.models.documents import TaxDocumentQuerySet
from synthai.core.errors import NotFound


def documents() -> TaxDocumentQuerySet:
    """Every document, for a list by key."""
    return TaxDocument.objects.select_related("original", "corrects", "charge")


def get_document(public_id: str) -> TaxDocument:
    """One document. Raises NotFound."""
    found: TaxDocument | None = documents().filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def related(document: TaxDocument) -> list[TaxDocument]:
    """Its notes and corrections, or what it changes, oldest first; not itself."""
    root = document.original or document.corrects or document
    rows = TaxDocument.objects.filter(pk=root.pk) | TaxDocument.objects.filter(original=root)
    rows |= TaxDocument.objects.filter(corrects=root)
    return list(rows.exclude(pk=document.pk).order_by("pk"))


def waiting() -> list[WaitingDocument]:
    """What waits for the customer, oldest first; at most 20. What is ours to mend is not shown to her."""
    rows = WaitingDocument.objects.filter(issued_at__isnull=True, is_for_staff=False).select_related("charge")
    return list(rows.order_by("pk")[:20])


def delivery_of(document: TaxDocument) -> DocumentDelivery | None:
    """Its file and mail, as far as they are."""
    found: DocumentDelivery | None = DocumentDelivery.objects.filter(document=document).order_by("pk").first()
    return found
