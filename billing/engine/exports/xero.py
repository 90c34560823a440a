"""Xero: the sales invoice template and the manual journal template. Prices include tax: choose "Tax inclusive" when importing."""

from collections.abc import Iterable, Iterator
from typing import Final

from billing.engine.exports.codes import Codes
from billing.engine.exports.papers import Day, Limit, Paper, Row, day, files, money, words
from billing.engine.invoicing.shapes import ZERO, Treatment

USUAL: Final = {
    "revenue": "200",
    "vat.15": "Standard Rate Sales",
    "vat.zero": "Zero Rated",
    "vat.exempt": "Exempt Sales",
    "vat.none": "No VAT",
}
INVOICES: Final = (
    "*ContactName",
    "EmailAddress",
    "POAddressLine1",
    "POAddressLine2",
    "POAddressLine3",
    "POAddressLine4",
    "POCity",
    "PORegion",
    "POPostalCode",
    "POCountry",
    "*InvoiceNumber",
    "Reference",
    "*InvoiceDate",
    "*DueDate",
    "Total",
    "InventoryItemCode",
    "*Description",
    "*Quantity",
    "*UnitAmount",
    "Discount",
    "*AccountCode",
    "*TaxType",
    "TaxAmount",
    "TrackingName1",
    "TrackingOption1",
    "TrackingName2",
    "TrackingOption2",
    "Currency",
    "BrandingTheme",
)
JOURNALS: Final = (
    "*Narration",
    "*Date",
    "Description",
    "*AccountCode",
    "*TaxRate",
    "*Amount",
    "TrackingName1",
    "TrackingOption1",
    "TrackingName2",
    "TrackingOption2",
)
MOST_INVOICES: Final = Limit(units=500)
MOST_LINES: Final = Limit(units=300, rows=300)


def invoices(papers: Iterable[Paper], codes: Codes, *, name: str) -> Iterator[tuple[str, bytes]]:
    """Invoices and debit notes; or, from the import of credit notes, credit notes: their amounts are positive too."""
    return files(name, INVOICES, (_invoice(paper, codes) for paper in papers), MOST_INVOICES)


def journals(days: Iterable[Day], codes: Codes, *, name: str) -> Iterator[tuple[str, bytes]]:
    """One manual journal a day, its VAT in the account of VAT: so no line has a rate."""
    return files(name, JOURNALS, (_journal(each, codes) for each in days), MOST_LINES)


def _invoice(paper: Paper, codes: Codes) -> list[Row]:
    document = paper.document
    buyer, address = document.buyer, document.buyer.address
    lines = [words(line, 500) for line in address.lines[:4]]
    head = [
        words(buyer.name, 255),
        words(buyer.email),
        *lines,
        *[""] * (4 - len(lines)),
        words(address.city),
        words(address.province),
        words(address.postal_code),
        address.country,
        document.number,
        words(document.original.number if document.original else document.payment_reference),
        day(paper.on),
        day(max(document.due_on or paper.on, paper.on)),
        money(document.totals.incl),
    ]
    return [
        [
            *head,
            words(line.code, 30),
            words(line.description),
            "1",
            money(line.incl),
            "",
            codes.account(paper.account(line)),
            codes.tax(line.treatment, line.rate),
            money(line.vat),
            *[""] * 4,
            document.currency,
            "",
        ]
        for line in document.lines
    ]


def _journal(each: Day, codes: Codes) -> list[Row]:
    rate = codes.tax(Treatment.OUT_OF_SCOPE, ZERO)
    return [
        [
            f"SynthAI {each.on.isoformat()}",
            day(each.on),
            code,
            codes.account(code),
            rate,
            money(amount),
            *[""] * 4,
        ]
        for code, amount in each.sides
    ]
