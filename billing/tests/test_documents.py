"""Invoices, notes, receipts and statements on paper: the PDF and the page tell the same, in the order the law is read in."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from billing import documents
from billing.documents import words
from billing.engine.invoicing.shapes import (
    BankAccount,
    Document,
    DocumentReference,
    Kind,
    Party,
    PaymentFact,
    Treatment,
)
from billing.engine.invoicing.ubl import reading, writing
from billing.tests import paper
from synthai.core.documents import texts_of
from synthai.core.testing import pdf

D = Decimal
EVERY_KIND = pytest.mark.parametrize("make", paper.KINDS.values(), ids=paper.KINDS.keys())


def page_of(document: Document) -> str:
    """The words of the HTML preview without blanks, in their order."""
    drawn = render_to_string("components/sheet.html", {"sheet": documents.sheet_of(document)})
    bare = re.sub(r"<caption.*?</caption>", "", drawn, flags=re.DOTALL)
    return pdf.squeezed(html.unescape(re.sub(r"<[^>]+>", " ", bare)))


@EVERY_KIND
def test_page_and_pdf_show_the_same_facts_in_the_same_order(make: Callable[[], Document]) -> None:
    document = make()
    facts = list(texts_of(documents.sheet_of(document)))
    assert len(facts) > 20
    printed = pdf.text_of(documents.as_pdf(document))
    assert pdf.first_out_of_order(printed, facts) is None
    assert pdf.first_out_of_order(page_of(document), facts) is None
    assert page_of(document) == pdf.squeezed("".join(facts))  # and nothing else


@EVERY_KIND
def test_a_stored_document_gives_the_same_bytes_again(make: Callable[[], Document]) -> None:
    document = make()
    stored = Document.from_json(document.as_json())
    first = documents.as_pdf(document, ubl=b"<Invoice/>")
    with translation.override("af"):  # whoever looks
        assert documents.as_pdf(stored, ubl=b"<Invoice/>") == first


def test_an_independent_reader_finds_number_vat_and_total_in_order() -> None:
    found = pdf.text_of(documents.as_pdf(paper.tax_invoice()))
    law = (
        "Tax invoice", "INV-2026-000042", "28 November 2026",
        "Rooibos Software (Pty) Ltd", "12 Loop Street", "VAT number 4020168273",
        "Umoja Foods (Pty) Ltd", "7 Vilakazi Street", "VAT number 4130177925",
        "Business plan", "3 months", "R 3 450.00", "Second-hand goods",
        "Total excl. VAT", "R 7 894.75", "VAT", "R 993.00", "Total incl. VAT", "R 8 887.75",
    )  # fmt: skip
    assert pdf.first_out_of_order(found, law) is None


def test_mixed_rates_are_told_apart() -> None:
    found = pdf.text_of(documents.as_pdf(paper.tax_invoice()))
    rates = ("Standard rate 15%", "R 6 620.00", "R 993.00", "R 7 613.00", "Zero-rated 0%", "R 474.75", "R 0.00", "Exempt from VAT", "R 800.00")  # fmt: skip
    assert pdf.first_out_of_order(found, rates) is None


def test_a_single_rate_needs_no_table_of_rates() -> None:
    sheet = documents.sheet_of(paper.abridged())
    assert sheet.analysis is None
    assert [(total.label, pdf.squeezed(total.value)) for total in sheet.totals[:3]] == [
        ("Total excl. VAT", "R433.91"), ("VAT 15%", "R65.09"), ("Total incl. VAT", "R499.00"),
    ]  # fmt: skip


def test_the_ubl_is_inside_byte_for_byte_and_reads_as_the_same_document() -> None:
    document = paper.tax_invoice()
    written = writing.write(document)
    reader = pdf.read(documents.as_pdf(document, ubl=written))
    attached = reader.attachments["tax-invoice-INV-2026-000042.xml"]
    assert attached == [written]
    back = reading.read(written)
    assert (back.number, back.totals.incl, back.totals.vat) == (
        document.number, document.totals.incl, document.totals.vat,
    )  # fmt: skip


def test_who_is_no_vendor_never_says_tax_invoice_nor_vat_columns() -> None:
    document = paper.plain_invoice()
    sheet = documents.sheet_of(document)
    assert sheet.title == "Invoice"
    assert sheet.table is not None
    assert "VAT" not in "".join(column.label for column in sheet.table.columns)
    assert [total.label for total in sheet.totals] == ["Total"]
    assert "taxinvoice" not in page_of(document).lower()
    assert "is not registered for VAT" in "".join(sheet.notes)


@pytest.mark.parametrize("kind", [Kind.CREDIT_NOTE, Kind.DEBIT_NOTE])
def test_notes_name_their_original_and_their_reason(kind: Kind) -> None:
    make = paper.credit_note if kind is Kind.CREDIT_NOTE else paper.debit_note
    found = page_of(make())
    told = (make().number, "For tax invoice", "INV-2026-000042", "28 November 2026", "Reason", make().reason)
    assert pdf.first_out_of_order(found, told) is None
    assert "ByEFT" not in found


def test_a_pro_forma_says_what_it_is_not() -> None:
    sheet = documents.sheet_of(paper.pro_forma())
    assert (sheet.title, sheet.watermark, sheet.number) == ("Pro forma invoice", "PRO FORMA", "")
    assert "is not a tax invoice" in sheet.notes[0]


def test_a_receipt_says_what_it_is_not_and_what_is_left_over() -> None:
    found = page_of(paper.receipt())
    told = ("INV-2026-000041", "R 1 150.00", "INV-2026-000043", "R 499.00", "On account", "R 51.00", "Received", "R 1 700.00", "is not a tax invoice")  # fmt: skip
    assert pdf.first_out_of_order(found, told) is None


def test_a_later_print_is_marked_as_copy() -> None:
    original, copy = paper.tax_invoice(), paper.tax_invoice().as_copy()
    assert "Copy" not in documents.sheet_of(original).marks
    assert documents.sheet_of(copy).marks == ("Copy",)
    assert documents.sheet_of(copy).watermark == "COPY"
    assert documents.as_pdf(copy) != documents.as_pdf(original)
    assert documents.file_name(copy) == "tax-invoice-INV-2026-000042-copy.pdf"


def test_a_draft_is_never_headed_as_tax_invoice_and_asks_for_no_money() -> None:
    sheet = documents.sheet_of(replace(paper.tax_invoice(), number=""))
    assert (sheet.title, sheet.watermark) == ("Draft invoice", "DRAFT")
    assert sheet.panels == ()


def test_a_corrected_invoice_names_the_one_it_takes_the_place_of() -> None:
    corrects = DocumentReference(number="INV-2026-000040", issued_on=date(2026, 11, 3))
    sheet = documents.sheet_of(paper.tax_invoice(corrects=corrects, reason="The address was wrong."))
    assert pdf.squeezed(sheet.notices[0].title).endswith("taxinvoiceINV-2026-000040of3November2026")
    assert sheet.notices[0].text == "The address was wrong."


def test_what_is_unpaid_says_where_to_pay_and_what_is_paid_says_when() -> None:
    unpaid, paid = page_of(paper.tax_invoice()), page_of(paper.abridged())
    for told in ("Pay R 8 887.75 by EFT", "Standard Bank", "012345678", "051001", "INV000042"):
        assert pdf.squeezed(told) in unpaid
    assert (
        pdf.first_out_of_order(paid, ("Paid in full on 28 November 2026", "Card ending 4242", "PF-99812"))
        is None
    )
    assert "byEFT" not in paid


def test_part_payments_leave_the_rest_to_pay() -> None:
    payment = PaymentFact(paid_on=paper.ISSUED, amount=D("1000.00"), label="EFT")
    found = page_of(paper.tax_invoice(paid="1000.00", payments=(payment,)))
    told = ("Total incl. VAT", "R 8 887.75", "Paid", "-R 1 000.00", "Still to pay", "R 7 887.75", "Payments received", "Pay R 7 887.75 by EFT")  # fmt: skip
    assert pdf.first_out_of_order(found, told) is None


def test_statement_runs_from_opening_to_closing_with_its_ages() -> None:
    document = paper.statement()
    assert document.statement is not None
    closing = words.money(document.statement.closing)
    told = ("Balance brought forward", "R 1 150.00", "INV-000000", "R 2 300.00", "Current", "120 days and more", "Charged", "Paid and credited", "You owe", closing, f"Pay {closing} by EFT")  # fmt: skip
    assert pdf.first_out_of_order(page_of(document), told) is None


def test_statement_in_the_customers_favour_asks_for_nothing() -> None:
    found = paper.statement(0)
    assert found.statement is not None
    body = replace(found.statement, opening=D("-50.00"), closing=D("-50.00"), ageing=())
    sheet = documents.sheet_of(replace(found, statement=body))
    assert pdf.squeezed(f"{sheet.totals[-1].label} {sheet.totals[-1].value}") == "InyourfavourR50.00"
    assert sheet.panels == ()
    with pytest.raises(ValueError, match="needs its entries"):
        documents.sheet_of(replace(found, statement=None))


def test_no_lines_and_no_buyer_are_printed_too() -> None:
    document = replace(paper.abridged(), lines=(), groups=(), buyer=Party(name=""), bank=None)
    found = pdf.text_of(documents.as_pdf(document))
    assert pdf.squeezed("There are no lines on this document.") in found
    assert [block.title for block in documents.sheet_of(document).blocks] == ["From"]


def test_strange_names_are_printed_as_typed() -> None:
    name = "<script>alert(1)</script> & Söhne #set *x* " + "W" * 120
    bank = BankAccount(holder=name, bank="Bank", account_number="1", branch_code="000123")
    document = paper.tax_invoice(buyer=replace(paper.BUYER, name=name), bank=bank)
    assert pdf.squeezed(name) in pdf.text_of(documents.as_pdf(document))
    drawn = render_to_string("components/sheet.html", {"sheet": documents.sheet_of(document)})
    assert "<script" not in drawn
    assert pdf.squeezed(name) in page_of(document)


@pytest.mark.slow
def test_ten_thousand_lines() -> None:
    lines = tuple(paper.line(place, f"Item {place}", "12.50") for place in range(1, 10_001))
    content = documents.as_pdf(paper.document(*lines))
    reader = pdf.read(content)
    last = reader.pages[-1].extract_text()
    assert len(reader.pages) > 200
    assert pdf.squeezed("Total incl. VAT R 125 000.00") in pdf.squeezed(last)


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [("1234.5", "ZAR", "R1234.50"), ("-12.50", "ZAR", "-R12.50"), ("0.0125", "ZAR", "R0.0125"), ("1E+3", "USD", "USD1000.00")],
)  # fmt: skip
def test_amounts(amount: str, currency: str, written: str) -> None:
    assert pdf.squeezed(words.money(D(amount), currency)) == written


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), "1 to 30 November 2026"),
        (date(2026, 11, 15), date(2026, 12, 14), "15 November to 14 December 2026"),
        (date(2026, 12, 15), date(2027, 1, 14), "15 December 2026 to 14 January 2027"),
        (date(2026, 11, 1), date(2026, 11, 1), "1 November 2026"),
    ],
)
def test_periods(start: date, end: date, written: str) -> None:
    assert words.period(start, end).replace("\u00a0", " ") == written


@pytest.mark.parametrize(
    ("amount", "unit", "written"),
    [("1", "MON", "1 month"), ("2.50", "HUR", "2.5 hours"), ("1000", "C62", "1 000"), ("3", "XBX", "3 XBX"), ("1.000", "KGM", "1 kg")],
)  # fmt: skip
def test_quantities(amount: str, unit: str, written: str) -> None:
    assert words.quantity(D(amount), unit).replace("\u00a0", " ") == written


@pytest.mark.parametrize(("rate", "written"), [("15", "15%"), ("15.50", "15.5%"), ("10", "10%"), ("0", "0%")])
def test_rates(rate: str, written: str) -> None:
    assert words.rate(Treatment.STANDARD, D(rate)) == written


def test_file_names_hold_nothing_a_file_system_minds() -> None:
    assert documents.file_name(paper.tax_invoice(number="../INV 1/é")) == "tax-invoice-..-INV-1-é.pdf"
    assert documents.file_name(paper.statement()) == "statement-2026-11-28.pdf"
