"""QuickBooks Online: invoices and journal entries. Amounts exclude tax: choose "Exclusive" when importing.

QuickBooks imports no credit notes: they are a journal of their own.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from billing.engine.exports.codes import Codes
from billing.engine.exports.papers import Day, Limit, Paper, Row, day, files, money, words

USUAL: Final = {
    "revenue": "Sales",
    "receivables": "Accounts Receivable (A/R)",
    "vat.15": "Standard 15%",
    "vat.zero": "Zero rated",
    "vat.exempt": "Exempt",
    "vat.none": "No VAT",
}
INVOICES: Final = (
    "*InvoiceNo",
    "*Customer",
    "*InvoiceDate",
    "*DueDate",
    "Terms",
    "Location",
    "Memo",
    "Item(Product/Service)",
    "ItemDescription",
    "ItemQuantity",
    "ItemRate",
    "*ItemAmount",
    "*ItemTaxCode",
    "ItemTaxAmount",
    "Currency",
)
JOURNALS: Final = (
    "*JournalNo",
    "*JournalDate",
    "*AccountName",
    "*Debits",
    "*Credits",
    "Description",
    "Name",
    "Currency",
    "Location",
    "Class",
)
AT_ONCE: Final = Limit(units=100, rows=1000)  # kept small: the import runs in the browser


def invoices(papers: Iterable[Paper], codes: Codes, *, name: str) -> Iterator[tuple[str, bytes]]:
    """Invoices and debit notes."""
    return files(name, INVOICES, (_invoice(paper, codes) for paper in papers), AT_ONCE)


def journals(
    days: Iterable[Day], codes: Codes, *, name: str, prefix: str = "SYN"
) -> Iterator[tuple[str, bytes]]:
    """One journal entry a day. QuickBooks asks who owes for the receivables: `Name` is for one customer that stands for all."""
    return files(name, JOURNALS, (_journal(each, codes, prefix) for each in days), AT_ONCE)


def _invoice(paper: Paper, codes: Codes) -> list[Row]:
    document = paper.document
    head = [
        document.number,
        words(document.buyer.name, 100),
        day(paper.on),
        day(max(document.due_on or paper.on, paper.on)),
        "",
        "",
        words(document.payment_reference),
    ]
    return [
        [
            *head,
            codes.account(paper.account(line)),
            words(line.description),
            "1",
            money(line.excl),
            money(line.excl),
            codes.tax(line.treatment, line.rate),
            money(line.vat),
            document.currency,
        ]
        for line in document.lines
    ]


def _journal(each: Day, codes: Codes, prefix: str) -> list[Row]:
    return [
        [
            f"{prefix}-{each.on.isoformat()}",
            day(each.on),
            codes.account(code),
            money(amount) if amount > 0 else "",
            money(-amount) if amount < 0 else "",
            code,
            "SynthAI customers" if code == "receivables" else "",
            "ZAR",
            "",
            "",
        ]
        for code, amount in each.sides
    ]
