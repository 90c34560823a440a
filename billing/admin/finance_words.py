"""What treatments, rates and fields are called on finance pages and in their files."""

from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.engine import vat201
from billing.engine.invoicing.shapes import Treatment
from billing.models import VatRow

FIELDS: Final = {
    vat201.STANDARD: gettext_lazy("Standard-rated supplies, with VAT (section 7(1)(a))"),
    vat201.ZERO: gettext_lazy("Zero-rated supplies, no exported goods (section 11)"),
    vat201.EXEMPT: gettext_lazy("Exempt and non-supplies (section 12)"),
    vat201.OTHER: gettext_lazy("Other output tax: at a rate that was not in force in the period"),
    vat201.NONE: gettext_lazy("On no return: sold on days without a registration"),
}
TREATMENTS: Final = {
    Treatment.STANDARD.value: gettext_lazy("Standard-rated"),
    Treatment.ZERO.value: gettext_lazy("Zero-rated"),
    Treatment.EXEMPT.value: gettext_lazy("Exempt"),
    Treatment.OUT_OF_SCOPE.value: gettext_lazy("Out of scope"),
}
ROW_HEADS: Final = (
    gettext_lazy("Number"),
    gettext_lazy("Kind"),
    gettext_lazy("Customer"),
    gettext_lazy("Issued"),
    gettext_lazy("Time of supply"),
    gettext_lazy("Counts on"),
    gettext_lazy("Treatment"),
    gettext_lazy("Rate"),
    gettext_lazy("Without VAT"),
    gettext_lazy("VAT"),
    gettext_lazy("With VAT"),
)


def rated(treatment: str, rate: Decimal) -> str:
    """ "Standard-rated 15%", "Exempt"."""
    name = str(TREATMENTS.get(treatment, treatment))
    return f"{name} {percent(rate)}" if treatment == Treatment.STANDARD else name


def percent(rate: Decimal) -> str:
    """15%, 15.5%."""
    return f"{rate.normalize():f}%"


def sold(is_note: bool) -> str:
    """Which side of a field."""
    return _("credit notes") if is_note else _("invoices and debit notes")


def row_cells(row: VatRow) -> list[object]:
    """A row as files have it; no person is in it."""
    return [
        row.number,
        row.get_kind_display(),
        row.customer,
        row.issued_on,
        row.supplied_on,
        row.declared_on,
        str(TREATMENTS.get(row.treatment, row.treatment)),
        row.rate,
        row.excl,
        row.vat,
        row.incl,
    ]
