"""Invoices and notes, and suppliers' invoices that were checked, as search finds them: by number, by name, by what they are for."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from billing import permissions
from billing.models import CheckedInvoice, TaxDocument
from synthai.core.money import Money
from synthai.core.search.kinds import SearchKind, itself
from synthai.core.search.pieces import SearchPiece
from synthai.core.tenancy import active_organisation_id


def _documents(keys: Iterable[str]) -> list[SearchPiece]:
    """Two queries."""
    rows = TaxDocument.objects.filter(public_id__in=list(keys))
    slug = people.slug_of(active_organisation_id() or 0)
    return [_document(row, slug) for row in rows]


def _document(row: TaxDocument, slug: str) -> SearchPiece:
    lines = [str(line.get("description", "")) for line in row.data.get("lines", [])]
    return SearchPiece(
        key=row.public_id,
        title=f"{row.get_kind_display()} {row.number}",
        summary=" · ".join(filter(None, (row.buyer_name, str(Money(row.incl, row.currency))))),
        text="\n".join(filter(None, [*lines, row.reason, row.issued_on.isoformat()])),
        path=f"/o/{slug}/billing/invoices/{row.public_id}/",
        readers=(f"cap:{permissions.PLAN_VIEW}",),
        changed_at=row.issued_at,
        facets={"format": (row.kind,)},
    )


def _document_keys() -> list[str]:
    return list(TaxDocument.objects.order_by("pk").values_list("public_id", flat=True))


def _checked(keys: Iterable[str]) -> list[SearchPiece]:
    """Two queries."""
    rows = CheckedInvoice.objects.kept().filter(public_id__in=list(keys))
    slug = people.slug_of(active_organisation_id() or 0)
    return [
        SearchPiece(
            key=row.public_id,
            title=" ".join(filter(None, (row.supplier, row.number))) or str(_("Checked invoice")),
            summary=str(Money(row.incl, row.currency)) if row.incl is not None else "",
            text="\n".join(filter(None, (row.supplier_vat_number, str(row.issued_on or "")))),
            path=f"/o/{slug}/billing/checked/{row.public_id}/",
            readers=(f"cap:{permissions.INVOICE_CHECK}",),
            changed_at=row.checked_at,
        )
        for row in rows
    ]


def _checked_keys() -> list[str]:
    return list(CheckedInvoice.objects.kept().order_by("pk").values_list("public_id", flat=True))


DOCUMENTS: Final = SearchKind(
    name="billing.document",
    label=_("Invoice"),
    icon="receipt",
    load=_documents,
    keys=_document_keys,
    follows={"billing.taxdocument": itself},
)
CHECKED: Final = SearchKind(
    name="billing.checked",
    label=_("Supplier’s invoice"),
    icon="receipt-cutoff",
    load=_checked,
    keys=_checked_keys,
    follows={"billing.checkedinvoice": itself},
)
