"""Sage Accounting (Business Cloud): sales quick entries and journals."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from billing.engine.exports.codes import Codes
from billing.engine.exports.papers import Day, Limit, Paper, Row, day, files, money, words
from billing.engine.invoicing.shapes import SupplyLine, Treatment

USUAL: Final = {
    "revenue": "4000",
    "vat.15": "Standard",
    "vat.zero": "Zero Rated",
    "vat.exempt": "Exempt",
    "vat.none": "No VAT",
}
ENTRIES: Final = (
    "Type",
    "Customer Reference",
    "Date",
    "Customer Name",
    "Reference",
    "Ledger Account",
    "Details",
    "Net",
    "VAT Rate",
    "VAT",
    "Total",
    "Analysis Type 1",
    "Analysis Type 2",
    "Analysis Type 3",
)
JOURNALS: Final = (
    "Reference",
    "Date",
    "Description",
    "Ledger Account Number",
    "Details",
    "Analysis Type 1",
    "Analysis Type 2",
    "Analysis Type 3",
    "Debit",
    "Credit",
)
HALF_A_MEGABYTE: Final = Limit(units=1_000_000, size=480_000)  # and the headings
REFERENCE, NAME, DETAILS = 10, 50, 25


def entries(papers: Iterable[Paper], codes: Codes, *, name: str) -> Iterator[tuple[str, bytes]]:
    """Invoices, debit notes and credit notes, a row for each ledger account and rate. Customers are there by their reference."""
    return files(name, ENTRIES, (_entry(paper, codes) for paper in papers), HALF_A_MEGABYTE)


def journals(days: Iterable[Day], codes: Codes, *, name: str) -> Iterator[tuple[str, bytes]]:
    """One journal a day."""
    return files(name, JOURNALS, (_journal(each, codes) for each in days), HALF_A_MEGABYTE)


def _entry(paper: Paper, codes: Codes) -> list[Row]:
    document, sums = paper.document, _summed(paper)
    return [
        [
            "Cr Note" if paper.is_credit else "Invoice",
            paper.customer[:REFERENCE].upper(),
            f"{paper.on:%d-%m-%Y}",
            words(document.buyer.name, NAME),
            document.number[:25],
            codes.account(account),
            words(first.description, DETAILS),
            money(net),
            codes.tax(treatment, rate),
            money(vat),
            money(net + vat),
            "",
            "",
            "",
        ]
        for (account, treatment, rate), (first, net, vat) in sums.items()
    ]


def _summed(
    paper: Paper,
) -> dict[tuple[str, Treatment, Decimal], tuple[SupplyLine, Decimal, Decimal]]:
    found: dict[tuple[str, Treatment, Decimal], tuple[SupplyLine, Decimal, Decimal]] = {}
    for line in paper.document.lines:
        key = (paper.account(line), line.treatment, line.rate)
        first, net, vat = found.get(key, (line, Decimal(0), Decimal(0)))
        found[key] = (first, net + line.excl, vat + line.vat)
    return found


def _journal(each: Day, codes: Codes) -> list[Row]:
    """Reference, date and description stand on the first line only."""
    head = [f"SYN-{each.on.isoformat()}", day(each.on), f"SynthAI {each.on.isoformat()}"]
    return [
        [
            *(head if place == 0 else ["", "", ""]),
            codes.account(code),
            code,
            "",
            "",
            "",
            money(amount) if amount > 0 else "",
            money(-amount) if amount < 0 else "",
        ]
        for place, (code, amount) in enumerate(each.sides)
    ]
