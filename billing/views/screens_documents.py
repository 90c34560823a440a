"""What the pages of invoices show."""

from typing import Any

from django import forms

from billing import permissions
from billing.documents import sheet_of
from billing.models import TaxDocument
from billing.selectors import documents
from billing.services import delivering
from synthai.core import keyset
from synthai.core.access import TenantRequest

PAGE_SIZE = 25


def invoices(request: TenantRequest) -> dict[str, Any]:
    """One page of documents, newest first. Two queries."""
    rows = keyset.page(
        documents.documents(),
        ordering=("-issued_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="billing:invoices",
    )
    waiting = [row for row in documents.waiting() if not row.is_for_staff]
    return {"page": rows, "waiting": waiting, "can_pay": request.actor.can(permissions.PAYMENT_MAKE)}


def invoice(request: TenantRequest, found: TaxDocument, form: forms.Form) -> dict[str, Any]:
    """One document as on paper, its warnings, and what belongs to it."""
    return {
        "document": found,
        "sheet": sheet_of(delivering.shape_of(found)),
        "related": documents.related(found),
        "delivery": documents.delivery_of(found),
        "form": form,
        "can_correct": found.is_invoice and request.actor.can(permissions.DOCUMENT_CORRECT),
        "can_pay": request.actor.can(permissions.PAYMENT_MAKE),
    }
