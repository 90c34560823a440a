"""The words a document is headed with. "Tax invoice" stands on tax invoices alone (VAT Act, section 20(4)(a))."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from billing.engine.invoicing.shapes import Document, Kind, Treatment

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

HEADINGS: "dict[Kind, _StrOrPromise]" = {
    Kind.TAX_INVOICE: _("Tax invoice"),
    Kind.INVOICE: _("Invoice"),
    Kind.CREDIT_NOTE: _("Credit note"),
    Kind.DEBIT_NOTE: _("Debit note"),
    Kind.RECEIPT: _("Receipt"),
    Kind.STATEMENT: _("Statement of account"),
    Kind.PRO_FORMA: _("Pro forma invoice"),
}
TREATMENTS: "dict[Treatment, _StrOrPromise]" = {
    Treatment.STANDARD: _("Standard-rated"),
    Treatment.ZERO: _("Zero-rated"),
    Treatment.EXEMPT: _("Exempt"),
    Treatment.OUT_OF_SCOPE: _("No VAT"),
}


def heading(document: Document) -> str:
    """The heading, in the active language."""
    return str(HEADINGS[document.kind])


def mark(document: Document) -> str:
    """What stands across or beside the heading: the copy mark, or that it is no tax invoice. Empty for an original."""
    if document.is_copy:
        return str(_("Copy"))
    if document.kind in {Kind.PRO_FORMA, Kind.STATEMENT, Kind.RECEIPT}:
        return str(_("Not a tax invoice"))
    return str(_("Corrected")) if document.corrects else ""
