"""What the pages of invoices show."""

from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing import permissions
from billing.documents import sheet_of
from billing.models import TaxDocument, WaitingDocument
from billing.selectors import documents
from billing.services import delivering, mail_returns
from synthai.core import keyset
from synthai.core.access import TenantRequest

PAGE_SIZE = 25
ASKED = {
    "buyer.name": _("The law wants your name on it."),
    "buyer.address": _("Above R5 000 the law wants your address on it."),
}


def invoices(request: TenantRequest) -> dict[str, Any]:
    """One page of documents, newest first. Two queries."""
    rows = keyset.page(
        documents.documents(),
        ordering=("-issued_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="billing:invoices",
    )
    asked = [{"row": row, "words": _asked(row)} for row in documents.waiting()]
    return {
        "page": rows,
        "waiting": asked,
        "can_pay": request.actor.can(permissions.PAYMENT_MAKE),
        "can_check": request.actor.can(permissions.INVOICE_CHECK),
    }


def _asked(row: WaitingDocument) -> list[str]:
    """What is missing, said to whom it is about."""
    said = zip_longest(row.missing, row.problems, fillvalue="")
    return [str(ASKED.get(field, problem)) for field, problem in said]


def invoice(request: TenantRequest, found: TaxDocument, form: forms.Form) -> dict[str, Any]:
    """One document as on paper, its warnings, and what belongs to it."""
    return {
        "document": found,
        "sheet": sheet_of(delivering.shape_of(found)),
        "related": documents.related(found),
        "delivery": documents.delivery_of(found),
        "lost_mail": mail_returns.lost(found),
        "form": form,
        "can_correct": found.is_invoice and request.actor.can(permissions.DOCUMENT_CORRECT),
        "can_pay": request.actor.can(permissions.PAYMENT_MAKE),
    }
