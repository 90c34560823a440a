"""Down from a figure to the rows it is made of: documents by their VAT rows, and sides of the books."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from billing.engine import vat201
from billing.engine.invoicing.shapes import Treatment
from billing.engine.vat_periods import VatPeriod
from billing.models import (
    BillingEntity,
    DocumentKind,
    JournalLine,
    RetainedDocument,
    TaxDocument,
    VatRow,
    VendorPeriod,
)
from billing.selectors.finance import vat

ROWS_IN_ORDER = ("declared_on", "pk")
SIDES_IN_ORDER = ("entry__posted_on", "pk")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which rows of the days: of a field of the VAT201, of a treatment, a rate, notes alone or no notes, late ones. None: all."""

    field: str | None = None
    treatment: str | None = None
    rate: Decimal | None = None
    is_note: bool | None = None
    is_late: bool = False
    is_moved: bool = False


def documents(entity: BillingEntity, period: VatPeriod, wanted: Wanted) -> "QuerySet[VatRow]":
    """The rows of those days; to be read in ROWS_IN_ORDER. A field costs a query here for the registrations."""
    rows = vat.moved(entity, period) if wanted.is_moved else vat.rows_of(entity, period)
    if wanted.field is not None:
        held = list(VendorPeriod.objects.filter(entity=entity))
        rows = rows.filter(_of_field(wanted.field, period, vat.registered(held)))
    if wanted.treatment is not None:
        rows = rows.filter(treatment=wanted.treatment)
    if wanted.rate is not None:
        rows = rows.filter(rate=wanted.rate)
    if wanted.is_note is not None:
        notes = Q(kind=DocumentKind.CREDIT_NOTE)
        rows = rows.filter(notes if wanted.is_note else ~notes)
    return rows.filter(vat.is_late(period)) if wanted.is_late else rows


def papers(entity: BillingEntity, numbers: Iterable[str]) -> Mapping[str, TaxDocument | RetainedDocument]:
    """The documents themselves by number, those of customers who are gone among them. Needs `all_tenants()`. Two queries."""
    wanted = list(numbers)
    kept = RetainedDocument.objects.filter(entity=entity, number__in=wanted).defer("data")
    live = TaxDocument.objects.filter(entity=entity, number__in=wanted).defer("data")
    return {row.number: row for row in (*kept, *live)}


def sides(entity: BillingEntity, code: str, first: date, last: date) -> "QuerySet[JournalLine]":
    """What moved an account on those days; to be read in SIDES_IN_ORDER."""
    rows = JournalLine.objects.filter(account__entity=entity, account__code=code)
    return rows.filter(entry__posted_on__gte=first, entry__posted_on__lte=last).select_related("entry")


def _of_field(code: str, period: VatPeriod, is_vendor: Q) -> Q:
    """As `engine.vat201.field_of`, for the database."""
    standard = Q(treatment=Treatment.STANDARD)
    usual = Q(rate__in=vat201.rates_within(period))
    zero = Q(treatment=Treatment.ZERO)
    return {
        vat201.STANDARD: standard & usual,
        vat201.OTHER: standard & ~usual,
        vat201.ZERO: zero & is_vendor,
        vat201.EXEMPT: ~standard & ~zero & is_vendor,
    }.get(code, ~standard & ~is_vendor)
