"""The seller's own papers of a sale: invoice at payment, credit note when it is paid back. Numbered, rendered, stored and mailed once.

Arithmetic, mandatory fields and paper are the ones that the operator's own documents are made with (engine.invoicing,
billing.documents); the numbers are the seller's.
"""

import io
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as people
from billing import locks
from billing.documents import as_pdf, file_name
from billing.engine.invoicing import notes, rules
from billing.engine.invoicing.composing import Draft, compose, numbered
from billing.engine.invoicing.lines import LineDraft
from billing.engine.invoicing.shapes import Document, Party, PaymentFact
from billing.engine.invoicing.ubl.writing import write as write_ubl
from billing.engine.periods import local_date
from billing.models import Sale, SaleDocument, SalePayment, SaleState
from billing.services.entities import address_of
from billing.services.numbering import DIGITS, MOST_BEHIND, ClockBehind
from billing.services.selling import sellers
from notifications.services import mail
from synthai.core import files
from synthai.core.access import system_actor
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.errors import NotFound

CODES: Final = {"tax_invoice": "INV", "invoice": "INV", "credit_note": "CN"}


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A number that is the seller's, if the transaction ends well."""

    series: str
    sequence: int
    number: str
    issued_at: datetime


@transaction.atomic
def issue(sale_public_id: str, *, now: datetime) -> SaleDocument | None:
    """The invoice of a paid sale, once; None where nothing was paid. Needs the tenant. Raises DocumentIncomplete, ClockBehind."""
    sale = locks.lock_sale(_key_of(sale_public_id))
    if not sale.total or sale.paid_at is None:
        return None
    return _issued(f"sale:{sale.public_id}", sale, _invoice(sale, now=now), now=now)


@transaction.atomic
def credit(sale_public_id: str, reason: str, *, now: datetime) -> SaleDocument | None:
    """The credit note of a sale that was paid back, once; its invoice is issued first if that is still to be done. Needs the tenant."""
    original = issue(sale_public_id, now=now)
    if original is None:
        return None
    sale = locks.lock_sale(_key_of(sale_public_id))
    if sale.state != SaleState.RETURNED:
        return None
    document = notes.credit_rest(
        shape_of(original), reason=reason or _("Paid back"), issued_on=local_date(now)
    )
    return _issued(f"return:{sale.public_id}", sale, document, now=now)


def of_sale(sale: Sale) -> list[SaleDocument]:
    """A sale's documents, oldest first."""
    return list(SaleDocument.objects.filter(sale=sale).order_by("pk"))


def file_of(sale: Sale, public_id: str) -> tuple[str, bytes]:
    """A document's file name and bytes, as they were issued. Raises NotFound."""
    found = SaleDocument.objects.filter(sale=sale, public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    with files.open_file(found.path) as stored:
        return file_name(shape_of(found)), bytes(stored.read())


def shape_of(document: SaleDocument) -> Document:
    """The document that was stored."""
    return Document.from_json(document.data)


def forget_files(organisation_id: int) -> None:
    """The organisation ends: its documents' files go after the commit. Needs its tenant."""
    rows = SaleDocument.objects.filter(organisation_id=organisation_id)
    for path in rows.values_list("path", flat=True):
        after_commit(files.delete, path)


def _key_of(public_id: str) -> int:
    found: int | None = Sale.objects.filter(public_id=public_id).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _invoice(sale: Sale, *, now: datetime) -> Document:
    seller = sellers.present()
    if seller is None:
        raise NotFound
    supplied_on = local_date(sale.paid_at or now)
    return compose(
        Draft(
            seller=sellers.party(seller, supplied_on),
            buyer=Party(
                name=sale.buyer_name or sale.buyer_email,
                address=address_of(sale.buyer_address),
                email=sale.buyer_email,
                is_vendor=bool(sale.buyer_vat_number),
                vat_number=sale.buyer_vat_number,
            ),
            issued_on=local_date(now),
            supplied_on=supplied_on,
            lines=[LineDraft(description=sale.title, unit_price=sale.price, code=sale.reference)],
            discount=sale.discount,
            payments=_payments(sale),
            order_reference=sale.reference,
            terms=_("Coupon %(code)s") % {"code": sale.coupon_code} if sale.coupon_code else "",
        )
    )


def _payments(sale: Sale) -> tuple[PaymentFact, ...]:
    rows = SalePayment.objects.that_pay(sale).order_by("pk")[:1]
    return tuple(
        PaymentFact(
            paid_on=local_date(row.decided_at or row.created_at),
            amount=row.amount,
            reference=row.reference,
            method=row.gateway,
        )
        for row in rows
    )


def _issued(key: str, sale: Sale, document: Document, *, now: datetime) -> SaleDocument:
    known: SaleDocument | None = SaleDocument.objects.filter(key=key).order_by("pk").first()
    if known is not None:
        return known
    rules.refuse_unless_complete(document, is_numbered=False)
    taken = _take_number(document.kind.value, now=now)
    dated = replace(document, issued_on=local_date(taken.issued_at))
    whole = numbered(dated, series=taken.series, number=taken.number)
    stored = files.save_stream(
        io.BytesIO(as_pdf(whole, ubl=write_ubl(whole))), folder=_folder(sale), name="document.pdf"
    )
    row: SaleDocument = SaleDocument.objects.create(
        sale=sale,
        key=key,
        kind=whole.kind.value,
        series=taken.series,
        sequence=taken.sequence,
        number=taken.number,
        issued_at=taken.issued_at,
        excl=whole.totals.excl,
        vat=whole.totals.vat,
        incl=whole.totals.incl,
        data=whole.as_json(),
        sha256=whole.digest(),
        path=stored.path,
    )
    audit(
        sale,
        "billing.sale.document_issued",
        by=system_actor(sale.organisation_id),
        changes={"number": [None, row.number]},
    )
    _mail(sale, row, whole)
    return row


def _take_number(kind: str, *, now: datetime) -> Taken:
    """The next number of the seller's, without a gap: the series is held until the transaction ends. Raises ClockBehind."""
    code = CODES[kind]
    row = locks.lock_seller_series(code)
    last = row.last_issued_at
    if last is not None and last - now > MOST_BEHIND:
        raise ClockBehind
    issued_at = now if last is None else max(now, last)
    row.last, row.last_issued_at = row.last + 1, issued_at
    row.save(update_fields=["last", "last_issued_at"])
    seller = sellers.present()
    series = f"{seller.number_prefix if seller else ''}-{code}"
    number = f"{series}-{row.last:0{DIGITS}d}"
    return Taken(series=series, sequence=row.last, number=number, issued_at=issued_at)


def _mail(sale: Sale, row: SaleDocument, whole: Document) -> None:
    if not sale.buyer_email:
        return  # the buyer was erased meanwhile
    context: dict[str, Any] = {
        "sale": sale,
        "seller": whole.seller,
        "number": row.number,
        "amount": whole.totals.incl,
        "is_return": row.kind == "credit_note",
        "url": settings.SITE_URL.rstrip("/") + sale.continue_path,
    }
    attached = {"name": file_name(whole), "path": row.path, "type": "application/pdf", "is_own": False}
    mail.send(
        "billing/sale",
        sale.buyer_email,
        context,
        organisation_id=sale.organisation_id,
        attachments=[attached],
        about=f"billing.sale:{sale.public_id}",
    )


def _folder(sale: Sale) -> str:
    return f"documents/{people.public_id_of(sale.organisation_id or 0)}"
