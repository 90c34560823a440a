"""Receipts: what was paid, how, and what for. Never headed as a tax invoice."""

from django.utils.translation import gettext as _

from billing.documents import parts, supplies, words
from billing.engine.invoicing.headings import HEADINGS
from billing.engine.invoicing.shapes import ZERO, Document
from synthai.core.documents import Column, Fact, Row, Sheet, Table, Total


def receipt_sheet(document: Document) -> Sheet:
    """The sheet of a receipt."""
    return Sheet(
        language=f"{document.language}-ZA",
        sender=parts.sender_name(document.seller),
        title=_("Receipt") if document.number else _("Draft receipt"),
        number=document.number,
        marks=(_("Copy"),) if document.is_copy else (),
        facts=_facts(document),
        blocks=parts.blocks_of(document),
        table=_table(document),
        analysis=_settled(document) if document.lines and document.settles else None,
        totals=_totals(document),
        panels=parts.payments_made(document) if len(document.payments) > 1 else (),
        notes=_small_print(document),
        footer=parts.footer_of(document.seller),
        watermark=_("COPY") if document.is_copy else "" if document.number else _("DRAFT"),
        page_words=_("Page {page} of {pages}"),
    )


def _facts(document: Document) -> tuple[Fact, ...]:
    only = document.payments[0] if len(document.payments) == 1 else None
    return parts.facts_of(
        (_("Date of receipt"), document.issued_on),
        (_("Paid on"), only.paid_on if only else None),
        (_("Paid by"), parts.paid_by(only) if only else None),
        (_("Payment reference"), only.reference if only else None),
        (_("Customer number"), document.buyer.reference),
    )


def _table(document: Document) -> Table | None:
    if document.lines:
        return supplies.lines_table(document)
    return _settled(document)


def _settled(document: Document) -> Table:
    return Table(
        caption=_("What was paid"),
        columns=(
            Column(label=_("Paid with this receipt"), is_wide=True),
            Column(label=_("Issued on")),
            Column(label=_("Amount"), is_number=True),
        ),
        rows=_settled_rows(document),
        empty=_("Received on account: not matched to an invoice yet."),
    )


def _settled_rows(document: Document) -> tuple[Row, ...]:
    rows = [
        (f"{HEADINGS[settled.kind]} {settled.number}", words.day(settled.issued_on), settled.amount)
        for settled in document.settles
    ]
    left = document.totals.paid - sum((settled.amount or ZERO for settled in document.settles), ZERO)
    if rows and left > 0:
        rows.append((_("On account: not matched to an invoice yet"), "", left))
    return tuple(
        Row(cells=(name, on, "" if amount is None else words.money(amount, document.currency)))
        for name, on, amount in rows
    )


def _totals(document: Document) -> tuple[Total, ...]:
    """What was received, after the sums of what it is for when the receipt has lines."""
    totals, currency = document.totals, document.currency
    received = Total(label=_("Received"), value=words.money(totals.paid, currency), is_strong=True)
    if not document.lines:
        return (received,)
    label = _("Total incl. VAT") if document.seller.is_vendor else _("Total")
    left = Total(label=_("Still to pay"), value=words.money(totals.due, currency))
    return (*supplies.sums_of(document, label=label), received, *((left,) if totals.due else ()))


def _small_print(document: Document) -> tuple[str, ...]:
    notes = (
        _("This receipt is not a tax invoice: no input tax can be claimed with it."),
        document.terms,
        *document.notes,
    )
    return tuple(note for note in notes if note)
