"""A document as UBL 2.1: Invoice for invoices and debit notes, CreditNote for credit notes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.engine.invoicing.shapes import ZERO, Document, Kind
from billing.engine.invoicing.ubl.building import aggregate, amount, as_bytes, basic, root
from billing.engine.invoicing.ubl.categories import category_of, is_outside, write_groups
from billing.engine.invoicing.ubl.lines import write_line
from billing.engine.invoicing.ubl.names import (
    CORRECTED,
    CREDIT_NOTE,
    CREDIT_TRANSFER,
    CUSTOMIZATION,
    INVOICE,
    PROFILE,
    TYPES,
)
from billing.engine.invoicing.ubl.parties import write_party
from synthai.core.errors import DomainError


class NoUblForm(DomainError):
    """A kind of document that UBL's invoices do not know, or one that was never issued."""

    code = "billing.ubl.no_form"
    title = _("There is no electronic form for this document")
    message = _("Only issued invoices, credit notes and debit notes with lines can be had as UBL.")
    remedy = _("Ask for the UBL of an invoice or a note that has its number.")


def write(document: Document) -> bytes:
    """The document as UBL 2.1 XML. Raises NoUblForm."""
    if document.kind not in TYPES or not document.number or not document.lines:
        raise NoUblForm
    is_credit = document.kind is Kind.CREDIT_NOTE
    element = root(CREDIT_NOTE, "CreditNote") if is_credit else root(INVOICE, "Invoice")
    _write_head(element, document)
    _write_references(element, document)
    shows_vat = not is_outside(document)
    write_party(element, "AccountingSupplierParty", document.seller, shows_vat=shows_vat, is_seller=True)
    write_party(element, "AccountingCustomerParty", document.buyer, shows_vat=shows_vat, is_seller=False)
    if document.supplied_on:
        basic(aggregate(element, "Delivery"), "ActualDeliveryDate", document.supplied_on)
    _write_payment(element, document)
    write_groups(element, document)
    _write_totals(element, document)
    outside = is_outside(document)
    for line in document.lines:
        write_line(element, document, line, category_of(line.treatment, line.rate, is_outside=outside))
    return as_bytes(element)


def _write_head(element: Any, document: Document) -> None:
    is_credit = document.kind is Kind.CREDIT_NOTE
    basic(element, "CustomizationID", CUSTOMIZATION)
    basic(element, "ProfileID", PROFILE)
    basic(element, "ID", document.number)
    basic(element, "IssueDate", document.issued_on)
    if not is_credit:
        basic(element, "DueDate", document.due_on)
    code = CORRECTED if document.corrects else TYPES[document.kind]
    basic(element, "CreditNoteTypeCode" if is_credit else "InvoiceTypeCode", code)
    for note in (document.reason, *document.notes):
        basic(element, "Note", note)
    basic(element, "DocumentCurrencyCode", document.currency)


def _write_references(element: Any, document: Document) -> None:
    if document.period_start or document.period_end:
        period = aggregate(element, "InvoicePeriod")
        basic(period, "StartDate", document.period_start)
        basic(period, "EndDate", document.period_end)
    if document.order_reference:
        basic(aggregate(element, "OrderReference"), "ID", document.order_reference)
    for reference in (document.original, document.corrects):
        if reference:
            held = aggregate(element, "BillingReference", "InvoiceDocumentReference")
            basic(held, "ID", reference.number)
            basic(held, "IssueDate", reference.issued_on)


def _write_payment(element: Any, document: Document) -> None:
    """How to pay, and the terms: EN 16931 wants a due day or terms wherever something is payable."""
    if bank := document.bank:
        means = aggregate(element, "PaymentMeans")
        basic(means, "PaymentMeansCode", CREDIT_TRANSFER)
        basic(means, "PaymentID", document.payment_reference)
        account = aggregate(means, "PayeeFinancialAccount")
        basic(account, "ID", bank.account_number)
        basic(account, "Name", bank.holder)
        if bank.branch_code:
            basic(aggregate(account, "FinancialInstitutionBranch"), "ID", bank.branch_code)
    terms = document.terms or ("" if document.due_on else "On receipt")
    if terms:
        basic(aggregate(element, "PaymentTerms"), "Note", terms)


def _write_totals(element: Any, document: Document) -> None:
    """What was paid is at most the document: more than it is no payment of it."""
    totals, currency = document.totals, document.currency
    paid = min(totals.paid, totals.incl)
    held = aggregate(element, "LegalMonetaryTotal")
    amount(held, "LineExtensionAmount", totals.excl, currency)
    amount(held, "TaxExclusiveAmount", totals.excl, currency)
    amount(held, "TaxInclusiveAmount", totals.incl, currency)
    if paid > ZERO:
        amount(held, "PrepaidAmount", paid, currency)
    amount(held, "PayableAmount", totals.incl - paid, currency)
