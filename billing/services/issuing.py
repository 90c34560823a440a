"""The last step of every document: judged, numbered, stored for good, booked and told, in one transaction.

A document that is not complete raises `engine.invoicing.findings.DocumentIncomplete`, and takes no number.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from accounts import selectors as people
from billing import events
from billing.engine import ledger
from billing.engine.invoicing import rules
from billing.engine.invoicing.composing import numbered
from billing.engine.invoicing.findings import Finding
from billing.engine.invoicing.shapes import Document
from billing.engine.periods import local_date
from billing.models import (
    BillingEntity,
    Charge,
    DocumentDelivery,
    DocumentKind,
    JournalEntry,
    TaxDocument,
    VatRow,
)
from billing.services import books, numbering, retention
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.events import Event, publish

FIRST_SWEEP: Final = timedelta(minutes=5)  # the fact wakes a worker at once; this is for when it is lost
REVENUE: Final = "plan"  # the kind of a line that names none
_SIGNS: Final = {DocumentKind.CREDIT_NOTE: -1}


@dataclass(frozen=True, kw_only=True)
class Issue:
    """A document to be issued, and what it belongs to. `against` is the account of its consideration (services.books)."""

    key: str
    document: Document
    entity: BillingEntity
    charge: Charge | None = None
    original: TaxDocument | None = None
    corrects: TaxDocument | None = None
    against: str = ledger.RECEIVABLES
    kinds: dict[str, str] = field(default_factory=dict)  # a line's code to its kind of revenue


def issue(wanted: Issue, *, by: Actor, now: datetime) -> TaxDocument:
    """Issue it, once for its key. The organisation's customer lock is held. Raises DocumentIncomplete, ClockBehind."""
    known: TaxDocument | None = TaxDocument.objects.filter(key=wanted.key).order_by("pk").first()
    if known is not None:
        return known
    found = rules.refuse_unless_complete(wanted.document, is_numbered=False)
    kind = DocumentKind(wanted.document.kind.value)
    taken = numbering.take(wanted.entity, kind, now=now)
    dated = replace(wanted.document, issued_on=local_date(taken.issued_at))
    row = _store(wanted, numbered(dated, series=taken.series, number=taken.number), taken, found)
    if wanted.corrects is None:  # the figures of a corrected invoice are its first one's
        entry = books.issued(row, dated, revenue_of(dated, wanted.kinds), against=wanted.against, now=now)
        _declare(row, dated, entry)
    DocumentDelivery.objects.create(document=row, next_try_at=now + FIRST_SWEEP)
    audit(row, "billing.document.issued", by=by, changes={"number": [None, row.number]})
    publish(_fact(row))
    return row


def revenue_of(document: Document, kinds: dict[str, str]) -> dict[str, Decimal]:
    """The value of a document by kind of what was sold."""
    found: dict[str, Decimal] = {}
    for line in document.lines:
        kind = kinds.get(line.code, REVENUE)
        found[kind] = found.get(kind, Decimal(0)) + line.excl
    return found


def _store(
    wanted: Issue, document: Document, taken: numbering.Taken, found: tuple[Finding, ...]
) -> TaxDocument:
    data = document.as_json()
    row: TaxDocument = TaxDocument.objects.create(
        entity=wanted.entity,
        kind=document.kind.value,
        tier=document.tier.value,
        series=taken.series,
        sequence=taken.sequence,
        number=taken.number,
        key=wanted.key,
        issued_at=taken.issued_at,
        issued_on=document.issued_on,
        supplied_on=document.time_of_supply,
        currency=document.currency,
        excl=document.totals.excl,
        vat=document.totals.vat,
        incl=document.totals.incl,
        buyer_name=document.buyer.name[:160],
        reason=document.reason[:255],
        warnings=[{"field": each.field, "message": str(each.message)} for each in found],
        data=data,
        sha256=document.digest(),
        charge=wanted.charge,
        original=wanted.original,
        corrects=wanted.corrects,
        retain_until=retention.retain_until(wanted.entity, document.issued_on),
    )
    return row


def _declare(row: TaxDocument, document: Document, entry: JournalEntry | None) -> None:
    """What the VAT return of the period takes from it."""
    sign = _SIGNS.get(DocumentKind(row.kind), 1)
    customer = people.public_id_of(row.organisation_id or 0)
    if entry is not None:
        entry.refresh_from_db(fields=["posted_on"])  # the database may have moved it behind a closing
    VatRow.objects.bulk_create(
        VatRow(
            entity_id=row.entity_id,
            number=row.number,
            kind=row.kind,
            customer=customer,
            issued_on=row.issued_on,
            supplied_on=row.supplied_on,
            declared_on=entry.posted_on if entry else row.issued_on,
            treatment=group.treatment.value,
            rate=group.rate,
            excl=sign * group.excl,
            vat=sign * group.vat,
            incl=sign * group.incl,
        )
        for group in document.groups
    )


def _fact(row: TaxDocument) -> Event:
    """InvoiceIssued, CreditNoteIssued, DebitNoteIssued; corrected invoices are invoices too."""
    kinds = {
        DocumentKind.CREDIT_NOTE: events.CreditNoteIssued,
        DocumentKind.DEBIT_NOTE: events.DebitNoteIssued,
    }
    kind = kinds.get(DocumentKind(row.kind), events.InvoiceIssued)
    return kind(
        document=row.public_id, number=row.number, incl=str(row.incl), currency=row.currency, kind=row.kind
    )
