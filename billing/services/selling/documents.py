"""The seller's own papers of a sale: invoice at payment, credit note when it is paid back. Numbered, rendered, stored and mailed once.

Arithmetic, mandatory fields and paper are the ones that the operator's own documents are made with (engine.invoicing,
billing.documents); the numbers are the seller's. The number stands on the paper, and paper is drawn and stored while nobody waits for a
lock: with the number that is next, which is taken afterwards if it is still free. Else it is drawn once more.
"""

import io
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts import selectors as people
from billing import locks
from billing.documents import as_pdf, file_name
from billing.engine.invoicing import notes, rules
from billing.engine.invoicing.composing import Draft, compose, numbered
from billing.engine.invoicing.lines import LineDraft
from billing.engine.invoicing.shapes import Document, Party, PaymentFact
from billing.engine.invoicing.ubl.writing import write as write_ubl
from billing.engine.periods import local_date
from billing.models import Sale, SaleDocument, SalePayment, SaleState, SellerSeries
from billing.selectors import sales
from billing.services.entities import address_of
from billing.services.numbering import DIGITS, MOST_BEHIND, ClockBehind, Taken
from billing.services.selling import sellers
from notifications.services import mail
from synthai.core import files
from synthai.core.access import system_actor
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.errors import NotFound, Unavailable

CODES: Final = {"tax_invoice": "INV", "invoice": "INV", "credit_note": "CN"}
MOST_DRAWN: Final = 10


class NumberTaken(Unavailable):
    """Others of the same seller's were faster, each time."""

    code = "billing.sale.number_taken"
    title = _lazy("Many documents are being issued")
    message = _lazy("Other documents took the number each time. This one is issued in a moment.")


def issue(sale_public_id: str, *, now: datetime) -> SaleDocument | None:
    """The invoice of a paid sale, once; None where nothing was paid. Needs the tenant; not in a transaction.

    Raises DocumentIncomplete, ClockBehind, NumberTaken.
    """
    sale = sales.get_sale(sale_public_id)
    if not sale.total or sale.paid_at is None:
        return None
    return _issued(f"sale:{sale.public_id}", sale, _invoice(sale, now=now), now=now)


def credit(sale_public_id: str, reason: str, *, now: datetime) -> SaleDocument | None:
    """The credit note of a sale that was paid back, once; its invoice is issued first if that is still to be done. As `issue`."""
    sale = sales.get_sale(sale_public_id)
    original = issue(sale_public_id, now=now)
    if original is None or sale.state != SaleState.RETURNED:
        return None
    document = notes.credit_rest(
        shape_of(original), reason=reason or _("Paid back"), issued_on=local_date(now)
    )
    return _issued(f"return:{sale.public_id}", sale, document, now=now)


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
    known = _known(key)
    if known is not None:
        return known
    rules.refuse_unless_complete(document, is_numbered=False)
    code = CODES[document.kind.value]
    for _time in range(MOST_DRAWN):
        taken = _next_number(SellerSeries.objects.filter(code=code).order_by("pk").first(), code, now=now)
        dated = replace(document, issued_on=local_date(taken.issued_at))
        whole = numbered(dated, series=taken.series, number=taken.number)
        drawn = io.BytesIO(as_pdf(whole, ubl=write_ubl(whole)))
        stored = files.save_stream(drawn, folder=_folder(sale), name="document.pdf")
        kept = _kept(key, sale, whole, stored.path, now=now)
        if kept is None or kept.path != stored.path:
            files.delete(stored.path)  # another worker was faster
        if kept is not None:
            return kept
    raise NumberTaken


def _known(key: str) -> SaleDocument | None:
    found: SaleDocument | None = SaleDocument.objects.filter(key=key).order_by("pk").first()
    return found


@transaction.atomic(durable=True)
def _kept(key: str, sale: Sale, whole: Document, path: str, *, now: datetime) -> SaleDocument | None:
    """The document of this key, its number taken and its mail queued; None when its number is another document's by now."""
    code = CODES[whole.kind.value]
    series = locks.lock_seller_series(code)
    known = _known(key)
    if known is not None:
        return known
    taken = _next_number(series, code, now=now)
    if (taken.number, local_date(taken.issued_at)) != (whole.number, whole.issued_on):
        return None
    series.last, series.last_issued_at = taken.sequence, taken.issued_at
    series.save(update_fields=["last", "last_issued_at"])
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
        path=path,
    )
    audit(
        sale,
        "billing.sale.document_issued",
        by=system_actor(sale.organisation_id),
        changes={"number": [None, row.number]},
    )
    _mail(sale, row, whole)
    return row


def _next_number(row: SellerSeries | None, code: str, *, now: datetime) -> Taken:
    """The seller's number after the last one of a series; it is theirs once the series is locked. Raises ClockBehind."""
    last = row.last_issued_at if row else None
    if last is not None and last - now > MOST_BEHIND:
        raise ClockBehind
    issued_at = now if last is None else max(now, last)
    sequence = (row.last if row else 0) + 1
    seller = sellers.present()
    series = f"{seller.number_prefix if seller else ''}-{code}"
    number = f"{series}-{sequence:0{DIGITS}d}"
    return Taken(series=series, sequence=sequence, number=number, issued_at=issued_at)


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
