"""Tax invoices, invoices of somebody who is no vendor, credit and debit notes, pro formas."""

from django.utils.translation import gettext as _

from billing.documents import parts, supplies, words
from billing.engine.invoicing.headings import HEADINGS, heading
from billing.engine.invoicing.shapes import Document, DocumentReference, Kind
from synthai.core.documents import Fact, Panel, Sheet, Total

_NOTES = {Kind.CREDIT_NOTE, Kind.DEBIT_NOTE}


def invoice_sheet(document: Document) -> Sheet:
    """The sheet of everything that has lines and a sum."""
    return Sheet(
        language=f"{document.language}-ZA",
        sender=parts.sender_name(document.seller),
        title=_title(document),
        number=document.number,
        marks=_marks(document),
        facts=_facts(document),
        blocks=parts.blocks_of(document),
        notices=_notices(document),
        table=supplies.lines_table(document),
        analysis=supplies.rates_table(document),
        totals=_totals(document),
        panels=_panels(document),
        notes=_small_print(document),
        footer=parts.footer_of(document.seller),
        watermark=_watermark(document),
        page_words=_("Page {page} of {pages}"),
    )


def is_draft(document: Document) -> bool:
    """Whether it would have a number, and has none yet."""
    return not document.number and document.kind is not Kind.PRO_FORMA


def _title(document: Document) -> str:
    if not is_draft(document):
        return heading(document)
    drafts = {Kind.CREDIT_NOTE: _("Draft credit note"), Kind.DEBIT_NOTE: _("Draft debit note")}
    return drafts.get(document.kind, _("Draft invoice"))


def _marks(document: Document) -> tuple[str, ...]:
    marks = (
        _("Copy") if document.is_copy else "",
        _("Paid") if document.payments and document.totals.due <= 0 else "",
    )
    return tuple(mark for mark in marks if mark)


def _watermark(document: Document) -> str:
    if document.kind is Kind.PRO_FORMA:
        return _("PRO FORMA")
    if is_draft(document):
        return _("DRAFT")
    return _("COPY") if document.is_copy else ""


def _facts(document: Document) -> tuple[Fact, ...]:
    supplied = document.supplied_on if document.supplied_on != document.issued_on else None
    original = document.original
    return parts.facts_of(
        (_("Date of issue"), document.issued_on),
        (_("Date of supply"), supplied),
        (_("Period"), parts.period_of(document)),
        (_("Valid until") if document.kind is Kind.PRO_FORMA else _("Payable by"), document.due_on),
        (_("For %(kind)s") % {"kind": _lower(original)}, original.number) if original else ("", ""),
        (_("Issued on"), original.issued_on) if original else ("", ""),
        (_("Your order"), document.order_reference),
        (_("Customer number"), document.buyer.reference),
    )


def _lower(reference: DocumentReference) -> str:
    name = str(HEADINGS[reference.kind])
    return name[:1].lower() + name[1:]


def _notices(document: Document) -> tuple[Panel, ...]:
    if document.corrects is not None:
        corrected = {
            "kind": _lower(document.corrects),
            "number": document.corrects.number,
            "day": words.day(document.corrects.issued_on),
        }
        title = _("Corrected: takes the place of %(kind)s %(number)s of %(day)s") % corrected
        return (Panel(title=title, text=document.reason, tone="warning"),)
    if document.kind in _NOTES and document.reason:
        return (Panel(title=_("Reason"), text=document.reason),)
    return ()


def _totals(document: Document) -> tuple[Total, ...]:
    bears_vat = document.seller.is_vendor
    if document.kind is Kind.CREDIT_NOTE:
        label = _("Credited incl. VAT") if bears_vat else _("Credited")
    elif document.kind is Kind.DEBIT_NOTE:
        label = _("Debited incl. VAT") if bears_vat else _("Debited")
    else:
        label = _("Total incl. VAT") if bears_vat else _("Total")
    return (*supplies.sums_of(document, label=label), *supplies.owed_of(document))


def _panels(document: Document) -> tuple[Panel, ...]:
    owed = document.totals.due
    to_pay = (
        parts.how_to_pay(document, words.money(owed, document.currency))
        if owed > 0 and not is_draft(document)
        else ()
    )
    return (*parts.payments_made(document), *to_pay)


def _small_print(document: Document) -> tuple[str, ...]:
    seller = document.seller
    notes = (
        _("This pro forma invoice is not a tax invoice: no input tax can be claimed with it.")
        if document.kind is Kind.PRO_FORMA
        else "",
        _("%(name)s is not registered for VAT. No VAT is charged and none can be claimed.")
        % {"name": parts.sender_name(seller)}
        if not seller.is_vendor
        else "",
        document.terms,
        *document.notes,
    )
    return tuple(note for note in notes if note)
